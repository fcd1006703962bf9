"""Which lines of a page are the article's: gradient-boosted trees over what the markup says of each line.

The trees stand in ``html_body.json``. Measured through the whole pipeline with each outlet's pages judged by
trees that never saw the outlet (446 pages of 108 outlets, eight parts; ``bench.train_html --left-out``):
shingle F1 .973 / .977 / .989 on the three sets where the best general extractor reaches .955 / .964 / .958.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ingest.formats.html_features import COLUMNS, Features
from ingest.formats.html_lines import Page

WEIGHTS = Path(__file__).parent / "html_body.json"
#: A page of more lines is no article; judging them takes 0.1 ms each.
MAX_LINES = 20_000


def choose(page: Page, titles: list[str], described: list[str], json_body: str) -> list[bool]:
    """For each line, whether it is the article's; of lines that stand twice, the first."""
    keep = [False] * len(page.rows)
    if not page.rows or len(page.rows) > MAX_LINES:
        return keep
    features = Features(page, titles, described, json_body)
    places = [i for i in range(len(page.rows)) if features.worth_judging(i)]
    if not places:
        return keep
    model = shipped()
    likely = model.log_odds(features.matrix(places)[:, model.columns])
    seen: set[str] = set()
    for i, odds in zip(places, likely, strict=True):
        if odds > model.threshold and features.keys[i] not in seen:
            keep[i] = True
            seen.add(features.keys[i])
    return keep


@dataclass(frozen=True, slots=True)
class Model:
    """All nodes of all trees in one row: the column asked for, the threshold or the leaf's value, and the
    two nodes below (low, high); leaves point at themselves. ``roots`` are the trees' first nodes."""

    threshold: float
    columns: list[int]
    splits: np.ndarray
    numbers: np.ndarray
    below: np.ndarray
    roots: np.ndarray
    depth: int

    def log_odds(self, values: np.ndarray) -> np.ndarray:
        """The trees' sum for each row of values."""
        total = np.empty(len(values))
        for start in range(0, len(values), ROWS):
            part = np.ascontiguousarray(values[start : start + ROWS])
            first = (np.arange(len(part), dtype=np.int32) * part.shape[1])[:, None]
            node = np.tile(self.roots, (len(part), 1))
            for _ in range(self.depth):
                asked = part.take(self.splits.take(node) + first)
                node = self.below.take(2 * node + (asked > self.numbers.take(node)))
            total[start : start + ROWS] = self.numbers.take(node).sum(axis=1)
        return total


#: Lines judged at once: a page of 20,000 must not fill the memory.
ROWS = 500


@cache
def shipped() -> Model:
    """The trees of the project."""
    return model(json.loads(WEIGHTS.read_text("utf-8")))


def model(table: dict[str, Any]) -> Model:
    """The trees of a file of weights: by tree the columns (-1: a leaf), numbers, left and right nodes."""
    place = {name: i for i, name in enumerate(COLUMNS)}
    splits: list[int] = []
    numbers: list[float] = []
    below: list[int] = []
    roots: list[int] = []
    for tree in table["trees"]:
        root = len(splits)
        roots.append(root)
        for node, (split, number, low, high) in enumerate(zip(*tree, strict=True)):
            splits.append(max(split, 0))
            numbers.append(number)
            below += [root + node] * 2 if split < 0 else [root + low, root + high]
    return Model(
        float(table["log_odds"]),
        [place[name] for name in table["columns"]],
        np.array(splits, dtype=np.int32),
        np.array(numbers),
        np.array(below, dtype=np.int32),
        np.array(roots, dtype=np.int32),
        max(_depth(tree[0], tree[2], tree[3]) for tree in table["trees"]),
    )


def _depth(splits: list[int], left: list[int], right: list[int], node: int = 0) -> int:
    if splits[node] < 0:
        return 0
    return 1 + max(_depth(splits, left, right, left[node]), _depth(splits, left, right, right[node]))
