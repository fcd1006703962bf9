-- Copies of one text across outlets and days.

create table copies (
    -- an article that is a copy, or is copied
    article_id integer primary key references articles(id),
    -- the presumed original: the earliest of the family, on one day one that credits an agency
    family_id integer not null references articles(id),
    -- how far its text is the original's, to 1; numbers and names weigh more, cuts at the end nothing
    similarity real not null,
    -- the agency that the copies credit, where the article itself credits none
    agency_inferred text,
    -- the copy that credits it
    credited_by integer references articles(id)
);
create index copies_family_id on copies(family_id, similarity);
create index copies_credited_by on copies(credited_by) where credited_by is not null;
create index copies_agency_inferred on copies(agency_inferred) where agency_inferred is not null;

create table copy_pairs (
    -- an article that is no copy
    article_id integer not null references articles(id),
    -- an earlier one, no copy either, with which it shares a good part
    other_id integer not null references articles(id),
    -- how much, from 0.5 to below 0.8
    similarity real not null,
    primary key (article_id, other_id)
) without rowid;
create index copy_pairs_other_id on copy_pairs(other_id);

create table fingerprints (
    -- an article; its row outlives it until those are found that were compared with it
    article_id integer primary key,
    -- what decides which of a family is the original: the least
    rank text not null,
    -- hashes of some of its runs of words, 4 bytes each, little-endian, ascending
    marks blob not null
);

create table uncompared (
    -- an article that changed, came or went since texts were last compared
    article_id integer primary key
);
insert into uncompared (article_id) select id from articles;

create trigger articles_copies_ai after insert on articles begin
    insert or ignore into uncompared (article_id) values (new.id);
end;
create trigger articles_copies_au after update of body, agency, published_at, file_id on articles
when old.body is not new.body or old.agency is not new.agency
    or old.published_at is not new.published_at or old.file_id is not new.file_id
begin
    insert or ignore into uncompared (article_id) values (new.id);
end;
create trigger articles_copies_bd before delete on articles begin
    insert or ignore into uncompared (article_id) values (old.id);
    insert or ignore into uncompared (article_id)
    select article_id from copies where family_id = old.id or credited_by = old.id;
    delete from copies where article_id = old.id or family_id = old.id or credited_by = old.id;
    delete from copy_pairs where article_id = old.id or other_id = old.id;
end;
