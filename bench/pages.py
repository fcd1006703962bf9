"""``python -m bench.pages --db FILE``: how long the site's pages take, from a client on the same machine.

The archive (``python -m bench.million load --articles 200000 --db FILE``) is served by ``morgue serve``;
every page is asked once, in an order drawn at random, so that none is measured out of what it left in
memory. ``--readers 16 --texts FOLDER`` measures as many readers at once instead, beside an ingest of FOLDER
into a copy.
"""

import argparse
import http.client
import json
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.scale_queries import queries
from bench.scale_run import share, spoken
from db.sqlite import open_for_reading, sqlite3

#: Pages of a kind that are asked.
PAGES = 60
#: Seconds until the server answers, and for one page.
START, PATIENCE = 30.0, 60.0
#: Milliseconds that 95 of 100 pages of a kind may take at 200,000 articles, from the floors.
AIMS: dict[str, float] = {
    name.removesuffix("_milliseconds"): most
    for name, most in json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))["pages"].items()
}
#: What a page says when it did not come to its end.
LATE = re.compile(r"to search in time|too slowly|to compare in time")

Times = dict[str, list[float]]


def addresses(conn: "sqlite3.Connection", base: str, seed: int = 1) -> list[tuple[str, str]]:
    """Kinds of pages with their addresses, in an order drawn at random.

    Names are the twenty that most articles hold and others at random; queries are those of ``scale_queries``.
    """
    draw = random.Random(seed)
    found = [("home", "/")] * 20

    def ids(sql: str) -> list[int]:
        return [row[0] for row in conn.execute(sql)]

    articles = ids("select id from articles")
    named = ids("select id from entities where article_count > 0 order by article_count desc")
    outlets = ids("select id from outlets")
    found += [("article", f"{base}/articles/{one}") for one in draw.sample(articles, PAGES)]
    some = named[:20] + draw.sample(named[20:], min(PAGES - 20, len(named[20:])))
    found += [("entity", f"{base}/entities/{one}") for one in some]
    found += [("outlet", f"{base}/outlets/{one}") for one in draw.sample(outlets, min(PAGES, len(outlets)))]
    asked = queries(conn)
    found += [("search", f"/search?{urlencode({'q': spoken(one), 'sort': one.sort})}") for one in asked]
    words = [spoken(one) for one in asked if one.kind == asked[0].kind or one.narrow]
    pairs = [draw.sample(words, 2) for _ in range(20)]
    found += [("compare", f"/compare?{urlencode([('q', a), ('q', b)])}") for a, b in pairs]
    draw.shuffle(found)
    return found


@contextmanager
def served(database: Path) -> Iterator[int]:
    """Serve an archive on a port of its own while the block runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    with tempfile.TemporaryFile() as told:
        command = [sys.executable, "-m", "morgue", "serve", "--db", str(database), "--port", str(port)]
        server = subprocess.Popen(command, stdout=told, stderr=told)
        try:
            _await(port)
            yield port
        finally:
            server.terminate()
            server.wait(timeout=30)


def _await(port: int) -> None:
    until = time.monotonic() + START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def fetched(port: int, path: str) -> tuple[float, str]:
    """The milliseconds that a page took, and its text. Raises ValueError unless it came whole."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    took = 1000 * (time.perf_counter() - began)
    if response.status != 200 or LATE.search(text):
        raise ValueError(f"{path}: status {response.status}, or not in time")
    return took, text


def one_by_one(database: Path) -> Times:
    """Milliseconds of every page by kind; the very first page, which reads columns from the disk, apart."""
    conn = open_for_reading(database)
    asked = addresses(conn, f"/{database.stem}")
    conn.close()
    times: Times = {"first page": []}
    with served(database) as port:
        times["first page"].append(fetched(port, "/")[0])
        fetched(port, "/search?q=the")
        for kind, path in asked:
            times.setdefault(kind, []).append(fetched(port, path)[0])
    return times


def at_once(database: Path, readers: int, texts: Path) -> Times:
    """Milliseconds of every page that so many readers ask while a folder is filed into a copy."""
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        copy = Path(folder) / database.name
        shutil.copyfile(database, copy)
        conn = open_for_reading(copy)
        asked = addresses(conn, f"/{copy.stem}")
        conn.close()
        times: Times = {}
        with served(copy) as port:
            fetched(port, "/")
            command = [
                sys.executable,
                "-m",
                "morgue",
                "ingest",
                str(texts),
                "--db",
                str(copy),
                "--workers",
                "1",
            ]
            filing = subprocess.Popen([*command, "--no-entities"])
            done = threading.Event()

            def read(first: int) -> None:
                at = first
                while not done.is_set():
                    kind, path = asked[at % len(asked)]
                    times.setdefault(kind, []).append(fetched(port, path)[0])
                    at += readers

            threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
            for thread in threads:
                thread.start()
            filing.wait()
            done.set()
            for thread in threads:
                thread.join()
        return times


def numbers(times: Times) -> dict[str, float]:
    """For each kind the 95th of 100, in milliseconds, as the floors have it.

    >>> numbers({"home": [10.0] * 99 + [500.0]})
    {'home_milliseconds': 10.0}
    """
    return {f"{kind}_milliseconds": round(share(sorted(values), 0.95), 1) for kind, values in times.items()}


def table(times: Times) -> str:
    """Kinds of pages: how many, half, 95 of 100, the slowest, and the aim."""
    lines = ["| page | asked | p50 | p95 | max | aim (p95) |", "|---|---|---|---|---|---|"]
    for kind, values in sorted((kind, sorted(values)) for kind, values in times.items()):
        shown = f"{share(values, 0.5):.0f} | {share(values, 0.95):.0f} | {max(values):.0f}"
        lines.append(f"| {kind} | {len(values)} | {shown} | {AIMS.get(kind, '')} |")
    return "\n".join(lines)


def main() -> int:
    """Read the command line and print the table; 1 if 95 of 100 pages of a kind miss their aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", type=Path, required=True)
    parser.add_argument("--readers", type=int, help="so many at once, beside an ingest")
    parser.add_argument("--texts", type=Path, help="the folder that is filed meanwhile")
    options = parser.parse_args()
    if options.readers:
        times = at_once(options.db, options.readers, options.texts)
        print(table(times))
        return 0
    times = one_by_one(options.db)
    print(table(times))
    print(json.dumps(numbers(times)), file=sys.stderr)
    return int(any(share(sorted(times[kind]), 0.95) > aim for kind, aim in AIMS.items()))


if __name__ == "__main__":
    sys.exit(main())
