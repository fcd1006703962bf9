-- The usual questions without joins. Views are code, not data: the opener drops and re-creates them
-- each time, so nothing may be built upon their columns that a later version could not change.
-- "Fast" below means milliseconds at 200,000 articles where one article, entity or outlet is asked for.

-- What each outlet has in the archive, month by month: gaps show at a glance.
-- Counts every article: about half a second at 200,000.
drop view if exists coverage;
create view coverage as
select
    outlets.name as outlet,
    articles.month,
    count(*) as articles,
    sum(articles.published_on is not null) as with_day,
    sum(articles.agency is not null) as wire_copy,
    sum(articles.word_count) as words,
    count(*) - sum(copies.article_id is not null and copies.family_id <> articles.id) as originals
from articles left join outlets on outlets.id = articles.outlet_id
left join copies on copies.article_id = articles.id
group by articles.outlet_id, articles.month;

-- How complete the archive is for each outlet: shares in per cent, the fullest outlet first.
-- Reads every article: about half a second at 200,000.
drop view if exists outlet_scorecard;
create view outlet_scorecard as
select
    outlets.name as outlet,
    count(*) as articles,
    round(100.0 * sum(articles.headline is not null) / count(*), 1) as with_headline,
    round(100.0 * sum(articles.published_at is not null) / count(*), 1) as with_date,
    round(100.0 * sum(articles.published_source = 'inferred') / count(*), 1) as date_inferred,
    round(100.0 * sum(articles.byline is not null) / count(*), 1) as with_byline,
    round(100.0 * sum(articles.section is not null) / count(*), 1) as with_section,
    round(100.0 * sum(articles.agency is not null) / count(*), 1) as wire_copy,
    min(articles.published_on) as first_day,
    max(articles.published_on) as last_day,
    round(100.0 * sum(copies.article_id is not null and copies.family_id <> articles.id) / count(*), 1) as copies
from articles left join outlets on outlets.id = articles.outlet_id
left join copies on copies.article_id = articles.id
group by articles.outlet_id
order by articles desc;

-- One row per article and entity: who is named where, and how often. Fast.
drop view if exists who_is_named;
create view who_is_named as
select
    entities.name,
    entities.kind,
    article_entities.mentions,
    articles.title,
    outlets.name as outlet,
    articles.published_on as day,
    articles.id as article_id,
    entities.id as entity_id,
    coalesce(copies.family_id, articles.id) as text_id
from article_entities
join entities on entities.id = article_entities.entity_id
join articles on articles.id = article_entities.article_id
left join copies on copies.article_id = articles.id
left join outlets on outlets.id = articles.outlet_id;

-- Two entities in one article, one row per pair and article, each pair both ways round.
-- Fast with a name; without one it is every pair of the archive: always filter.
drop view if exists named_together;
create view named_together as
select
    one.name,
    one.kind,
    other.name as other_name,
    other.kind as other_kind,
    mine.article_id,
    one.id as entity_id,
    other.id as other_entity_id,
    coalesce((select family_id from copies where article_id = mine.article_id), mine.article_id) as text_id
from entities as one
join article_entities as mine on mine.entity_id = one.id
join article_entities as theirs
    on theirs.article_id = mine.article_id and theirs.entity_id <> mine.entity_id
join entities as other on other.id = theirs.entity_id;

-- Who said what, with the words themselves. Fast with a speaker or an article; without one every quote is read.
drop view if exists quoted;
create view quoted as
select
    entities.name as speaker,
    substr(articles.body, quotes.start + 1, quotes.end - quotes.start) as quote,
    quotes.verb,
    quotes.kind,
    articles.title,
    outlets.name as outlet,
    articles.published_on as day,
    articles.id as article_id,
    quotes.speaker_id
from quotes
join articles on articles.id = quotes.article_id
left join entities on entities.id = quotes.speaker_id
left join outlets on outlets.id = articles.outlet_id;

-- Articles that an agency supplied, with the outlet that printed them: as the article credits it, or as a
-- copy of the same text does. Fast.
drop view if exists wire_copy;
create view wire_copy as
select
    articles.agency,
    outlets.name as outlet,
    articles.published_on as day,
    articles.title,
    articles.id as article_id,
    articles.url,
    null as credited_by
