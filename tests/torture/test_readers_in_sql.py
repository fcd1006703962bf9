"""Sixteen who read while a run writes: no error, counts that only grow, an index equal to the articles."""

import random
import threading

from sameness import QUERIES, differences

from db.search import search
from db.sqlite import open_for_reading

READERS = 16
#: Runs after which sabotage must have been noticed: a reader must look in the right hundredth of a second.
ENOUGH = 20
#: Words that have no other forms.
NAMES = ("Marlow", "Havenport", "Thorsen", "Elmstead", "Albatross", "Cormorant")


class Reader(threading.Thread):
    """Reads snapshot after snapshot until told to stop; notes what is wrong in one."""

    def __init__(self, path, seed, stop):
        super().__init__()
        self.path, self.dice, self.stop = path, random.Random(seed), stop
        self.wrong, self.snapshots, self.last = [], 0, 0

    def run(self):
        try:
            conn = open_for_reading(self.path)
            while not self.stop.is_set():
                conn.execute("begin")
                self.read(conn)
                conn.execute("commit")
                self.snapshots += 1
            conn.close()
        except Exception as error:
            self.wrong.append(repr(error))

    def read(self, conn):
        def one(sql, *values):
            return conn.execute(sql, values).fetchone()[0]

        articles = one("select count(*) from articles")
        if articles < self.last:
            self.wrong.append(f"{articles} articles after {self.last}")
        self.last = articles
        name = self.dice.choice(NAMES)
        counts = {
            "indexed": (articles, one("select count(*) from articles_fts_docsize")),
            "found": (
                one("select count(*) from articles_fts where articles_fts match ?", f"body:{name}"),
                one("select count(*) from articles where instr(body, ?)", name),
            ),
            "filed": (articles, one("select count(*) from files where status = 'filed'")),
            "told of": (one("select sum(added) from runs"), articles),
        }
        query = self.dice.choice(QUERIES)
        answer = search(conn, query, limit=10)
        counts[query] = (answer.total >= len(answer.hits), True)
        if not query:
            counts["every article"] = (answer.total, articles)
        self.wrong += [f"{name}: {pair}" for name, pair in counts.items() if pair[0] != pair[1]]


def read_beside(newsroom, seed, **faults):
    """Read while a run writes: the readers, when it is over."""
    path, dice, _ = newsroom.trial(2 * seed + 1)
    stop = threading.Event()
    readers = [Reader(path, dice.random(), stop) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    played = newsroom.ingest(path, **faults)
    stop.set()
    for reader in readers:
        reader.join()
    assert played.told.splitlines()[2].startswith("news.db: 49 documents in "), played
    return path, readers


def test_readers_beside_a_run(newsroom, trials):
    for seed in trials("16 readers beside a run: no error, counts that grow, an index in step", 3, 40):
        path, readers = read_beside(newsroom, seed, **({"log": 250_000} if seed % 2 else {}))
        assert [wrong for reader in readers for wrong in reader.wrong] == [], f"trial {seed}"
        assert sum(reader.snapshots for reader in readers) > READERS
        assert differences(path, newsroom.wanted[1]) == [], f"trial {seed}"
        newsroom.done(path)


def test_an_index_that_is_late_is_noticed(newsroom):
    for seed in range(ENOUGH):
        _, readers = read_beside(newsroom, seed, sabotage=["late index"])
        if [wrong for reader in readers for wrong in reader.wrong if wrong.startswith("indexed")]:
            return
    raise AssertionError(f"{ENOUGH} runs did not show it")
