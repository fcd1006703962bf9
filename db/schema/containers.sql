-- Which file of many records stands at a place now: an earlier one that comes back there must be read again.

-- where it was read last, from the archive's own folder; NULL for standard input, and in archives from before
alter table containers add column path text;
create index containers_path on containers(path);