from articles left join outlets on outlets.id = articles.outlet_id
where articles.agency is not null
union all
select
    copies.agency_inferred,
    outlets.name,
    articles.published_on,
    articles.title,
    articles.id,
    articles.url,
    copies.credited_by
from copies
join articles on articles.id = copies.article_id
left join outlets on outlets.id = articles.outlet_id
where copies.agency_inferred is not null;

-- Texts that were printed more than once: where the text began, who prints it, and how often. Fast.
drop view if exists wire_families;
create view wire_families as
select
    original.title,
    max(coalesce(articles.agency, copies.agency_inferred)) filter (where article_id = family_id) as agency,
    count(*) as articles,
    count(distinct articles.outlet_id) as outlets,
    min(articles.published_on) as first_day,
    max(articles.published_on) as last_day,
    min(copies.similarity) as least_similar,
    copies.family_id
from copies
join articles on articles.id = copies.article_id
join articles as original on original.id = copies.family_id
group by copies.family_id
order by count(*) desc, copies.family_id;

-- Each copy beside the presumed original. Fast.
drop view if exists reprints;
create view reprints as
select
    articles.title,
    outlets.name as outlet,
    articles.published_on as day,
    copies.similarity,
    coalesce(articles.agency, copies.agency_inferred) as agency,
    original.title as original,
    original_outlets.name as original_outlet,
    original.published_on as original_day,
    articles.word_count - original.word_count as words_more,
    copies.article_id,
    copies.family_id
from copies
join articles on articles.id = copies.article_id
join articles as original on original.id = copies.family_id
left join outlets on outlets.id = articles.outlet_id
left join outlets as original_outlets on original_outlets.id = original.outlet_id
where copies.article_id <> copies.family_id;

-- People by the number of articles that name them. Fast.
drop view if exists people;
create view people as
select name, article_count, id as entity_id from entities
where kind = 'person' and article_count > 0 order by article_count desc;

-- Places by the number of articles that name them. Fast.
drop view if exists places;
create view places as
select name, article_count, latitude, longitude, id as entity_id from entities
where kind = 'place' and article_count > 0 order by article_count desc;

-- Organisations by the number of articles that name them. Fast.
drop view if exists organisations;
create view organisations as
select name, article_count, id as entity_id from entities
where kind = 'organisation' and article_count > 0 order by article_count desc;

-- What was taken out of the text, counted by role and rule: the rules to look at first.
-- Reads every block: seconds at 200,000 articles.
drop view if exists removed;
create view removed as
select role, rule, count(*) as blocks, count(distinct article_id) as articles, min(text) as example
from blocks group by role, rule order by blocks desc;

-- Documents that could not be filed, the latest first, with the run that met them. Fast.
drop view if exists latest_failures;
create view latest_failures as
select failures.at, failures.path, failures.error, failures.detail, failures.run_id, runs.version
from failures join runs on runs.id = failures.run_id
order by failures.id desc;

-- Names that mean somebody else's entity, and what speaks for it. Fast.
drop view if exists same_names;
create view same_names as
select
    one.name,
    other.name as means,
    one.kind,
    same_as.rule,
    same_as.evidence,
    one.article_count,
    one.id as entity_id,
    other.id as into_id
from same_as
join entities as one on one.id = same_as.entity_id
join entities as other on other.id = same_as.into_id
order by one.article_count desc, one.name;

-- Who was named first when, by whom, and last: names that no article with a day names have none. A name that
-- is linked to another (same_names) has its own row, and says whom it means. Fast with a name or a first day;
-- all names of a million articles are two seconds.
drop view if exists first_seen;
create view first_seen as
select
    entities.name,
    entities.kind,
    entities.first_seen as first_day,
    outlets.name as first_outlet,
    articles.title as first_title,
    entities.last_seen as last_day,
    entities.article_count as articles,
    (
        select other.name from same_as join entities as other on other.id = into_id
        where same_as.entity_id = entities.id
    ) as means,
    articles.id as article_id,
    entities.id as entity_id
from entities
left join articles on articles.id = (
    select named.article_id from article_entities as named
    join articles as theirs on theirs.id = named.article_id
    where named.entity_id = entities.id and theirs.published_on = entities.first_seen
    order by named.article_id limit 1
)
left join outlets on outlets.id = articles.outlet_id
where entities.article_count > 0;

