"""Who is named in a set of articles: the company of a name, and what two searches have in common."""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.columns import Columns, Ints
from db.statements import numbers, rows

#: Articles whose names are counted to find the likeliest: 2,000 take 10 ms at 100,000 articles. Of those
#: that are shown all articles are counted, so that a number is what a search for both finds.
SAMPLE = 2000
#: Names that are looked up at a time, from the most named on.
STEP = 200

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Named:
    """A name and the number of the articles that have it; a place may have coordinates in degrees."""

    id: int
    kind: str
    name: str
    count: int
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Names by the number of articles they stand in, most first, in ``read`` articles of ``total``."""

    keys: Ints
    counts: Ints
    read: int
    total: int

    @property
    def whole(self) -> bool:
        """Whether every article was read."""
        return self.read == self.total


def sample(places: Ints, most: int) -> Ints:
    """At most so many of the places, spread evenly over them.

    >>> sample(np.arange(10), 4).tolist(), sample(np.arange(3), 4).tolist()
    ([0, 3, 6, 9], [0, 1, 2])
    """
    if len(places) <= most:
        return places
    return places[np.linspace(0, len(places) - 1, most).astype(np.int64)]


def tally(conn: sqlite3.Connection, columns: Columns, places: Ints, most: int = SAMPLE) -> Tally:
    """Count the names in (a sample of) the articles at ``places``."""
    read = sample(places, most)
    ids = "[" + ",".join(map(str, columns.ids[read].tolist())) + "]"
    sql = "select entity_id from article_entities where article_id in (select value from json_each(?))"
    keys, counts = np.unique(numbers(conn, sql, (ids,)), return_counts=True)
    order = np.lexsort((keys, -counts))
    return Tally(keys[order], counts[order], len(read), len(places))


def named(
    conn: sqlite3.Connection,
    columns: Columns,
    mask: Mask,
    wanted: Mapping[str, int],
    without: Collection[int] = (),
) -> list[Named]:
    """The names that most articles of ``mask`` have, exactly counted.

    ``wanted`` says how many of each: ``{"any": 20, "place": 40}`` for twenty of any kind and forty places
    with coordinates besides.
    """
    places = np.flatnonzero(mask)
    counted = tally(conn, columns, places)
    found = _likeliest(conn, counted, wanted, without)
    if counted.whole:
        return found
    exact = [
        Named(n.id, n.kind, n.name, count(conn, columns, mask, n.id), n.latitude, n.longitude) for n in found
    ]
    return sorted(exact, key=lambda one: (-one.count, one.name))


def count(conn: sqlite3.Connection, columns: Columns, mask: Mask, entity: int) -> int:
    """How many articles of ``mask`` name an entity."""
    return int(np.count_nonzero(mask[columns.naming(conn, entity)]))


def by_month(months: Ints) -> dict[str, int]:
    """The number of articles by month, from their months (12 * year + month - 1); undated ones are left out.

    >>> by_month(np.array([12 * 2025, 12 * 2025 + 1, 12 * 2025, 0]))
    {'2025-01': 2, '2025-02': 1}
    """
    counts = np.bincount(months)
    return {f"{i // 12:04}-{i % 12 + 1:02}": int(counts[i]) for i in np.flatnonzero(counts) if i}


def looked_up(conn: sqlite3.Connection, counts: Mapping[int, int]) -> list[Named]:
    """Entities by their numbers, with a count each, in the order given."""
    sql = f"""select id, kind, name, latitude, longitude from entities
        where id in ({",".join(map(str, counts))})"""
    found = {int(str(row[0])): row for row in rows(conn, sql)} if counts else {}
    return [_entity(found[key], number) for key, number in counts.items() if key in found]


def _entity(row: tuple[object, ...], number: int) -> Named:
    key, kind, name, *degrees = row
    latitude, longitude = (None if one is None else float(str(one)) for one in degrees)
    return Named(int(str(key)), str(kind), str(name), number, latitude, longitude)


def _likeliest(
    conn: sqlite3.Connection, counted: Tally, wanted: Mapping[str, int], without: Collection[int]
) -> list[Named]:
    """The first of a tally until there are enough of what is wanted."""
    missing = dict(wanted)
    found: list[Named] = []
    for start in range(0, len(counted.keys), STEP):
        some = slice(start, start + STEP)
        batch = dict(zip(counted.keys[some].tolist(), counted.counts[some].tolist(), strict=True))
        for one in looked_up(conn, {key: n for key, n in batch.items() if key not in without}):
            mapped = one.latitude is not None and one.longitude is not None
            fits = [kind for kind in missing if kind == "any" or (kind == one.kind and mapped)]
            if any(missing[kind] > 0 for kind in fits):
                found.append(one)
            missing |= {kind: missing[kind] - 1 for kind in fits}
        if all(number <= 0 for number in missing.values()):
            break
    return found
