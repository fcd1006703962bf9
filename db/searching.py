"""The articles that a query and its filters find, in order: what hits, counts and exports are made of."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from db.column_filters import Filters, filtered
from db.columns import Columns, Floats, Ints
from db.evaluating import Evaluator, Found, Mask, best
from db.query_match import exact
from db.query_tree import Group, Node
from db.query_verify import Text, holds
from db.query_widening import costly, widened

#: Articles that are read at once to see whether they hold what no index can tell.
READ = 200
#: So many are read for the first page; of more candidates the number of hits is estimated.
READ_AT_MOST = 600

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
    within: Mapping[str, Mask] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def settle(self, places: Ints) -> None:
        """Keep only some of the places (ascending): they are what was asked for, beyond doubt."""
        if self.scores is not None:
            self.scores = self.scores[np.searchsorted(self.places, places)]
        self.places, self.unsure = places, ()
        self.mask = np.zeros(len(self.columns), bool)
        self.mask[places] = True

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
            ids = self.columns.ids[batch]
            held = holds(self.unsure, texts(self.conn, ids))
            yield from (place for place, key in zip(batch.tolist(), ids.tolist(), strict=True) if key in held)


def find(conn: sqlite3.Connection, columns: Columns, tree: Node, filters: Filters, *, ranked: bool) -> Result:
    """The articles of a tree under filters; raises `ValueError` for a filter that does not exist."""
    parts = tree.parts if isinstance(tree, Group) and tree.kind == "all" else (tree,)
    unsure = tuple(part for part in parts if not exact(part) or costly(conn, columns, part))
    notes: list[str] = []
    asked = Group("all", tuple(widened(part) if part in unsure else part for part in parts))
    found = Evaluator(conn, columns, ranked, notes).find(asked)
    mask, within = _narrowed(conn, columns, found, filters)
    places = np.flatnonzero(mask)
    scores = found.score(places) if ranked and found and found.score else None
    return Result(conn, columns, mask, scores, places, unsure, within, notes)


def _narrowed(
    conn: sqlite3.Connection, columns: Columns, found: Found | None, filters: Filters
) -> tuple[Mask, dict[str, Mask]]:
    """The articles under all filters, and for each filter those under all the others."""
    base = found.mask if found else np.ones(len(columns), bool)
    masks = {name: filtered(conn, columns, name, values) for name, values in filters.items() if values}
    within = {}
    for name in masks:
        within[name] = base.copy()
        for other, mask in masks.items():
            if other != name:
                within[name] &= mask
    for mask in masks.values():
        base = base & mask
    return base, within


def texts(conn: sqlite3.Connection, ids: NDArray[np.int64]) -> list[Text]:
    """What articles say, for reading."""
    sql = """select id, headline, standfirst, body, byline, section, dateline, editors_note from articles
        where id in (select value from json_each(?))"""
    found = conn.execute(sql, ["[" + ",".join(map(str, ids.tolist())) + "]"])
    return [Text(*tuple(row)) for row in found]
