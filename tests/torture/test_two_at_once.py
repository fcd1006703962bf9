"""Two who write, those who read, those who hold the archive for long: one writes, and no answer is wrong."""

import sys
import time
from pathlib import Path

import pytest
from sameness import differences

from db.sqlite import open_for_reading, sqlite3

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's list of processes")


def whole(newsroom, path, seed):
    assert differences(path, newsroom.wanted[seed % 2]) == [], f"trial {seed}"
    newsroom.done(path)


def test_races(newsroom, trials):
    for seed in trials("two runs begin at once: one writes, or one after the other", 6, 80):
        path, dice, _ = newsroom.trial(seed)
        wait = dice.choice(([], ["--wait", "60"]))
        arguments = (*newsroom.arguments(path), *wait)
        first = newsroom.stage.play(path.parent, *arguments)
        time.sleep(dice.random() * dice.choice((0.01, 0.5)))
        second = newsroom.stage.play(path.parent, *arguments)
        told = [newsroom.stage.wait(one).told.splitlines() for one in (first, second)]
        ends = [one[2] if one[0].startswith("../texts/") else one[0] for one in told]
        assert any(one.startswith("news.db: 49 documents in ") for one in ends), told
        for one in ends:
            refused = one.startswith("Error: news.db: being written: by ") and not wait
            assert refused or one.startswith("news.db: 49 documents in "), told
        whole(newsroom, path, seed)


def turned_away(newsroom, seed, **faults):
    """Stop a run at some act; begin a second; let the first go on. What the second was told."""
    path, dice, acts = newsroom.trial(seed)
    first = newsroom.begin(path, signal_at=[dice.randint(1, acts["all"][1]), 19], **faults)
    until = time.monotonic() + 60
    while Path(f"/proc/{first}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "T":
        assert time.monotonic() < until
        time.sleep(0.002)
    played = newsroom.ingest(path, busy=0.1, **faults)
    newsroom.stage.kill(first, 18)
    newsroom.stage.wait(first)
    whole(newsroom, path, seed)
    return played, f"Error: news.db: being written: by process {first} on "


@LINUX
def test_the_second_is_turned_away(newsroom, trials):
    for seed in trials("a second run is turned away, and told by whom", 4, 40):
        played, words = turned_away(newsroom, seed)
        assert played.code == 1
        assert played.told.startswith(words), played
        assert played.told.count("\n") == 1


@LINUX
def test_a_lock_that_nobody_takes_is_noticed(newsroom):
    played, words = turned_away(newsroom, 1, sabotage=["unlocked"])
    assert not played.told.startswith(words)


def test_a_stranger_who_writes(newsroom, trials):
    for seed in trials("a program without our lock writes: told in one line, completed later", 2, 25):
        path, _, _ = newsroom.trial(2 * seed + 1)
        conn = sqlite3.connect(path, isolation_level=None)
        conn.execute("begin immediate")
        played = newsroom.ingest(path, busy=0.1)
        conn.execute("rollback")
        conn.close()
        assert (played.code, played.told.count("\n")) == (1, 1), played
        assert played.told.startswith("Error: news.db: the archive cannot be used: database is locked")
        newsroom.ingest(path)
        whole(newsroom, path, 1)


def test_somebody_reads_for_long(newsroom, trials):
    for seed in trials("somebody reads an old state: it stays, what that costs is told, and ends", 2, 25):
        path, _, _ = newsroom.trial(2 * seed + 1)
        conn = open_for_reading(path)
        count = "select count(*), sum(length(body)), (select count(*) from mentions) from articles"
        conn.execute("begin")
        before = conn.execute(count).fetchall()
        played = newsroom.ingest(path, busy=0.1, kept=100_000)
        assert "news.db-wal keeps " in played.told, played
        assert conn.execute(count).fetchall() == before
        conn.execute("commit")
        assert conn.execute(count).fetchall() != before
        # With the reader's connection open, as a site's are, the log is emptied all the same.
        played = newsroom.ingest(path, kept=100_000)
        assert "-wal" not in played.told
        assert Path(f"{path}-wal").stat().st_size == 0
        conn.close()
        whole(newsroom, path, 1)
