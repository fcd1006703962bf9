"""The power fails at any moment: the archive is sound, and all that was told of as added is in it."""

import random
from pathlib import Path

import pytest
from power_cut import Record
from sameness import differences, unsound

from db.errors import ArchiveError
from db.sqlite import open_for_reading, sqlite3

#: SQLite's ways to write: all at a commit, some of it before, and moved into the file all the time.
WAYS = ({}, {"cache": 20}, {"log": 250_000})
#: The next run is tried after one cut in so many: it takes longer than all the rest.
RUN_AGAIN = 10
#: Cuts of a sabotaged run, one of which must show it.
ENOUGH = 60


@pytest.fixture(scope="module")
def record(newsroom):
    """Give the record of a run with sabotage, and the number of articles before it."""
    made = {}

    def record(start, *sabotage, **faults):
        name = f"recorded-{start}-{'-'.join([*sabotage, *faults])}"
        if name not in made:
            path = newsroom.room(name, start)
            begin = {str(path): path.read_bytes()} if start else {}
            before = articles(path) if start else 0
            newsroom.ingest(path, record="../record", sabotage=sabotage, **faults)
            made[name] = path, Record(newsroom.root / "record", begin), before
        return made[name]

    return record


def articles(path):
    """The number of articles; none where there is no table yet."""
    conn = open_for_reading(path, any_schema=True)
    try:
        [(found,)] = conn.execute("select count(*) from sqlite_master where name = 'articles'")
        return conn.execute("select count(*) from articles").fetchone()[0] if found else 0
    finally:
        conn.close()


def cut(record, seed, *sabotage):
    """Cut the power at some moment of a run: the archive, what is wrong with it, whether it must hold any."""
    path, recorded, before = record(seed % 2, *sabotage, **WAYS[seed // 2 % len(WAYS)])
    dice = random.Random(seed)
    told, disk = recorded.cut(dice.randint(1, len(recorded.acts)), dice)
    for file in path.parent.iterdir():
        file.unlink()
    for name, data in disk.items():
        (path.parent / Path(name).name).write_bytes(data)
    if not told + before:
        return path, [], False
    try:
        there = articles(path)
    except (ArchiveError, sqlite3.Error) as error:
        return path, [str(error)], True
    wrong = [text for text in unsound(path) if "migration" not in text]
    if there < told + before:
        wrong.append(f"{told + before - there} articles are lost")
    return path, wrong, True


def test_power_cuts(newsroom, record, trials):
    for seed in trials("power cut, unsynced writes torn or lost: sound, and all is there", 100, 2000):
        path, wrong, filed = cut(record, seed)
        assert wrong == [], f"trial {seed}"
        if seed // 2 % RUN_AGAIN == 0 or not filed:
            newsroom.ingest(path)
            assert differences(path, newsroom.wanted[seed % 2]) == [], f"trial {seed}"


@pytest.mark.parametrize("sabotage", ["synchronous off", "synchronous normal"])
def test_sabotage_is_noticed(record, sabotage):
    assert any(cut(record, seed, sabotage)[1] for seed in range(ENOUGH))
