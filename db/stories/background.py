"""How rare words are in news at large: counted once in openly licensed text, shipped as a table.

The table holds no word: 2^20 places, each a number from 0 to 240, 30 times the logarithm of how few texts
hold a word that falls there. ``bench/train_stories.py`` makes it and says from what.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

#: Places of the table, a power of two: with some 20,000 words that are not rare, 2 in 100 rare words share
#: the place of one.
BUCKETS = 1 << 20
#: Rarity of a word that the texts do not hold.
UNSEEN = 240

_TABLE = Path(__file__).parent / "background.npz"


@cache
def table() -> NDArray[np.uint8]:
    """Load the table: rarity by place."""
    with np.load(_TABLE) as stored:
        full = np.full(BUCKETS, UNSEEN, np.uint8)
        full[np.cumsum(stored["gaps"], dtype=np.int64)] = stored["rarity"]
    full.flags.writeable = False
    return full


def rarity(terms: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Tell how rare terms are, 0 to 240.

    >>> from db.stories.signature import term
    >>> the, quorum = rarity(np.array([term("the"), term("quorum")], np.uint32))
    >>> bool(the < 10 < 100 < quorum)
    True
    """
    found: NDArray[np.int64] = table()[terms & (BUCKETS - 1)].astype(np.int64)
    return found
