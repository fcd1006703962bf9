"""No space, no room in a file, a sync that fails: one clear line, a sound archive, nothing to repair."""

import pytest
from sameness import differences, unsound
from stage_faults import PHASES

from db.sqlite import NO_LOG

#: What SQLite says to the cause itself, and not to what came of it.
WHY = ("database or disk is full", "disk I/O error", NO_LOG)
#: Pages in memory with which SQLite writes in the midst of a transaction.
FEW = 20
FOREVER = 1_000_000_000
#: Trials after which sabotage must have been noticed.
ENOUGH = 20


def ended_well(newsroom, path, seed, played):
    """Whether a run that met a fault ended as it should, and the next one completes its work."""
    told = [line for line in played.told.splitlines() if not line.startswith("../texts/")]
    assert played.code == 1, played
    if told[0].startswith("Error: "):
        assert len(told) == 1, told
        assert told[0].removeprefix("Error: news.db: the archive cannot be used: ") in WHY, told
        if path.exists() and path.stat().st_size:
            assert [found for found in unsound(path) if "migration" not in found] == []
    else:
        # SQLite did without what was refused, as a checkpoint can wait.
        assert told[0].startswith("news.db: 49 documents in "), told
        assert differences(path, newsroom.wanted[seed % 2]) == []
    newsroom.ingest(path)
    assert differences(path, newsroom.wanted[seed % 2]) == []
    newsroom.done(path)


def moment(acts, dice, seed):
    phases = [one for one in (*PHASES, "all") if one in acts]
    first, last = acts[phases[seed // 2 % len(phases)]]
    return dice.randint(first + 1, last)


def full(newsroom, seed, **faults):
    """No space for one write, or from there on."""
    path, dice, acts = newsroom.trial(seed)
    how_long = dice.choice((1, FOREVER))
    if dice.random() < 0.5:
        faults["cache"] = FEW
    played = newsroom.ingest(path, full_from=moment(acts, dice, seed), full_for=how_long, **faults)
    ended_well(newsroom, path, seed, played)


def test_no_space(newsroom, trials):
    for seed in trials("no space: told, sound, completed by the next run", 22, 300):
        full(newsroom, seed)


def test_a_sync_that_fails(newsroom, trials):
    for seed in trials("a sync fails: told, sound, completed by the next run", 10, 100):
        path, dice, acts = newsroom.trial(seed)
        played = newsroom.ingest(path, sync_fails_at=moment(acts, dice, seed))
        ended_well(newsroom, path, seed, played)


def test_files_that_may_not_grow(newsroom, trials):
    largest = (newsroom.root / "whole-0" / "news.db").stat().st_size
    for seed in trials("files may not grow: told, sound, completed by the next run", 10, 100):
        path, dice, _ = newsroom.trial(seed)
        played = newsroom.ingest(path, fsize=dice.randint(10_000, int(1.2 * largest)))
        ended_well(newsroom, path, seed, played)


def test_backup_without_space(newsroom, trials):
    path = newsroom.root / "whole-0" / "news.db"
    for seed in trials("no space for a backup: told, and nothing is left of it", 8, 40):
        folder, dice, _ = newsroom.trial(seed)
        faults = {"fsize": dice.randint(0, path.stat().st_size - 1) // 4096 * 4096 + 4096}
        if seed % 2:
            faults = {"full_from": dice.randint(1, 100), "full_for": FOREVER}
        played = newsroom.stage.run(folder.parent, "backup", "copy.db", "--db", path, **faults)
        assert played.code == 1, played
        assert played.told.startswith("Error: copy.db: the archive cannot be used: "), played
        assert played.told.count("\n") == 1
        assert not list(folder.parent.glob("*copy.db*"))
        newsroom.done(folder)


def test_sabotage_is_noticed(newsroom):
    def some():
        for seed in range(ENOUGH):
            full(newsroom, seed, sabotage=["deaf"])

    with pytest.raises(AssertionError):
        some()
