-- Steps were edited after archives had been opened with them: this brings all archives to one schema.

create table if not exists search_states (
    -- how often a table changed: what was read of it is kept in memory until it changes again
    name text primary key,
    number integer not null
) without rowid;
insert or ignore into search_states (name, number) values ('articles', 0), ('copies', 0);

drop trigger articles_search_ai;
create trigger articles_search_ai after insert on articles begin
    insert or ignore into search_changes (article_id) values (new.id);
    update search_states set number = number + 1 where name = 'articles';
end;
drop trigger articles_search_ad;
create trigger articles_search_ad after delete on articles begin
    insert or ignore into search_changes (article_id) values (old.id);
    update search_states set number = number + 1 where name = 'articles';
end;
drop trigger articles_search_au;
create trigger articles_search_au
after update of headline, standfirst, body, byline, section, dateline, editors_note, outlet_id, agency,
    language, month, published_on, word_count on articles begin
    insert or ignore into search_changes (article_id) values (new.id);
    update search_states set number = number + 1 where name = 'articles';
end;
