"""One writer at a time, and whoever is turned away is told who writes."""

import errno
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.archive import open_archive
from db.errors import ArchiveError, ArchiveLocked
from db.lock import locked
from morgue.cli import cli
from morgue.ingest_run import Options, ingest


def test_the_second_is_told_who_holds_it(tmp_path):
    path = tmp_path / "news.db"
    begun = time.monotonic()
    told = f"process {os.getpid()} on {socket.gethostname()} since 2"
    with locked(path), pytest.raises(ArchiveLocked, match=told), locked(path):
        pass
    assert time.monotonic() - begun < 1


@contextmanager
def held_for_a_moment(path: Path, **how: bool) -> Iterator[list[str]]:
    """Another thread holds the lock as the block begins; the list tells who held it, in order."""
    held, order = threading.Event(), []

    def first() -> None:
        with locked(path, **how):
            held.set()
            time.sleep(0.3)
            order.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    held.wait()
    yield order
    thread.join()


def test_waiting_ends_when_the_first_is_done(tmp_path):
    path = tmp_path / "news.db"
    with held_for_a_moment(path) as order, locked(path, wait=10):
        order.append("second")
    assert order == ["first", "second"]


def test_waiting_ends_with_its_time(tmp_path):
    path = tmp_path / "news.db"
    with locked(path):
        begun = time.monotonic()
        with pytest.raises(ArchiveLocked), locked(path, wait=0.3):
            pass
        assert 0.3 <= time.monotonic() - begun < 5


def test_a_lock_that_is_taken_away_is_none(tmp_path):
    """Else who waited for it and who comes later would both hold one."""
    path, file = tmp_path / "news.db", tmp_path / "news.db.lock"
    with held_for_a_moment(path, brief=True) as order, locked(path, wait=10):
        order.append("second")
        assert file.exists()
        with pytest.raises(ArchiveLocked), locked(path):
            pass
    assert order == ["first", "second"]
    assert file.exists()
    with locked(path, brief=True):
        pass
    assert file.exists()
    file.unlink()
    with locked(path, brief=True):
        assert file.exists()
    assert not file.exists()


def test_a_stale_lock_file_locks_nobody_out(tmp_path):
    path = tmp_path / "news.db"
    (tmp_path / "news.db.lock").write_text("1 elsewhere 2020-01-01T00:00:00Z\n", encoding="utf-8")
    with locked(path):
        pass


def test_a_second_ingest_is_turned_away_and_readers_are_not(archive, morgue, rows):
    before = rows(archive)
    with open_archive(archive):
        process = morgue("ingest", "nothing", "--no-entities")
        _, told = process.communicate(timeout=30)
        assert rows(archive) == before
    assert process.returncode == 1
    assert told.startswith(f"Error: news.db: being written: by process {os.getpid()} on ")
    assert "Traceback" not in told


def test_only_who_can_wait_is_told_to(archive):
    def told(*words):
        return CliRunner().invoke(cli, [*words, "--db", str(archive)]).output

    with locked(archive):
        assert "Z; --wait SECONDS waits for it\n" in told("ingest", "nothing")
        assert "Z; --wait SECONDS waits for it\n" in told("entities", "block", "Ann Lee")
        for words in (["check"], ["check", "--accept"], ["backup", str(archive.with_name("copy.db"))]):
            assert "--wait" not in told(*words)


def test_a_link_to_an_archive_has_its_lock(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(tmp_path / "news.db")
    with locked(tmp_path / "news.db"), pytest.raises(ArchiveLocked), locked(link):
        pass
    with locked(link), pytest.raises(ArchiveLocked), locked(tmp_path / "news.db"):
        pass


def test_an_archive_is_no_news_by_whatever_link(tmp_path, make, file_in):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.db"
    link.symlink_to(tmp_path / "news.db")
    file_in([make("Nobody came to the fair.", "fair.txt")])
    report = ingest(link, [str(tmp_path)], Options(entities=False, workers=1))
    # The archive, its log and the log's index, its lock, and the link.
    assert (report.counts.failed, report.counts.skipped) == (0, 5)


def test_a_link_that_leads_to_itself_is_told(tmp_path):
    path = tmp_path / "news.db"
    path.symlink_to(path)
    with pytest.raises(ArchiveError, match=r"(?i)no lock can be made beside it: .*loop"), locked(path):
        pass


def test_a_full_disk_locks_nobody_out(tmp_path, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "news.db"
    monkeypatch.setattr("os.pwrite", full)
    with locked(path), pytest.raises(ArchiveLocked, match="by another process"), locked(path):
        pass
