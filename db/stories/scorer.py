"""How likely two articles tell one story: a few small decision trees over the numbers of a pair.

The weights hold thresholds and values only, no word. ``bench/train_stories.py`` makes them.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from db.stories.features import NAMES

_WEIGHTS = Path(__file__).parent / "scorer.json"
#: Likelihood is counted in thousandths: whole numbers add up in any order.
SURE = 1000
#: Pairs that are judged at once, so that their numbers stay in the processor's memory.
AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees as arrays of nodes; a leaf points to itself.

    ``feature``, ``threshold``, ``left``, ``right``, ``value`` are [trees, nodes]; a pair goes left where its
    number is at most the threshold.
    """

    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]
    depth: int
    threshold_of_link: int = 0

    def judge(self, numbers: NDArray[np.float64]) -> NDArray[np.int64]:
        """Tell in thousandths how likely pairs, given by their ``NAMES``, tell one story."""
        found = np.empty(len(numbers), np.int64)
        for first in range(0, len(numbers), AT_ONCE):
            some = numbers[first : first + AT_ONCE]
            total = np.zeros(len(some))
            flat, start = np.ascontiguousarray(some).ravel(), np.arange(len(some)) * some.shape[1]
            for tree in range(len(self.feature)):
                at = np.zeros(len(some), np.int64)
                for _ in range(self.depth):
                    lower = flat[start + self.feature[tree][at]] <= self.threshold[tree][at]
                    at = np.where(lower, self.left[tree][at], self.right[tree][at])
                total += self.value[tree][at]
            found[first : first + AT_ONCE] = np.rint(SURE / (1 + np.exp(-total)))
        return found


@cache
def scorer() -> Trees:
    """Load the trees that ship with the program.

    >>> scorer().threshold_of_link > 0
    True
    """
    stored = json.loads(_WEIGHTS.read_text("utf-8"))
    assert stored["features"] == list(NAMES), "weights of other features"
    return trees(stored["trees"], stored["threshold"])


def trees(stored: list[list[list[float]]], threshold: int) -> Trees:
    """Make trees of lists of nodes [feature, threshold, left, right, value].

    >>> one = trees([[[0, 0.5, 1, 2, 0], [0, 0, 1, 1, -2], [0, 0, 2, 2, 2]]], 500)
    >>> one.judge(np.array([[0.1], [0.9]])).tolist()
    [119, 881]
    """
    nodes = max(map(len, stored))
    table = np.zeros((len(stored), nodes, 5))
    for number, tree in enumerate(stored):
        table[number, : len(tree)] = tree
    whole = [table[..., column].astype(np.int64) for column in (0, 2, 3)]
    depth = max(map(_depth, stored))
    return Trees(whole[0], table[..., 1], whole[1], whole[2], table[..., 4], depth, threshold)


def _depth(tree: list[list[float]]) -> int:
    def below(node: int) -> int:
        left, right = int(tree[node][2]), int(tree[node][3])
        return 0 if left == node else 1 + max(below(left), below(right))

    return below(0)
