"""All that an archive says, as plain values: to tell whether two archives are one."""

import hashlib
from pathlib import Path
from typing import Any

from db.search import search
from db.sqlite import open_for_reading, sqlite3

#: Columns that tell when something happened, and nothing of what is filed.
WHEN = {("runs", "started_at"), ("runs", "finished_at"), ("failures", "at"), ("curation", "at")}
#: Pages of an index, which lie as its transactions came; what it says is asked of it.
PAGES = ("_data", "_idx", "_docsize", "_config")
INDEXES = ("articles_fts", "changes_fts")
#: When each step was applied, and what the file's pages are, which hold that.
PHYSICAL = {"_sqlite_migrations", "page_sums"}
#: Answers: ranked, by names, near each other, in another script, folded.
QUERIES = (
    "havenport",
    "dock OR bridge",
    '"dock workers"',
    "harbour w/9 strike",
    "headline:bridge",
    "海",
    "markt*",
)

Rows = dict[str, list[tuple[Any, ...]]]

#: Checksums are of the file's pages, on which the times of its runs stand as well.
SUMS = {"page_sums"}


def everything(path: Path, *, answers: bool = True) -> Rows:
    """Every row of every table, every word of every index, and what searches answer."""
    conn = open_for_reading(path)
    try:
        found = {}
        for table, columns in tables(conn).items():
            if table not in INDEXES:
                kept = [name for name in columns if (table, name) not in WHEN]
                found[table] = rows(conn, table, kept)
        for index in INDEXES:
            found[index] = words(conn, index)
        if answers:
            found["answers"] = [answered(conn, query) for query in QUERIES]
        return found
    finally:
        conn.close()


def tables(conn: sqlite3.Connection) -> dict[str, list[str]]:
    """The columns of each table that is not SQLite's own or a part of an index."""
    names = [name for (name,) in conn.execute("select name from sqlite_master where type = 'table'")]
    parts = {index + part for index in INDEXES for part in PAGES} | SUMS
    return {
        name: [row[1] for row in conn.execute(f'pragma table_info("{name}")')]
        for name in sorted(names)
        if not name.startswith("sqlite_") and name not in PHYSICAL | parts
    }


def rows(conn: sqlite3.Connection, table: str, columns: list[str]) -> list[tuple[Any, ...]]:
    """The rows of a table in an order of their own; long values by their hash."""
    named = ", ".join(f'"{name}"' for name in columns)
    found = conn.execute(f'select {named} from "{table}"').fetchall()
    return sorted((tuple(map(_short, row)) for row in found), key=repr)


def _short(value: Any) -> Any:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value


def words(conn: sqlite3.Connection, index: str) -> list[tuple[Any, ...]]:
    """Where each word stands, as the index has it."""
    conn.execute(f"create virtual table temp.{index}_words using fts5vocab('main', '{index}', 'instance')")
    return conn.execute(
        f"select term, doc, col, offset from temp.{index}_words order by 1, 2, 3, 4"
    ).fetchall()


def answered(conn: sqlite3.Connection, query: str) -> tuple[Any, ...]:
    """What a search finds: how many, which in what order, with what score and snippet."""
    found = search(conn, query)
    return (query, found.total, *((hit.id, round(hit.score, 6), hit.snippet) for hit in found.hits))


def difference(one: Rows, other: Rows) -> dict[str, Any]:
    """The tables that differ, each with a few of the rows that only one has."""
    return {
        table: (_only(one, other, table), _only(other, one, table))
        for table in one.keys() | other.keys()
        if one.get(table) != other.get(table)
    }


def _only(one: Rows, other: Rows, table: str) -> list[str]:
    there = set(map(repr, other.get(table, [])))
    return [line[:200] for line in map(repr, one.get(table, [])) if line not in there][:3]
