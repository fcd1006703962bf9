"""One bad file costs one row: readers that hang, starve, die or call out, in the real command."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from faults import environment
from hostile_case import TEXT

LONG = os.environ.get("TORTURE") == "long"
long = pytest.mark.skipif(not LONG, reason="in the long form")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and namespaces of Linux")

#: What is told of each fault of which nothing but its end is seen; documents have 1 s here.
TOLD = {
    "burns": "over 1 s of processor time",
    "eats": "over 2 GB of memory",
    "exits": "its process died, exit code 3",
    "crashes": "its process was killed by signal 11",
    "dies": "its process was killed by signal 9",
    "raises": "IndexError",
    "stops": "its process died, exit code 1",
}


@pytest.fixture
def run(tmp_path, texts):
    """Have 24 texts read, and one more for each fault; what became of them: (what is told of each fault that
    failed, articles by the names of their files)."""
    folder = texts(24)

    def run(*faults, off=(), workers=2, port=0, wall=30, timeout=120):
        put(folder, faults)
        command = ["extract", "texts", "--nl", "--no-entities", "--workers", str(workers)]
        done = call(tmp_path, command, environment(tmp_path, *off, port=port, wall=wall), timeout)
        # Where the machine lacks a protection, or the test took it away, that is told as well.
        lines = (line.partition(": ") for line in done.stderr.splitlines() if not line.startswith("note: "))
        filed = [json.loads(line) for line in done.stdout.splitlines()]
        return (
            {named(path): what for path, _, what in lines},
            {Path(one["path"]).name: one["body"] for one in filed if one.get("body")},
        )

    return run


def put(folder, faults):
    for old in folder.glob("*-*.txt"):
        old.unlink()
    for number, fault in enumerate(faults):
        (folder / f"{2 * number:05}-{fault}.txt").write_text(f"{fault}\n\n{TEXT}", encoding="utf-8")


def named(path):
    """The fault of a file."""
    return re.sub(r".*\d{5}-|\.txt$", "", path)


def call(tmp_path, command, env, timeout=120):
    done = subprocess.run(
        [sys.executable, "-m", "morgue", *command],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def file_in(tmp_path, name, query):
    """File the folder ``texts``; what became of it, and the articles with the hashes of their files."""
    command = ["ingest", "texts", "--db", name, "--no-entities", "--json", "--workers", "2"]
    done = call(tmp_path, command, environment(tmp_path))
    failures = query(tmp_path / name, "select path, error || ': ' || detail from failures")
    filed = query(
        tmp_path / name,
        "select sha256, headline, body, published_on from articles join files on files.id = file_id"
        " where path not like '%-%' order by sha256",
    )
    assert done.returncode == (1 if failures else 0), done.stderr
    counts = json.loads(done.stdout)
    assert counts["failed"] == len(failures)
    assert counts["documents"] == sum(counts[one] for one in OUTCOMES)
    return {named(path): what for path, what in failures}, filed


OUTCOMES = ("added", "updated", "duplicates", "skipped", "failed")


def test_a_reader_that_fails_costs_its_file_alone(tmp_path, texts, query, trials):
    folder = texts(24)
    _, alone = file_in(tmp_path, "alone.db", query)
    for seed in trials("a reader that fails costs one row", 1, 10):
        faults = [*TOLD][seed % 7 :] + [*TOLD][: seed % 7]
        put(folder, faults)
        told, filed = file_in(tmp_path, f"{seed}.db", query)
        assert told == {fault: f"reader crashed: {what}" for fault, what in TOLD.items()}
        assert filed == alone


def test_a_reader_that_sleeps_is_woken(run):
    """It takes no time of the processor: the clock on the wall ends it."""
    told, filed = run("sleeps", wall=4)
    assert told == {"sleeps": "reader crashed: not done after 4 s"}
    assert len(filed) == 24


@long
def test_what_a_file_leaves_behind_does_not_count_against_the_next(run):
    told, filed = run("keeps", "wants", workers=1)
    assert not told
    assert len(filed) == 26


@long
def test_what_a_file_leaves_behind_would_count(run):
    """The negative control: without giving back, the second file fails for the first."""
    told, _ = run("keeps", "wants", off=["giving back"], workers=1)
    assert told == {"wants": "reader crashed: over 2 GB of memory"}


def test_only_the_clocks_end_a_reader_that_hangs(tmp_path, texts):
    """The negative control: without them the command is still at it long after; killed, it leaves nobody."""
    put(texts(24), ["burns", "sleeps"])
    process = subprocess.Popen(
        [sys.executable, "-m", "morgue", "extract", "texts", "--nl", "--no-entities", "--workers", "2"],
        cwd=tmp_path,
        env=environment(tmp_path, "clocks", wall=4),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(8)
        process.kill()
        process.wait(10)
        until = time.monotonic() + 10
        while somebody(process.pid) and time.monotonic() < until:
            time.sleep(0.05)
        assert not somebody(process.pid)
    finally:
        if somebody(process.pid):
            os.killpg(process.pid, signal.SIGKILL)


def somebody(group):
    """Whether a process of a group lives."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_only_the_limit_holds_memory_back(run):
    told, filed = run("eats", off=["memory"])
    assert not told
    assert "00000-eats.txt" in filed


