"""A text's fingerprint: runs of words that any copy of a passage picks as well, wherever it was cut.

Winnowing (Schleimer, Wilkerson, Aiken 2003): of each window of neighbouring runs the one with the least hash
is kept. Two texts that share ``RUN + WINDOW - 1`` words in a row share a mark for certain, be one of them
ten times as long; signatures that estimate a likeness of the whole (MinHash) lose a copy cut to a quarter.
"""

import numpy as np
from numpy.typing import NDArray

from db.families.words import grams, hashes

Marks = NDArray[np.uint32]

#: Words in a run: five are seldom said alike by chance.
RUN = 5
#: Neighbouring runs of which one is kept: 47 marks in 400 words, and any 20 words in a row leave one.
WINDOW = 16
#: Words below which a text is nobody's copy: a standing line ("This is a developing story.") is no article.
FEWEST_WORDS = 25


def marks(text: str) -> Marks:
    """Fingerprint a text; empty if it is too short to be told from others.

    >>> text = " ".join(f"word{i}" for i in range(100))
    >>> all(one in marks("A new lede. " + text) for one in marks(text)[:1])
    True
    >>> len(marks("This is a developing story."))
    0
    """
    found = hashes(text)
    if len(found) < FEWEST_WORDS:
        return np.empty(0, np.uint32)
    runs = (grams(found, RUN) >> np.uint64(32)).astype(np.uint32)
    windows = np.lib.stride_tricks.sliding_window_view(runs, min(WINDOW, len(runs)))
    return np.unique(windows.min(axis=1))
