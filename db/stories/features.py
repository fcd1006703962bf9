"""What is known of a pair of articles, in numbers: likeness, days, and how it stands among their neighbours.

The last makes likeness mean the same in a crowd and in a quiet archive: two articles on one campaign are
alike, but each is as much like twenty others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.stories.index import NEIGHBOURS, UNDATED
from db.stories.likeness import PARTS

#: Cosines are counted in these units where they are added up: whole numbers add up in any order.
UNIT = 1 << 16
#: Neighbours whose mean likeness tells how crowded it is about an article.
CROWDS = (1, 5, 10, 20)
#: Neighbours that two may share.
CLOSEST = 10
NAMES = (
    *PARTS,
    "cross_more",
    "cross_less",
    # One rare word in two short texts makes a high cosine.
    "terms",
    *(f"crowd{number}_{which}" for number in CROWDS for which in ("less", "more")),
    "rank_less",
    "rank_more",
    "above_crowd5",
    "above_crowd20",
    "of_best_more",
    "of_best_less",
    "shared",
    "names_above_plain",
    "numbers_above_plain",
    "days",
    "one_undated",
    "both_undated",
    "same_outlet",
    "words_less",
    "words_more",
)
#: What a form leaves open: names and numbers, each set against the plain words.
FILLED_IN = [PARTS.index("names"), PARTS.index("numbers")]
#: Pairs whose neighbours are compared at once.
AT_ONCE = 50_000

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of each article beside its text; ``outlet`` is -1 where it is not known."""

    day: Rows
    outlet: Rows
    words: Rows


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Neighbours by row, the most alike first, -1 where there are fewer; likeness in ``UNIT``."""

    rows: Rows
    alike: Rows


def in_units(cosines: Floats) -> Rows:
    """Round cosines to whole units.

    >>> in_units(np.array([0.5, 1.0])).tolist()
    [32768, 65536]
    """
    return np.rint(cosines * UNIT).astype(np.int64)


def neighbourhood(rows: Rows, alike: Rows, ids: Rows) -> Neighbourhood:
    """Put listed neighbours in the order of their likeness; ties go to the lower id."""
    order = np.lexsort((np.where(rows < 0, np.iinfo(np.int64).max, ids[rows]), -alike), axis=1)
    return Neighbourhood(np.take_along_axis(rows, order, 1), np.take_along_axis(alike, order, 1))


def features(one: Rows, other: Rows, cosines: Floats, near: Neighbourhood, facts: Facts) -> Floats:
    """Give the numbers of pairs, a column for each of ``NAMES``."""
    found = np.empty((len(one), len(NAMES)))
    for first in range(0, len(one), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        parts = (
            cosines[some],
            _standing(one[some], other[some], in_units(cosines[some, 0]), near),
            cosines[some][:, FILLED_IN] - cosines[some][:, [PARTS.index("plain")]],
            _circumstances(one[some], other[some], facts),
        )
        found[some] = np.concatenate(parts, axis=1)
    return found


def _standing(one: Rows, other: Rows, alike: Rows, near: Neighbourhood) -> Floats:
    """How a pair stands among the neighbours of both."""
    columns = []
    crowds = {}
    for number in CROWDS:
        crowd = near.alike[:, :number].sum(1) / (number * UNIT)
        pair = crowd[one], crowd[other]
        crowds[number] = pair
        columns += [np.minimum(*pair), np.maximum(*pair)]
    ranks = _rank(one, other, near), _rank(other, one, near)
    cosine = alike / UNIT
    best = crowds[1]
    columns += [
        np.minimum(*ranks),
        np.maximum(*ranks),
        cosine - (crowds[5][0] + crowds[5][1]) / 2,
        cosine - (crowds[20][0] + crowds[20][1]) / 2,
        cosine / (np.maximum(*best) + 0.01),
        cosine / (np.minimum(*best) + 0.01),
        _shared(one, other, near),
    ]
    return np.stack(columns, axis=1).astype(np.float64)


def _rank(of: Rows, among: Rows, near: Neighbourhood) -> Rows:
    """Place of articles in the lists of others, ``NEIGHBOURS`` where they are not in them."""
    listed = near.rows[among] == of[:, None]
    return np.where(listed.any(1), listed.argmax(1), NEIGHBOURS)


def _shared(one: Rows, other: Rows, near: Neighbourhood) -> Rows:
    """How many of the closest of both are the same, both themselves included."""
    left = np.concatenate([one[:, None], near.rows[one, :CLOSEST]], axis=1)
    right = np.concatenate([other[:, None], near.rows[other, :CLOSEST]], axis=1)
    same = np.zeros(len(one), np.int64)
    for column in left.T:
        same += ((right == column[:, None]) & (column >= 0)[:, None]).any(1)
    return same


def _circumstances(one: Rows, other: Rows, facts: Facts) -> Floats:
    day = facts.day[one], facts.day[other]
    undated = day[0] == UNDATED, day[1] == UNDATED
    known = ~(undated[0] | undated[1])
    outlet, words = facts.outlet[one], (facts.words[one], facts.words[other])
    columns = (
        np.where(known, np.abs(day[0] - day[1]), -1),
        undated[0] ^ undated[1],
        undated[0] & undated[1],
        (outlet == facts.outlet[other]) & (outlet >= 0),
        np.minimum(*words),
        np.maximum(*words),
    )
    return np.stack(columns, axis=1).astype(np.float64)
