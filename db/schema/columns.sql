-- What makes a search of a million articles answer at once: columns of numbers for counting, and the
-- posting lists of common words. All of it follows from the articles and can be made again.

create table search_changes (
    -- articles that were added, changed or removed since the columns were made
    article_id integer primary key
);
insert into search_changes (article_id) select id from articles;

create table search_segments (
    -- articles whose columns were made together; the number follows from them, and grows
    id integer primary key,
    articles integer not null
);

create table search_columns (
    -- one number for each article of a segment, in the order of their ids
    segment_id integer not null references search_segments(id),
    -- id, size, outlet, section, agency, language, month, day, words; dead: places of articles that changed
    name text not null,
    data blob not null
);
create unique index search_columns_name on search_columns(name, segment_id);

create table search_values (
    -- the texts behind the numbers of a column; 0 stands for none
    id integer primary key,
    field text not null,
    value text not null,
    unique (field, value)
);

create table search_words (
    -- a word as the index has it, without its ending
    word text primary key,
    -- articles that have held it, those since removed included
    articles integer not null,
    -- 1 if its posting lists are in search_postings
    common integer not null default 0
) without rowid;

create table search_postings (
    word text not null,
    segment_id integer not null references search_segments(id),
    -- places in the segment, packed
    places blob not null,
    -- how often the word stands there, each part of the article with its weight; packed
    weights blob not null
);
create unique index search_postings_word on search_postings(word, segment_id);

create table search_states (
    -- how often a table changed: what was read of it is kept in memory until it changes again
    name text primary key,
    number integer not null
) without rowid;
insert into search_states (name, number) values ('articles', 0), ('copies', 0);

create trigger articles_search_ai after insert on articles begin
    insert or ignore into search_changes (article_id) values (new.id);
    update search_states set number = number + 1 where name = 'articles';
end;
create trigger articles_search_ad after delete on articles begin
    insert or ignore into search_changes (article_id) values (old.id);
    update search_states set number = number + 1 where name = 'articles';
end;
create trigger articles_search_au
after update of headline, standfirst, body, byline, section, dateline, editors_note, outlet_id, agency,
    language, month, published_on, word_count on articles begin
    insert or ignore into search_changes (article_id) values (new.id);
    update search_states set number = number + 1 where name = 'articles';
end;
