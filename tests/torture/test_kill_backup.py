"""Killed while a backup is made: the target is the new copy or the old one, and the next backup tidies up."""

import json
import signal

import pytest
from sameness import differences

#: What lies there: nothing, an archive, or one with the log of an ingest that was killed.
TARGETS = ("none", "old", "log")
#: An act of an ingest that finds nothing new, after its last commit: most of it is in the log alone.
COMMITTED = 45


def lay(newsroom, folder, target):
    """Let there be an archive to copy to: both editions."""
    stage, copy = newsroom.stage, folder / "copy.db"
    if target == "none":
        return
    assert stage.run(folder, "backup", copy.name, "--db", "../whole-1/news.db").code == 0
    if target == "log":
        filing = ("ingest", "../texts", "--db", copy.name, "--workers", "1")
        assert stage.run(folder, *filing, kill_at=COMMITTED).code == -signal.SIGKILL
        assert (folder / "copy.db-wal").stat().st_size


def restoring(copy):
    return "backup", copy.name, "--force", "--db", "../whole-0/news.db"


@pytest.fixture(scope="module")
def acts(newsroom):
    """The acts of backups that nobody disturbs."""
    found = {}
    for target in TARGETS:
        path = newsroom.room(f"copied-{target}", 0)
        lay(newsroom, path.parent, target)
        newsroom.stage.run(path.parent, *restoring(path.with_name("copy.db")), phases="phases")
        found[target] = json.loads((path.parent / "phases").read_text("utf-8"))["all"][1]
    # Its log is taken in, or it loses it.
    assert found["log"] > found["old"]
    return found


def test_killed_while_a_backup_is_made(newsroom, acts, trials):
    for seed in trials("killed while a backup is made: the old copy or the new, and no litter", 6, 90):
        path, dice, _ = newsroom.trial(2 * seed)
        folder, copy, target = path.parent, path.with_name("copy.db"), TARGETS[seed % 3]
        lay(newsroom, folder, target)
        # As often at the end, where what lies there is touched, as before.
        first = dice.choice((1, acts["none"]))
        played = newsroom.stage.run(folder, *restoring(copy), kill_at=dice.randint(first, acts[target]))
        assert played.code == -signal.SIGKILL
        assert copy.exists() == (target != "none")
        if copy.exists():
            assert differences(copy, newsroom.wanted[1]) == [], f"trial {seed}"
        assert newsroom.stage.run(folder, *restoring(copy)).code == 0
        assert {one.name for one in folder.iterdir()} <= {"copy.db", "copy.db.lock"}
        assert differences(copy, newsroom.wanted[0]) == [], f"trial {seed}"
        newsroom.done(path)
