"""The schema, one frozen step after another.

A step that has been released is never edited and imports nothing of ours: an archive made by it must
open for ever. Comments stand above their columns, so that ``sqlite_master`` and Datasette show them.
"""

from sqlite_utils import Database, Migrations

migrations = Migrations("morgue")

LEDGER = """
create table runs (
    -- one call of ingest
    id integer primary key,
    -- when the call began and ended, UTC; a call that was killed has no end
    started_at text not null,
    finished_at text,
    -- version of morgue that made the call
    version text not null,
    -- documents = added + updated + duplicates + skipped + failed
    documents integer not null default 0,
    added integer not null default 0,
    updated integer not null default 0,
    duplicates integer not null default 0,
    skipped integer not null default 0,
    failed integer not null default 0
);

create table files (
    -- one row for every document ever seen: a file, or one record of a file that holds many
    id integer primary key,
    -- path from the archive's own folder; records carry their number, as in wire.jsonl#12
    path text not null,
    -- hash of the document's bytes
    sha256 text not null unique,
    -- what the content turned out to be, whatever the file's name says
    media_type text,
    -- the encoding it was read in
    encoding text,
    -- size of the document in bytes
    bytes integer not null,
    -- the document itself, compressed with zlib
    content blob,
    -- filed, replaced (by newer bytes of the same path or address) or failed
    status text not null check (status in ('filed', 'replaced', 'failed')),
    -- the run that saw it first
    run_id integer not null references runs(id)
);
create index files_path on files(path);
create index files_run_id on files(run_id);

create table failures (
    -- a document that could not be filed, and why
    id integer primary key,
    run_id integer not null references runs(id),
    path text not null,
    -- NULL where not a byte could be read
    sha256 text,
    -- the kind of failure
    error text not null,
    detail text not null,
    -- when, UTC
    at text not null
);
create index failures_run_id on failures(run_id);
"""

ARTICLES = """
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
"""

ENTITIES = """
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
"""

#: Datasette finds the index only if content is quoted; rank holds the weights, so that every
#: ``order by rank`` uses them: headline, standfirst, body, byline, section, dateline, editor's note.
SEARCH = """
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
"""

CONTAINERS = """
create table containers (
    -- files whose documents were all filed, where the file itself is not one document:
    -- seen again, they need not be read again
    sha256 text primary key,
    -- how many documents it holds
    documents integer not null
) without rowid;
"""

SPELLINGS = """
-- the full name by which the article calls the entity
alter table article_entities add column name text;
-- articles in which this is the full name; the most frequent one names the entity
alter table aliases add column articles integer not null default 0;
"""


def _run(db: Database, sql: str) -> None:
    """Execute a script statement by statement: ``executescript`` would commit the open transaction."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if db.conn is not None and _complete(statement):
            db.execute(statement)
            statement = ""


def _complete(statement: str) -> bool:
    import sqlite3

    return sqlite3.complete_statement(statement)


@migrations()
def ledger(db: Database) -> None:
    """Runs, files and failures: what was seen, and what became of it."""
    _run(db, LEDGER)


@migrations()
def articles(db: Database) -> None:
    """Articles with outlets, authors, images, versions, and what was kept beside the body."""
    _run(db, ARTICLES)


@migrations()
def entities(db: Database) -> None:
    """Who and what is named, and where."""
    _run(db, ENTITIES)


@migrations()
def search(db: Database) -> None:
    """The full-text index, its weights and the triggers that keep it in step."""
    _run(db, SEARCH)


@migrations()
def containers(db: Database) -> None:
    """Files that hold many documents, so that a second run need not read them."""
    _run(db, CONTAINERS)


@migrations()
def spellings(db: Database) -> None:
    """The names that articles use, counted, so that entities are named alike in any order of filing."""
    _run(db, SPELLINGS)
