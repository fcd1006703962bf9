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
