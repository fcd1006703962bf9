"""A write-ahead log that is gone or damaged took with it what was told as done: that is said."""

import itertools
import os
import shutil
import signal
import time
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
from db.sqlite import open_for_reading, sqlite3
from db.wal import FRAME, HEADER, log_of
from morgue.cli import cli
from morgue.ingest_run import ingest

SECTOR = 512


def unsound(path: Path) -> list[str]:
    return [one.text for one in check(path) if one.unsound]


def file_and_die(path: Path, folder: Path, seed: int = 1, *, commits: tuple[int, ...] = (1,) * 10) -> None:
    """File so many documents in each commit of a run that is killed behind the last."""
    child = os.fork()
    if not child:
        with open_archive(path) as archive:
            run = archive.run(lambda name, kind: name).__enter__()
            documents = iter(others(folder, sum(commits), seed=seed, first=100 * seed))
            for number in commits:
                for one in itertools.islice(documents, number):
                    run.save(one.path, one.sha256, [one])
                run.commit()
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.fixture
def filed(tmp_path: Path) -> Path:
    """An archive of ten articles."""
    path = tmp_path / "news.db"
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        for one in others(tmp_path, 10):
            run.save(one.path, one.sha256, [one])
    return path


@pytest.fixture
def killed(filed: Path, tmp_path: Path) -> Path:
    """An archive whose last run was killed; its last ten articles are in the log alone."""
    file_and_die(filed, tmp_path)
    return filed


def articles(path: Path) -> int:
    with open_archive(path, accept=True) as archive:
        return archive.conn.execute("select count(*) from articles").fetchone()[0]


