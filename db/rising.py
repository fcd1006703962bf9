"""Who and what is in the news now: names of the archive's last thirty days against the thirty before."""

import json
import math
import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from db.column_states import columns
from db.columns import Columns, Ints
from db.counting_once import folded, originals
from db.statements import numbers, rows

#: Days of either span.
DAYS = 30
#: Each span is cut into pieces of so many days to show how a name went on.
PIECE = 6
#: Texts that either span must hold: shares of fewer jump by whole points with one article. A stray date in
#: the future has none beside it, so the archive's own newest day is the newest that has them.
FEWEST = 20
#: Newest days that are tried before the search for one is given up.
TRIES = 40
#: Texts of a span that are read, evenly over it: 4,000 take 60 ms, and a share is right to a hundredth.
SAMPLE = 4000
#: A name is listed from this likelihood ratio on, which chance exceeds for one name in twenty, and from
#: this many texts on.
SURE = 3.84
NAMED = 3


@dataclass(frozen=True, slots=True)
class Rise:
    """A name that more texts hold than before: how many now and before, and in each piece of both spans."""

    entity_id: int
    name: str
    kind: str
    now: int
    before: int
    sure: float
    course: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rising:
    """The two spans, the texts read of each, and the names that rose, the surest first."""

    first: date
    last: date
    now: int
    before: int
    names: tuple[Rise, ...]


def rising(conn: sqlite3.Connection, limit: int = 20) -> Rising | None:
    """What rose in the archive's last thirty days; None where it holds too little to say.

    Copies of one text count once. The caller is in a transaction, or does not mind.
    ``rising(conn).names[0].name`` is the name that rose most surely.
    """
    held = columns(conn)
    days = held.column(conn, "day").astype(np.int64)
    last = _newest(days)
    if last is None:
        return None
    family = originals(conn, held)
    spans = [_texts(held, days, family, last - timedelta(days=DAYS * i)) for i in (0, 1)]
    counted = [_named(conn, held, places) for places in spans]
    (now, before), (all_now, all_before) = counted, map(len, spans)
    earlier = dict(zip(*(part.tolist() for part in np.unique(before[0], return_counts=True)), strict=True))
    chosen = []
    for entity, many in zip(*(part.tolist() for part in np.unique(now[0], return_counts=True)), strict=True):
        few = earlier.get(entity, 0)
        if many >= NAMED and many * all_before > few * all_now:
            sure = likelihood(many, all_now, few, all_before)
            if sure >= SURE:
                chosen.append((sure, entity, many, few))
    chosen.sort(key=lambda found: (-found[0], found[1]))
    names = _names(conn, [entity for _, entity, _, _ in chosen[:limit]])
    first = last - timedelta(days=DAYS - 1)
    found = tuple(
        Rise(entity, *names[entity], many, few, round(sure, 1), _course(days, counted, entity, last))
        for sure, entity, many, few in chosen[:limit]
        if entity in names
    )
    return Rising(first, last, all_now, all_before, found)


def likelihood(now: int, all_now: int, before: int, all_before: int) -> float:
    """How sure it is that two shares differ: the log-likelihood ratio of Dunning (1993).

    >>> round(likelihood(30, 100, 5, 100), 1), likelihood(5, 100, 5, 100)
    (23.6, 0.0)
    """
    share = (now + before) / (all_now + all_before)
    total = 0.0
    for seen, whole in ((now, all_now), (before, all_before)):
        for count, expected in ((seen, whole * share), (whole - seen, whole * (1 - share))):
            total += count * math.log(count / expected) if count else 0.0
    return 2 * total


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _newest(days: Ints) -> date | None:
    """The newest day behind which both spans hold enough."""
    latest = int(days.max(initial=0))
    for _ in range(TRIES):
        try:
            last = date(latest // 10000, latest // 100 % 100, latest % 100)
            edges = [_number(last - timedelta(days=DAYS * i)) for i in (0, 1, 2)]
        except (ValueError, OverflowError):
            return None
        full = [np.count_nonzero((days <= edges[i]) & (days > edges[i + 1])) for i in (0, 1)]
        if min(full) >= FEWEST:
            return last
        latest = int(days[days < latest].max(initial=0))
    return None


def _texts(held: Columns, days: Ints, family: Ints, last: date) -> Ints:
    """The places of a span's texts, each text once."""
    first = _number(last - timedelta(days=DAYS))
    places = np.flatnonzero((days <= _number(last)) & (days > first))
    places = folded(places, family)[0]
    if len(places) > SAMPLE:
        places = places[np.linspace(0, len(places) - 1, SAMPLE).astype(np.int64)]
    return places


def _named(conn: sqlite3.Connection, held: Columns, places: Ints) -> tuple[Ints, Ints]:
    """Who is named in these articles: pairs of an entity and a place, as two columns."""
    ids = held.ids[places]
    sql = """select article_id, entity_id from article_entities
        where article_id in (select value from json_each(?))"""
    pairs = numbers(conn, sql, (json.dumps(ids.tolist()),)).reshape(-1, 2)
    return pairs[:, 1], held.at(pairs[:, 0])


def _names(conn: sqlite3.Connection, entities: list[int]) -> dict[int, tuple[str, str]]:
    sql = "select id, name, kind from entities where id in (select value from json_each(?))"
    return {
        int(str(key)): (str(name), str(kind)) for key, name, kind in rows(conn, sql, (json.dumps(entities),))
    }


def _course(days: Ints, counted: list[tuple[Ints, Ints]], entity: int, last: date) -> tuple[int, ...]:
    """Texts that name an entity in each piece of both spans, the oldest first."""
    pieces = [0] * (2 * DAYS // PIECE)
    for entities, places in counted:
        for day in days[places[entities == entity]].tolist():
            ago = (last - date(day // 10000, day // 100 % 100, day % 100)).days
            pieces[-1 - ago // PIECE] += 1
    return tuple(pieces)
