-- A checksum of every page of the file, so that a byte that flipped is found: db/page_sums.py.

create table page_sums (
    -- 0: what the sums are good for; else the sums of the pages up to 1000 times this number
    id integer primary key,
    -- a mark, 4 bytes for each page, and a checksum of this value
    sums blob not null
);
