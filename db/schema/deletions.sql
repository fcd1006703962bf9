-- Articles that were taken out for good: that they were here, and nothing of what they said.

create table deletions (
    -- hash of a document's bytes; documents with these bytes are not filed again
    sha256 text primary key,
    -- the article that it was a state of
    article_id integer not null,
    -- where it was read from, from the archive's own folder; NULL if that was to be forgotten too
    path text,
    -- size of the document in bytes
    bytes integer not null,
    -- when it was deleted, UTC
    deleted_at text not null,
    -- why, in the words of whoever did it
    reason text not null,
    -- when the last trace was gone from the archive's file, UTC; NULL until then
    cleaned_at text,
    -- the run that had filed it
    run_id integer not null references runs(id)
) without rowid;
create index deletions_article_id on deletions(article_id);
create index deletions_run_id on deletions(run_id);
create index deletions_uncleaned on deletions(article_id) where cleaned_at is null;

-- documents of the file that were deleted; the file is read once more after each deletion
alter table containers add column deleted integer not null default 0;
