"""The whole pipeline on text dumps of outlets that none of its weights have seen: the measure for dumps.

``python -m bench.left_out_text DATA``; ``DATA`` is the folder of ``rawtext/dev``. The outlets are dealt into
parts. For each part the labeller comes from ``bench/out`` (``bench.train_labeller --fold K``), the choices of
headline, date and byline are learned on the other parts, and the part's pages go through ``documents``.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench import quality, scoreboard, train_fields
from bench.labeller_pages import FOLDS, OUT, fold
from ingest import ranking
from ingest.cleaning import labeller
from ingest.text import fold as fold_text

Row = dict[str, Any]


def predictions(data: Path, rows: list[Row]) -> list[Row]:
    """What the pipeline makes of each page, with weights from pages of other outlets."""
    found: list[Row] = []
    for part in range(FOLDS):
        inside = [row for row in rows if fold(row["outlet"]) == part]
        outside = [row for row in rows if fold(row["outlet"]) != part]
        with ProcessPoolExecutor(2, initializer=_put_labeller, initargs=(part,)) as pool:
            paths = [data / row["text_path"] for row in outside]
            made = list(pool.map(train_fields.choices, outside, paths, chunksize=16))
        weights = {
            train_fields.PATHS[name]: train_fields.fit([page[name] for page in made if name in page], penalty)
            for name, penalty in train_fields.PENALTIES.items()
        }
        with ProcessPoolExecutor(2, initializer=_put, initargs=(part, weights)) as pool:
            jobs = [(row["id"], str(data / row["text_path"])) for row in inside]
            found += pool.map(quality.predict, jobs, chunksize=16)
        print(f"part {part + 1} of {FOLDS}: {len(inside)} pages", file=sys.stderr)
    return found


def _put_labeller(part: int) -> None:
    labeller.WEIGHTS = OUT.resolve() / f"labeller{part}.npz"


def _put(part: int, weights: Mapping[Path, dict[str, float]]) -> None:
    """Put weights in the place of the shipped ones, in this process."""
    _put_labeller(part)
    ranking.weights = lambda path: weights[path]  # type: ignore[assignment]


def fields(rows: list[Row], found: list[Row]) -> dict[str, Row]:
    """How often headline, authors and date are right, wrong or not told, where the text shows them and where
    it does not: shares of the pages."""
    by_id = {row["id"]: row for row in found}
    out: dict[str, Row] = {}
    for name, gold, shown in (
        ("headline", "gold_headline", "headline_visible"),
        ("authors", "gold_authors", "authors_visible"),
        ("published", "gold_published", "date_visible"),
    ):
        counts = {True: Counter[str](), False: Counter[str]()}
        for row in rows:
            if not row.get("gold_suspect") and row.get(gold) and row["id"] in by_id:
                told = by_id[row["id"]].get(name)
                is_right = bool(told) and _same(name, told, row[gold])
                counts[bool(row[shown])]["right" if is_right else "wrong" if told else "none"] += 1
        for is_shown, fates in counts.items():
            shares = {fate: round(fates[fate] / max(1, fates.total()), 3) for fate in FATES}
            out[f"{name}, {'shown' if is_shown else 'not shown'}"] = {"pages": fates.total(), **shares}
    return out


#: What may become of a field.
FATES = ("right", "wrong", "none")


def _same(name: str, told: Any, gold: Any) -> bool:
    if name == "published":
        return bool(told[:10] == gold[:10])
    if name == "headline":
        return fold_text(told) == fold_text(gold)
    return train_fields.names(told) == train_fields.names([gold] if isinstance(gold, str) else gold)


def main() -> None:
    """Measure, print and keep; the predictions stay in ``bench/out``, from where they may be scored again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--again", action="store_true", help="score the last predictions again")
    options = parser.parse_args()
    manifest, kept = options.data / "manifest.jsonl", OUT / "left_out_text.jsonl"
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    if not options.again:
        made = predictions(options.data, rows)
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in made)
        kept.write_text("".join(lines), "utf-8")
    found = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
    scorer = options.data.parent.parent / "scoring" / "score_text.py"
    scores = scoreboard.score(scorer, manifest, found, ("style", "lang")) | fields(rows, found)
    scoreboard.table(scores)
    weights = [labeller.WEIGHTS, *train_fields.PATHS.values()]
    sys.exit("\n".join(scoreboard.keep("rawtext", manifest, scores, weights)) or 0)


if __name__ == "__main__":
    main()
