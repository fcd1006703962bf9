"""Runs with workers, killed or stopped for good one by one or all together: the archive is the same."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from processes import makers, nobody_left, start, workers
from sameness import differences, state, unsound

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's list of children")

#: Bytes that suffice for every process of a run, and paragraphs of a page that need more.
MEMORY, PARAGRAPHS = 600_000_000, 450_000
#: Seconds for a whole run on a busy machine.
LONGEST = 120


def begin(newsroom, path):
    return start(path.parent, "ingest", "../texts", "--db", path.name, "--workers", 2)


@pytest.fixture(scope="module")
def whole(newsroom):
    """Seconds that a run takes."""
    path, _, _ = newsroom.trial(0)
    began = time.monotonic()
    process = begin(newsroom, path)
    process.communicate(timeout=LONGEST)
    assert differences(path, newsroom.wanted[0]) == []
    return time.monotonic() - began


def finish(newsroom, path, seed):
    """Complete what a trial left, and compare."""
    _, told = begin(newsroom, path).communicate(timeout=LONGEST)
    assert "Traceback" not in told, told
    assert differences(path, newsroom.wanted[seed % 2]) == [], f"trial {seed}"
    newsroom.done(path)


def test_the_run_is_killed(newsroom, whole, trials):
    for seed in trials("a run with workers is killed: nobody is left, and the next run completes it", 2, 25):
        path, dice, _ = newsroom.trial(seed)
        process = begin(newsroom, path)
        time.sleep(dice.random() * whole)
        process.kill()
        process.communicate(timeout=30)
        assert nobody_left(process.pid)
        finish(newsroom, path, seed)


@pytest.mark.parametrize(
    ("told", "whom", "number"),
    [
        ("a worker is killed", workers, signal.SIGKILL),
        ("a worker hangs", workers, signal.SIGSTOP),
        ("who makes workers is killed", makers, signal.SIGKILL),
    ],
)
def test_a_worker_is_hurt(newsroom, trials, told, whom, number):
    for seed in trials(f"{told}: the run goes on, and the archive is the same", 1, 12):
        path, dice, _ = newsroom.trial(seed)
        process = begin(newsroom, path)
        while process.poll() is None and not workers(process.pid):
            time.sleep(0.005)
        time.sleep(dice.random())
        with contextlib.suppress(IndexError, ProcessLookupError):
            os.kill(dice.choice(whom(process.pid)), number)
        _, said = process.communicate(timeout=LONGEST)
        assert process.returncode == 1, said
        assert "Traceback" not in said
        assert nobody_left(process.pid)
        assert differences(path, newsroom.wanted[seed % 2]) == [], f"trial {seed}: {said}"
        newsroom.done(path)


@pytest.mark.skipif(not Path("/usr/bin/prlimit").exists(), reason="needs prlimit")
def test_a_worker_is_out_of_memory(newsroom, trials):
    for seed in trials("a worker is out of memory: its file fails alone", 1, 4):
        path, _, _ = newsroom.trial(2 * seed)
        page = path.parent / "page.html"
        page.write_text(
            "<p>A <b>page</b> that never <i>ends</i>, said nobody.</p>" * PARAGRAPHS, encoding="utf-8"
        )
        arguments = ("ingest", "../texts", page.name, "--db", path.name, "--workers", 2)
        process = start(path.parent, *arguments, memory=MEMORY)
        _, told = process.communicate(timeout=LONGEST)
        assert process.returncode == 1, told
        assert "50 documents in" in told
        assert "46 added, 3 failed" in told
        assert "Traceback" not in told
        found = state(path)
        for table in ("articles", "mentions", "stories", "copies"):
            assert found[table] == newsroom.wanted[0][table]
        assert unsound(path) == []
        newsroom.done(path)
