"""Restoring a backup: nothing of what lay at its name touches it, and nobody loses what he writes there."""

import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from db.archive import open_archive
from db.backup import backup
from db.check import check
from db.errors import ArchiveError, ArchiveLocked, ArchiveOpen, BackupExists
from db.sqlite import open_for_reading, sqlite3
from morgue.cli import cli

#: Writes 30 articles and a row of its own, and is killed: with a log, or within a transaction.
KILLED = """
import os, signal, sys
from db.sqlite import open_for_writing, sqlite3
if sys.argv[2] == "-wal":
    from pathlib import Path
    conn = open_for_writing(Path(sys.argv[1]))
else:
    conn = sqlite3.connect(sys.argv[1], isolation_level=None)
    conn.execute("pragma journal_mode = delete").fetchall()
    conn.execute("pragma cache_size = 1")
conn.execute("begin immediate")
conn.execute("update articles set body = hex(zeroblob(60000))")
if sys.argv[2] == "-wal":
    conn.commit()
os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_a_writer(path, left):
    ended = subprocess.run([sys.executable, "-c", KILLED, path, left], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert path.with_name(f"{path.name}{left}").stat().st_size > 8192


def beside(path):
    return {one.name for one in path.parent.iterdir()} - {path.name, f"{path.name}.lock"}


@pytest.fixture
def good(archive, tmp_path, rows):
    (tmp_path / "kept").mkdir()
    backup(archive, tmp_path / "kept" / "good.db")
    return tmp_path / "kept" / "good.db"


@pytest.mark.parametrize("left", ["-wal", "-journal"])
@pytest.mark.parametrize("state", ["there", "gone", "damaged", "cut off", "empty"])
def test_what_a_killed_writer_left_is_not_taken_for_the_copys(archive, good, rows, left, state):
    kill_a_writer(archive, left)
    if state == "gone":
        archive.unlink()
    elif state == "damaged":
        archive.write_bytes(b"\xff" * archive.stat().st_size)
    elif state == "cut off":
        os.truncate(archive, archive.stat().st_size // 2)
    elif state == "empty":
        os.truncate(archive, 0)
    told = CliRunner().invoke(
        cli, ["backup", str(archive), "--db", str(good), *["--force"] * (state != "gone")]
    )
    assert (told.exit_code, told.stderr[-9:]) == (0, " checked\n")
    assert beside(archive) == {"kept"}
    assert list(check(archive)) == []
    assert rows(archive) == rows(good)


def test_who_writes_is_not_replaced(archive, good, make):
    with open_archive(archive) as opened, opened.run(lambda name, kind: name) as run:
        one = make("Another text of the town.", "more.txt")
        run.save(one.path, one.sha256, [one])
        run.commit()
        with pytest.raises(ArchiveLocked, match=f"by process {os.getpid()}"):
            backup(good, archive, force=True)
        told = CliRunner().invoke(cli, ["backup", str(archive), "--db", str(good), "--force"])
        assert told.exit_code == 1
        assert "being written: by process" in told.stderr
        assert "--wait" not in told.stderr
    conn = open_for_reading(archive)
    assert conn.execute("select count(*) from articles").fetchone() == (4,)
    conn.close()
    assert list(check(archive)) == []


READING = """
import sys
from pathlib import Path
from db.sqlite import open_for_reading
conn = open_for_reading(Path(sys.argv[1]))
print(conn.execute("select count(*) from articles").fetchone()[0], flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("state", ["whole", "damaged"])
def test_who_reads_must_end_first(archive, good, rows, state):
    """Whoever closes last takes the log away by its name: that of the new file."""
    before = archive.read_bytes()
    program = [sys.executable, "-c", READING, archive]
    reader = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert reader.stdout.readline() == b"3\n"
        if state == "damaged":
            # In place: a new file would be another one.
            with archive.open("r+b") as file:
                file.write(b"\xff" * len(before))
            before = archive.read_bytes()
        with pytest.raises(ArchiveOpen, match="end it first"):
            backup(good, archive, force=True)
        assert archive.read_bytes() == before
        assert not list(archive.parent.glob("*.part*"))
    finally:
        reader.communicate()
    backup(good, archive, force=True)
    assert rows(archive) == rows(good)
    assert beside(archive) == {"kept"}


def test_who_reads_in_this_process_must_end_first(archive, good, rows):
    conn = open_for_reading(archive)
    with pytest.raises(ArchiveOpen):
        backup(good, archive, force=True)
    assert conn.execute("select count(*) from articles").fetchone() == (3,)
    conn.close()
    backup(good, archive, force=True)


def test_who_comes_while_it_is_copied_must_end_first(archive, good, monkeypatch):
    """An earlier archive stays, with its log, until the copy is checked."""
    kill_a_writer(archive, "-wal")
    log, conns = archive.with_name("news.db-wal"), []

    def come(*arguments):
        assert log.stat().st_size
        conns.append(open_for_reading(archive))

    monkeypatch.setattr("db.backup._note_sums", come)
    with pytest.raises(ArchiveOpen):
        backup(good, archive, force=True)
    assert len(conns[0].execute("select body from articles").fetchone()[0]) == 120000
    conns[0].close()
    assert not list(archive.parent.glob("*.part*"))


def test_another_programs_file_is_replaced_with_its_log(good, tmp_path, rows):
    target = tmp_path / "other" / "their.db"
    target.parent.mkdir()
    program = """
import os, sqlite3, sys
conn = sqlite3.connect(sys.argv[1])
conn.execute("pragma journal_mode = wal")
conn.execute("create table theirs as select zeroblob(90000)")
conn.commit()
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", program, target], check=True)
    assert beside(target)
    backup(good, target, force=True)
    assert beside(target) == set()
    assert rows(target) == rows(good)


def test_a_link_stays_a_link(archive, good, tmp_path, rows):
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "latest.db"
    link.symlink_to(archive)
    kill_a_writer(archive, "-wal")
    with pytest.raises(BackupExists):
        backup(good, link)
    backup(good, link, force=True)
    assert link.is_symlink()
    assert rows(archive) == rows(good)
    assert beside(link) == set()
    assert beside(archive) == {"links", "kept"}


def test_a_link_that_leads_nowhere_leads_to_the_copy(good, tmp_path, rows):
    (tmp_path / "links").mkdir()
    link = tmp_path / "links" / "latest.db"
    link.symlink_to(tmp_path / "made.db")
    backup(good, link)
    assert link.is_symlink()
    assert rows(tmp_path / "made.db") == rows(good)
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(ArchiveError, match="loop"):
        backup(good, link, force=True)


def test_an_archive_is_no_backup_of_itself(archive, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(archive)
    log = archive.with_name(f"{archive.name}-wal")
    for target in (archive, link, log):
        for more in ([], ["--force"]):
            told = CliRunner().invoke(cli, ["backup", str(target), "--db", str(archive), *more])
            assert told.exit_code == 1
            assert (
                told.stderr == f"Error: {target}: is the archive itself; a backup needs a name of its own\n"
            )


def test_a_folder_is_no_target(archive, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(ArchiveError, match="not a file"):
        backup(archive, tmp_path / "folder", force=True)


def test_nothing_but_the_copy_is_left(archive, tmp_path):
    (tmp_path / "kept").mkdir()
    with pytest.raises(ArchiveError):
        backup(tmp_path / "none.db", tmp_path / "kept" / "copy.db")
    assert not list((tmp_path / "kept").iterdir())
    backup(archive, tmp_path / "kept" / "copy.db")
    assert [one.name for one in (tmp_path / "kept").iterdir()] == ["copy.db"]


def test_a_journal_that_is_kept_is_none_of_the_copy(archive, good, rows):
    conn = sqlite3.connect(archive, isolation_level=None)
    conn.execute("pragma journal_mode = persist").fetchall()
    conn.execute("update articles set headline = 'Other'")
    conn.close()
    assert beside(archive) == {"kept", "news.db-journal"}
    backup(good, archive, force=True)
    assert beside(archive) == {"kept"}
    assert rows(archive) == rows(good)


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("state", ["whole", "damaged"])
def test_killed_in_between_no_log_meets_the_new_file(archive, good, rows, number, state):
    """Killed when the copy is synced, when the log is gone, and when the copy has its name."""
    kill_a_writer(archive, "-wal")
    if state == "damaged":
        archive.write_bytes(b"\xff" * archive.stat().st_size)
    program = """
import os, signal, sys
from db import backup, replacing
sync, left = replacing.sync, [int(sys.argv[3])]
def killed(path):
    sync(path)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
backup.sync = replacing.sync = killed
backup.backup(sys.argv[1], sys.argv[2], force=True)
"""
    copying = [sys.executable, "-c", program, good, archive, str(number)]
    assert subprocess.run(copying, check=False, timeout=60).returncode == -signal.SIGKILL
    if number == 3:
        assert rows(archive) == rows(good)
    elif state == "whole":
        conn = open_for_reading(archive)
        assert conn.execute("select max(length(body)) from articles").fetchone() == (120000,)
        conn.close()
    assert archive.with_name("news.db-wal").exists() == (number == 1)
    backup(good, archive, force=True)
    assert beside(archive) == {"kept"}
    assert rows(archive) == rows(good)
    assert list(check(archive)) == []
