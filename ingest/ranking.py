"""Which of several candidates it is, if any: the features of each vote with weights learned from real pages.

Theory: a multinomial logit. Every candidate, and the choice of none, scores the sum of its features'
weights; the best is taken if it is likelier than a floor. The weights lie beside the code that makes the
features and come from ``bench/train_fields.py``; a feature is a short text, so that they can be read.
"""

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path


@cache
def weights(path: Path) -> dict[str, float]:
    """The weights of a model by feature."""
    table: dict[str, float] = json.loads(path.read_text("utf-8"))
    return table


def probabilities(
    model: dict[str, float], candidates: Sequence[Sequence[str]], none: Sequence[str]
) -> list[float]:
    """How likely each candidate is the one; what is missing to 1 is the likelihood of none.

    >>> [round(p, 2) for p in probabilities({"long": 1.0}, [["long"], ["short"]], ["none"])]
    [0.58, 0.21]
    """
    scores = [sum(model.get(feature, 0.0) for feature in features) for features in (*candidates, none)]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers[:-1]]


def binned(name: str, value: float, edges: Sequence[float]) -> str:
    """A number as a feature: which of the ranges between the edges it falls into.

    >>> binned("width", 45, (20, 40, 60))
    'width2'
    """
    return f"{name}{sum(value >= edge for edge in edges)}"
