"""Families of copies, kept in step with the articles: each text is compared with the originals before it.

Articles are taken in the order of their ranks. One that is a copy of an earlier original joins it; any other
is an original itself. So a family is a star: each copy was compared with the original, and no chain of small
changes leads from one story to another. Who is an original follows from the articles alone. An article that
comes, goes or changes can turn only those of a later rank whose texts share marks with it; these are
compared anew, and so on for whom that turns. So the families are the same in whatever order the articles
came, however many runs it took, and wherever one was killed: what is yet to be compared is a table.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from db.families import agencies, fingerprints
from db.families.index import Index, Places
from db.families.likeness import similarity
from db.families.words import Words, words
from db.sqlite import transaction

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: From here on two texts are copies of one. Set on the half of bench/copies that is not held back.
COPY = 0.8
#: From here on two originals share so much that a reader should be told.
RELATED = 0.5
#: Originals that a text is compared with: those that share most of its marks. A template that an outlet
#: fills each day makes thousands that look alike, and none is a copy; a copy shares more than they do.
COMPARED = 10
#: Articles in one transaction: a kill costs seconds.
ARTICLES_AT_ONCE = 5_000
#: Texts that are kept in words: 15 KB each, seven times the text. Of long ones, which have more marks than
#: this, a few: 4,096 of 1 MB would fill 27 GB.
TEXTS, LONG_TEXTS, LONG = 4_096, 64, 1_000


@dataclass(slots=True)
class Found:
    """What came out for some articles, by number: the original and the likeness; to be written."""

    copies: dict[int, tuple[int, float] | None] = field(default_factory=dict)
    pairs: list[tuple[int, int, float]] = field(default_factory=list)
    #: Articles that must be compared anew, as one of them turned.
    turned: set[int] = field(default_factory=set)


def refresh(conn: "sqlite3.Connection", stop: Callable[[], bool] = lambda: False) -> None:
    """Bring families in step with the articles that changed, in transactions of its own, until ``stop``.

    The caller holds the archive's lock. What is left when it stops, or is killed, the next call does.
    """
    if stop() or not conn.execute("select 1 from uncompared limit 1").fetchone():
        return
    if taken := fingerprints.take(conn, stop):
        Comparison(conn, *taken).run(stop)


class Comparison:
    """Compares the articles that are yet to be compared, in the order of their ranks."""

    def __init__(self, conn: "sqlite3.Connection", index: Index, new: set[int]) -> None:
        self._conn, self._index, self._new = conn, index, new
        self._copy = np.zeros(len(index.ids), bool)
        for (number,) in conn.execute("select article_id from copies where family_id <> article_id"):
            if number in index.place:
                self._copy[index.place[number]] = True
        self._queue = [
            index.place[number]
            for (number,) in conn.execute("select article_id from uncompared")
            if number in index.place
        ]
        heapq.heapify(self._queue)
        self._changed = set(self._queue)
        self._queued = set(self._queue)
        self._short, self._long = lru_cache(TEXTS)(self._read), lru_cache(LONG_TEXTS)(self._read)

    def run(self, stop: Callable[[], bool]) -> None:
        """Compare until none is left."""
        while self._queue and not stop():
            found = Found()
            while self._queue and len(found.copies) < ARTICLES_AT_ONCE and not stop():
                self._compare(heapq.heappop(self._queue), found)
            self._write(found)

    def _words(self, place: int) -> Words:
        return (self._long if self._index.sizes[place] > LONG else self._short)(place)

    def _read(self, place: int) -> Words:
        ask = "select body from articles where id = ?"
        return words(self._conn.execute(ask, [int(self._index.ids[place])]).fetchone()[0])

    def _compare(self, place: int, found: Found) -> None:
        """Find an article's original, and who must be compared anew if it turned."""
        others, shared = self._index.near(place)
        best, related = self._original(place, others, shared)
        number, was_copy = int(self._index.ids[place]), bool(self._copy[place])
        self._copy[place] = best is not None
        found.copies[number] = best and (int(self._index.ids[best[0]]), best[1])
        found.turned.discard(number)
        self._queued.discard(place)
        if best is None:
            found.pairs += [(number, int(self._index.ids[other]), likeness) for other, likeness in related]
        # A copy that is new was never an original for anybody.
        turned = was_copy != self._copy[place] and not (number in self._new and best)
        if turned or (place in self._changed and best is None):
            for later in others[others > place].tolist():
                if later not in self._queued:
                    self._queued.add(later)
                    heapq.heappush(self._queue, later)
                    found.turned.add(int(self._index.ids[later]))

    def _original(
        self, place: int, others: Places, shared: Places
    ) -> tuple[tuple[int, float] | None, list[tuple[int, float]]]:
        """The original of which an article is a copy, if any, else those that share a good part with it."""
        earlier = others < place
        earlier[earlier] = ~self._copy[others[earlier]]
        others, shared = others[earlier], shared[earlier]
        if not len(others):
            return None, []
        size = np.minimum(self._index.sizes[others], self._index.sizes[place])
        # The likeliest, and of those the nearest in time.
        nearest = np.lexsort((-others, -(shared / size)))[:COMPARED]
        mine = self._words(place)
        likeness = [(int(one), similarity(mine, self._words(int(one)))) for one in others[nearest]]
        best = max(likeness, key=lambda one: (one[1], -one[0]))
        if best[1] >= COPY:
            return best, []
        return None, [one for one in likeness if one[1] >= RELATED]

    def _write(self, found: Found) -> None:
        with transaction(self._conn):
            write(self._conn, found)


def write(conn: "sqlite3.Connection", found: Found) -> None:
    """Write what came out; the transaction is the caller's."""
    families: set[int] = set()
    for number, best in found.copies.items():
        old = conn.execute("select family_id from copies where article_id = ?", [number]).fetchone()
        families |= {family for family in (old and old[0], best and best[0], number) if family}
        conn.execute("delete from copies where article_id = ?", [number])
        conn.execute("delete from copy_pairs where article_id = ?", [number])
        if best:
            # Whoever was its copy is yet to be compared anew, in this transaction or a later one.
            conn.execute("delete from copies where family_id = ?", [number])
            conn.execute("delete from copy_pairs where other_id = ?", [number])
            conn.execute(
                "insert into copies (article_id, family_id, similarity) values (?, ?, ?)", [number, *best]
            )
    conn.executemany(
        "insert into copy_pairs (article_id, other_id, similarity) values (?, ?, ?)", found.pairs
    )
    for family in sorted(families):
        agencies.settle(conn, family)
    numbers = [(number,) for number in found.copies]
    conn.executemany("delete from uncompared where article_id = ?", numbers)
    conn.executemany("insert or ignore into uncompared (article_id) values (?)", [(n,) for n in found.turned])
