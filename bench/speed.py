"""How fast an archive of generated articles is filed, and how large it becomes."""

import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.generate import generate

Numbers = dict[str, float]


def measure(count: int = 10_000) -> Numbers:
    """Articles per second with and without entities, and database bytes over text bytes."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw"
        size = generate(raw, count)
        numbers: Numbers = {"articles": count, "text_megabytes": size / 1e6}
        for name, options in {"without_entities": ["--no-entities"], "with_entities": []}.items():
            database = Path(folder) / f"{name}.db"
            seconds = _ingest(raw, database, options)
            numbers[f"articles_per_second_{name}"] = count / seconds
            numbers[f"database_over_text_{name}"] = database.stat().st_size / size
            numbers[f"again_seconds_{name}"] = _ingest(raw, database, options)
            numbers[f"search_milliseconds_{name}"] = _search(database)
        return numbers


def _ingest(raw: Path, database: Path, options: list[str]) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "morgue", "ingest", "--db", str(database), *options, str(raw)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def _search(database: Path) -> float:
    """Milliseconds for the whole answer to a word that stands in many articles, best of five."""
    from db import search
    from db.sqlite import open_for_reading

    connection = open_for_reading(database)
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        search.search(connection, "bridge")
        best = min(best, time.perf_counter() - start)
    connection.close()
    return best * 1000


def sqlite_version() -> str:
    """The library that Python brings, for the record."""
    return sqlite3.sqlite_version
