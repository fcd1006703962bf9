"""Counts beside a search: how its articles spread over outlets, sections, months, names.

A facet of a column counts under all *other* filters, so that it shows what else could be chosen;
names narrow the result, so theirs are counted under all filters. Columns are counted exactly, however
many articles there are; names are counted in a sample of a large result.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.column_filters import COLUMNS, KINDS
from db.columns import Columns, Ints
from db.statements import TooSlowError, in_time, numbers, rows

#: Values listed of each facet.
SIZE = 10
#: Articles whose names are counted: 2,000 take 10 ms, and the share of a name is right to two hundredths.
SAMPLE = 2000

Counts = list[tuple[str, int]]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts by field, articles by month, and notes on what was estimated or took too long.

    ``more`` are the fields that have more values than are listed.
    """

    facets: Mapping[str, Counts]
    histogram: Counts
    notes: tuple[str, ...]
    more: frozenset[str]


def facets(conn: sqlite3.Connection, columns: Columns, found: Mask, within: Mapping[str, Mask]) -> Counted:
    """Count the articles of a search.

    ``found`` are the articles under all filters; ``within`` has for a filtered field those under all
    filters but its own. ``facets(...).facets`` is ``{"outlet": [("Northshore Herald", 3)], ...}``: fields
    without any value are left out.
    """
    counted: dict[str, Counts] = {}
    slow: list[str] = []
    notes: list[str] = []
    for field in COLUMNS:
        try:
            with in_time():
                counted[field] = column_counts(conn, columns, field, within.get(field, found), SIZE + 1)
        except TooSlowError:
            slow.append(field)
    try:
        with in_time():
            names, sampled = _names(conn, columns, found)
        counted.update(names)
        if sampled:
            notes.append(f"Names are counted in {SAMPLE:,} of the articles; their numbers are estimates.")
    except TooSlowError:
        slow.append("names")
    if slow:
        notes.append(f"Too many articles to count in time: {', '.join(slow)}.")
    histogram = counted.pop("month", [])
    more = frozenset(field for field, counts in counted.items() if len(counts) > SIZE)
    listed = {field: counts[:SIZE] for field, counts in counted.items() if counts}
    return Counted(listed, histogram, tuple(notes), more)


def column_counts(
    conn: sqlite3.Connection, columns: Columns, field: str, found: Mask, most: int | None = None
) -> Counts:
    """Articles by the values of one column: the fullest first, ``most`` of them, or all months in order.

    ``column_counts(conn, columns, "year", mask)`` is ``[("2025", 12), ("2024", 3)]``.
    """
    if field in ("year", "month"):
        months = np.bincount(columns.column(conn, "month")[found])
        if field == "month":
            return [(f"{i // 12:04}-{i % 12 + 1:02}", int(months[i])) for i in np.flatnonzero(months) if i]
        years = np.bincount(np.arange(len(months)) // 12, months).astype(np.int64)
        return _fullest([(f"{i:04}", int(years[i])) for i in np.flatnonzero(years) if i], most)
    counts = np.bincount(columns.column(conn, field)[found])
    if field == "outlet":
        names = {int(str(key)): str(name) for key, name in rows(conn, "select id, name from outlets")}
    else:
        names = columns.values.of(field)
    return _fullest([(names[key], int(counts[key])) for key in np.flatnonzero(counts).tolist() if key], most)


def _fullest(counts: Counts, most: int | None) -> Counts:
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))[:most]


def _names(conn: sqlite3.Connection, columns: Columns, found: Mask) -> tuple[dict[str, Counts], bool]:
    """Articles by who is named, for each kind of entity, and whether a sample was counted."""
    total = int(np.count_nonzero(found))
    if total == len(found):
        sql = f"""select name, article_count from entities where kind = ? and article_count > 0
            order by article_count desc, name limit {SIZE + 1}"""
        return {
            kind: [(str(name), int(str(n))) for name, n in rows(conn, sql, (kind,))] for kind in KINDS
        }, False
    places = sample(found)
    keys, counts = named(conn, columns, places)
    order = np.lexsort((keys, -counts))
    share = total / max(len(places), 1)
    return _top(conn, keys[order].tolist(), (counts[order] * share).round().astype(int).tolist()), share > 1


def sample(found: Mask) -> Ints:
    """The places of a result, or of a part of it, evenly over the time that it spans.

    >>> sample(np.array([True, False, True])).tolist()
    [0, 2]
    """
    places = np.flatnonzero(found)
    return (
        places if len(places) <= SAMPLE else places[np.linspace(0, len(places) - 1, SAMPLE).astype(np.int64)]
    )


def named(conn: sqlite3.Connection, columns: Columns, places: Ints) -> tuple[Ints, Ints]:
    """Who is named in some articles, as numbers of entities in order, and in how many of them."""
    ids = ",".join(map(str, columns.ids[places].tolist()))
    sql = "select entity_id from article_entities where article_id in (select value from json_each(?))"
    keys, counts = np.unique(numbers(conn, sql, (f"[{ids}]",)), return_counts=True)
    return keys, counts


def _top(conn: sqlite3.Connection, keys: list[int], counts: list[int]) -> dict[str, Counts]:
    """The fullest of each kind; keys come in the order of their counts."""
    found: dict[str, Counts] = {kind: [] for kind in KINDS}
    step = 200
    for start in range(0, len(keys), step):
        batch = dict(zip(keys[start : start + step], counts[start : start + step], strict=True))
        sql = f"select id, kind, name from entities where id in ({','.join(map(str, batch))})"
        known = {int(str(key)): (str(kind), str(name)) for key, kind, name in rows(conn, sql)}
        for key, count in batch.items():
            kind, name = known.get(key, ("", ""))
            if kind in found and len(found[kind]) <= SIZE:
                found[kind].append((name, count))
        if all(len(values) > SIZE for values in found.values()):
            break
    return found
