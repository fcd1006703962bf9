"""How fast files are read: ``python -m bench.reading DATA``; ``DATA`` holds ``rawtext/dev`` and ``html``.

Seconds of one core, in one process that has read nothing before: text dumps a second as they come (the
dumps of a page in all styles one after the other, as an archive's files share their furniture), and web
pages a second against trafilatura, page by page in turn, where that is installed.
"""

import gzip
import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.model import RawFile
from ingest.pipeline import documents

#: Every so many files are read.
STEP = 3


def dumps(folder: Path) -> float:
    """Text dumps read in a second."""
    paths = _paths(folder, "text_path")[::STEP]
    read(paths[0])
    return len(paths) / sum(_seconds(read, path) for path in paths)


def pages(folders: list[Path]) -> tuple[float, float | None]:
    """Web pages read in a second, and how many times as many as trafilatura reads."""
    paths = [path for folder in folders for path in _paths(folder, "html_path")[::STEP]]
    try:
        extract = importlib.import_module("trafilatura").bare_extraction
    except ImportError:
        extract = None

    def other(path: Path) -> None:
        raw = path.read_bytes()
        extract(gzip.decompress(raw) if path.suffix == ".gz" else raw, with_metadata=True)

    own = theirs = 0.0
    for number, path in enumerate([paths[0], *paths]):
        # The first page is read twice: what is loaded and compiled then is no part of the measure.
        seconds = _seconds(read, path), _seconds(other, path) if extract else 0.0
        own, theirs = (own + seconds[0], theirs + seconds[1]) if number else (0.0, 0.0)
    return len(paths) / own, theirs / own if extract else None


def read(path: Path) -> None:
    """One file, without its names."""
    documents(RawFile(path.name, path.read_bytes()), entities=False)


def _seconds(work: Callable[[Path], Any], path: Path) -> float:
    start = time.process_time()
    work(path)
    return time.process_time() - start


def _paths(folder: Path, key: str) -> list[Path]:
    lines = (folder / "manifest.jsonl").read_text("utf-8").splitlines()
    return [folder / json.loads(line)[key] for line in lines]


if __name__ == "__main__":
    data = Path(sys.argv[1])
    print(f"text dumps: {dumps(data / 'rawtext/dev'):.0f} a second")
    rate, times = pages([data / "html" / name for name in ("fundus", "fundus_eval", "big9")])
    print(f"web pages: {rate:.1f} a second" + (f", trafilatura x {times:.2f}" if times else ""))
