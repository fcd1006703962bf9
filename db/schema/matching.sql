-- Names that are one over the whole archive, though their spellings do not say so.

create table same_as (
    -- a name that means another entity
    entity_id integer primary key references entities(id),
    -- whom it means
    into_id integer not null references entities(id),
    -- surname, initials, middle name, second name, longer name, short form, transcription, acronym or order
    rule text not null,
    -- what speaks for it
    evidence text not null
);
create index same_as_into_id on same_as(into_id);

create table unmatched (
    -- entities whose articles changed since names were last compared
    entity_id integer primary key references entities(id)
);
-- archives from before are compared whole
insert into unmatched (entity_id) select id from entities;

-- number of the entity in Wikidata, as Q42
alter table entities add column wikidata_id text;
-- names that may be one with this have the same: a surname by its sound, the letters of an acronym
alter table entities add column block text;
-- 1 if so many articles name it that standing beside it tells little
alter table entities add column famous integer not null default 0;
create index entities_block on entities(block, kind) where block is not null;
