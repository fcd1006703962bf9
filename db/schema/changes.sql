-- What later states of articles say otherwise, notes of editors by kind, and how states are recognised.

-- the address that this state gave
alter table versions add column url text;
-- the note of the editors to readers in this state
alter table versions add column editors_note text;

create table changes (
    -- a passage that the next state of an article says otherwise
    id integer primary key,
    article_id integer not null references articles(id),
    -- the version that was changed; the version after it, or the article, has the new words
    version integer not null,
    -- headline, standfirst, body, byline, section or editors_note
    field text not null,
    -- correction, retraction, update, note, typo, or headline, byline and section where those changed
    kind text not null,
    -- words that only the next state has
    added text,
    -- words that only this version has
    removed text,
    -- the same in pairs of characters, where it is written without spaces
    added_unspaced text,
    removed_unspaced text
);
create index changes_article_id on changes(article_id, version);
create index changes_field on changes(field, article_id);
create index changes_kind on changes(kind, article_id);

-- content= without quotation marks: Datasette's own search of a table knows no columns of this index
create virtual table changes_fts using fts5(
    added, removed, added_unspaced, removed_unspaced,
    content=changes, content_rowid=id,
    tokenize="porter unicode61 remove_diacritics 2"
);
create trigger changes_ai after insert on changes begin
    insert into changes_fts(rowid, added, removed, added_unspaced, removed_unspaced)
    values (new.id, new.added, new.removed, new.added_unspaced, new.removed_unspaced);
end;
create trigger changes_ad after delete on changes begin
    insert into changes_fts(changes_fts, rowid, added, removed, added_unspaced, removed_unspaced)
    values ('delete', old.id, old.added, old.removed, old.added_unspaced, old.removed_unspaced);
end;

create table notes (
    -- notes of the editors to readers, in an article as it stands
    article_id integer not null references articles(id),
    -- in the order in which they were found, from 0
    position integer not null,
    -- retraction, correction, update, or note if it is none of these
    kind text not null,
    text text not null,
    primary key (article_id, position)
) without rowid;
create index notes_kind on notes(kind, article_id);

create table version_keys (
    -- an outlet's article of one day, 0 and 0 for an address: found again by what another state shares with it
    outlet_id integer not null,
    -- days since the beginning of the calendar
    day integer not null,
    -- the least of the hashes of some words, of the headline, or of the address
    key integer not null,
    article_id integer not null,
    primary key (outlet_id, day, key, article_id)
) without rowid;

create table unversioned (
    -- articles filed before there were keys, notes and changes; they get theirs when the archive is opened
    article_id integer primary key
);
insert into unversioned (article_id) select id from articles;
