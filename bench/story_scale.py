"""How long stories take in large archives: ``python -m bench.story_scale FOLDER [ARTICLES ...]``.

FOLDER holds openly licensed texts as JSON lines. Articles of some 400 words are recombined of them at run
time: each event is a text with names and numbers of its own, printed by one to six outlets, each with other
sentences, over ten years. Afterwards a thousand more come, of days all over the years.
"""

import json
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.story_data import renamed
from db.archive import open_archive
from db.stories.refresh import refresh

FILES = ("wikinews_en_2019_2020", "usgov_digitalgov_news", "usgov_18f_blog")
WORDS = 400
OUTLETS = 60
FIRST, DAYS = date(2015, 1, 1), 3650
#: Outlets that print an event: most events have one.
PRINTED = (1, 1, 1, 1, 2, 2, 3, 6)
MORE = 1000
#: Share of the names that are an event's own; the others are everywhere, as in news.
OWN = 0.5

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def texts(folder: Path) -> list[tuple[str, list[str]]]:
    """Title and sentences of each text that is long enough."""
    found = []
    for name in FILES:
        for line in (folder / f"{name}.jsonl").open(encoding="utf-8"):
            record = json.loads(line)
            if len(record["text"].split()) >= WORDS:
                sentences = _SENTENCE.split(record["text"])
                found.append((record["title"] or sentences[0], sentences))
    return found


def articles(source: list[tuple[str, list[str]]], number: int, seed: int) -> Iterator[list[Any]]:
    """Rows of articles: id, headline, body, day, outlet."""
    chance, made, event = random.Random(seed), 0, seed * 10_000_000
    while made < number:
        event += 1
        title, sentences = chance.choice(source)
        told = [renamed(one, str(event), OWN) for one in sentences]
        day = FIRST + timedelta(days=chance.randrange(DAYS))
        for outlet in chance.sample(range(1, OUTLETS + 1), chance.choice(PRINTED)):
            printed = [one for one in told if chance.random() < 0.75]
            chance.shuffle(printed)
            body = " ".join(" ".join(printed).split()[:WORDS])
            headline = " ".join(
                chance.sample(renamed(title, str(event), OWN).split(), k=min(8, len(title.split())))
            )
            on = day + timedelta(days=chance.choice((0, 0, 0, 1)))
            made += 1
            yield [
                int(on.strftime("%Y%m%d")) * 10**8 + seed * 10**7 + made,
                headline,
                body,
                on.isoformat(),
                outlet,
            ]


def file_in(conn: Any, rows: Iterator[list[Any]]) -> None:
    """Put articles into the archive."""
    conn.execute("begin immediate")
    for number, headline, body, on, outlet in rows:
        conn.execute(
            "insert into files (id, path, sha256, bytes, status, run_id) values (?, ?, ?, 0, 'filed', 1)",
            [number, str(number), str(number)],
        )
        conn.execute(
            "insert into articles (id, headline, title, body, published_at, published_on, outlet_id, "
            "word_count, file_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [number, headline, headline, body, on, on, outlet, len(body.split()), number],
        )
    conn.execute("commit")


def told(conn: Any, what: str) -> None:
    """Refresh, and say what it took."""
    begun, busy = time.perf_counter(), time.process_time()
    refresh(conn)
    wall, busy = time.perf_counter() - begun, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (stories, largest) = conn.execute("select count(*), max(article_count) from stories").fetchone()
    print(
        f"{what:>16} {wall:8.1f} s, {busy:7.1f} s of it busy, {memory:6.0f} MB; {stories} stories, {largest}"
    )


def main(folder: Path, sizes: list[int]) -> None:
    source = texts(folder)
    for size in sizes:
        with tempfile.TemporaryDirectory() as there, open_archive(Path(there) / "news.db") as archive:
            conn = archive.conn
            conn.execute("insert into runs (id, started_at, version) values (1, '', '')")
            outlets = [(i, f"Outlet {i}") for i in range(1, OUTLETS + 1)]
            conn.executemany("insert into outlets (id, name) values (?, ?)", outlets)
            conn.execute("pragma foreign_keys = on")
            begun = time.perf_counter()
            file_in(conn, articles(source, size, 1))
            print(f"{size:,} articles filed in {time.perf_counter() - begun:.0f} s", flush=True)
            told(conn, f"{size:,} articles")
            file_in(conn, articles(source, MORE, 2))
            told(conn, f"{MORE:,} more")


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(one) for one in sys.argv[2:]] or [1000, 10_000])
