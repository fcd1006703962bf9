-- Who and what is named, and where.

create table entities (
    -- a person, organisation or place
    id integer primary key,
    -- the usual spelling
    name text not null,
    kind text not null check (kind in ('person', 'organisation', 'place')),
    -- spellings with the same key are one entity
    key text not null,
    -- articles that name it
    article_count integer not null default 0,
    latitude real,
    longitude real,
    unique (kind, key)
);
create index entities_article_count on entities(article_count);
create index entities_name on entities(name);

create table aliases (
    -- the spellings under which an entity is named
    alias text not null,
    entity_id integer not null references entities(id),
    -- text (seen in an article) or curated
    source text not null,
    -- articles in which this is the full name; the most frequent one names the entity
    articles integer not null default 0,
    primary key (alias, entity_id)
) without rowid;
create index aliases_entity_id on aliases(entity_id);

create table mentions (
    -- a span of an article's body that names an entity
    article_id integer not null references articles(id),
    entity_id integer not null references entities(id),
    -- code points from the body's beginning: substr(body, start + 1, end - start) = surface
    start integer not null,
    end integer not null,
    surface text not null,
    primary key (article_id, start)
) without rowid;
create index mentions_entity_id on mentions(entity_id);

create table article_entities (
    -- who is named in which article, and how often
    article_id integer not null references articles(id),
    entity_id integer not null references entities(id),
    mentions integer not null,
    -- the full name by which the article calls it
    name text,
    primary key (article_id, entity_id)
) without rowid;
create index article_entities_entity_id on article_entities(entity_id, article_id);

create table quotes (
    -- words that somebody is quoted saying
    article_id integer not null references articles(id),
    speaker_id integer references entities(id),
    start integer not null,
    end integer not null,
    verb text,
    primary key (article_id, start)
) without rowid;
create index quotes_speaker_id on quotes(speaker_id);
