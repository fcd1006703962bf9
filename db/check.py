"""Is the archive sound? Every promise that SQL can test, each finding a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db import counting, curation, rewriting
from db.column_checking import out_of_step
from db.errors import ArchiveError
from db.lock import locked
from db.sqlite import (
    SAFE_SQLITE,
    open_for_reading,
    open_for_writing,
    schema_gap,
    sqlite3,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be; ``unsound`` is False for mere advice."""

    text: str
    unsound: bool = True


#: What must not exist: a count of it, and what it is called.
LAWS = {
    "runs whose counts do not add up": """
        select count(*) from runs where documents <> added + updated + duplicates + skipped + failed""",
    "runs whose failures are not all listed": """
        select count(*) from runs
        where failed <> (select count(*) from failures where failures.run_id = runs.id)""",
    "filed documents without an article": """
        select count(*) from files left join articles on articles.file_id = files.id
        where files.status = 'filed' and articles.id is null""",
    "articles whose document is not filed": """
        select count(*) from articles join files on files.id = articles.file_id
        where files.status <> 'filed'""",
    "replaced documents without a version": """
        select count(*) from files left join versions on versions.file_id = files.id
        where files.status = 'replaced' and versions.article_id is null""",
    "articles whose versions are not numbered from 1 without holes": """
        select count(*) from (
            select 1 from versions group by article_id having min(version) <> 1 or max(version) <> count(*)
        )""",
    "changes that belong to no version": """
        select count(*) from changes left join versions using (article_id, version)
        where versions.article_id is null""",
    "mentions that are not what the body says there": """
        select count(*) from mentions join articles on articles.id = mentions.article_id
        where substr(body, "start" + 1, "end" - "start") <> surface""",
    "quotes that lie outside of their body": """
        select count(*) from quotes join articles on articles.id = quotes.article_id
        where "start" < 0 or "end" <= "start" or "end" > length(body)""",
    "quotes whose speaker is not the one mentioned there": """
        select count(*) from quotes left join mentions
        on mentions.article_id = quotes.article_id and mentions."start" = speaker_start
        where quotes.speaker_id is not mentions.entity_id""",
    "counts of mentions that are wrong": f"""
        select count(*) from ({counting.ARTICLE_ENTITIES.format(chosen="true")}) as counted
        full join article_entities as kept using (article_id, entity_id)
        where kept.mentions is not counted.mentions or kept.name is not counted.name""",
    "counts of spellings that are wrong": f"""
        select count(*) from ({counting.ALIASES.format(chosen="true")}) as counted
        full join aliases as kept using (alias, entity_id)
        where coalesce(kept.articles, -1) <> coalesce(counted.articles, 0)
        or coalesce(kept.mentions, -1) <> coalesce(counted.mentions, 0)""",
    "entities whose number of articles is wrong": """
        select count(*) from entities left join (
            select entity_id, count(*) as articles from article_entities group by entity_id
        ) as counted on counted.entity_id = entities.id
        where article_count <> coalesce(articles, 0)""",
    "stories that do not have as many articles as they say": """
        select count(*) from stories left join (
            select story_id, count(*) as articles from articles where story_id is not null group by story_id
        ) as counted on story_id = stories.id where article_count is not articles
        and not exists (select 1 from articles_to_group)""",
    "articles of a story that is not there": """
        select count(*) from articles left join stories on stories.id = story_id
        where story_id is not null and stories.id is null""",
    "linked names that mean a name which itself means another": """
        select count(*) from same_as as first join same_as as second on second.entity_id = first.into_id""",
    "outlets whose articles are miscounted": """
        select count(*) from outlets left join coverage_outlets on outlet_id = outlets.id
        where outlets.id not in (select outlet_id from outlets_to_cover)
        and coalesce(articles, 0) <> (select count(*) from articles where outlet_id = outlets.id)""",
    "copies whose original is itself a copy": """
        select count(*) from copies left join copies as original on original.article_id = copies.family_id
        where original.family_id is not original.article_id
        and not exists (select 1 from uncompared)""",
    "articles whose text is in no way compared": """
        select count(*) from articles left join fingerprints on fingerprints.article_id = articles.id
        where fingerprints.article_id is null
        and not exists (select 1 from uncompared where uncompared.article_id = articles.id)""",
    "entities whose first or last day is wrong": f"""
        select count(*) from entities
        left join ({counting.ENTITIES.format(chosen="true")}) as counted on entity_id = entities.id
        where first_seen is not first or last_seen is not last""",
}


def check(path: str | Path) -> Iterator[Finding]:
    """Yield what is wrong with an archive; nothing if it is sound.

    Takes the archive's lock, as SQLite compares index and articles only on a connection that may
    write; where the file is read-only that comparison is left out, with a finding that says so.
    Raises NoArchive, NotAnArchive or ArchiveLocked.
    """
    path = Path(path)
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        safe = ".".join(map(str, SAFE_SQLITE))
        yield Finding(f"SQLite {sqlite3.sqlite_version} is older than {safe} and can corrupt the file", False)
    conn = open_for_reading(path, any_schema=True)
    try:
        missing, unknown = schema_gap(conn)
        if missing or unknown:
            yield from (Finding(f"migration pending: {name}") for name in missing)
            yield from (Finding(f"made by a newer morgue: migration {name} is unknown") for name in unknown)
            return
        # One snapshot for all questions, whatever is filed meanwhile.
        conn.execute("begin")
        yield from _damage(conn)
        yield from _broken_laws(conn)
        yield from map(Finding, out_of_step(conn))
    except sqlite3.DatabaseError as error:
        yield Finding(f"damaged: {error}")
        return
    finally:
        conn.close()
    yield from _index(path)


def _damage(conn: "sqlite3.Connection") -> Iterator[Finding]:
    for (line,) in conn.execute("pragma integrity_check"):
        if line != "ok":
            yield Finding(f"damaged: {line}")
    for table, row, parent, _ in conn.execute("pragma foreign_key_check"):
        yield Finding(f"{table}: row {row} points to nothing in {parent}")


def _broken_laws(conn: "sqlite3.Connection") -> Iterator[Finding]:
    for name, sql in LAWS.items():
        (number,) = conn.execute(sql).fetchone()
        if number:
            yield Finding(f"{name}: {number:,}")
    astray = sum(group.mentions for group in rewriting.misplaced(conn, *_corrected(conn)))
    if astray:
        yield Finding(f"mentions that do not mean whom the corrections say: {astray:,}")


def _corrected(conn: "sqlite3.Connection") -> tuple[curation.State, set[curation.Ref]]:
    """What the log says, and all found entities that some line moved or should move."""
    state = curation.state(conn)
    moved = """select kind, key from entities where id in (
        select found_id from mentions where found_id is not null union select found_id from blocked_mentions
    )"""
    return state, {*state.sources(), *conn.execute(moved).fetchall()}


def _index(path: Path) -> Iterator[Finding]:
    try:
        with locked(path):
            conn = open_for_writing(path, create=False)
            try:
                # rank = 1: compare with the articles, not only the index with itself.
                conn.execute("insert into articles_fts (articles_fts, rank) values ('integrity-check', 1)")
                conn.execute("insert into changes_fts (changes_fts, rank) values ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                yield Finding(f"the search index is not in step with the articles: {error}")
            finally:
                conn.close()
    except ArchiveError as error:
        yield Finding(f"the search index was not compared: {error}", unsound=False)
