"""Which articles are alike at all: an index of their most telling terms.

Pure. What is found for an article depends on the set of articles only: likeness is an exact sum of whole
numbers, and ties go to the lower id.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.stories.signature import ROW, salience

#: Terms of an article by which it is found.
TELLING = 32
#: Neighbours that an article lists.
NEIGHBOURS = 20
#: Days within which articles are compared at all. Outlets date follow-ups and copies late: in giveme5w a
#: third of the pairs of one story lie more than 30 days apart, 8 in 100 more than this.
FAR = 400
#: Likeness by telling terms below which nobody is a neighbour.
LEAST = 0.03
#: Day number of articles without a date: before all others.
UNDATED = 0

_DAYS = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """Whom articles list as neighbours: rows of the index and likeness, -1 and 0 where there are fewer."""

    rows: NDArray[np.int64]
    likeness: NDArray[np.float64]


class Index:
    """Articles by their telling terms, in the order of day and id.

    ``telling`` holds the first ``TELLING`` rows of each article's signature, padded with zeros.
    """

    def __init__(self, ids: NDArray[np.int64], days: NDArray[np.int64], telling: NDArray[np.void]) -> None:
        order = np.lexsort((ids, days))
        self.ids, self.days = ids[order], days[order]
        terms, weights = telling["term"][order].astype(np.int64), salience(telling)[order]
        self._terms, self._weights = terms, weights
        self.norms = np.sqrt((weights**2).sum(1, dtype=np.float64))
        self.norms[self.norms == 0] = 1.0
        held = np.flatnonzero(weights.ravel())
        owner = held // weights.shape[1] if weights.size else held
        keys = terms.ravel()[held] * _DAYS + self.days[owner]
        by_key = np.argsort(keys, kind="stable")
        self._keys, self._owners = keys[by_key], owner[by_key].astype(np.int32)
        self._held = weights.ravel()[held][by_key].astype(np.float64)

    def __len__(self) -> int:
        return len(self.ids)

    def likeness(self, row: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """All articles within reach of one that share a telling term, by row, and how alike they are."""
        mine = np.flatnonzero(self._weights[row])
        terms, weights, day = self._terms[row, mine] * _DAYS, self._weights[row, mine], int(self.days[row])
        if day == UNDATED:
            reach: Sequence[tuple[int, int]] = ((UNDATED, _DAYS - 1),)
        else:
            reach = ((UNDATED, UNDATED), (max(UNDATED + 1, day - FAR), day + FAR))
        starts = np.concatenate([np.searchsorted(self._keys, terms + first, "left") for first, _ in reach])
        ends = np.concatenate([np.searchsorted(self._keys, terms + last, "right") for _, last in reach])
        lengths = ends - starts
        places = np.repeat(ends - np.cumsum(lengths), lengths) + np.arange(lengths.sum())
        owners = self._owners[places]
        if not len(owners):
            return np.empty(0, np.int64), np.empty(0)
        parts = self._held[places] * np.repeat(np.tile(weights, len(reach)), lengths)
        low = int(owners.min())
        sums = np.bincount(owners - low, parts)
        found = np.flatnonzero(sums)
        alike = sums[found] / (self.norms[found + low] * self.norms[row])
        keep = (alike >= LEAST) & (found + low != row)
        return found[keep] + low, alike[keep]

    def neighbours(self, rows: NDArray[np.int64]) -> Listed:
        """List the neighbours of articles, the most alike first."""
        listed = Listed(np.full((len(rows), NEIGHBOURS), -1, np.int64), np.zeros((len(rows), NEIGHBOURS)))
        for place, row in enumerate(rows):
            found, alike = self.likeness(int(row))
            best = most_alike(alike, self.ids[found])
            listed.rows[place, : len(best)] = found[best]
            listed.likeness[place, : len(best)] = alike[best]
        return listed


def most_alike(alike: NDArray[np.float64], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the places of the most alike, ties by id.

    >>> most_alike(np.array([.2, .5, .5]), np.array([1, 9, 3])).tolist()
    [2, 1, 0]
    """
    if len(alike) > 4 * NEIGHBOURS:
        least = np.partition(alike, len(alike) - NEIGHBOURS)[len(alike) - NEIGHBOURS]
        near = np.flatnonzero(alike >= least)
    else:
        near = np.arange(len(alike))
    order: NDArray[np.int64] = near[np.lexsort((ids[near], -alike[near]))[:NEIGHBOURS]]
    return order


def padded(signatures: Sequence[NDArray[np.void]], width: int) -> NDArray[np.void]:
    """Stack signatures cut or padded to one width.

    >>> padded([np.zeros(2, ROW), np.zeros(0, ROW)], 3).shape
    (2, 3)
    """
    stacked = np.zeros((len(signatures), width), ROW)
    for place, rows in enumerate(signatures):
        stacked[place, : min(width, len(rows))] = rows[:width]
    return stacked
