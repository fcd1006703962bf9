"""The whole pipeline on pages of outlets that its trees never saw: the measure for all that reads HTML.

The outlets are dealt into parts; the trees are grown on all parts but one, put in the place of the shipped
ones, and the pages of that part go through ``documents``. The sets' own scorer judges what comes out.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench import quality, scoreboard
from ingest.formats import html_body

FOLDS = 8
#: Second levels under which countries give out domains.
SHARED = frozenset(("co", "com", "org", "net", "gov", "ac", "or", "ne", "go"))

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


def measure(data: Path, sets: Iterable[str], grow: Callable[[int], Table], keep: Path | None) -> None:
    """Print and keep the scores of all sets; the predictions stay in the folder ``keep``, if it is given."""
    fallen: list[str] = []
    for name, rows in predictions(data, list(sets), grow).items():
        if keep:
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (keep / f"{name}.jsonl").write_text("".join(lines), "utf-8")
        manifest = data / name / "manifest.jsonl"
        scorer = data.parent / "scoring" / "score_html.py"
        scores = scoreboard.score(scorer, manifest, rows, ("lang",) if name == "fundus" else ("corpus",))
        print(name)
        scoreboard.table(scores)
        fallen += scoreboard.keep(f"html_{name}", manifest, scores, [html_body.WEIGHTS])
    sys.exit("\n".join(fallen) or 0)
