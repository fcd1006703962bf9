"""The fast tagger's network: for each word of a text that may belong to a name, how likely each tag is.

Theory: a word's own features (``features.py``) give a vector, once for each different word. A layer over
five words, one over three, the mean of what was seen of the same word in the whole text (so that "Trump"
in the first line helps "Trump" in the last), and another layer over three. What the first layer makes of
a word in each of its five places is kept, so that it costs five additions a word. All of it is computed
only near words with a capital: about a third of a text. Trained by ``bench/train_tagger.py``.
"""

import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

# Articles are small: a second thread only waits, and burns its core doing so (100,000 words a second become
# 22,000). Has an effect where numpy is not loaded yet, and yields to what the user has set.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import numpy.typing as npt

from ingest.entities.features import BUCKETS, Vectors, flags, hashes, is_cased

Matrix = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]
Marks = npt.NDArray[np.bool_]

WEIGHTS = Path(__file__).parent / "tagger.npz"

#: Words that the first layer sees at once; their middle is the word in question.
REACH = 5

#: Pads on both sides of a text: two words beyond it are looked at from two words beyond it.
PADS = 4

#: New words are computed in blocks of this size, always full, so that what a word gives does not depend
#: on its company (matrix products round differently by shape).
BLOCK = 64

#: Different words kept, 2.5 kB each; beyond it all are forgotten and learned anew.
MOST_KEPT = 30_000

#: Keeps the deviation of a layer from being zero; PyTorch's value.
EPSILON = 1e-5


class Words:
    """Every different word seen so far, with what the first layer makes of it in each place."""

    def __init__(self, weights: Mapping[str, Matrix], vectors: Vectors) -> None:
        self._weights, self._vectors = weights, vectors
        self._first = np.stack(np.split(weights["first"], REACH))
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._ids: dict[str, int] = {}
        self._count = 0
        self.parts = np.zeros((REACH, 8 * BLOCK, self._first.shape[2]), dtype=np.float32)
        self.cased = np.zeros(8 * BLOCK, dtype=np.bool_)
        self.breaks = np.zeros(8 * BLOCK, dtype=np.bool_)
        self._learn([""])

    def ids(self, text: Sequence[str]) -> Places:
        """The number of each word, the pads (number 0) on both sides included."""
        known = self._ids
        new = list(dict.fromkeys(word for word in text if word not in known))
        if len(known) + len(new) > MOST_KEPT and len(known) > 1:
            self.forget()
            return self.ids(text)
        for start in range(0, len(new), BLOCK):
            self._learn(new[start : start + BLOCK])
        known = self._ids
        pads = [0] * PADS
        return np.array([*pads, *(known[word] for word in text), *pads], dtype=np.intp)

    def _learn(self, new: Sequence[str]) -> None:
        while self._count + BLOCK > len(self.cased):
            self.parts = np.concatenate([self.parts, np.zeros_like(self.parts)], axis=1)
            self.cased = np.concatenate([self.cased, np.zeros_like(self.cased)])
            self.breaks = np.concatenate([self.breaks, np.zeros_like(self.breaks)])
        own = self._own([*new, *[""] * (BLOCK - len(new))])
        place = slice(self._count, self._count + len(new))
        for part, weights in zip(self.parts, self._first, strict=True):
            part[place] = (own @ weights)[: len(new)]
        self.cased[place] = [is_cased(word) for word in new]
        self.breaks[place] = [not word or word[0] == "\n" for word in new]
        for word in new:
            self._ids[word] = self._count
            self._count += 1

    def _own(self, new: Sequence[str]) -> Matrix:
        """The words' own vectors; shape (words, width)."""
        weights = self._weights
        found = np.array([hashes(word) for word in new], dtype=np.intp)
        rows = np.array([self._vectors.row(word) for word in new], dtype=np.intp)
        values = np.concatenate(
            [
                *(weights[f"table{table}"][found[:, table]] for table in range(len(BUCKETS))),
                weights["vectors"][rows],
                np.array([flags(word) for word in new], dtype=np.float32),
            ],
            axis=1,
        )
        mixed = np.maximum(values @ weights["mix"] + weights["mix_bias"], 0)
        spread = np.sqrt(mixed.var(axis=1, keepdims=True) + EPSILON)
        scaled: Matrix = (mixed - mixed.mean(axis=1, keepdims=True)) / spread
        return scaled * weights["norm"] + weights["norm_bias"]


