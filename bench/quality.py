"""Quality on real pages with gold, where the data is at hand (``MORGUE_EVAL`` names its folder).

The data is its publishers' and is not part of the project; its hash is kept with the floors, so that a
floor is never compared with other data.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from ingest.model import RawFile
from ingest.pipeline import documents

SETS = {
    "rawtext": ("rawtext/dev", "score_text.py"),
    "html_fundus": ("html/fundus", "score_html.py"),
    "html_fundus_eval": ("html/fundus_eval", "score_html.py"),
    "html_big9": ("html/big9", "score_html.py"),
}
COLUMNS = ("sh_f1", "para_recall", "junk_tok", "clean", "head", "auth", "date")


def measure(data: Path) -> dict[str, dict[str, Any]]:
    """Scores of each set below ``data``, with the hash of its gold."""
    out = {}
    for name, (folder, scorer) in SETS.items():
        manifest = data / folder / "manifest.jsonl"
        if manifest.exists():
            out[name] = {"gold": _hash(manifest), **_score(data, manifest, scorer)}
    return out


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def _score(data: Path, manifest: Path, scorer: str) -> dict[str, float]:
    rows = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    jobs = [(row["id"], str(manifest.parent / (row.get("text_path") or row["html_path"]))) for row in rows]
    with ProcessPoolExecutor() as pool:
        predictions = list(pool.map(predict, jobs, chunksize=16))
    return scores(data, manifest, scorer, predictions)


def scores(data: Path, manifest: Path, scorer: str, predictions: list[dict[str, Any]]) -> dict[str, float]:
    """The scorer's columns for predictions; pages that are not among them are left out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predictions), "utf-8")
        report = Path(folder) / "scores.json"
        command = [sys.executable, str(data / "scoring" / scorer), str(manifest), str(path)]
        subprocess.run(
            [*command, "--skip-suspect", "--only-predicted", "--json", str(report)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return _columns(json.loads(report.read_text("utf-8")))


def predict(job: tuple[str, str]) -> dict[str, Any]:
    """One file as the scorers want it."""
    name, path = job
    article = documents(RawFile(path, Path(path).read_bytes()), entities=False)[0].article
    if article is None:
        return {"id": name, "body": ""}
    return {
        "id": name,
        "body": article.body,
        "headline": article.headline,
        "authors": [author.name for author in article.authors],
        "published": article.published.local if article.published else None,
    }


def _columns(report: Any) -> dict[str, float]:
    """The columns we keep, wherever the scorer's report holds them."""
    if isinstance(report, dict):
        if "sh_f1" in report:
            return {name: round(report[name], 4) for name in COLUMNS if isinstance(report.get(name), float)}
        for value in report.values():
            found = _columns(value)
            if found:
                return found
    return {}
