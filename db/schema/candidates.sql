-- The values that a field could have had.

create table field_candidates (
    -- the chosen value of a field and its best rivals
    article_id integer not null references articles(id),
    -- name of the column, without _id
    field text not null,
    -- from 0, the chosen one first, then the likeliest
    position integer not null,
    value text not null,
    -- what proposed it: stated, metadata, url, or a rule's name
    rule text not null,
    -- what was seen
    evidence text not null,
    -- how likely it is, 0 to 1, where that was computed
    score real,
    -- 1 for the value that the article has
    chosen integer not null,
    primary key (article_id, field, position)
) without rowid;
