-- The full-text index, its weights, and the triggers that keep it in step. Datasette finds the index only
-- if content is quoted. rank holds the weights, so that every "order by rank" uses them: headline,
-- standfirst, body, byline, section, dateline, editors' note.

create virtual table articles_fts using fts5(
    headline, standfirst, body, byline, section, dateline, editors_note,
    content="articles", content_rowid="id",
    tokenize="porter unicode61 remove_diacritics 2"
);
insert into articles_fts(articles_fts, rank) values ('rank', 'bm25(10.0, 4.0, 1.0, 2.0, 2.0, 1.0, 1.0)');

create trigger articles_ai after insert on articles begin
    insert into articles_fts(rowid, headline, standfirst, body, byline, section, dateline, editors_note)
    values (new.id, new.headline, new.standfirst, new.body, new.byline, new.section, new.dateline,
            new.editors_note);
end;
create trigger articles_ad after delete on articles begin
    insert into articles_fts(articles_fts, rowid, headline, standfirst, body, byline, section, dateline,
                             editors_note)
    values ('delete', old.id, old.headline, old.standfirst, old.body, old.byline, old.section,
            old.dateline, old.editors_note);
end;
create trigger articles_au
after update of headline, standfirst, body, byline, section, dateline, editors_note on articles begin
    insert into articles_fts(articles_fts, rowid, headline, standfirst, body, byline, section, dateline,
                             editors_note)
    values ('delete', old.id, old.headline, old.standfirst, old.body, old.byline, old.section,
            old.dateline, old.editors_note);
    insert into articles_fts(rowid, headline, standfirst, body, byline, section, dateline, editors_note)
    values (new.id, new.headline, new.standfirst, new.body, new.byline, new.section, new.dateline,
            new.editors_note);
end;
