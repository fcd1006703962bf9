"""Values of a facet that somebody looks for by a part of their name, with their counts under the filters.

Columns are looked through whole. Of names, in a result that is too large to read, those are looked through
that a sample of it names, and the most named of the archive; what is listed is counted exactly.
"""

import sqlite3
from collections.abc import Iterable, Mapping

import numpy as np

from db.column_filters import COLUMNS, KINDS, filtered
from db.columns import Columns, Ints
from db.name_words import folded
from db.query_filters import language_name
from db.search_facets import SAMPLE, Counts, Mask, column_counts, named, sample
from db.statements import TooSlowError, in_time, rows

#: Values that are listed: more are not read, and each name among them is counted in all of its articles.
LISTED = 100
#: Names of one kind that are looked through, the most named, where the result is too large to read: 20,000
#: take 60 ms. In an archive of 200,000 articles the others stand in a few articles each.
LOOKED_AT = 20_000
#: Letters of what was typed that are read; no name is longer.
LONGEST = 100
#: What can be looked for: every facet but the months, which the histogram has all of.
FINDABLE = tuple(field for field in (*COLUMNS, *KINDS) if field != "month")

_MANY = {
    **{field: f"{field}s" for field in FINDABLE},
    "person": "people",
    "agency": "agencies",
}


def found_values(
    conn: sqlite3.Connection,
    columns: Columns,
    found: Mask,
    within: Mapping[str, Mask],
    wanted: Mapping[str, str],
) -> tuple[dict[str, Counts], list[str]]:
    """The values of each wanted field that match what was typed, the fullest first, and notes.

    ``found`` and ``within`` are as in ``facets``. Nothing typed matches everything. Raises `ValueError` for
    a field that has no facet. ``found_values(conn, columns, mask, {}, {"person": "lee"})[0]`` is
    ``{"person": [("Ann Lee", 7), ("Bo Leeming", 2)]}``.
    """
    listed: dict[str, Counts] = {}
    notes: list[str] = []
    for field, typed in wanted.items():
        if field not in FINDABLE:
            raise ValueError(f"no such facet: {field} (there are {', '.join(FINDABLE)})")
        try:
            with in_time():
                if field in COLUMNS:
                    counts = column_counts(conn, columns, field, within.get(field, found))
                    # languages are read by their names, and the archive stores their codes
                    called = {
                        value: f"{value} {language_name(value)}" if field == "language" else value
                        for value, _ in counts
                    }
                    kept = set(matching(typed, called.values()))
                    listed[field] = [pair for pair in counts if called[pair[0]] in kept]
                else:
                    listed[field] = _names(conn, columns, field, typed, found, notes)
        except TooSlowError:
            notes.append(f"Too many {_MANY[field]} to look through in time.")
            continue
        if len(listed[field]) > LISTED:
            notes.append(f"Of the {_MANY[field]} {LISTED} are listed, those with the most articles.")
            listed[field] = listed[field][:LISTED]
    return listed, notes


def matching(typed: str, names: Iterable[str]) -> list[str]:
    """Names with words that begin as the typed ones do; where there is none, those that contain them.

    >>> names = ["Zoë Lee", "Bo Leeming", "Al Fleet"]
    >>> matching("LEE", names), matching("zoe l", names), matching("eet", names), matching("", names)[:1]
    (['Zoë Lee', 'Bo Leeming'], ['Zoë Lee'], ['Al Fleet'], ['Zoë Lee'])
    """
    typed = typed[:LONGEST].strip()
    held = list(names)
    wanted = folded(typed)
    if not typed:
        return held
    if not wanted:
        # signs only
        return [name for name in held if typed.casefold() in name.casefold()]
    words = [folded(name) for name in held]
    begin = [
        name
        for name, its in zip(held, words, strict=True)
        if all(any(word.startswith(one) for word in its) for one in wanted)
    ]
    inside = "".join(wanted)
    return begin or [name for name, its in zip(held, words, strict=True) if inside in "".join(its)]


def _names(
    conn: sqlite3.Connection, columns: Columns, kind: str, typed: str, found: Mask, notes: list[str]
) -> Counts:
    """Who of a kind is named in the articles and called so."""
    places = sample(found)
    keys, counts = named(conn, columns, places)
    seen = dict(zip(keys.tolist(), counts.tolist(), strict=True))
    whole = len(places) == int(np.count_nonzero(found))
    held = _held(conn, kind, keys, most=0 if whole else LOOKED_AT)
    called: dict[str, list[int]] = {}
    for key, (name, _) in held.items():
        called.setdefault(name, []).append(key)
    often = {name: sum(seen.get(key, 0) for key in some) for name, some in called.items()}
    ever = {name: sum(held[key][1] for key in some) for name, some in called.items()}
    likely = sorted(matching(typed, called), key=lambda name: (-often[name], -ever[name], name))
    if not whole:
        if len(likely) > LISTED:
            few = f"those that stand in the most of {SAMPLE:,} articles of the result"
            notes.append(f"Of the {_MANY[kind]} {LISTED} are listed, {few}.")
        if len(held) >= LOOKED_AT:
            notes.append(
                f"In so many articles the {LOOKED_AT:,} most named {_MANY[kind]} are looked through."
            )
        likely = likely[:LISTED]
    exact = {
        name: often[name] if whole and len(called[name]) == 1 else _count(conn, columns, kind, name, found)
        for name in likely
    }
    listed = [(name, count) for name, count in exact.items() if count]
    return sorted(listed, key=lambda pair: (-pair[1], pair[0]))


def _held(conn: sqlite3.Connection, kind: str, keys: Ints, most: int) -> dict[int, tuple[str, int]]:
    """Name and number of articles of some entities, and of the ``most`` named of their kind."""
    listed = "[" + ",".join(map(str, keys.tolist())) + "]"
    sql = """select id, name, article_count from entities
        where kind = ? and id in (select value from json_each(?))"""
    found = rows(conn, sql, (kind, listed))
    if most:
        sql = """select id, name, article_count from entities where kind = ? and article_count > 0
            order by article_count desc limit ?"""
        found += rows(conn, sql, (kind, most))
    return {int(str(key)): (str(name), int(str(count))) for key, name, count in found}


def _count(conn: sqlite3.Connection, columns: Columns, kind: str, name: str, found: Mask) -> int:
    """In how many of the articles somebody of this name is named: two may have the same."""
    return int(np.count_nonzero(found & filtered(conn, columns, kind, [name])))
