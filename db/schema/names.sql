-- Steps were edited after archives had been opened with them: this brings all archives to one schema.

create index if not exists entities_block on entities(block, kind) where block is not null;
-- was never filled
drop table if exists kept_apart;