-- Every day of every outlet between its first and its last, days without articles included: what there is,
-- what its own rhythm expects, and gap or drop where the two do not fit. No data is not no news.
-- Fast with an outlet; all outlets are as many rows as they have days (a second per million).
drop view if exists coverage_days;
create view coverage_days as
select
    coverage_outlets.outlet_id,
    coverage_calendar.day,
    coalesce(coverage_rhythm.articles, 0) as articles,
    coverage_rhythm.expected,
    coverage_rhythm.mark
from coverage_outlets
join coverage_calendar
    on coverage_calendar.day between coverage_outlets.first_day and coverage_outlets.last_day
left join coverage_rhythm
    on coverage_rhythm.outlet_id = coverage_outlets.outlet_id and coverage_rhythm.day = coverage_calendar.day;

-- Stretches of days that are marked, the latest first. The last one of an outlet that fell silent while others
-- went on has no end. Fast.
drop view if exists coverage_gaps;
create view coverage_gaps as
with marked as (
    select
        outlet_id, day, articles, expected, mark,
        mark is not (
            select before.mark from coverage_rhythm as before
            where before.outlet_id = one.outlet_id and before.day < one.day
            order by before.day desc limit 1
        ) as begins
    from coverage_rhythm as one where mark is not null
), numbered as (
    select *, sum(begins) over (partition by outlet_id, mark order by day) as stretch from marked
), silent as (
    select
        outlet_id, last_day, julianday(max(last_day) over ()) - julianday(last_day) as days,
        (
            select sum(articles) / 28.0 from coverage_rhythm
            where coverage_rhythm.outlet_id = coverage_outlets.outlet_id
            and day > date(coverage_outlets.last_day, '-28 days')
        ) as usual
    from coverage_outlets
    -- a stray day far behind all others, often misread, belongs to no rhythm: it ends nothing
    where (
        select expected from coverage_rhythm
        where coverage_rhythm.outlet_id = coverage_outlets.outlet_id and day = coverage_outlets.last_day
    ) is not null
)
select
    outlets.name as outlet, mark, min(day) as since, max(day) as until, count(*) as days,
    sum(articles) as articles, round(sum(expected), 1) as expected, outlet_id
from numbered join outlets on outlets.id = outlet_id
group by outlet_id, mark, stretch
union all
select
    outlets.name, 'gap', date(last_day, '+1 day'), null, cast(days as integer),
    0, round(days * usual, 1), outlet_id
-- 6.9: chance alone would be so silent once in a thousand times
from silent join outlets on outlets.id = outlet_id where days * usual >= 6.9 and days >= 7
order by since desc, outlet;

-- How many articles of each outlet and month have a field, in per cent. An article without any date has no
-- month. Reads an index: half a second per million articles; fast with an outlet's number.
drop view if exists coverage_fields;
create view coverage_fields as
select
    outlets.name as outlet,
    articles.month,
    count(*) as articles,
    round(100.0 * sum(articles.headline is not null) / count(*), 1) as with_headline,
    round(100.0 * sum(articles.byline is not null) / count(*), 1) as with_byline,
    round(100.0 * sum(articles.section is not null) / count(*), 1) as with_section,
    round(100.0 * sum(articles.agency is not null) / count(*), 1) as with_agency,
    round(100.0 * count(articles.published_on) / count(*), 1) as with_day,
    round(100.0 * sum(articles.published_source = 'inferred') / count(*), 1) as date_inferred,
    articles.outlet_id
from articles indexed by articles_coverage join outlets on outlets.id = articles.outlet_id
where articles.outlet_id is not null
group by articles.outlet_id, articles.month;

-- Fields that an outlet's articles had until some month and lack since: mostly its pages look different now.
-- The latest first. Fast.
drop view if exists coverage_alarms;
create view coverage_alarms as
select
    outlets.name as outlet,
    field,
    since,
    until,
    before as per_cent_before,
    after as per_cent_since,
    articles_before,
    articles_after,
    score,
    outlet_id
from coverage_breaks join outlets on outlets.id = outlet_id
order by since desc, score desc;
