-- What people correct of who is named, and counts that can be taken back one by one.

create table curation (
    -- corrections in the order in which they were made: appended, never changed or deleted
    id integer primary key,
    -- when, UTC
    at text not null,
    action text not null
        check (action in ('merge', 'split', 'rename', 'retype', 'block', 'link', 'undo')),
    -- whom it concerns: kind and key as in entities, and a spelling that gives this key
    kind text check (kind in ('person', 'organisation', 'place')),
    key text,
    name text,
    -- merge, split and retype: whom the mentions belong to from now on; rename: the new name
    to_kind text check (to_kind in ('person', 'organisation', 'place')),
    to_key text,
    to_name text,
    -- split: the spelling that leaves
    alias text,
    -- split: the articles in which it does, a JSON list; NULL: in all
    articles text,
    -- link: what is set and what was there before, a JSON object
    link text,
    -- undo: the line that no longer counts
    undoes integer references curation(id)
);
create index curation_key on curation(key);
create index curation_to_key on curation(to_key);

create table blocked_mentions (
    -- spans that the tagger took for a name and somebody blocked: not counted, not shown, not lost
    article_id integer not null references articles(id),
    -- whom the tagger found there
    found_id integer not null references entities(id),
    start integer not null,
    end integer not null,
    surface text not null,
    -- the full name in this article; NULL if as printed
    name text,
    primary key (article_id, start)
) without rowid;
create index blocked_mentions_found_id on blocked_mentions(found_id);

-- whom the tagger found there, where somebody corrected it; NULL: entity_id
alter table mentions add column found_id integer references entities(id);
-- the full name in this article; NULL if as printed
alter table mentions add column name text;
create index mentions_found_id on mentions(found_id) where found_id is not null;
update mentions set name = (
    select name from article_entities as theirs
    where theirs.article_id = mentions.article_id and theirs.entity_id = mentions.entity_id
    and theirs.name <> mentions.surface
);

-- how often the entity is spelled so
alter table aliases add column mentions integer not null default 0;
insert into aliases (alias, entity_id, source, mentions)
select surface, entity_id, 'text', count(*) from mentions where true group by surface, entity_id
on conflict do update set mentions = excluded.mentions;
delete from aliases where source = 'text' and articles = 0 and mentions = 0;

-- days of the oldest and the newest article that name it
alter table entities add column first_seen text;
alter table entities add column last_seen text;
update entities set first_seen = days.first, last_seen = days.last from (
    select entity_id, min(published_on) as first, max(published_on) as last
    from article_entities join articles on articles.id = article_id group by entity_id
) as days where days.entity_id = entities.id;
