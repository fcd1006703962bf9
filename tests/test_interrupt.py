"""Killed, interrupted, crashed: the archive stays sound and the next run completes it, row for row."""

import json
import os
import signal
import sqlite3
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from pathlib import Path

import pytest

from db.check import check
from db.run import BATCH
from morgue.ingest_run import Options
from morgue.ingest_run import ingest as run_ingest
from morgue.stopping import Stop

#: Texts to file: two batches and a half, so that a kill after the first leaves more than one to do.
MANY = 2 * BATCH + BATCH // 2


def ingest(morgue, name, *more, **options):
    return morgue("ingest", "texts", "--db", name, "--no-entities", "--workers", "2", *more, **options)


def wait_for_commit(path, process):
    """Wait until the first batch can be read."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if path.exists():
            conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
            try:
                if conn.execute("select count(*) from articles").fetchone()[0]:
                    return
            except sqlite3.OperationalError:
                pass
            finally:
                conn.close()
        time.sleep(0.005)
    raise AssertionError(f"no commit was seen: {process.communicate()}")


@pytest.fixture
def whole(tmp_path, texts, morgue, rows):
    """The rows of a run that nobody disturbed, with one worker."""
    texts(MANY)
    process = morgue("ingest", "texts", "--db", "whole.db", "--no-entities", "--workers", "1")
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return rows(tmp_path / "whole.db")


def counts(process):
    out, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return json.loads(out)


def test_killed_runs_are_completed(tmp_path, whole, morgue, rows, query):
    path = tmp_path / "killed.db"
    process = ingest(morgue, path.name)
    wait_for_commit(path, process)
    process.kill()
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGKILL
    filed = len(rows(path)["articles"])
    assert 0 < filed < MANY
    assert query(path, "select finished_at, documents from runs") == [(None, filed)]
    assert [finding for finding in check(path) if finding.unsound] == []
    report = counts(ingest(morgue, path.name, "--json"))
    assert (report["added"], report["duplicates"]) == (MANY - filed, filed)
    assert rows(path) == whole


def test_interrupted_runs_end_in_order(tmp_path, whole, morgue, rows, query):
    path = tmp_path / "stopped.db"
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        path.unlink(missing_ok=True)
        process = ingest(morgue, path.name, start_new_session=True)
        wait_for_commit(path, process)
        # As a terminal does it: to the whole group, workers and all.
        os.killpg(process.pid, number)
        _, told = process.communicate(timeout=30)
        assert process.returncode == code, told
        assert "stopped early" in told
        assert "Traceback" not in told
        ((finished, documents, failed),) = query(path, "select finished_at, documents, failed from runs")
        assert finished
        assert failed == 0
        assert documents == len(rows(path)["articles"]) < MANY
    counts(ingest(morgue, path.name, "--json"))
    assert rows(path) == whole


def test_no_worker_survives_its_parent(tmp_path, texts, morgue):
    texts(MANY)
    process = ingest(morgue, "news.db", start_new_session=True)
    wait_for_commit(tmp_path / "news.db", process)
    process.kill()
    process.wait(timeout=30)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        raise AssertionError("somebody of the group still lives")
    process.communicate()


def test_a_worker_that_is_killed_costs_nothing(tmp_path, whole, morgue, rows):
    process = ingest(morgue, "hurt.db", "--json", start_new_session=True)
    wait_for_commit(tmp_path / "hurt.db", process)
    kill_a_worker(process.pid)
    assert counts(process)["added"] == MANY
    assert rows(tmp_path / "hurt.db") == whole


def kill_a_worker(parent: int) -> None:
    """Kill a process that the fork server, itself a child of ``parent``, has made."""
    for child in children(parent):
        for worker in children(child):
            os.kill(worker, signal.SIGKILL)
            return
    raise AssertionError("no worker was found")


def children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    if not listed.exists():
        pytest.skip("needs Linux's list of children")
    return [int(number) for number in listed.read_text(encoding="utf-8").split()]


def test_a_file_that_takes_too_long_fails_alone(tmp_path, texts, monkeypatch, query):
    folder = texts(20)
    lines = "\n".join(f"Line {i} of a very long report, which says nothing at all." for i in range(40_000))
    (folder / "00010-long.txt").write_text(lines, encoding="utf-8")
    monkeypatch.setattr("morgue.reading.FILE_SECONDS", 0.1)
    failures = []
    options = Options(entities=False, workers=2, on_failure=failures.append)
    report = run_ingest(tmp_path / "news.db", [str(folder)], options)
    assert (report.counts.added, report.counts.failed) == (20, 1)
    assert [(Path(one.path).name, one.error) for one in failures] == [("00010-long.txt", "reader crashed")]
    assert query(tmp_path / "news.db", "select status from files where path like '%long.txt'") == [
        ("failed",)
    ]


def test_a_signal_that_ends_who_makes_workers_too_is_no_error(tmp_path, texts, monkeypatch):
    stop = Stop()

    def broken(*arguments, **options):
        stop.signal = signal.SIGTERM
        raise BrokenProcessPool
        yield

    monkeypatch.setattr("morgue.ingest_run.read_in_order", broken)
    monkeypatch.setattr("morgue.ingest_run.stoppable", lambda: nullcontext(stop))
    report = run_ingest(tmp_path / "news.db", [str(texts(1))], Options(entities=False))
    assert (report.exit_code, report.counts.documents) == (143, 0)
