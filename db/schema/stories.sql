-- Stories: groups of articles that report one event. An article that nobody shares its event with has no story.

create table stories (
    -- the id of its first article
    id integer primary key,
    -- headline of the article that is most like the others
    headline text not null,
    -- moments of publication of the first and the last article, UTC; NULL if none is dated
    first_published text,
    last_published text,
    -- articles, at least two
    article_count integer not null,
    -- outlets that are known to have reported it
    outlet_count integer not null,
    -- the story that it goes on from
    follows_id integer references stories(id) deferrable initially deferred
);
create index stories_first_published on stories(first_published);
create index stories_article_count on stories(article_count);
create index stories_follows_id on stories(follows_id) where follows_id is not null;

create table story_signatures (
    -- what is compared of an article
    article_id integer primary key,
    -- day number of its publication from the year 1; 0 if not known
    day integer not null,
    outlet_id integer,
    words integer not null,
    -- hashes of its telling words with counts, the most telling first
    terms blob not null,
    -- the articles that are most like it, with cosines in units of 1 / 65536
    neighbours blob,
    -- how alike an article must be to be listed as neighbour
    reach real not null default 0
);
create index story_signatures_day on story_signatures(day);

create table story_links (
    -- two articles that may report one event, the lower id first
    one_id integer not null,
    other_id integer not null,
    -- how likely they do, in thousandths
    likely integer not null,
    -- how alike their words are, in units of 1 / 65536
    alike integer not null,
    primary key (one_id, other_id)
) without rowid;
create index story_links_other_id on story_links(other_id);

create table articles_to_group (
    -- articles that changed, came or went since stories were last told
    article_id integer primary key
);
insert into articles_to_group (article_id) select id from articles;
create trigger stories_ai after insert on articles begin
    insert or ignore into articles_to_group (article_id) values (new.id);
end;
create trigger stories_au
after update of headline, title, body, published_at, published_on, outlet_id on articles
when old.headline is not new.headline or old.title is not new.title or old.body is not new.body
or old.published_at is not new.published_at or old.published_on is not new.published_on
or old.outlet_id is not new.outlet_id begin
    insert or ignore into articles_to_group (article_id) values (new.id);
end;
create trigger stories_ad after delete on articles begin
    insert or ignore into articles_to_group (article_id) values (old.id);
end;
