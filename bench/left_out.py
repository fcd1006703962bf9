"""The whole pipeline on pages of outlets that its trees never saw: the measure for all that reads HTML.

The outlets are dealt into parts; the trees are grown on all parts but one, put in the place of the shipped
ones, and the pages of that part go through ``documents``. The sets' own scorer judges what comes out.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench import quality
from ingest.formats import html_body

FOLDS = 8
#: Second levels under which countries give out domains.
SHARED = frozenset(("co", "com", "org", "net", "gov", "ac", "or", "ne", "go"))
HEAD = ("sh_p", "sh_r", "sh_f1", "para_recall", "junk_tok", "clean", "head", "auth", "auth_f1", "date")

Table = dict[str, Any]


def outlet(host: str) -> str:
    """Whose page it is, the same for all its hosts.

    >>> outlet("edition.cnn.com"), outlet("www.bbc.co.uk"), outlet("FoxNews")
    ('cnn', 'bbc', 'foxnews')
    """
    parts = host.lower().split(".")
    if len(parts) < 2:
        return parts[0]
    return parts[-3] if parts[-2] in SHARED and len(parts) > 2 else parts[-2]


def part(name: str) -> int:
    """The part of an outlet, the same in each run."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % FOLDS


def predictions(data: Path, sets: Iterable[str], grow: Callable[[int], Table]) -> dict[str, list[Table]]:
    """What the pipeline makes of each page; ``grow`` gives the trees that saw nothing of a part."""
    jobs: dict[int, list[tuple[str, str, str]]] = {n: [] for n in range(FOLDS)}
    for name in sets:
        for line in (data / name / "manifest.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            whose = outlet(row.get("host") or row.get("outlet") or row["id"])
            jobs[part(whose)].append((name, row["id"], str(data / name / row["html_path"])))
    found: dict[str, list[Table]] = {name: [] for name in sets}
    for number, pages in jobs.items():
        with ProcessPoolExecutor(2, initializer=_put, initargs=(grow(number),)) as pool:
            made = pool.map(quality.predict, [(name, path) for _, name, path in pages], chunksize=4)
            for (name, _, _), row in zip(pages, made, strict=True):
                found[name].append(row)
    return found


def _put(table: Table) -> None:
    """Put trees in the place of the shipped ones, in this process."""
    model = html_body.model(table)
    html_body.shipped = lambda: model  # type: ignore[assignment]


def score(data: Path, found: dict[str, list[Table]], folder: Path) -> None:
    """Print the scorer's table for each set, and for each language of the first."""
    print(f"{'':14}" + "".join(f"{name:>12}" for name in HEAD))
    for number, (name, rows) in enumerate(found.items()):
        path, report = folder / f"{name}.jsonl", folder / f"{name}.json"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        command = [sys.executable, str(data.parent / "scoring" / "score_html.py")]
        command += [str(data / name / "manifest.jsonl"), str(path), "--skip-suspect", "--json", str(report)]
        command += ["--by", "lang"] if number == 0 else []
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        scores = json.loads(report.read_text("utf-8"))[name]
        _print(name, scores)
        for language, one in sorted(scores.get("by", {}).items(), key=lambda item: -item[1]["pages"]):
            _print("  " + language, one)


def _print(name: str, scores: Table) -> None:
    cells = (scores.get(column, "-") for column in HEAD)
    shown = (f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in cells)
    print(f"{name:14}" + "".join(f"{cell:>12}" for cell in shown))


def measure(data: Path, sets: Iterable[str], grow: Callable[[int], Table], keep: Path | None) -> None:
    """The tables of all sets; the predictions stay in ``keep``, if it is given."""
    found = predictions(data, list(sets), grow)
    with tempfile.TemporaryDirectory() as folder:
        score(data, found, keep or Path(folder))
