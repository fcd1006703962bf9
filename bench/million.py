"""``python -m bench.million``: how an archive of a million articles is filed and searched.

``load --articles N --db FILE`` makes a corpus (``bench.corpus``), files it and then adds who is named.
``queries --db FILE [--peers]`` asks it a fixed set of queries (``bench.scale_queries``) and tells how
long the answers take.
"""

import argparse
import cProfile
import gc
import json
import pstats
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench import names_at_scale, scale_run
from bench.corpus import Corpus
from db.archive import Archive, open_archive
from ingest.model import Document

Numbers = dict[str, float]
#: Documents made ahead, so that making and filing are timed apart.
AHEAD = 1000


class Clock:
    """Seconds by the wall and of the processor, added up."""

    def __init__(self) -> None:
        self.wall, self.cpu = 0.0, 0.0
        self._since = (0.0, 0.0)

    def __enter__(self) -> "Clock":
        self._since = (time.perf_counter(), time.process_time())
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._since[0]
        self.cpu += time.process_time() - self._since[1]


def load(path: Path, count: int, seed: int = 1, profile: bool = False) -> Numbers:
    """File ``count`` made-up articles into a new archive at ``path``, without names."""
    corpus = Corpus(count, seed)
    made, saving, ending = Clock(), Clock(), Clock()
    profiler = cProfile.Profile()
    text = 0
    # The corpus is no part of what is measured: nobody need look through it for garbage.
    gc.freeze()
    with open_archive(path) as archive:
        whole = archive.run(_no_key, "bench", entities=False)
        run = whole.__enter__()
        documents = corpus.documents()
        done = 0
        while batch := _timed(made, documents):
            with saving:
                if profile:
                    profiler.enable()
                for document in batch:
                    run.save(document.path, document.sha256, [document])
                profiler.disable()
            text += sum(_size(document) for document in batch)
            done += len(batch)
            if done % 50_000 == 0:
                rate = done / saving.wall
                print(f"{done:,} filed, {rate:,.0f}/s, made in {made.wall:.0f} s", file=sys.stderr)
        with ending:
            whole.__exit__(None, None, None)
    if profile:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(25)
    size = path.stat().st_size
    return {
        "articles": count,
        "articles_per_second": count / (saving.wall + ending.wall),
        "articles_per_cpu_second": count / (saving.cpu + ending.cpu),
        "save_seconds": saving.wall,
        "finish_seconds": ending.wall,
        "making_seconds": made.wall,
        "text_megabytes": text / 1e6,
        "file_megabytes": size / 1e6,
        "file_over_text": size / text,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def name(path: Path, seed: int = 1) -> Numbers:
    """Add who is named to an archive that ``load`` made."""
    clock = Clock()
    with open_archive(path) as archive, clock:
        rows = names_at_scale.add(archive.conn, seed)
        _checkpoint(archive)
    megabytes = path.stat().st_size / 1e6
    return {"names_seconds": clock.wall, "article_entities": rows, "with_names_megabytes": megabytes}


def parts(path: Path) -> Numbers:
    """Megabytes by table and index, where SQLite can tell, largest first."""
    with open_archive(path) as archive:
        try:
            sql = "select name, sum(pgsize) from dbstat group by 1 order by 2 desc limit 16"
            return {str(part): size / 1e6 for part, size in archive.conn.execute(sql)}
        except Exception as error:  # a library without dbstat
            print(error, file=sys.stderr)
            return {}


def _no_key(name: str, kind: str) -> str:
    return name


def _timed(clock: Clock, documents: Iterator[Document]) -> list[Document]:
    with clock:
        return list(islice(documents, AHEAD))


def _size(document: Document) -> int:
    article = document.article
    assert article
    return sum(len((part or "").encode()) for part in (article.headline, article.standfirst, article.body))


def _checkpoint(archive: Archive) -> None:
    archive.conn.checkpoint()


def main(arguments: list[str]) -> int:
    """Read the command line and print the numbers as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    loading = commands.add_parser("load", help="make an archive")
    loading.add_argument("--articles", type=int, default=1_000_000)
    loading.add_argument("--seed", type=int, default=1)
    loading.add_argument("--profile", action="store_true", help="tell where the time goes, on stderr")
    loading.add_argument("--no-names", action="store_true")
    loading.add_argument("--db", type=Path, required=True)
    asking = commands.add_parser("queries", help="search an archive that load made")
    asking.add_argument("--db", type=Path, required=True)
    asking.add_argument("--peers", action="store_true", help="also plain FTS5, and tantivy where it is named")
    asking.add_argument("--every", type=int, default=1, help="ask only every so manieth query")
    asking.add_argument("--tantivy-python", help="a Python that has tantivy")
    asking.add_argument("--tantivy-index", type=Path, help="folder of its index, built if it is empty")
    options = parser.parse_args(arguments)
    if options.command == "queries":
        named = options.tantivy_python and options.tantivy_index
        tantivy = (options.tantivy_python, options.tantivy_index) if named else None
        scale_run.run(options.db, options.peers, options.every, tantivy)
        return 0
    if options.db.exists():
        parser.error(f"{options.db} is there already")
    numbers = load(options.db, options.articles, options.seed, options.profile)
    if not options.no_names:
        numbers |= name(options.db, options.seed)
    print(json.dumps({key: round(value, 3) for key, value in numbers.items()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