def last_full_sector(path: Path, frames: int = 1) -> int:
    """Where a sector begins that holds something, in one of the last pages of a log."""
    data, frame = log_of(path).read_bytes(), FRAME + 8192
    first = HEADER + (ending(path, 8192).readable - frames) * frame
    sectors = range((first + FRAME) // SECTOR * SECTOR + SECTOR, len(data), SECTOR)
    return next(at for at in sectors if SECTOR - data[at : at + SECTOR].count(0) > 50)


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


def test_nothing_is_lost_before_there_is_anything(filed: Path, tmp_path: Path) -> None:
    """A run that was killed in its beginning; then another program takes in the log."""
    file_and_die(filed, tmp_path, commits=())
    conn = sqlite3.connect(filed)
    conn.execute("select count(*) from articles").fetchone()
    conn.close()
    assert not log_of(filed).exists()
    assert unsound(filed) == []


def test_whoever_read_when_it_began_hides_nothing(filed: Path, tmp_path: Path) -> None:
    """The file cannot say at once that its log is needed: so it is tried again."""
    copy = tmp_path / "copied.db"
    with open_archive(filed) as archive:
        reader = open_for_reading(filed)
        reader.execute("begin")
        reader.execute("select count(*) from articles").fetchone()
        with archive.run(lambda name, kind: name) as run:
            reader.close()
            time.sleep(2 * writer.SAY_AGAIN)
            for one in others(tmp_path, 2, seed=3, first=90):
                run.save(one.path, one.sha256, [one])
                run.commit()
            shutil.copy(filed, copy)
    assert any("is gone" in text for text in unsound(copy))


@pytest.mark.parametrize("left", [0, 100, 5000])
def test_a_log_that_was_cut_off_is_told(killed: Path, left: int) -> None:
    os.truncate(log_of(killed), left)
    assert any("is gone" in text for text in unsound(killed))


@pytest.mark.parametrize("zeroed", [32, 4096, 100_000_000])
def test_a_log_without_its_beginning_is_told(killed: Path, zeroed: int) -> None:
    length = min(zeroed, log_of(killed).stat().st_size)
    change(log_of(killed), 0, bytes(length))
    assert unsound(killed) != []


def test_a_flipped_bit_is_damage_while_somebody_reads(filed: Path, tmp_path: Path) -> None:
    """Who has the archive open goes on reading behind it; whoever opens it next cannot."""
    reader = open_for_reading(filed)
    reader.execute("select count(*) from articles").fetchone()
    file_and_die(filed, tmp_path)
    place = HEADER + ending(filed, 8192).readable // 2 * (FRAME + 8192) + 3000
    change(log_of(filed), place, bytes([log_of(filed).read_bytes()[place] ^ 4]))
    for _ in range(2):
        assert any("write-ahead log is damaged" in text for text in unsound(filed))
    reader.close()
    assert any("write-ahead log is damaged" in text for text in unsound(filed))


def test_two_power_cuts_are_no_damage(filed: Path, tmp_path: Path) -> None:
    """What the first one tore would lie behind what the second one tears."""
    for seed, commits in ((1, (1, 80)), (2, (1,))):
        file_and_die(filed, tmp_path, seed, commits=commits)
        change(log_of(filed), last_full_sector(filed, frames=10), bytes(SECTOR))
        assert ending(filed, 8192).commits == 1
        shutil.copy(filed, tmp_path / "copy.db")
        shutil.copy(log_of(filed), tmp_path / "copy.db-wal")
        assert unsound(tmp_path / "copy.db") == []


def test_a_lost_sector_of_one_number_is_no_flipped_byte(tmp_path: Path) -> None:
    path, copy = tmp_path / "mine.db", tmp_path / "copy.db"
    conn = sqlite3.connect(path, isolation_level=None)
    for sql in (
        "pragma page_size = 8192",
        "pragma journal_mode = wal",
        "create table mine (a)",
        "insert into mine values (zeroblob(3000) || x'f1' || zeroblob(3000))",
    ):
        conn.execute(sql).fetchall()
    shutil.copy(path, copy)
    shutil.copy(log_of(path), log_of(copy))
    conn.close()
    data = log_of(copy).read_bytes()
    place = data.rindex(bytes(SECTOR) + b"\xf1" + bytes(SECTOR)) + SECTOR
    change(log_of(copy), place, b"\x00")
    assert ending(copy, 8192).torn
    change(log_of(copy), place, b"\xf1\x01")
    assert ending(copy, 8192).damaged


def test_a_copy_of_a_finished_run_lacks_nothing(killed: Path, tmp_path: Path) -> None:
    with open_archive(killed):
        pass
    assert not log_of(killed).exists()
    assert unsound(killed) == []


def test_a_flipped_bit_in_the_log_is_damage(killed: Path, tmp_path: Path) -> None:
    """It would take nine of ten commits away."""
    frame = FRAME + 8192
    place = HEADER + ending(killed, 8192).readable // 8 * frame + 3000
    change(log_of(killed), place, bytes([log_of(killed).read_bytes()[place] ^ 4]))
    found = ending(killed, 8192)
    assert found.flipped
    assert found.commits > 5
    assert any(f"its last {found.commits} commits are lost" in text for text in unsound(killed))
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
    change(log_of(killed), last_full_sector(killed), os.urandom(SECTOR))
    assert ending(killed, 8192).torn
    findings = {one.text: one.unsound for one in check(killed)}
    assert findings["the last commit in the log is not whole: the power failed, or the disk"] is False
    assert unsound(killed) == []
    assert articles(killed) == 19


def test_of_a_long_log_what_was_not_looked_at_counts(filed: Path, tmp_path: Path) -> None:
    """Its pages are in the log, and not to be compared with what the file has of them."""
    file_and_die(filed, tmp_path, commits=(10,))
    frame = FRAME + 8192
    length = ending(filed, 8192).readable
    change(log_of(filed), HEADER + (length - 2) * frame + FRAME + 9, os.urandom(SECTOR))
    found = ending(filed, 8192, 5 * frame)
    assert (found.commits, found.readable) == (1, length - 5)


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
            found = ending(path, 8192)
            assert (found.commits, found.flipped) == (0, False)
