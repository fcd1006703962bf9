"""The archive's columns in memory, as one table in the order of ids, which is the order of time.

A state of the archive is loaded once and shared by all connections of the process: 50 MB for a million
articles. Articles that changed since the columns were made are read from their rows.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from db.column_values import Values, read_columns
from db.posting_source import K1, B, Source
from db.postings import unpacked_column, unpacked_places, unpacked_weights
from db.statements import numbers

if TYPE_CHECKING:
    from db.sqlite import sqlite3

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
Array = NDArray[Any]

#: Posting lists that are kept unpacked, a byte for each article.
LISTS = 24
#: Articles from which on those that name somebody are kept: fewer are read in half a millisecond.
MANY = 1000
#: Bytes of other arrays that are kept. Who stands in 10,000 articles takes 40,000, the original of each
#: of a million articles 8 million for every likeness that is asked for.
KEPT = 48_000_000


@dataclass(eq=False)
class Columns:
    """One state of an archive: its articles by place, from the oldest id to the newest.

    Made by ``db.states_of_columns.columns``. ``places`` has for each segment the place of each of its
    articles, ``len(columns)`` where the article is gone, or None where they are the same.
    """

    ids: Ints
    places: dict[int, NDArray[np.int32] | None]
    #: articles in no segment, their places, and an index of them in memory if they are few
    changed: NDArray[np.int32]
    changed_source: Source | None
    #: mean length of an article, in words
    average: float
    #: the texts behind the numbers of some columns
    values: Values
    _fresh: dict[str, Ints] | None = None
    _norms: Floats | None = None
    _kept: "OrderedDict[Hashable, tuple[object, Array]]" = field(default_factory=OrderedDict)
    _columns: dict[str, Ints] = field(default_factory=dict)
    _lists: "OrderedDict[str, NDArray[np.uint8]]" = field(default_factory=OrderedDict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def complete(self) -> bool:
        """Whether the posting lists of common words know every article."""
        return not len(self.changed) or self.changed_source is not None

    def column(self, conn: "sqlite3.Connection", name: str) -> Ints:
        """One number for each article, by place.

        ``columns.column(conn, "month")`` is ``array([24300, 24301, ...])``; see ``db.column_values``.
        """
        with self._lock:
            if name not in self._columns:
                self._columns[name] = self._column(conn, name)
            return self._columns[name]

    def _column(self, conn: "sqlite3.Connection", name: str) -> Ints:
        sql = "select segment_id, data from search_columns where name = ?"
        parts = {segment: unpacked_column(data) for segment, data in conn.execute(sql, [name])}
        if any(where is None for where in self.places.values()):
            return next(iter(parts.values()))
        if self._fresh is None:
            self._fresh = read_columns(conn, self.ids[self.changed], self.values)
        fresh = self._fresh[name]
        most = max([0, *(int(part.max(initial=0)) for part in (*parts.values(), fresh))])
        values = np.zeros(len(self) + 1, np.min_scalar_type(most))
        for segment, part in parts.items():
            values[self.places[segment]] = part
        values[self.changed] = fresh
        return values[:-1]

    def norms(self, conn: "sqlite3.Connection") -> Floats:
        """What bm25 holds against the words of each article: K1 * (1 - B + B * length / mean length)."""
        with self._lock:
            if self._norms is None:
                sizes = self._sizes(conn)
                self._norms = (K1 * (1 - B) + K1 * B / self.average * sizes).astype(np.float32)
            return self._norms

    def _sizes(self, conn: "sqlite3.Connection") -> Floats:
        values = np.zeros(len(self) + 1, np.float32)
        sql = "select segment_id, data from search_columns where name = 'size'"
        for segment, data in conn.execute(sql):
            where = self.places[segment]
            values[slice(0, -1) if where is None else where] = unpacked_column(data)
        if self.changed_source is not None:
            values[self.changed] = self.changed_source.sizes
        return values[:-1]

    def weights(self, conn: "sqlite3.Connection", word: str) -> NDArray[np.uint8]:
        """How often a common word stands in each article, weighted by part; 0 where it does not."""
        with self._lock:
            known = self._lists.get(word)
            if known is not None:
                self._lists.move_to_end(word)
                return known
        found = self._weights(conn, word)
        with self._lock:
            self._lists[word] = found
            while len(self._lists) > LISTS:
                self._lists.popitem(last=False)
        return found

    def _weights(self, conn: "sqlite3.Connection", word: str) -> NDArray[np.uint8]:
        found = np.zeros(len(self) + 1, np.uint8)
        for where, weights in self.lists(conn, word):
            found[where] = weights
        return found[:-1]

    def lists(
        self, conn: "sqlite3.Connection", word: str
    ) -> Iterator[tuple[NDArray[np.int32], NDArray[np.uint8]]]:
        """The posting lists of a common word, by segment; the place ``len(self)`` is none."""
        sql = "select segment_id, places, weights from search_postings where word = ?"
        for segment, places, weights in conn.execute(sql, [word]):
            where, new = unpacked_places(places), self.places[segment]
            yield where if new is None else new[where], unpacked_weights(weights)
        if self.changed_source is not None:
            with self._lock:
                where, fresh = self.changed_source.postings(word)
            yield self.changed[where], fresh

    def kept(self, name: Hashable, state: object, make: Callable[[], Array]) -> Array:
        """What ``make`` gives, made again only where ``state`` is another than last time.

        What was asked for longest ago is forgotten, where all together would take more than ``KEPT``.
        """
        with self._lock:
            known = self._kept.get(name)
            if known is None or known[0] != state:
                known = (state, make())
                self._kept[name] = known
                while len(self._kept) > 1 and sum(one.nbytes for _, one in self._kept.values()) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(name)
            return known[1]

    def naming(self, conn: "sqlite3.Connection", entity: int) -> Array:
        """The places of the articles that name an entity."""
        # Mentions move where articles change, which makes other columns, or where somebody corrects names.
        sql = "select (select max(id) from curation), article_count from entities where id = ?"
        corrected, count = conn.execute(sql, [entity]).fetchone() or (None, 0)

        def read() -> Array:
            named = "select article_id from article_entities where entity_id = ?"
            return self.at(numbers(conn, named, (entity,))).astype(np.int32)

        return self.kept(("naming", entity), (corrected, count), read) if count >= MANY else read()

    def at(self, ids: Ints) -> Ints:
        """The places of ids; those that are not in the archive are left out."""
        places = np.searchsorted(self.ids, ids)
        here = places < len(self.ids)
        here[here] = self.ids[places[here]] == ids[here]
        return places[here]
