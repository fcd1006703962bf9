"""One byte flips in the log of a killed run: check finds it, or nothing that was told as done is missing."""

import os
import random
import signal
from pathlib import Path

import pytest
from fixtures_traces import others
from test_flipped_byte import found_before_a_run, found_by_check, said

from db import page_checking
from db.archive import open_archive
from db.check import check
from db.log_ending import Ending
from db.wal import FRAME, HEADER
from db.writer import Writer

#: Pages of SQLite's cache in a run that writes in the midst of a transaction.
SMALL = 10
#: Documents before the killed run, and in it.
BEFORE, THEN = 20, 30
#: Flips among which must be one that nobody notices, where nobody looks.
ENOUGH = 20


def kill(folder: Path, kind: str) -> tuple[bytes, bytes]:
    """The file and the log that a killed run leaves."""
    path = folder / f"{kind}.db"
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        for one in others(folder, BEFORE):
            run.save(one.path, one.sha256, [one])
    child = os.fork()
    if not child:
        with open_archive(path) as archive:
            _file(archive.conn, archive, folder, kind)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    return path.read_bytes(), Path(f"{path}-wal").read_bytes()


def _file(conn: Writer, archive, folder: Path, kind: str) -> None:
    run = archive.run(lambda name, kind: name).__enter__()
    documents = others(folder, THEN, seed=2, first=BEFORE)
    for number, one in enumerate(documents):
        run.save(one.path, one.sha256, [one])
        if kind == "many commits" and number % 5 == 4:
            run.commit()
    run.commit()
    if kind == "an unfinished one":
        conn.execute(f"pragma cache_size = {SMALL}")
        conn.execute("begin")
        conn.execute("update articles set section = 'Harbour news' || body")


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    return [kill(folder, kind) for kind in ("many commits", "one commit", "an unfinished one")]


def flip(log: bytes, seed: int) -> tuple[bytes, int]:
    """The log with one byte changed, and which: of its header, of a page's header, or any."""
    chance = random.Random(seed)
    place = chance.randrange(len(log))
    if seed % 10 == 0:
        place = chance.randrange(HEADER)
    elif seed % 10 < 4:
        frame = FRAME + int.from_bytes(log[8:12], "big")
        place = HEADER + place // frame * frame + chance.randrange(FRAME)
    changed = bytearray(log)
    changed[min(place, len(log) - 1)] ^= chance.randrange(1, 256)
    return bytes(changed), place


def lay(path: Path, file: bytes, log: bytes) -> None:
    for beside in path.parent.iterdir():
        beside.unlink()
    path.write_bytes(file)
    Path(f"{path}-wal").write_bytes(log)


def torn(path: Path) -> bool:
    """Whether check says of the last commit that it is not whole: one byte in so many is no power cut."""
    return any("is not whole" in one.text for one in check(path))


def test_a_flipped_byte_of_the_log_is_found_or_says_nothing(killed, tmp_path, trials, capsys):
    path, tried, harmless, truth = tmp_path / "news.db", 0, 0, []
    for file, log in killed:
        lay(path, file, log)
        assert not found_before_a_run(path)
        lay(path, file, log)
        assert not found_by_check(path)
        lay(path, file, log)
        assert not torn(path)
        lay(path, file, log)
        truth.append(said(path))
    for seed in trials("one flipped byte of a killed run's log", 60, 600):
        file, log = killed[seed % 3]
        changed, place = flip(log, seed)
        lay(path, file, changed)
        tried += 1
        noticed = found_by_check(path)
        lay(path, file, changed)
        if not noticed and not torn(path):
            harmless += 1
            lay(path, file, changed)
            assert said(path) == truth[seed % 3], f"trial {seed}: byte {place:,} of the log flipped unnoticed"
    with capsys.disabled():
        print(f"\n{tried} flipped bytes of logs: {tried - harmless} found, {harmless} change nothing")


def test_where_nobody_looks_commits_are_lost(killed, tmp_path, monkeypatch):
    """The control: SQLite says nothing, and neither do the checksums of pages."""
    monkeypatch.setattr(page_checking, "ending", lambda *rest: Ending())
    path, (file, log) = tmp_path / "news.db", killed[0]
    lay(path, file, log)
    truth, lost = said(path), 0
    for seed in range(ENOUGH):
        changed, _ = flip(log, seed)
        lay(path, file, changed)
        unnoticed = not found_by_check(path)
        lay(path, file, changed)
        lost += unnoticed and said(path) != truth
    assert lost
