-- Runs, files and failures: what was seen, and what became of it.

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

create table containers (
    -- files whose documents were all filed, where the file itself is not one document:
    -- seen again, they need not be read again
    sha256 text primary key,
    -- how many documents it holds
    documents integer not null
) without rowid;
