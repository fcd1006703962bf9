"""A small index like the archive's, to try what queries say in FTS5."""

import re
from collections.abc import Iterator, Sequence

from db import query as language
from db.query import NOTHING, parse
from db.sqlite import sqlite3
from db.unspaced import pairs

COLUMNS = ("headline", "standfirst", "body", "byline", "section", "dateline", "editors_note", "unspaced")


def index_of(bodies: Sequence[str]) -> "sqlite3.Connection":
    """An index of articles that have only a body, numbered from 1."""
    conn = sqlite3.connect(":memory:")
    conn.execute(
        f"create virtual table articles_fts using fts5({', '.join(COLUMNS)}, "
        'tokenize="porter unicode61 remove_diacritics 2")'
    )
    conn.executemany(
        "insert into articles_fts (rowid, body, unspaced) values (?, ?, ?)",
        [(number, body, pairs(body)) for number, body in enumerate(bodies, 1)],
    )
    return conn


def matching(conn: "sqlite3.Connection", match: str | None) -> set[int]:
    """The articles that FTS5 text finds; None finds every article."""
    where = "where articles_fts match ?" if match else ""
    return {
        row for (row,) in conn.execute(f"select rowid from articles_fts {where}", [match] if match else [])
    }


def found(conn: "sqlite3.Connection", text: str) -> set[int]:
    """The articles that a query finds, as far as FTS5 can say it."""
    query = parse(text)
    return matching(conn, query.match) - matching(conn, query.exclude or NOTHING)


def examples() -> Iterator[str]:
    """The operators of the language, as its own documentation has them."""
    assert language.__doc__
    table = language.__doc__.split("::")[1].split("A distance")[0]
    for line in table.splitlines():
        if line.startswith("    "):
            for part in re.split(r"  +| in the same", line.strip())[:1]:
                yield from re.split(r", ", part)
    others = ["agency:", "language:", "person:", "place:", "org:", "after:", "before:", "since:", "until:"]
    assert all(name in table for name in others)
    yield from others
