-- What the archive has of each outlet, day by day, and what it lacks. All of it follows from the articles
-- and can be made again: db/coverage.py.

-- what is counted of an outlet's articles, in one narrow index: a count never reads a text
drop index articles_outlet_id;
create index articles_coverage on articles(
    outlet_id, month, published_on,
    (headline is not null), (byline is not null), (section is not null), (agency is not null),
    (published_source = 'inferred')
);

create table coverage_outlets (
    -- how much there is of an outlet, from when to when
    outlet_id integer primary key references outlets(id),
    -- days of its oldest and its newest article; NULL if no article has a day
    first_day text,
    last_day text,
    -- all its articles, and those without a day
    articles integer not null,
    undated integer not null
);

create table coverage_rhythm (
    -- days on which an outlet has articles or, by its own rhythm, should have
    outlet_id integer not null references outlets(id),
    day text not null,
    articles integer not null,
    -- median of the same weekday in the four weeks with articles before and the four after;
    -- NULL where the outlet has no weekly rhythm
    expected real,
    -- gap: no article where the rhythm expects some; drop: far fewer than it expects
    mark text check (mark in ('gap', 'drop')),
    primary key (outlet_id, day)
) without rowid;
create index coverage_rhythm_mark on coverage_rhythm(mark, outlet_id, day) where mark is not null;

create table coverage_calendar (
    -- every day between the oldest and the newest article
    day text primary key
) without rowid;

create table coverage_breaks (
    -- fields that an outlet's articles had until some month, and lack since
    outlet_id integer not null references outlets(id),
    -- headline, byline, section, agency, day (the day of publication is known) or stated day (not inferred)
    field text not null,
    -- first month without, and last; NULL: until now
    since text not null,
    until text,
    -- share of the articles that have the field, in per cent, before and since
    before real not null,
    after real not null,
    -- articles that were compared, before and since
    articles_before integer not null,
    articles_after integer not null,
    -- how much likelier a break is than chance, as a natural logarithm
    score real not null,
    primary key (outlet_id, field, since)
) without rowid;

create table outlets_to_cover (
    -- outlets whose articles changed since their days were counted; empty after a run
    outlet_id integer primary key references outlets(id)
);
insert into outlets_to_cover (outlet_id) select id from outlets;
create trigger outlet_coverage_ai after insert on articles when new.outlet_id is not null begin
    insert or ignore into outlets_to_cover (outlet_id) values (new.outlet_id);
end;
create trigger outlet_coverage_au
after update of outlet_id, month, published_on, published_source, headline, byline, section, agency on articles
when old.outlet_id is not new.outlet_id or old.month is not new.month
    or old.published_on is not new.published_on or old.published_source is not new.published_source
    or (old.headline is null) <> (new.headline is null) or (old.byline is null) <> (new.byline is null)
    or (old.section is null) <> (new.section is null) or (old.agency is null) <> (new.agency is null) begin
    insert or ignore into outlets_to_cover (outlet_id)
    select outlet_id from (select old.outlet_id union select new.outlet_id) where outlet_id is not null;
end;
create trigger outlet_coverage_ad after delete on articles when old.outlet_id is not null begin
    insert or ignore into outlets_to_cover (outlet_id) values (old.outlet_id);
end;
