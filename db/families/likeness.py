"""How far two texts are copies of one: a number that follows from the two texts alone.

Pure, and the same whichever of the two comes first. What counts is how much of the *shorter* text stands in
the longer, so a copy cut to a third is a copy. Four things take from it what a share of words overrates:

* Numbers and names weigh more than other words: a market report shares every word of its template.
* A slot, where both texts run alike but for a number or a name that the other has nowhere, speaks against a
  copy; not where one has "two" for "2".
* A copy that was cut keeps the beginning; what is found deep in a longer text is a quotation or one item of
  a round-up.
* Two texts that each begin in their own words, and only then share some, share their background.
"""

import math

import numpy as np
from numpy.typing import NDArray

from db.families.words import SHARED_RUN, Flags, Words, among

Weights = NDArray[np.float64]

#: Bends the product so that 0.8 is where pairs judged by a reader divide best: 0.8 = 0.74 ** SCALE.
SCALE = 0.741
#: So much more than another word a number and a name weigh.
NUMBER, NAME = 3.0, 2.0
#: Words that a slot may hold.
SLOT = 7
#: Words that may stand before or behind the shared text as a house's own: a dateline, a byline, a notice.
EDGE = 16
#: What a word in a slot weighs that tells nothing: an editor's pen leaves many ("jewelry", "on Monday").
EDITED = 0.2
#: Share of the telling words that may stand in slots: a house's style for days and ranks changes so many.
SLOTS_FREE = 0.08
#: From this share on nothing is left of the likeness.
SLOTS_FATAL = 0.4
#: A run that long marks where the shared text begins; shorter ones are chance.
BEGINNING = 14
#: Words that an outlet may put before the copy.
LEAD = 40
#: Words before the shared text in both, from which on the beginnings count as their own.
OWN_WORDS = 12
#: Words in both texts over which the likeness falls to its half.
OWN_SPAN = 25.0
#: What is left at most.
OWN_LEAST = 0.5


def similarity(one: Words, other: Words) -> float:
    """How far two texts are copies of one, from 0 to 1.

    >>> from db.families.words import words
    >>> text = "Workers at the glass plant in Orle voted to end a strike that began when the owner cut shifts"
    >>> similarity(words(text), words(text + " in March. The vote was close, and some had left before it."))
    1.0
    >>> similarity(words(text), words("Fishermen in the bay have asked for a later season this year."))
    0.0
    """
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) == len(long) and short.hashes.tobytes() > long.hashes.tobytes():
        short, long = long, short
    in_short = _covered(among(short.runs, long.known_runs), len(short))
    in_long = _covered(among(long.runs, short.known_runs), len(long))
    missing, missing_long = _missing(short, long), _missing(long, short)
    short_gaps, long_gaps = _gaps(in_short), _gaps(in_long)
    begins, begins_long = _beginning(in_short | short_gaps), _beginning(in_long | long_gaps)
    if begins is None or begins_long is None:
        return 0.0
    weights = np.where(in_short, 1.0 + _telling(short), 1.0 + missing)
    weights[short_gaps & (missing == 0)] = EDITED
    weights[_edges(in_short)] = EDITED
    share = float(weights[in_short].sum() / weights.sum())
    deep = len(short) / (len(short) + max(0, begins_long - LEAD))
    own = 1 - max(0, min(begins, begins_long) - OWN_WORDS) / OWN_SPAN / 2
    filled = float(min(missing[short_gaps].sum(), missing_long[long_gaps].sum()))
    slots = filled / (filled + float(_telling(short)[in_short].sum())) if filled else 0.0
    alike = 1 - min(1.0, max(0.0, slots - SLOTS_FREE) / (SLOTS_FATAL - SLOTS_FREE))
    return round(math.pow(share * deep * max(OWN_LEAST, own) * alike, SCALE), 4)


def _telling(text: Words) -> Weights:
    """What each word weighs more than others."""
    return text.numbers * (NUMBER - 1) + text.names * (NAME - 1)


def _missing(text: Words, other: Words) -> Weights:
    """The same, of numbers and names that the other text has nowhere."""
    return _telling(text) * ~among(text.hashes, other.known)


def _covered(found: Flags, length: int) -> Flags:
    """Which words stand in a run that was found."""
    out = np.zeros(length, bool)
    for place in range(SHARED_RUN):
        out[place : place + len(found)] |= found
    return out


def _beginning(covered: Flags) -> int | None:
    """Where the first long run of shared words begins, from 0."""
    if len(covered) < BEGINNING:
        return None
    total = np.concatenate(([0], np.cumsum(covered)))
    full = np.flatnonzero(total[BEGINNING:] - total[:-BEGINNING] == BEGINNING)
    return int(full[0]) if len(full) else None


def _edges(covered: Flags) -> Flags:
    """Which words stand before or behind all that is shared, if they are few."""
    out = np.zeros(len(covered), bool)
    shared = np.flatnonzero(covered)
    if len(shared):
        first, last = int(shared[0]), int(shared[-1]) + 1
        out[:first] = first <= EDGE
        out[last:] = len(covered) - last <= EDGE
    return out


def _gaps(covered: Flags) -> Flags:
    """Which words stand in short gaps between shared runs."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], covered, [True]))))
    starts, ends = edges[::2], edges[1::2]
    short = (ends - starts <= SLOT) & (starts > 0) & (ends < len(covered))
    turns = np.zeros(len(covered) + 1, np.int8)
    turns[starts[short]], turns[ends[short]] = 1, -1
    out: Flags = np.cumsum(turns[:-1]) > 0
    return out
