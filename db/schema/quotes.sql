-- Who said what. Nothing ever filled the table's first form.

drop table quotes;

create table quotes (
    -- words that somebody is quoted saying, found by rule
    article_id integer not null references articles(id),
    -- code points from the body's beginning, without the marks: substr(body, start + 1, end - start)
    start integer not null,
    end integer not null,
    -- direct (between marks) or indirect (said that ...)
    kind text not null check (kind in ('direct', 'indirect')),
    -- whoever the mention at speaker_start means; empty where nobody can be told
    speaker_id integer references entities(id),
    -- where the mention of the speaker begins, as in mentions
    speaker_start integer,
    -- the verb of saying in its basic form
    verb text,
    primary key (article_id, start, kind)
) without rowid;
create index quotes_speaker_id on quotes(speaker_id, article_id);

-- A quote follows its speaker's mention: to another entity, and away.
create trigger mentions_quotes_ai after insert on mentions begin
    update quotes set speaker_id = new.entity_id
    where article_id = new.article_id and speaker_start = new.start;
end;
create trigger mentions_quotes_au after update of entity_id on mentions begin
    update quotes set speaker_id = new.entity_id
    where article_id = new.article_id and speaker_start = new.start;
end;
create trigger mentions_quotes_ad after delete on mentions begin
    update quotes set speaker_id = null
    where article_id = old.article_id and speaker_start = old.start;
end;
