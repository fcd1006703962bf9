"""Killed at a random moment, run again: the archive is what it would be if nobody had killed anything."""

import signal
import time

import pytest
from sameness import differences, unsound
from stage_faults import PHASES

#: A second run is killed as well in one trial of three, a third in one of nine.
AGAIN = 1 / 3
#: Trials after which sabotage must have been noticed.
ENOUGH = 60


def moment(dice, acts, phase):
    """An act of a phase."""
    first, last = acts[phase]
    return dice.randint(first + 1, last)


def killed(newsroom, seed, phase=None, **faults):
    """Kill a run, and perhaps the next ones; then finish. What is wrong with the archive."""
    path, dice, acts = newsroom.trial(seed)
    # As many moments in a short phase as in a long one.
    phases = [one for one in (*PHASES, "all") if one in acts]
    at = moment(dice, acts, phase or phases[seed // 2 % len(phases)])
    if seed % 3 == 0:
        faults |= {"follow": 10, "cache": 20}
    elif seed % 3 == 1:
        faults |= {"log": 250_000, "steps": 4}
    while at:
        played = newsroom.ingest(path, kill_at=at, **faults)
        assert played.code in (-signal.SIGKILL, 1), played
        if dice.random() < AGAIN and path.exists() and path.stat().st_size:
            assert [found for found in unsound(path) if "migration" not in found] == []
        at = moment(dice, acts, "all") if dice.random() < AGAIN else 0
    played = newsroom.ingest(path, **faults)
    assert "Traceback" not in played.told, played.told
    wrong = differences(path, newsroom.wanted[seed % 2])
    newsroom.done(path)
    return wrong


def test_every_phase_of_a_run_writes(newsroom):
    assert newsroom.acts[0].keys() == {*PHASES, "all"}
    # Who looks at the pages, and only reads, has made the log's file before the second run opens it.
    assert newsroom.acts[1].keys() == {*PHASES, "all"} - {"migrating", "opening"}
    assert newsroom.acts[0]["all"][1] > 1000


def test_killed_at_any_act(newsroom, trials):
    for seed in trials("killed while writing, and run again: row for row the same", 24, 700):
        assert killed(newsroom, seed) == [], f"trial {seed}"


def test_killed_at_any_time(newsroom, trials):
    path, _, _ = newsroom.trial(0)
    began = time.monotonic()
    newsroom.ingest(path)
    whole = time.monotonic() - began
    for seed in trials("killed by the clock, and run again: row for row the same", 6, 100):
        path, dice, _ = newsroom.trial(seed)
        seconds = dice.random() * whole
        while True:
            process = newsroom.begin(path)
            time.sleep(seconds)
            newsroom.stage.kill(process, signal.SIGKILL)
            if newsroom.stage.wait(process).code == -signal.SIGKILL:
                break
            # It was over before. What is filed is passed over, so the next moment comes sooner.
            seconds /= 2
        newsroom.ingest(path)
        assert differences(path, newsroom.wanted[seed % 2]) == [], f"trial {seed}"
        newsroom.done(path)


@pytest.mark.parametrize(
    ("sabotage", "phase"), [("two transactions", "filing"), ("forgotten copies", "families")]
)
def test_sabotage_is_noticed(newsroom, sabotage, phase):
    for seed in range(ENOUGH):
        try:
            wrong = killed(newsroom, seed, phase, sabotage=[sabotage])
        except AssertionError as error:
            wrong = [str(error)]
        if wrong:
            return
    raise AssertionError(f"{ENOUGH} kills did not show it")
