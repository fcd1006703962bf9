"""Train the trees that choose a web page's body: ``python -m bench.train_html DATA [--left-out]``.

Needs LightGBM (not a dependency of the project) and the sets of saved pages with gold below ``DATA``. A line
is the body's if half of its runs of four words are in the gold, or, if shorter, all of it. With
``--left-out`` no weights are written: each outlet's pages go through the whole pipeline with trees that
never saw the outlet, and the scores of body and fields are printed.
"""

import argparse
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from bench import left_out
from bench.labeller_pages import TOKEN, in_gold
from ingest.decode import decode
from ingest.formats import html, html_lines, html_metadata
from ingest.formats.html_features import COLUMNS, Features
from ingest.sources import MAX_BYTES
from ingest.text import fold
from ingest.unpack import gunzip

MODEL = Path(html.__file__).parent / "html_body.json"
#: How much a page of each set counts: the oldest pages least.
SETS = {"fundus": 1.3, "fundus_eval": 1.0, "big9": 0.5}
TREES = 300
#: Log odds above which a line is kept: a likelihood of .4.
LOG_ODDS = -0.4
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 12,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "num_threads": 1,
    "max_bin": 127,
    "seed": 1,
    "verbose": -1,
}


@dataclass(frozen=True)
class Judged:
    """A page's lines: features, whether each is the body's, its share of the gold; and whose page it is."""

    outlet: str
    features: np.ndarray
    body: np.ndarray
    weights: np.ndarray


def judged(job: tuple[Path, str, dict[str, Any]]) -> Judged:
    """One page of a set, by its row in the manifest."""
    folder, name, row = job
    data = (folder / name / row["html_path"]).read_bytes()
    tree = html._parse(decode(gunzip(data, MAX_BYTES) or data).text)
    page = html_lines.read(tree)
    stated = html_metadata.read(tree, {fold(one.text) for one in page.rows})
    titles = [*stated.metadata.get("headline", ()), *stated.titles]
    features = Features(page, titles, stated.described, stated.body)
    places = [i for i in range(len(page.rows)) if features.worth_judging(i)]
    words = [TOKEN.findall(page.rows[i].text.casefold()) for i in places]
    gold = TOKEN.findall(row["gold_text"].casefold())
    share = np.array([min(1.0, len(one) / max(1, len(gold))) for one in words])
    outlet = left_out.outlet(row.get("host") or row.get("outlet") or row["id"])
    if not places:
        return Judged(outlet, np.zeros((0, len(COLUMNS))), np.zeros(0, dtype=bool), np.zeros(0))
    body = np.array(aligned(words, gold, [features.keys[i] for i in places]))
    return Judged(outlet, features.matrix(places), body, (share + 0.004) * SETS[name])


def aligned(lines: list[list[str]], gold: list[str], keys: list[str]) -> list[bool]:
    """Whether each line is of the gold: as ``in_gold``, but no run of words of the gold counts twice.

    The longest lines choose first, so that a pull quote, whose words stand in a paragraph as well, is
    none of the gold unless the gold has it twice. Repetitions of one line share its fate.
    """
    runs = Counter(tuple(gold[i : i + 4]) for i in range(len(gold) - 3))
    found = in_gold(lines, gold)
    fate: dict[str, bool] = {}
    for i in sorted(range(len(lines)), key=lambda i: -len(lines[i])):
        words = lines[i]
        own = Counter(tuple(words[k : k + 4]) for k in range(len(words) - 3))
        if found[i] and own and keys[i] not in fate:
            taken = own & runs
            runs -= taken
            fate[keys[i]] = taken.total() >= 0.5 * own.total()
        found[i] = found[i] and fate.get(keys[i], True)
    return found


def load(folder: Path) -> list[Judged]:
    """All pages whose gold is not suspect."""
    jobs = []
    for name in SETS:
        lines = (folder / name / "manifest.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        jobs += [(folder, name, row) for row in rows if not row.get("gold_suspect")]
    with ProcessPoolExecutor(2) as pool:
        return [page for page in pool.map(judged, jobs, chunksize=10) if len(page.body)]


def fit(pages: list[Judged]) -> Any:
    """Trees grown on these pages."""
    features = np.concatenate([page.features for page in pages])
    weights = np.concatenate([page.weights for page in pages])
    body = np.concatenate([page.body for page in pages])
    data = lightgbm.Dataset(features, body, weight=weights / weights.mean())
    return lightgbm.train(PARAMETERS, data, TREES)


def flat(tree: dict[str, Any]) -> tuple[list[int], list[float], list[int], list[int]]:
    """A tree as lists by node: column or -1, threshold or value, left, right."""
    columns: list[int] = []
    numbers: list[float] = []
    left: list[int] = []
    right: list[int] = []

    def add(node: dict[str, Any]) -> int:
        place = len(columns)
        leaf = "leaf_value" in node
        columns.append(-1 if leaf else node["split_feature"])
        numbers.append(round(node["leaf_value"], 4) if leaf else float(f"{node['threshold']:.6g}"))
        left.append(0)
        right.append(0)
        if not leaf:
            left[place], right[place] = add(node["left_child"]), add(node["right_child"])
        return place

    add(tree)
    return columns, numbers, left, right


def table(model: Any, pages: list[Judged]) -> dict[str, Any]:
    """The file of weights: the trees with only the columns that they ask for."""
    trees = [flat(entry["tree_structure"]) for entry in model.dump_model()["tree_info"]]
    used = sorted({column for tree in trees for column in tree[0] if column >= 0})
    place = {column: i for i, column in enumerate(used)} | {-1: -1}
    outlets = len({page.outlet for page in pages})
    about = (
        f"Gradient-boosted trees, {TREES} of {PARAMETERS['num_leaves']} leaves: [column or -1, threshold or "
        "value, left, right] by node. "
        f"Trained on {len(pages)} pages of {outlets} outlets by bench/train_html.py."
    )
    return {
        "about": about,
        "log_odds": LOG_ODDS,
        "columns": [COLUMNS[column] for column in used],
        "trees": [[[place[column] for column in tree[0]], *tree[1:]] for tree in trees],
    }


def main() -> None:
    """Train on all and write the trees, or judge left-out outlets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder of the sets " + ", ".join(SETS))
    parser.add_argument("--left-out", action="store_true", help="score outlets left out of the training")
    parser.add_argument("--keep", type=Path, help="keep the predictions and reports in this folder")
    options = parser.parse_args()
    pages = load(options.data)
    if not options.left_out:
        text = json.dumps(table(fit(pages), pages), separators=(",", ":"))
        MODEL.write_text(text + "\n", "utf-8")
        return

    def grow(number: int) -> dict[str, Any]:
        seen = [page for page in pages if left_out.part(page.outlet) != number]
        return table(fit(seen), seen)

    left_out.measure(options.data, SETS, grow, options.keep)


if __name__ == "__main__":
    main()
