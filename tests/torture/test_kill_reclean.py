"""Killed while articles are cleaned again, or put back: the next call completes it."""

import shutil

import pytest
from sameness import differences, state, unsound


@pytest.fixture(scope="module")
def reclean(newsroom):
    """Clean an archive again, or with ``undo`` put back what was changed; faults may befall it."""

    def reclean(path, how="--apply", **faults):
        workers = ("--workers", "1")
        return newsroom.stage.run(path.parent, "reclean", how, "--db", path.name, *workers, **faults)

    return reclean


@pytest.fixture(scope="module")
def cleaned(newsroom, reclean):
    """An archive's acts while it is cleaned and while that is undone, and what it is after each."""
    path = newsroom.room("cleaned", 0)
    shutil.copy(newsroom.root / "whole-0" / "news.db", path)
    found = []
    for how in ("--apply", "--undo"):
        played = reclean(path, how, phases="phases")
        assert played.code == 0, played
        acts = (path.parent / "phases").read_text("utf-8")
        found.append((int(acts.rpartition(",")[2].strip(" ]}")), state(path)))
    return found


def test_killed_while_cleaning_again(newsroom, reclean, cleaned, trials):
    for seed in trials("killed while articles are cleaned again: the same in the end", 4, 60):
        path, dice, _ = newsroom.trial(2 * seed)
        shutil.copy(newsroom.root / "whole-0" / "news.db", path)
        for how, (acts, wanted) in zip(("--apply", "--undo"), cleaned, strict=True):
            reclean(path, how, kill_at=dice.randint(1, acts))
            assert unsound(path) == [], f"trial {seed}"
            # As many calls as were made to clean must be undone.
            for _ in range(2):
                played = reclean(path, how)
                assert played.code == 0, played
            assert differences(path, wanted) == [], f"trial {seed}, {how}"
        newsroom.done(path)
