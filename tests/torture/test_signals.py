"""Ctrl-C and SIGTERM at any moment, once or twice: an orderly end, a sound archive, no noise."""

import contextlib
import os
import signal
import sys
import time

import pytest
from processes import nobody_left, start
from sameness import differences, unsound
from stage_faults import PHASES

from db.lock import locked

#: Phases in which a run ends in order, with the code of the signal. Before, it has nothing to put in order;
#: what comes behind is so short that it may be over before Python hears of the signal.
LISTENING = ("filing", "finishing", "tidying", "columns", "matching", "stories")
#: Acts between the first signal and the second, at most.
SOON = 40


def ended_well(newsroom, path, seed, code, told):
    """Whether a run that got a signal ended as it should, and the next one completes its work."""
    lines = [line for line in told.splitlines() if not line.startswith("../texts/")]
    assert code in (130, 143, -signal.SIGINT, -signal.SIGTERM, 1), told
    if code == 1:
        # It came when all was done.
        assert lines[0].startswith("news.db: 49 documents in "), told
    elif lines:
        assert lines[0].startswith("news.db: stopped early: ") or "49 documents in" in lines[0], told
    if path.exists() and path.stat().st_size:
        assert [found for found in unsound(path) if "migration" not in found] == []
    newsroom.ingest(path)
    assert differences(path, newsroom.wanted[seed % 2]) == [], f"trial {seed}"
    newsroom.done(path)


def signalled(newsroom, seed, **faults):
    """Send signals to a run at some act."""
    path, dice, acts = newsroom.trial(seed)
    phases = [one for one in (*PHASES, "all") if one in acts]
    phase = phases[seed // 2 % len(phases)]
    first, last = acts[phase]
    at = [dice.randint(first + 1, last), dice.choice((signal.SIGINT, signal.SIGTERM))]
    if dice.random() < 0.4:
        at += [at[0] + dice.randint(0, SOON), dice.choice((signal.SIGINT, signal.SIGTERM))]
    played = newsroom.ingest(path, signal_at=at, **faults)
    if len(at) == 2 and phase in LISTENING:
        assert played.code == 128 + at[1], (seed, phase, played)
        assert "news.db: stopped early: " in played.told
    ended_well(newsroom, path, seed, played.code, played.told)


def test_signals(newsroom, trials):
    for seed in trials("Ctrl-C or SIGTERM, once or twice: an orderly end, completed later", 20, 200):
        signalled(newsroom, seed)


def test_a_run_that_does_not_listen_is_noticed(newsroom):
    def some():
        for seed in range(24):
            signalled(newsroom, seed, sabotage=["startled"])

    with pytest.raises(AssertionError):
        some()


@pytest.mark.skipif(sys.platform != "linux", reason="workers end with their parent on Linux")
def test_signals_to_all_processes(newsroom, trials):
    for seed in trials("Ctrl-C or SIGTERM to a run and its workers: an orderly end, nobody is left", 2, 25):
        path, dice, _ = newsroom.trial(seed)
        process = start(path.parent, "ingest", "../texts", "--db", path.name, "--workers", 2)
        # Python itself needs some hundredths of a second to begin, and does not listen.
        time.sleep(0.1 + 3 * dice.random())
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, dice.choice((signal.SIGINT, signal.SIGTERM)))
        _, told = process.communicate(timeout=60)
        assert nobody_left(process.pid)
        # Workers that were about to begin may print where they stood; the run itself does not.
        own = [line for line in told.splitlines() if line.startswith(("news.db: ", "Error: "))]
        ended_well(newsroom, path, seed, process.returncode, "\n".join(own))


def test_a_signal_while_another_run_is_waited_for(newsroom, trials):
    for seed in trials("Ctrl-C while another run is waited for: an end at once", 1, 10):
        path, dice, _ = newsroom.trial(2 * seed)
        with locked(path):
            process = newsroom.stage.play(path.parent, *newsroom.arguments(path), "--wait", "60")
            time.sleep(0.5 + dice.random())
            newsroom.stage.kill(process, signal.SIGINT)
            played = newsroom.stage.wait(process)
        assert (played.code, played.told) == (130, "")
        newsroom.done(path)
