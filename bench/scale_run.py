"""Ask an archive the queries of ``bench.scale_queries`` and tell by kind how long the answers take."""

import inspect
import json
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench import peer_fts5
from bench.scale_queries import Asked, queries
from db import query, search
from db.sqlite import open_for_reading

#: Times that each query is asked; the first one warms the cache and does not count.
TIMES = 3
#: Milliseconds from which once is enough.
SLOW = 2000.0
#: Bytes of the file that SQLite may map, and its cache in KiB: what a server would set.
MAPPED, CACHE = 1 << 34, -200_000

Engine = Callable[[Asked], object]
Results = dict[str, dict[str, list[float]]]


def spoken(asked: Asked) -> str:
    """The query with its filters in its text.

    >>> spoken(Asked("k", "tax", None, {"month": ["2019-03"], "outlet": ["A B"]}))
    'tax on:2019-03 outlet:"A B"'
    """
    names = {"month": "on", "year": "on"}
    parts = [asked.text]
    for name, values in asked.narrow.items():
        value = values[0] if values[0][:1].isdigit() else f'"{values[0]}"'
        parts.append(f"{names.get(name, name)}:{value}")
    return " ".join(part for part in parts if part)


def morgue(conn: sqlite3.Connection, facets: bool = True) -> Engine | None:
    """``db.search`` as it is; without facets only if it offers that."""
    takes = inspect.signature(search.search).parameters
    if not facets and "counts" not in takes:
        return None
    more: dict[str, Any] = {} if facets else {"counts": False}
    reads = "outlet:" in (query.__doc__ or "")

    def ask(asked: Asked) -> object:
        limited = {"after", "before"} & set(asked.narrow) or asked.kind == "w/5"
        if limited and not reads:
            return None
        if asked.spoken and reads:
            return search.search(conn, spoken(asked), sort=asked.sort, limit=20, **more)
        return search.search(conn, asked.text, filters=asked.narrow, sort=asked.sort, limit=20, **more)

    return ask


def measure(asked: Sequence[Asked], engine: Engine, times: int = TIMES) -> dict[str, list[float]]:
    """Milliseconds by kind, one for each query: the best after the first; not what is not understood."""
    found: dict[str, list[float]] = {}
    for one in asked:
        took: list[float] = []
        for _ in range(times):
            start = time.perf_counter()
            answer = engine(one)
            took.append((time.perf_counter() - start) * 1000)
            if answer is None or took[-1] > SLOW:
                break
        if answer is not None:
            found.setdefault(one.kind, []).append(min(took[1:] or took))
    return found


def table(results: Results) -> str:
    """p50, p99 and the longest of each kind, side by side."""
    kinds = list(dict.fromkeys(kind for one in results.values() for kind in one))
    lines = ["| kind | " + " | ".join(f"{name}: p50 / p99 / max ms" for name in results) + " |"]
    lines.append("|---" * (len(results) + 1) + "|")
    for kind in [*kinds, "all"]:
        cells = []
        for one in results.values():
            values = sorted(
                one.get(kind, []) if kind != "all" else [v for some in one.values() for v in some]
            )
            cells.append(
                " / ".join(f"{share(values, part):.1f}" for part in (0.5, 0.99, 1)) if values else "–"
            )
        lines.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def share(values: list[float], part: float) -> float:
    """The value that a share of sorted values does not exceed.

    >>> share([1.0, 2.0, 3.0, 4.0], 0.5), share([1.0, 2.0], 1)
    (2.0, 2.0)
    """
    return values[max(0, -(-int(part * len(values) * 1000) // 1000) - 1)]


def cold(path: Path, asked: Asked) -> float:
    """Milliseconds of the first query of a new process, from opening the file to the answer."""
    code = (
        "import sys, time; from pathlib import Path\n"
        "from db import search; from db.sqlite import open_for_reading\n"
        "start = time.perf_counter(); conn = open_for_reading(Path(sys.argv[1]))\n"
        "search.search(conn, sys.argv[2]); print((time.perf_counter() - start) * 1000)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), asked.text], check=True, capture_output=True
    )
    return float(done.stdout)


def run(path: Path, peers: bool, every: int = 1, tantivy: tuple[str, Path] | None = None) -> None:
    """Ask everything and print the tables."""
    conn = open_for_reading(path)
    conn.execute(f"pragma mmap_size = {MAPPED}")
    conn.execute(f"pragma cache_size = {CACHE}")
    start = time.perf_counter()
    asked = queries(conn)[::every]
    print(f"{len(asked)} queries made in {time.perf_counter() - start:.0f} s", file=sys.stderr)
    print(f"cold: {cold(path, asked[len(asked) // 10]):.0f} ms (a new process, the file maybe in memory)")
    results: Results = {}
    engines = {"morgue": morgue(conn), "morgue, hits alone": morgue(conn, facets=False)}
    if peers:
        engines["plain FTS5"] = lambda one: peer_fts5.answer(conn, one)
    for name, engine in engines.items():
        if engine:
            begun = time.perf_counter()
            results[name] = measure(asked, engine)
            print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    if peers and tantivy:
        results["tantivy, hits and count"] = _tantivy(path, asked, *tantivy)
    print(table(results))
    print(
        f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (mapped pages count)"
    )


def _tantivy(path: Path, asked: Sequence[Asked], python: str, index: Path) -> dict[str, list[float]]:
    """The peer runs in a Python of its own, which has it."""
    script = Path(__file__).with_name("peer_tantivy.py")
    done = subprocess.run(
        [python, str(script), str(path), str(index)],
        input=json.dumps([one.as_dict() for one in asked]),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found
