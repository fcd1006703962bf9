-- Words of scripts without spaces, as pairs of characters in a column of the index of their own.

-- runs of Chinese, Japanese, Korean or Thai in the text as pairs of characters, for the search index
alter table articles add column unspaced text;

drop trigger articles_ai;
drop trigger articles_ad;
drop trigger articles_au;
drop table articles_fts;

create virtual table articles_fts using fts5(
    headline, standfirst, body, byline, section, dateline, editors_note, unspaced,
    content="articles", content_rowid="id",
    tokenize="porter unicode61 remove_diacritics 2"
);
insert into articles_fts(articles_fts, rank) values ('rank', 'bm25(10.0, 4.0, 1.0, 2.0, 2.0, 1.0, 1.0, 1.0)');
insert into articles_fts(articles_fts) values ('rebuild');

create trigger articles_ai after insert on articles begin
    insert into articles_fts(rowid, headline, standfirst, body, byline, section, dateline, editors_note,
                             unspaced)
    values (new.id, new.headline, new.standfirst, new.body, new.byline, new.section, new.dateline,
            new.editors_note, new.unspaced);
end;
create trigger articles_ad after delete on articles begin
    insert into articles_fts(articles_fts, rowid, headline, standfirst, body, byline, section, dateline,
                             editors_note, unspaced)
    values ('delete', old.id, old.headline, old.standfirst, old.body, old.byline, old.section,
            old.dateline, old.editors_note, old.unspaced);
end;
create trigger articles_au
after update of headline, standfirst, body, byline, section, dateline, editors_note, unspaced on articles begin
    insert into articles_fts(articles_fts, rowid, headline, standfirst, body, byline, section, dateline,
                             editors_note, unspaced)
    values ('delete', old.id, old.headline, old.standfirst, old.body, old.byline, old.section,
            old.dateline, old.editors_note, old.unspaced);
    insert into articles_fts(rowid, headline, standfirst, body, byline, section, dateline, editors_note,
                             unspaced)
    values (new.id, new.headline, new.standfirst, new.body, new.byline, new.section, new.dateline,
            new.editors_note, new.unspaced);
end;
