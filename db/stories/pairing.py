"""From signatures to links: who is near whom, and how likely each pair tells one story. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.stories.features import NAMES, UNIT, Facts, Neighbourhood, features, in_units, neighbourhood
from db.stories.index import Index
from db.stories.likeness import Texts
from db.stories.scorer import Trees

Rows = NDArray[np.int64]

#: Pairs less likely than this, in thousandths, are not kept; beside a threshold of some 400 they say no more
#: than a pair that was never looked at.
LEAST_LINK = 50
#: Terms that two articles of one story share at least: in a short item one rare word makes a likeness.
LEAST_TERMS = 3
TERMS_SHARED = NAMES.index("terms")


@dataclass(frozen=True, slots=True)
class Signatures:
    """Articles to be compared, in the order of their rows."""

    ids: Rows
    rows: NDArray[np.void]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows, the lower id first, with how likely they tell one story and how alike they are."""

    one: Rows
    other: Rows
    likely: Rows
    alike: Rows


def ordered(one: Rows, other: Rows, ids: Rows) -> tuple[Rows, Rows]:
    """Give each pair once, the lower id first, in the order of ids."""
    low = np.where(ids[one] < ids[other], one, other)
    high = one + other - low
    pairs = np.unique(low * len(ids) + high)
    low, high = pairs // max(1, len(ids)), pairs % max(1, len(ids))
    order = np.lexsort((ids[high], ids[low]))
    return low[order], high[order]


def listed_pairs(rows: Rows, lists: Rows) -> tuple[Rows, Rows]:
    """All pairs of rows and those that they list."""
    width = lists.shape[1]
    one, other = np.repeat(rows, width), lists.ravel()
    return one[other >= 0], other[other >= 0]


def all_neighbours(index: Index, signed: Signatures, texts: Texts) -> Neighbourhood:
    """Who is near whom, among all; the index and ``signed`` have the same order."""
    rows = np.arange(len(index))
    lists = index.neighbours(rows).rows
    one, other = listed_pairs(rows, lists)
    low, high = ordered(one, other, signed.ids)
    cosines = in_units(texts.compare(low, high)[:, 0])
    keys = low * len(rows) + high
    order = np.argsort(keys)
    alike = np.zeros(lists.shape, np.int64)
    swapped = signed.ids[one] > signed.ids[other]
    asked = np.where(swapped, other * len(rows) + one, one * len(rows) + other)
    alike[lists >= 0] = cosines[order][np.searchsorted(keys[order], asked)]
    return neighbourhood(lists, alike, signed.ids)


def judged(
    one: Rows, other: Rows, signed: Signatures, texts: Texts, near: Neighbourhood, trees: Trees
) -> Pairs:
    """Judge pairs; none are left out."""
    cosines = texts.compare(one, other)
    numbers = features(one, other, cosines, near, signed.facts)
    enough = cosines[:, TERMS_SHARED] >= LEAST_TERMS
    return Pairs(one, other, np.where(enough, trees.judge(numbers), 0), in_units(cosines[:, 0]))


def cosine(alike: int) -> float:
    """Turn units back into a cosine.

    >>> cosine(32768)
    0.5
    """
    return alike / UNIT
