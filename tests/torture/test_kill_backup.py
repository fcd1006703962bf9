"""Killed while a backup is made: the target is the new copy or the old one, and the next backup tidies up."""

import json
import signal

import pytest
from sameness import differences


@pytest.fixture(scope="module")
def acts(newsroom):
    """The acts of a backup that nobody disturbs."""
    path = newsroom.room("copied", 0)
    newsroom.stage.run(path.parent, "backup", "copy.db", "--db", "../whole-0/news.db", phases="phases")
    return json.loads((path.parent / "phases").read_text("utf-8"))["all"][1]


def test_killed_while_a_backup_is_made(newsroom, acts, trials):
    for seed in trials("killed while a backup is made: the old copy or the new, and no litter", 3, 60):
        path, dice, _ = newsroom.trial(2 * seed)
        folder, copy = path.parent, path.with_name("copy.db")
        arguments = ("backup", copy.name, "--force", "--db", "../whole-0/news.db")
        old = dice.random() < 0.5
        if old:
            newsroom.stage.run(folder, "backup", copy.name, "--db", "../whole-1/news.db")
        played = newsroom.stage.run(folder, *arguments, kill_at=dice.randint(1, acts))
        assert played.code == -signal.SIGKILL
        assert copy.exists() == old
        if old:
            assert differences(copy, newsroom.wanted[1]) == [], f"trial {seed}"
        assert newsroom.stage.run(folder, *arguments).code == 0
        assert {one.name for one in folder.iterdir()} <= {"copy.db", "copy.db.lock"}
        assert differences(copy, newsroom.wanted[0]) == [], f"trial {seed}"
        newsroom.done(path)