class Network:
    """The network with its weights and the words it has seen."""

    def __init__(self, stored: Mapping[str, npt.NDArray[np.generic]]) -> None:
        self._weights: dict[str, Matrix] = {
            name: values.astype(np.float32) for name, values in stored.items() if values.dtype == np.float16
        }
        vectors = Vectors(stored["keys"].astype(np.uint32), stored["rows"].astype(np.uint16))
        self.words = Words(self._weights, vectors)

    def scores(self, text: Sequence[str]) -> tuple[Places, Matrix]:
        """Which words may belong to a name, and the score of each tag for them; shape (places, tags)."""
        ids = self.words.ids(text)
        wanted = candidates(self.words.cased[ids], self.words.breaks[ids])
        places = np.flatnonzero(wanted)
        if not len(places):
            return places, np.zeros((0, len(self._weights["out_bias"])), dtype=np.float32)
        near, wide = np.flatnonzero(spread(wanted)), np.flatnonzero(spread(spread(wanted)))
        first = self._first(ids, wide)
        second = self._second(first, order(wide, len(ids)), near)
        both = np.concatenate([second, self._mean(second, ids[near])], axis=1)
        at = order(near, len(ids))
        weights = self._weights
        seen = np.concatenate([both[at[places + step]] for step in (-1, 0, 1)], axis=1)
        third = second[at[places]] + np.maximum(seen @ weights["third"] + weights["third_bias"], 0)
        return places - PADS, third @ weights["out"] + weights["out_bias"]

    def _first(self, ids: Places, places: Places) -> Matrix:
        total: Matrix = self.words.parts[0].take(ids[places - REACH // 2], axis=0)
        total += self._weights["first_bias"]
        for step in range(1, REACH):
            total += self.words.parts[step].take(ids[places - REACH // 2 + step], axis=0)
        np.maximum(total, 0, out=total)
        return total

    def _second(self, first: Matrix, at: Places, places: Places) -> Matrix:
        seen = np.concatenate([first[at[places + step]] for step in (-1, 0, 1)], axis=1)
        weights = self._weights
        second: Matrix = first[at[places]] + np.maximum(seen @ weights["second"] + weights["second_bias"], 0)
        return second

    def _mean(self, values: Matrix, ids: Places) -> Matrix:
        """For words with a capital the mean over the text; other words ("of") keep their own values."""
        out = values.copy()
        cased = np.flatnonzero(self.words.cased[ids])
        sorted_by_word = cased[np.argsort(ids[cased], kind="stable")]
        own = ids[sorted_by_word]
        starts = np.flatnonzero(np.concatenate([[True], own[1:] != own[:-1]]))
        counts = np.diff(np.concatenate([starts, [len(own)]]))
        means = np.add.reduceat(values[sorted_by_word], starts, axis=0) / counts[:, None].astype(np.float32)
        out[sorted_by_word] = np.repeat(means, counts, axis=0)
        return out


def order(places: Places, length: int) -> Places:
    """For each place in the text its row among ``places``."""
    rows = np.zeros(length, dtype=np.intp)
    rows[places] = np.arange(len(places))
    return rows


def spread(marks: Marks) -> Marks:
    """The marks and their neighbours."""
    out = marks.copy()
    out[1:] |= marks[:-1]
    out[:-1] |= marks[1:]
    return out


def candidates(cased: Marks, breaks: Marks) -> Marks:
    """Words with a capital, and one or two words between such, where no line ends.

    >>> cased = np.array([True, False, False, True, False, False, False, True])
    >>> candidates(cased, np.zeros(8, dtype=np.bool_)).astype(int).tolist()
    [1, 1, 1, 1, 0, 0, 0, 1]
    """
    small = ~cased & ~breaks
    out = cased.copy()
    out[1:-1] |= small[1:-1] & cased[:-2] & cased[2:]
    two = small[1:-2] & small[2:-1] & cased[:-3] & cased[3:]
    out[1:-2] |= two
    out[2:-1] |= two
    return out


@cache
def network() -> Network:
    """The network with the packaged weights, read once a process."""
    with np.load(WEIGHTS) as stored:
        return Network({name: stored[name] for name in stored.files})
