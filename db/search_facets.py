"""Counts beside a search: how its articles spread over outlets, sections, months, names.

A facet of a column counts under all *other* filters, so that it shows what else could be chosen;
names narrow the result, so theirs are counted under all filters. On a server a time limit may
interrupt a count: that facet is left out with a note, and the rest stands.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from db import sqlite
from db.query import Query
from db.search_scope import COLUMNS, KINDS, Filters, Scope, scope

#: Values listed of each facet.
SIZE = 10
#: Entities whose kind and name are looked up at once; SQLite takes 32,766 values.
BATCH = 500

Counts = list[tuple[str, int]]

# pysqlite3, where it is installed, has errors of its own; a notebook may come with a plain connection
_ERRORS = (sqlite3.OperationalError, sqlite.sqlite3.OperationalError)


class TooSlowError(Exception):
    """A time limit of the connection ended a statement of the search."""


def rows(conn: sqlite3.Connection, sql: str, params: Iterable[object] = ()) -> list[tuple[object, ...]]:
    """All rows of a statement; raises `TooSlowError` where a time limit ended it.

    >>> rows(sqlite3.connect(":memory:"), "select 1, 2")
    [(1, 2)]
    """
    return list(stream(conn, sql, params))


def stream(conn: sqlite3.Connection, sql: str, params: Iterable[object] = ()) -> Iterator[tuple[object, ...]]:
    """The same row by row, for those that are too many to hold.

    >>> next(stream(sqlite3.connect(":memory:"), "select 1, 2"))
    (1, 2)
    """
    try:
        for row in conn.execute(sql, tuple(params)):
            yield tuple(row)
    except _ERRORS as error:
        if str(error) == "interrupted":
            raise TooSlowError from error
        raise


def facets(
    conn: sqlite3.Connection, query: Query, filters: Filters
) -> tuple[dict[str, Counts], Counts, list[str]]:
    """Counts by field, articles by month, and a note on what took too long.

    ``facets(conn, parse("tax"), {})`` gives ``({"outlet": [("Northshore Herald", 3)], ...},
    [("2025-02", 2), ("2025-03", 1)], [])``: fields without any value are left out.
    """
    found: dict[str, Counts] = {}
    slow: list[str] = []

    def attempt(name: str, count: Callable[[], dict[str, Counts]]) -> None:
        try:
            found.update((field, counts) for field, counts in count().items() if counts)
        except TooSlowError:
            slow.append(name)

    for field in COLUMNS:
        within = scope(query, filters, without=field)
        attempt(field, lambda field=field, within=within: {field: _column(conn, field, within)})  # type: ignore[misc]
    attempt("names", lambda: _names(conn, scope(query, filters)))
    notes = [f"Too many articles to count in time: {', '.join(slow)}."] if slow else []
    return found, found.pop("month", []), notes


def _column(conn: sqlite3.Connection, field: str, within: Scope) -> Counts:
    """Articles by the values of one column: the fullest first, or all months in order."""
    column = COLUMNS[field]
    source = "articles" if within.everything else "articles indexed by articles_facets"
    where = "" if within.everything else f" and id in ({within.sql})"
    sql = (
        f"select {column} as value, count(*) as n from {source} where {column} is not null{where} group by 1"
    )
    if field == "outlet":
        sql = f"select name, n from ({sql}) join outlets on outlets.id = value"
        sql += f" order by n desc, name limit {SIZE}"
    else:
        sql += " order by 1" if field == "month" else f" order by n desc, 1 limit {SIZE}"
    return [(str(value), int(str(n))) for value, n in rows(conn, sql, within.params)]


def _names(conn: sqlite3.Connection, within: Scope) -> dict[str, Counts]:
    """Articles by who is named, for each kind of entity."""
    if within.everything:
        sql = f"""select name, article_count from entities where kind = ? and article_count > 0
            order by article_count desc, name limit {SIZE}"""
        return {kind: [(str(name), int(str(n))) for name, n in rows(conn, sql, (kind,))] for kind in KINDS}
    # Counted here: SQLite would sort the 2.3 million rows of 200,000 articles, in 5 s instead of 1.4 s.
    sql = f"select entity_id from article_entities where article_id in ({within.sql})"
    counted = Counter(key for (key,) in stream(conn, sql, within.params))
    ranking = sorted(counted, key=lambda key: (-counted[key], str(key)))
    found: dict[str, Counts] = {kind: [] for kind in KINDS}
    for start in range(0, len(ranking), BATCH):
        batch = ranking[start : start + BATCH]
        sql = f"select id, kind, name from entities where id in ({', '.join('?' * len(batch))})"
        known = {key: (str(kind), str(name)) for key, kind, name in rows(conn, sql, batch)}
        for kind, name, n in ((*known[key], counted[key]) for key in batch if key in known):
            if len(found[kind]) < SIZE:
                found[kind].append((name, n))
        if all(len(counts) == SIZE for counts in found.values()):
            break
    return found
