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
    sum(articles.word_count) as words
from articles left join outlets on outlets.id = articles.outlet_id
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
    max(articles.published_on) as last_day
from articles left join outlets on outlets.id = articles.outlet_id
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
    entities.id as entity_id
from article_entities
join entities on entities.id = article_entities.entity_id
join articles on articles.id = article_entities.article_id
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
    other.id as other_entity_id
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

-- Articles that an agency supplied, with the outlet that printed them. Fast.
drop view if exists wire_copy;
create view wire_copy as
select
    articles.agency,
    outlets.name as outlet,
    articles.published_on as day,
    articles.title,
    articles.id as article_id,
    articles.url
from articles left join outlets on outlets.id = articles.outlet_id
where articles.agency is not null;

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

-- Corrections, retractions and other notes of the editors, in articles as they stand and where a version got
-- one that is gone again. Fast.
drop view if exists corrections;
create view corrections as
select
    found.article_id,
    found.kind,
    found.text,
    articles.title,
    outlets.name as outlet,
    articles.published_on as day
from (
    select article_id, kind, text from notes
    union
    select article_id, kind, added from changes where kind in ('correction', 'retraction')
) as found
join articles on articles.id = found.article_id
left join outlets on outlets.id = articles.outlet_id
order by found.article_id desc;
