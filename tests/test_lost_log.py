"""A write-ahead log that is gone or damaged took with it what was told as done: that is said."""

import os
import shutil
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner
from fixtures_traces import others

from db import writer
from db.archive import open_archive
from db.backup import backup
from db.check import accept, check
from db.errors import DamagedArchive, UnsoundCopy
from db.log_ending import ending
from db.sqlite import sqlite3
from db.wal import FRAME, HEADER
from morgue.cli import cli
from morgue.ingest_run import ingest

SECTOR = 512


def unsound(path: Path) -> list[str]:
    return [one.text for one in check(path) if one.unsound]


def file_some(path: Path, folder: Path, seed: int) -> None:
    """File ten documents, with a commit after each; the run is not finished."""
    with open_archive(path) as archive:
        run = archive.run(lambda name, kind: name).__enter__()
        for one in others(folder, 10, seed=seed, first=10 * seed):
            run.save(one.path, one.sha256, [one])
            run.commit()
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """An archive whose last run was killed; its last ten articles are in the log alone."""
    path = tmp_path / "news.db"
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        for one in others(tmp_path, 10):
            run.save(one.path, one.sha256, [one])
    child = os.fork()
    if not child:
        file_some(path, tmp_path, 1)
    os.waitpid(child, 0)
    return path


def log_of(path: Path) -> Path:
    return Path(f"{path}-wal")


def articles(path: Path) -> int:
    with open_archive(path, accept=True) as archive:
        return archive.conn.execute("select count(*) from articles").fetchone()[0]


def change(path: Path, place: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        file.write(data)


def test_a_killed_run_is_sound_with_its_log(killed: Path) -> None:
    assert unsound(killed) == []
    assert articles(killed) == 20


def test_a_log_that_is_gone_is_told(killed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copied.db"
    shutil.copy(killed, copy)
    for _ in range(2):
        (finding,) = unsound(copy)
        assert "its log (`-wal`) is gone: what it filed last may be missing" in finding
    with pytest.raises(UnsoundCopy, match="is gone"):
        backup(copy, tmp_path / "backup.db")
    (tmp_path / "none").mkdir()
    told = CliRunner().invoke(cli, ["ingest", str(tmp_path / "none"), "--db", str(copy)])
    assert told.exit_code == 0
    assert "file the same files again" in told.output
    assert unsound(copy) == []


def test_accepting_goes_on_without_the_log(killed: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copied.db"
    shutil.copy(killed, copy)
    accept(copy)
    assert unsound(copy) == []


def test_whoever_dies_when_all_is_in_the_file_loses_nothing(tmp_path: Path) -> None:
    path, copy = tmp_path / "news.db", tmp_path / "copied.db"
    with open_archive(path):
        pass
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        for one in others(tmp_path, 10):
            run.save(one.path, one.sha256, [one])
        run.commit()
        shutil.copy(path, copy)
        assert any("is gone" in text for text in unsound(copy))
        copy.unlink()
        archive.conn.checkpoint()
        shutil.copy(path, copy)
        assert unsound(copy) == []
        assert articles(copy) == 10
        run.save("more.txt", "0" * 64, others(tmp_path, 1, seed=3, first=90))
        run.commit()
        Path(f"{copy}-wal").unlink(missing_ok=True)
        shutil.copy(path, copy)
        assert any("is gone" in text for text in unsound(copy))


def test_a_log_that_another_program_took_in_is_not_lost(killed: Path, tmp_path: Path) -> None:
    conn = sqlite3.connect(killed)
    conn.execute("select count(*) from articles").fetchone()
    conn.close()
    assert not log_of(killed).exists()
    assert unsound(killed) == []
    backup(killed, tmp_path / "backup.db")
    assert articles(tmp_path / "backup.db") == 20


def test_a_copy_of_a_finished_run_lacks_nothing(killed: Path, tmp_path: Path) -> None:
    with open_archive(killed):
        pass
    assert not log_of(killed).exists()
    assert unsound(killed) == []


def test_a_flipped_bit_in_the_log_is_damage(killed: Path, tmp_path: Path) -> None:
    """It would take nine of ten commits away."""
    frame = FRAME + 8192
    place = HEADER + ending(killed).readable // 8 * frame + 3000
    change(log_of(killed), place, bytes([log_of(killed).read_bytes()[place] ^ 4]))
    found = ending(killed)
    assert found.flipped
    assert found.commits > 5
    assert any(f"its last {found.commits} commits cannot be read" in text for text in unsound(killed))
    with pytest.raises(DamagedArchive, match="write-ahead log is damaged"):
        ingest(killed, [str(tmp_path)])
    with pytest.raises(UnsoundCopy, match="write-ahead log is damaged"):
        backup(killed, tmp_path / "backup.db")
    told = CliRunner().invoke(cli, ["check", "--accept", "--db", str(killed)])
    assert told.exit_code == 0, told.output
    assert unsound(killed) == []
    assert articles(killed) < 20


def test_a_torn_last_commit_is_what_a_power_cut_leaves(killed: Path) -> None:
    """Its sectors never came to the disk, and so it was never told as done."""
    data = log_of(killed).read_bytes()
    frame = FRAME + 8192
    last = HEADER + (ending(killed).readable - 1) * frame
    full = next(at for at in range(last + FRAME, last + frame, SECTOR) if any(data[at : at + SECTOR]))
    change(log_of(killed), full, os.urandom(SECTOR))
    assert ending(killed).torn
    findings = {one.text: one.unsound for one in check(killed)}
    assert findings["the last commit in the log is not whole: the power failed, or the disk"] is False
    assert unsound(killed) == []
    assert articles(killed) == 19


def test_a_log_begun_anew_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old commits stay behind its end, as it is not cut where all of it is in the file."""
    monkeypatch.setattr(writer, "LOG_BYTES", 100_000)
    path = tmp_path / "news.db"
    with open_archive(path):
        pass
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        for one in others(tmp_path, 40):
            run.save(one.path, one.sha256, [one])
            run.commit()
            found = ending(path)
            assert (found.commits, found.flipped) == (0, False)
