-- Articles with outlets, authors, images, versions, and what was kept beside the body.

create table outlets (
    -- who published
    id integer primary key,
    name text not null unique,
    -- web address without www
    domain text,
    -- ISO 3166 code
    country text,
    -- ISO 639 code of its usual language
    language text
);

create table articles (
    -- day of publication and eight digits from the content: grows with time, never changes
    id integer primary key,
    -- NULL if the file holds none
    headline text,
    -- the headline, else how the lede begins; for lists
    title text not null,
    -- the line under the headline
    standfirst text,
    -- paragraphs and subheads, a blank line between
    body text not null,
    -- the line of authors as printed
    byline text,
    -- news agency that supplied the copy
    agency text,
    -- editor named by the outlet
    editor text,
    -- note of the editors to readers
    editors_note text,
    -- place and date that open the copy
    dateline text,
    section text,
    outlet_id integer references outlets(id),
    -- ISO 639 code
    language text,
    -- address of the article
    url text,
    -- moment of publication, UTC, cut to its precision
    published_at text,
    -- the same as the outlet stated it, with its offset
    published_local text,
    -- day of publication where the outlet is
    published_on text,
    -- minute, day or month
    published_precision text check (published_precision in ('minute', 'day', 'month')),
    -- stated in the text, metadata of the page, its url, or inferred
    published_source text check (published_source in ('stated', 'metadata', 'url', 'inferred')),
    -- moment of the last change that the outlet states, UTC
    updated_at text,
    -- month and year of publication, for facets
    month text,
    year text,
    -- words in the body
    word_count integer not null,
    -- group of articles on one event
    story_id integer,
    -- the file it was read from
    file_id integer not null references files(id)
);
create unique index articles_file_id on articles(file_id);
create index articles_outlet_id on articles(outlet_id);
create index articles_section on articles(section);
create index articles_agency on articles(agency);
create index articles_language on articles(language);
create index articles_published_at on articles(published_at);
create index articles_month on articles(month);
create index articles_year on articles(year);
create index articles_url on articles(url);
create index articles_story_id on articles(story_id);
-- facets of a search read this index alone, never the wide rows
create index articles_facets on articles(id, outlet_id, section, agency, language, year, month);

create table versions (
    -- earlier states of an article whose file changed
    article_id integer not null references articles(id),
    -- 1 is the oldest
    version integer not null,
    headline text,
    standfirst text,
    body text not null,
    byline text,
    section text,
    published_at text,
    updated_at text,
    -- the file of that state
    file_id integer not null references files(id),
    -- the run that replaced it
    replaced_by_run_id integer not null references runs(id),
    primary key (article_id, version)
) without rowid;

create table blocks (
    -- all that the file held and the body does not
    article_id integer not null references articles(id),
    -- place in the file, from 0; body blocks have the numbers that are missing
    position integer not null,
    -- what it is
    role text not null,
    -- the rule that said so
    rule text not null,
    text text not null,
    primary key (article_id, position)
) without rowid;
create index blocks_role on blocks(role);

create table evidence (
    -- where the value of a field comes from
    article_id integer not null references articles(id),
    -- name of the column, without _id
    field text not null,
    -- stated, metadata, url, profile or inferred
    source text not null,
    -- what was seen
    detail text not null,
    primary key (article_id, field)
) without rowid;

create table authors (
    id integer primary key,
    name text not null unique,
    -- person or agency
    kind text not null
);

create table article_authors (
    article_id integer not null references articles(id),
    author_id integer not null references authors(id),
    -- place in the byline, from 0
    position integer not null,
    primary key (article_id, author_id)
) without rowid;
create index article_authors_author_id on article_authors(author_id);

create table images (
    article_id integer not null references articles(id),
    position integer not null,
    -- NULL where the file keeps only the caption
    url text,
    caption text,
    -- who made or supplied the picture
    credit text,
    primary key (article_id, position)
) without rowid;
