"""How alike the texts of two articles are, part by part: cosines of whole-number weights.

Every sum is of whole numbers below 2^53, so that a pair has the same likeness whatever it is computed with.
"""

import numpy as np
from numpy.typing import NDArray

from db.stories.background import rarity
from db.stories.signature import BODY, DAMPED, HEAD, HEADLINE, NAME, NUMBER, OPENING

#: What is compared with what; ``cross`` is one's headline with the other's lede.
PARTS = (
    *("full", "headline", "lede", "body", "names", "numbers", "rare", "rare_lede"),
    # Forms that are filled in anew each day share the plain words, and not the names.
    *("names_lede", "plain"),
)
CROSS = ("headline", "lede")
#: Pairs whose terms are looked up at once: some 50 MB.
AT_ONCE = 4000

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


class Texts:
    """Signatures of articles, ready to be compared."""

    def __init__(self, signatures: NDArray[np.void]) -> None:
        self._terms = np.ascontiguousarray(signatures["term"])
        self._counts = np.ascontiguousarray(signatures["counts"])
        self._norms = np.empty((len(signatures), len(PARTS)))
        for first in range(0, len(signatures), AT_ONCE):
            some = slice(first, first + AT_ONCE)
            weights = _weights(self._terms[some], self._counts[some])
            self._norms[some] = np.sqrt(np.stack([(part**2).sum(-1) for part in weights], -1))
        self._norms[self._norms == 0] = 1.0

    def compare(self, one: Rows, other: Rows) -> Floats:
        """Cosines of pairs: a column for each of ``PARTS``, then the greater and the lesser cross one.

        The last column is the number of terms that both have.
        """
        found = np.empty((len(one), len(PARTS) + 3))
        for first in range(0, len(one), AT_ONCE):
            some = slice(first, first + AT_ONCE)
            found[some] = self._some(one[some], other[some])
        return found

    def _some(self, one: Rows, other: Rows) -> Floats:
        pair, mine, theirs = self._shared(one, other)
        left = _weights(self._terms[one[pair], mine], self._counts[one[pair], mine])
        right = _weights(self._terms[other[pair], theirs], self._counts[other[pair], theirs])
        norms, norms_too = self._norms[one], self._norms[other]
        columns = [
            np.bincount(pair, a * b, len(one)) / (norms[:, i] * norms_too[:, i])
            for i, (a, b) in enumerate(zip(left, right, strict=True))
        ]
        head, lede = (PARTS.index(name) for name in CROSS)
        forth = np.bincount(pair, left[head] * right[lede], len(one)) / (norms[:, head] * norms_too[:, lede])
        back = np.bincount(pair, left[lede] * right[head], len(one)) / (norms[:, lede] * norms_too[:, head])
        number = np.bincount(pair, minlength=len(one)).astype(np.float64)
        return np.stack([*columns, np.maximum(forth, back), np.minimum(forth, back), number], axis=1)

    def _shared(self, one: Rows, other: Rows) -> tuple[Rows, Rows, Rows]:
        """Terms that the articles of pairs share: number of the pair, and the term's place in each."""
        firsts, local = np.unique(one, return_inverse=True)
        width = self._terms.shape[1]
        shift = 2 * NUMBER
        keys = (np.arange(len(firsts))[:, None] * shift + self._terms[firsts]).ravel()
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        asked = (local[:, None] * shift + self._terms[other]).ravel()
        # A search in order is twice as fast: the memory that it reads lies together.
        places = np.searchsorted(keys, asked)
        places[places == len(keys)] = 0
        hits = np.flatnonzero((keys[places] == asked) & (self._counts[other].any(-1).ravel()))
        pair, theirs = hits // width, hits % width
        mine = order[places[hits]] % width
        real = self._counts[one[pair], mine].any(-1)
        return pair[real], mine[real], theirs[real]


def _weights(terms: NDArray[np.uint32], counts: NDArray[np.uint8]) -> list[Floats]:
    """Weights of terms in each of ``PARTS``."""
    rare = rarity(terms)
    count = counts.astype(np.int64)
    full = DAMPED[HEADLINE * count[..., HEAD] + count[..., BODY]] * rare
    lede = DAMPED[count[..., OPENING]] * rare
    weights = (
        full,
        DAMPED[count[..., HEAD]] * rare,
        lede,
        DAMPED[count[..., BODY]] * rare,
        DAMPED[count[..., NAME]] * rare,
        np.where(terms >= NUMBER, full, 0),
        full * rare,
        lede * rare,
        np.where(count[..., NAME] > 0, lede, 0),
        np.where((count[..., NAME] > 0) | (terms >= NUMBER), 0, full),
    )
    return [part.astype(np.float64) for part in weights]
