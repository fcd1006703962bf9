"""Trains the trees that ship as db/stories/scorer.json, and tells how they do on stories they did not see.

``python -m bench.train_stories FOLDER`` (with LightGBM installed) where the folder holds the labelled sets.
Each set weighs alike whatever its size, but for ``WEIGHTS``. The trees hold numbers only, no word of a text.
"""

import json
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

import lightgbm
import numpy as np
from numpy.typing import NDArray

from bench.story_data import SETS, Pairs, all_sets, few, pairs, score
from db.stories.features import NAMES
from db.stories.scorer import trees

#: What the pairs of one story weigh together in each set. basil is easily right; giveme5w is small. forms are
#: stories that are there a second time with other names and numbers, of another event.
WEIGHTS = {
    "allsides": 2000,
    "giveme5w": 3000,
    "ecbplus": 1500,
    "basil": 500,
    "crowd": 2000,
    "mixed": 2000,
    "forms": 1000,
    "few": 1500,
}
#: What is wanted of each; the threshold is chosen so that the sum of what is above it is greatest.
WANTED = {"allsides": 0.76, "giveme5w": 0.92, "ecbplus": 0.87, "basil": 0.97, "crowd": 0.72}
#: More than this above what is wanted counts for nothing.
ENOUGH = 0.06
THRESHOLDS = range(200, 651, 25)
FOLDS = 4
#: 200 trees of 8 leaves: 120 give 0.01 less on dev.
SHAPE = {
    "n_estimators": 200,
    "num_leaves": 8,
    "learning_rate": 0.07,
    "min_child_samples": 20,
    "min_child_weight": 1.0,
    "reg_lambda": 1,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.5,
    "n_jobs": 1,
    "verbose": -1,
    "random_state": 0,
    "deterministic": True,
    "force_row_wise": True,
}
#: The more of it, the likelier one story; the less of it, the likelier: whatever the sets happen to hold.
MORE = {
    *(
        "full",
        "headline",
        "lede",
        "body",
        "names",
        "numbers",
        "rare",
        "rare_lede",
        "cross_more",
        "cross_less",
    ),
    *("above_crowd5", "above_crowd20", "of_best_more", "of_best_less", "shared"),
    *("terms", "names_lede", "names_above_plain", "numbers_above_plain"),
}
LESS = {"rank_less", "rank_more", "days"}

Mask = NDArray[np.bool_]
Stored = list[list[list[float]]]


def train(data: Mapping[str, Pairs], chosen: Mapping[str, Mask]) -> Stored:
    """Train on the chosen pairs of the sets."""
    numbers, same, weights = [], [], []
    for name, mask in chosen.items():
        of = data[name]
        mask = mask & (of.same >= 0)
        numbers.append(of.numbers[mask])
        same.append(of.same[mask])
        weights.append(np.full(mask.sum(), WEIGHTS[name] / (of.same == 1).sum()))
    monotone = [1 if name in MORE else -1 if name in LESS else 0 for name in NAMES]
    model = lightgbm.LGBMClassifier(**SHAPE, monotone_constraints=monotone)
    model.fit(np.concatenate(numbers), np.concatenate(same), sample_weight=np.concatenate(weights))
    return [_nodes(tree["tree_structure"]) for tree in model.booster_.dump_model()["tree_info"]]


def _nodes(root: dict[str, object]) -> list[list[float]]:
    nodes: list[list[float]] = []

    def walk(node: dict[str, object]) -> int:
        here = len(nodes)
        nodes.append([])
        if "split_feature" in node:
            threshold = float(f"{node['threshold']:.6g}")
            left, right = walk(node["left_child"]), walk(node["right_child"])  # type: ignore[arg-type]
            nodes[here] = [node["split_feature"], threshold, left, right, 0]  # type: ignore[list-item]
        else:
            nodes[here] = [0, 0, here, here, round(float(node["leaf_value"]), 5)]  # type: ignore[arg-type]
        return here

    walk(root)
    return nodes


def folds(of: Pairs) -> NDArray[np.int64]:
    """The fold of each article, by its story; -1 in the crowd."""
    return np.array([-1 if story is None else zlib.crc32(story.encode()) % FOLDS for story in of.stories])


def unseen(data: Mapping[str, Pairs]) -> dict[str, NDArray[np.int64]]:
    """Judge all pairs by trees that saw neither of their stories."""
    fold = {name: folds(of) for name, of in data.items()}
    likely = {name: np.zeros(len(of.one)) for name, of in data.items()}
    for k in range(FOLDS):
        ends = {name: (fold[name][of.one], fold[name][of.other]) for name, of in data.items()}
        made = trees(train(data, {name: (a != k) & (b != k) for name, (a, b) in ends.items()}), 0)
        for name, (a, b) in ends.items():
            share = ((np.where(a < 0, b, a) == k) * 0.5) + ((np.where(b < 0, a, b) == k) * 0.5)
            likely[name] += made.judge(data[name].numbers) * (share + ((a < 0) & (b < 0) & (k == 0)))
    return {name: np.rint(one).astype(np.int64) for name, one in likely.items()}


def best_threshold(data: Mapping[str, Pairs], likely: Mapping[str, NDArray[np.int64]]) -> int:
    """The one threshold for all sets."""

    def worth(threshold: int) -> float:
        above = [score(data[name], likely[name], threshold)["f1"] - WANTED[name] for name in WANTED]
        return sum(min(ENOUGH, one) for one in above)

    return max(THRESHOLDS, key=worth)


def left_out(data: Mapping[str, Pairs], threshold: int) -> dict[str, float]:
    """F1 of each set by trees that never saw it, at the threshold of all."""
    found = {}
    for name in SETS:
        gone = {name, "mixed", "forms", "few", *(["crowd"] if name == "allsides" else [])}
        rest = {other: np.ones(len(of.one), bool) for other, of in data.items() if other not in gone}
        likely = trees(train(data, rest), 0).judge(data[name].numbers)
        found[name] = score(data[name], likely, threshold)["f1"]
    return found


def main(folder: Path, into: Path) -> None:
    sets = all_sets(folder)
    data = {**{name: pairs(articles) for name, articles in sets.items()}, "few": few(sets["forms"])}
    likely = unseen(data)
    threshold = best_threshold(data, likely)
    for name, of in data.items():
        told = score(of, likely[name], threshold)
        print(f"{name:10} unseen stories {told['precision']:.3f} {told['recall']:.3f} {told['f1']:.3f}")
    print("sets never seen", {name: round(f1, 3) for name, f1 in left_out(data, threshold).items()})
    everything = {name: np.ones(len(of.one), bool) for name, of in data.items()}
    stored = {"features": NAMES, "threshold": threshold, "trees": train(data, everything)}
    into.write_text(json.dumps(stored, separators=(",", ":")).replace("]],", "]],\n") + "\n", "utf-8")
    print(f"threshold {threshold}, {into.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).parent.parent / "db/stories/scorer.json")
