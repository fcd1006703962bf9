-- What the archive learns of its outlets, and how articles were before they were cleaned again with it.

create table outlet_lines (
    -- lines that recur over an outlet's articles: its furniture
    outlet_id integer not null references outlets(id),
    -- letters and digits of the line in lower case; printings with one key are one line
    key text not null,
    -- the line as it is printed most often
    text text not null,
    -- independent articles that hold it; wire copy and later states of one text count once
    articles integer not null,
    -- independent articles that were compared
    looked_at integer not null,
    -- days of the oldest and the newest article that hold it
    first_seen text,
    last_seen text,
    -- proposed by counting, accepted or rejected by somebody: rejected lines stay in bodies
    status text not null default 'proposed' check (status in ('proposed', 'accepted', 'rejected')),
    -- what a line of a body becomes, and the rule that blocks show for it
    role text not null default 'boilerplate',
    rule text not null default 'recurs-in-the-outlet',
    primary key (outlet_id, key)
) without rowid;

create table outlets_to_learn (
    -- outlets whose articles changed since their lines were counted
    outlet_id integer primary key references outlets(id)
);
insert into outlets_to_learn (outlet_id) select id from outlets;
create trigger outlet_lines_ai after insert on articles when new.outlet_id is not null begin
    insert or ignore into outlets_to_learn (outlet_id) values (new.outlet_id);
end;
-- cleaned again from the same file, an article teaches nothing new
create trigger outlet_lines_au after update of outlet_id, file_id on articles
when old.outlet_id is not new.outlet_id or old.file_id <> new.file_id begin
    insert or ignore into outlets_to_learn (outlet_id)
    select outlet_id from (select old.outlet_id union select new.outlet_id) where outlet_id is not null;
end;
create trigger outlet_lines_ad after delete on articles when old.outlet_id is not null begin
    insert or ignore into outlets_to_learn (outlet_id) values (old.outlet_id);
end;

create table recleaned (
    -- articles as they were before a run of reclean changed them; undone, they are gone from here
    article_id integer not null references articles(id),
    run_id integer not null references runs(id),
    -- the file of that state
    file_id integer not null references files(id),
    -- the article's rows in JSON, compressed with zlib
    state blob not null,
    primary key (article_id, run_id)
) without rowid;
create index recleaned_run_id on recleaned(run_id);

alter table runs add column kind text not null default 'ingest'
    check (kind in ('ingest', 'reclean', 'undo'));
-- 1 if people, organisations and places were looked for; NULL in runs of reclean, which do as was done
alter table runs add column entities integer;
-- who found them: fast or accurate
alter table runs add column ner text;
