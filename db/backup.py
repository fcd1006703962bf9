"""A consistent copy of an archive, while others read and write."""

import glob
import os
from collections.abc import Iterable
from pathlib import Path

from db import page_checking, page_sums
from db.errors import ArchiveError, BackupExists, UnsoundCopy
from db.sqlite import open_for_reading, sqlite3
from db.wal import Place, logged


def backup(source: str | Path, target: str | Path, *, force: bool = False) -> int:
    """Copy the archive to ``target`` as of one moment; return the size of the copy in bytes.

    The copy is made beside the target, checked, synced and then renamed: the target is whole or absent,
    and an earlier one stays until then. Raises BackupExists, UnsoundCopy, NoArchive or ArchiveError.
    """
    source, target = Path(source), Path(target)
    if target.exists() and (not force or target.samefile(source)):
        raise BackupExists(target)
    if not target.absolute().parent.is_dir():
        raise ArchiveError(target, "there is no such folder")
    _sweep(target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    conn = open_for_reading(source, any_schema=True)
    try:
        # In one transaction, so that the log is that of the copy and nobody begins it anew.
        conn.execute("begin")
        conn.execute("select 1 from sqlite_master").fetchone()
        in_log = logged(source, Place()).sums
        _copy(conn, part)
        _note_sums(part, in_log)
        _sync(part)
        size = part.stat().st_size
        part.replace(target)
        _sync(target.absolute().parent)
    except (sqlite3.Error, OSError) as error:
        raise ArchiveError(target, str(error)) from error
    finally:
        conn.close()
        part.unlink(missing_ok=True)
    return size


def _sweep(target: Path) -> None:
    """Remove what copies to this target left that were killed: each is as large as the archive."""
    for part in target.parent.glob(f".{glob.escape(target.name)}.*.part*"):
        pid = part.name.removeprefix(f".{target.name}.").partition(".")[0]
        if pid.isdecimal() and not _runs(int(pid)):
            part.unlink(missing_ok=True)


def _runs(pid: int) -> bool:
    """Whether there is such a process, be it ours or not."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return True


def _note_sums(part: Path, in_log: Iterable[int]) -> None:
    """Note the sums of those pages that the log held, and compare the others with theirs.

    So a byte that flipped in the archive does not become the copy's truth.
    """
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        # A kill would leave a journal beside what is thrown away.
        copy.execute("pragma journal_mode = off").fetchall()
        copy.execute("begin")
        if not copy.execute("select 1 from sqlite_master where name = 'page_sums'").fetchone():
            return
        state = page_sums.state(copy)
        copy.execute("rollback")
        if state is None:
            return
        page_sums.adopt(copy, part, in_log)
        copy.execute("begin")
        found = page_checking.compare(copy, part)
    finally:
        copy.close()
    if found.damaged:
        raise UnsoundCopy(part, page_checking.told(found))


def _copy(conn: "sqlite3.Connection", part: Path) -> None:
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        # All pages in one step are one read transaction: a writer neither waits nor makes it start again.
        conn.backup(copy)
        # One plain file: in WAL mode a copy cannot even be read from a folder that is read-only.
        copy.execute("pragma journal_mode = delete")
        (verdict,) = copy.execute("pragma quick_check").fetchone()
    finally:
        copy.close()
    if verdict != "ok":
        raise UnsoundCopy(part, verdict)


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
