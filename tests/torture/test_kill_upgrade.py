"""Killed while an older archive is brought up to date: the next opening goes on from there."""

import json
import shutil
import signal

import pytest
from fixtures_stories import made_up, put
from sameness import differences, state
from sqlite_utils import Database

from db.migrations import migrations
from db.sqlite import open_for_writing

#: Steps of the schema that the older archives lack, and all behind them.
AGES = ("curation", "columns", "copies", "changes")
ARTICLES = 40


def old(path, age):
    """Make an archive as an earlier morgue left it."""
    conn = open_for_writing(path)
    migrations.apply(Database(conn, execute_plugins=False), stop_before=age)
    conn.execute("begin")
    put(conn, made_up(ARTICLES))
    conn.execute("commit")
    conn.execute("pragma wal_checkpoint(truncate)").fetchall()
    conn.close()


@pytest.fixture(scope="module")
def older(newsroom):
    """Give an older archive, the last act of its opening, and what becomes of it undisturbed."""
    made = {}

    def older(age):
        if age not in made:
            folder = newsroom.root / f"older-{age}"
            folder.mkdir()
            old(folder / "old.db", age)
            path = folder / "news.db"
            shutil.copy(folder / "old.db", path)
            newsroom.ingest(path, phases="phases")
            acts = json.loads((folder / "phases").read_text("utf-8"))
            made[age] = folder / "old.db", acts["migrating"], state(path)
        return made[age]

    return older


def test_killed_while_brought_up_to_date(newsroom, older, trials):
    for seed in trials("killed while an older archive is brought up to date: the same in the end", 4, 100):
        start, (first, last), wanted = older(AGES[seed % len(AGES)])
        path, dice, _ = newsroom.trial(2 * seed)
        shutil.copy(start, path)
        while True:
            played = newsroom.ingest(path, kill_at=dice.randint(first + 1, last))
            # There is ever less to do.
            if played.code != -signal.SIGKILL or dice.random() < 0.5:
                break
        newsroom.ingest(path)
        assert differences(path, wanted) == [], f"trial {seed}"
        newsroom.done(path)
