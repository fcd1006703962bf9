"""The articles that a query and its filters find, in order: what hits, counts and exports are made of."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from db.column_filters import chosen
from db.columns import Columns, Floats, Ints
from db.counting_once import folded, originals
from db.evaluating import Evaluator, Mask, best
from db.narrowing import EVERYTHING, Narrowing, within
from db.query_facts import facts, settled, told
from db.query_tree import Group, Node, Term
from db.query_verify import Text, holds
from db.query_widening import costly, widened

#: Articles that are read at once to see whether they hold what the index did not tell: 100 take 6 ms.
READ = 100
#: So many are read for any page; of more candidates the number of hits is estimated.
READ_AT_LEAST = 300
#: Where they hold too few hits for the page, so many more are read for each hit that is wanted.
READ_FOR_A_HIT = 60
#: A phrase of common words in so small a share of its candidates is rare: then FTS5 is asked after all.
RARE = 0.05

SORTS = ("rank", "newest", "oldest")


@dataclass(slots=True)
class Result:
    """The articles of a search, by place in ``columns``.

    ``mask`` are those that the index finds; where ``unsure`` is not empty they are candidates, whose text
    must be read. ``within`` has the candidates under all filters but one, by field.
    """

    conn: sqlite3.Connection
    columns: Columns
    mask: Mask
    scores: Floats | None
    places: Ints
    unsure: tuple[Node, ...] = ()
    #: whether FTS5 could tell some of it, if it were asked
    hasty: bool = False
    within: Mapping[str, Mask] = field(default_factory=dict)
    #: where each text counts once: how many copies are folded under each of the places
    copies: Ints | None = None
    #: how alike texts are that count once; candidates are folded when they have been read
    alike: float = 0
    #: the words that these articles may have some of
    terms: tuple[Term, ...] = ()
    notes: list[str] = field(default_factory=list)

    def settle(self, places: Ints) -> None:
        """Keep only some of the places (ascending): they are what was asked for, beyond doubt."""
        if self.unsure:
            candidates = {name: np.flatnonzero(mask) for name, mask in self.within.items()}
            self.within = {
                name: self._only(np.fromiter(self.verified(some), np.int64))
                for name, some in candidates.items()
                if len(some) <= READ_AT_LEAST
            }
        if self.scores is not None:
            self.scores = self.scores[np.searchsorted(self.places, places)]
        if self.copies is not None:
            self.copies = self.copies[np.searchsorted(self.places, places)]
        self.places, self.unsure = places, ()
        self.mask = self._only(places)
        if self.alike and self.copies is None:
            self.fold(self.alike)

    def fold(self, alike: float) -> None:
        """Count each text once, here and under all filters but one."""
        family = originals(self.conn, self.columns, alike)
        kept, copies = folded(self.places, family)
        if self.scores is not None:
            self.scores = self.scores[np.searchsorted(self.places, kept)]
        self.places, self.copies = kept, copies
        self.mask = self._only(kept)
        self.within = {
            name: self._only(folded(np.flatnonzero(mask), family)[0]) for name, mask in self.within.items()
        }

    def _only(self, places: Ints) -> Mask:
        mask = np.zeros(len(self.columns), bool)
        mask[places] = True
        return mask

    def ordered(self, sort: str, count: int | None = None) -> Ints:
        """Places in order: the first ``count``, or all."""
        if count == 0:
            return self.places[:0]
        if sort == "oldest":
            # undated articles have the smallest ids, and stand last in any order
            undated = int(np.searchsorted(self.columns.ids, 10**15))
            start = int(np.searchsorted(self.places, undated))
            return np.concatenate([self.places[start:], self.places[:start]])[:count]
        if sort == "newest" or self.scores is None:
            return self.places[::-1][:count]
        return best(self.places, self.scores, len(self.places) if count is None else count)

    def score(self, places: Ints) -> list[float | None]:
        """The scores of some of the places."""
        if self.scores is None:
            return [None] * len(places)
        return [float(one) for one in self.scores[np.searchsorted(self.places, places)]]

    def verified(self, places: Ints) -> Iterator[int]:
        """Those of the places whose texts hold what was asked, in their order, read as they are needed."""
        if not self.unsure:
            yield from places.tolist()
            return
        for start in range(0, len(places), READ):
            batch = places[start : start + READ]
            held = self._held(batch)
            yield from (place for place in batch.tolist() if place in held)

    def _held(self, places: Ints) -> set[int]:
        """Those of the places of whose texts and columns everything is true."""
        asked = facts(self.unsure)
        truths = np.array([chosen(self.conn, self.columns, fact, []) for fact in asked], bool)
        truths = truths.reshape(len(asked), -1)[:, places] if asked else np.ones((1, len(places)), bool)
        found: set[int] = set()
        for pattern in np.unique(truths, axis=1).T:
            some = places[(pattern == truths.T).all(axis=1)]
            # no text tells a fact: articles of which the same is known are read together
            known = dict(zip(asked, map(bool, pattern), strict=False))
            ids = self.columns.ids[some]
            held = holds([settled(part, known) for part in self.unsure], texts(self.conn, ids))
            found.update(place for place, key in zip(some.tolist(), ids.tolist(), strict=True) if key in held)
        return found


def find(
    conn: sqlite3.Connection,
    columns: Columns,
    tree: Node,
    narrowed: Narrowing = EVERYTHING,
    *,
    ranked: bool,
    patient: bool = False,
    once: float = 0,
) -> Result:
    """The articles of a tree that the filters leave; raises `ValueError` for a filter that does not exist.

    ``patient``: FTS5 is asked for all that it can tell, however long that takes. ``once``: texts that
    are alike at least so much count once.
    """
    parts = tree.parts if isinstance(tree, Group) and tree.kind == "all" else (tree,)
    doubtful = tuple(part for part in parts if not told(part))
    sure = (part for part in parts if part not in doubtful and not patient)
    slow = tuple(part for part in sure if costly(conn, columns, part))
    unsure = doubtful + slow
    notes: list[str] = []
    asked = Group("all", tuple(widened(part) if part in unsure else part for part in parts))
    found = Evaluator(conn, columns, ranked, notes).find(asked)
    base = found.mask if found else np.ones(len(columns), bool)
    mask, others = within(base, narrowed.masks(conn, columns))
    places = np.flatnonzero(mask)
    scores = found.score(places) if ranked and found and found.score else None
    result = Result(conn, columns, mask, scores, places, unsure, bool(slow), others, notes=notes)
    result.alike = once
    if once and not unsure:
        result.fold(once)
    return result


def texts(conn: sqlite3.Connection, ids: NDArray[np.int64]) -> list[Text]:
    """What articles say, for reading."""
    sql = """select id, headline, standfirst, body, byline, section, dateline, editors_note from articles
        where id in (select value from json_each(?))"""
    found = conn.execute(sql, ["[" + ",".join(map(str, ids.tolist())) + "]"])
    return [Text(*tuple(row)) for row in found]
