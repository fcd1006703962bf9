"""Scores on outlets that no weights have seen: kept beside the floors, printed by ``python -m bench``.

Measuring them takes the training libraries and some twenty minutes; what was measured last is in
``left_out.json``, with the hash of the gold and of the weights that ship.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

KEPT = Path(__file__).parent / "left_out.json"
COLUMNS = ("pages", "sh_p", "sh_r", "sh_f1", "para_recall", "junk_tok", "clean", "head", "auth", "date")
#: Groups with fewer pages get no row of their own.
PAGES = 10

Row = dict[str, Any]


def score(scorer: Path, manifest: Path, predictions: Sequence[Row], groups: Iterable[str]) -> dict[str, Row]:
    """The official scorer's columns: of all pages ("all"), and of each style, language, … in ``groups``."""
    out: dict[str, Row] = {}
    with tempfile.TemporaryDirectory() as folder:
        path, report = Path(folder) / "predictions.jsonl", Path(folder) / "scores.json"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predictions), "utf-8")
        for by in groups:
            command = [sys.executable, str(scorer), str(manifest), str(path), "--skip-suspect"]
            command += ["--by", by, "--json", str(report)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            [found] = json.loads(report.read_text("utf-8")).values()
            out["all"] = _columns(found)
            for name, one in sorted(found["by"].items(), key=lambda item: (-item[1]["pages"], item[0])):
                if one["pages"] >= PAGES:
                    out[f"{by} {name}"] = _columns(one)
    return out


def _columns(found: Row) -> Row:
    return {name: round(found[name], 4) for name in COLUMNS if isinstance(found.get(name), int | float)}


def keep(name: str, manifest: Path, rows: dict[str, Row], weights: Iterable[Path]) -> list[str]:
    """Write what was measured of a set beside the other sets, unless it is worse than what is there.

    Gives a line for each score of all pages that fell by more than chance; then nothing is written.
    """
    kept = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
    before = kept.get(name, {})
    fallen = [
        f"{name}.{column}: {rows['all'][column]}, was {was}"
        for column, was in before.get("rows", {}).get("all", {}).items()
        if before["gold"] == digest(manifest) and column in FLOORS and rows["all"][column] < was - CHANCE
    ]
    if not fallen:
        root = Path(__file__).parent.parent
        known = {path.resolve().relative_to(root).as_posix(): digest(path) for path in sorted(weights)}
        kept[name] = {"gold": digest(manifest), "weights": known, "rows": rows}
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return fallen


#: Scores that must not fall, and by how much another seed of the same training moves them.
FLOORS, CHANCE = ("sh_f1", "para_recall", "head", "auth", "date"), 0.003


def digest(path: Path) -> str:
    """The beginning of a file's hash."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def show() -> None:
    """Print what is kept, and which sets were measured with other weights than those that ship now."""
    root = Path(__file__).parent.parent
    for name, one in (json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}).items():
        stale = any(digest(root / path) != known for path, known in one["weights"].items())
        print(f"\n{name}, on outlets left out{' (with earlier weights)' if stale else ''}")
        table(one["rows"])


def table(rows: dict[str, Row]) -> None:
    """Print rows of scores; where a row has other columns than the one before, their names again."""
    shown_columns: Sequence[str] = ()
    for name, row in rows.items():
        columns = COLUMNS if COLUMNS[1] in row else tuple(row)
        if columns != shown_columns:
            print(f"{'':22}" + "".join(f"{column:>12}" for column in columns))
        shown_columns = columns
        cells = (row.get(column, "-") for column in columns)
        shown = (f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in cells)
        print(f"{name:22}" + "".join(f"{cell:>12}" for cell in shown))