@pytest.mark.parametrize("command", ["extract", pytest.param("explain", marks=long)])
def test_a_single_file_cannot_hang_the_command(tmp_path, command):
    for fault in ("burns", "eats", "exits") if LONG else ("burns",):
        path = tmp_path / f"0-{fault}.txt"
        path.write_text(TEXT, encoding="utf-8")
        done = call(tmp_path, [command, str(path)], environment(tmp_path))
        assert TOLD[fault] in done.stdout + done.stderr
        assert done.returncode == 1


def test_a_single_file_dies_with_the_command(tmp_path):
    path = tmp_path / "0-sleeps.txt"
    path.write_text(TEXT, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "morgue", "extract", str(path)],
        env=environment(tmp_path, "clocks"),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + 30
    while not (children := listed.read_text().split()) and time.monotonic() < until:
        time.sleep(0.05)
    assert children
    time.sleep(1)
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    while Path(f"/proc/{children[0]}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{children[0]}").exists()


def wire(path, faults, number=30):
    """A file of records, of which some fail: by their numbers, from 1."""
    lines = [
        json.dumps({"headline": f"Quay {n}", "body": f"{TEXT}\n\nMore: {n}.", "fault": faults.get(n, "")})
        for n in range(1, number + 1)
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


FAULTS_OF_RECORDS = {3: "burns", 11: "eats", 12: "raises", 30: "crashes"}
TOLD_OF_RECORDS = {
    f"wire.jsonl#{number}": f"reader crashed: {TOLD[fault]}" for number, fault in FAULTS_OF_RECORDS.items()
}


def test_a_record_that_fails_costs_itself_alone(tmp_path, texts, query):
    """The same archive comes of one process or two, of a file that is alone or shares its task."""
    wire(texts(2) / "wire.jsonl", FAULTS_OF_RECORDS)
    rows = []
    for workers in ("1", "2"):
        command = [
            "ingest",
            "texts",
            "--db",
            f"{workers}.db",
            "--no-entities",
            "--json",
            "--workers",
            workers,
        ]
        done = call(tmp_path, command, environment(tmp_path))
        counts = json.loads(done.stdout)
        assert (counts["documents"], counts["added"], counts["failed"]) == (32, 28, 4), done.stderr
        failures = query(tmp_path / f"{workers}.db", "select path, error || ': ' || detail from failures")
        assert {path.removeprefix("texts/"): what for path, what in failures} == TOLD_OF_RECORDS
        rows.append(query(tmp_path / f"{workers}.db", "select path, sha256, status from files order by path"))
    assert rows[0] == rows[1]
    assert len(rows[0]) == 32


@pytest.mark.parametrize("off", [(), ("places",)])
def test_a_file_of_many_records_that_fail_comes_to_an_end(tmp_path, off):
    """Read by itself: the fifth is the last. The negative control: nothing is left out, all fail together."""
    wire(tmp_path / "wire.jsonl", dict.fromkeys((2, 4, 6, 8, 10, 12), "exits"), 14)
    command = ["extract", "wire.jsonl", "--nl", "--no-entities"]
    done = call(tmp_path, command, environment(tmp_path, *off))
    told = [line.removeprefix("wire.jsonl") for line in done.stderr.splitlines()]
    if off:
        assert told == [f": reader crashed: {TOLD['exits']}"]
        return
    rest = "reader crashed: not read: 5 records before it crashed their reader"
    assert told == [
        *(f"#{number}: reader crashed: {TOLD['exits']}" for number in (2, 4, 6, 8, 10)),
        *(f"#{number}: {rest}" for number in (11, 12, 13, 14)),
    ]
    assert len(done.stdout.splitlines()) == 14


def test_a_temporary_folder_of_too_long_a_name_is_told(tmp_path, texts):
    texts(2)
    folder = tmp_path / ("n" * 100)
    folder.mkdir()
    command = ["ingest", "texts", "--db", "news.db", "--no-entities"]
    done = call(tmp_path, command, {**environment(tmp_path), "TMPDIR": str(folder)})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: the temporary folder's name is too long for a socket")
    assert len(done.stderr.splitlines()) == 1


def test_a_process_with_threads_reads_a_single_file_in_a_worker(tmp_path):
    """To fork it would copy locks that nobody ever opens."""
    from morgue.apart import can_fork
    from morgue.extraction import extract

    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not can_fork()
        [document] = extract([str(path)], entities=False, workers=1)
    finally:
        done.set()
        thread.join()
    assert document.article
