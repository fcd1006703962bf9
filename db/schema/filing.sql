-- What a run files is indexed in one piece where its transaction ends, in the order of numbers: db/indexing.py.
-- Until then an article that is changed or deleted again has nothing in the index to be taken out.

create table unindexed (
    -- articles of the open transaction that the index does not hold yet; empty after every commit
    article_id integer primary key
);

drop trigger articles_ad;
create trigger articles_ad after delete on articles begin
    insert into articles_fts(articles_fts, rowid, headline, standfirst, body, byline, section, dateline,
                             editors_note, unspaced)
    select 'delete', old.id, old.headline, old.standfirst, old.body, old.byline, old.section,
           old.dateline, old.editors_note, old.unspaced
    where not exists (select 1 from unindexed where article_id = old.id);
    delete from unindexed where article_id = old.id;
end;
drop trigger articles_au;
create trigger articles_au
after update of headline, standfirst, body, byline, section, dateline, editors_note, unspaced on articles
when not exists (select 1 from unindexed where article_id = old.id) begin
    insert into articles_fts(articles_fts, rowid, headline, standfirst, body, byline, section, dateline,
                             editors_note, unspaced)
    values ('delete', old.id, old.headline, old.standfirst, old.body, old.byline, old.section,
            old.dateline, old.editors_note, old.unspaced);
    insert into articles_fts(rowid, headline, standfirst, body, byline, section, dateline, editors_note,
                             unspaced)
    values (new.id, new.headline, new.standfirst, new.body, new.byline, new.section, new.dateline,
            new.editors_note, new.unspaced);
end;

-- Bytes that the index gathers before it writes them: what one transaction files.
insert into articles_fts(articles_fts, rank) values ('hashsize', 67108864);
