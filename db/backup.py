"""A consistent copy of an archive, while others read and write."""

import glob
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from db import page_checking, page_sums
from db.errors import ArchiveError, BackupExists, BackupOfItself, UnsoundCopy
from db.lock import locked
from db.replacing import BESIDE, must_be_free, put, sync
from db.sqlite import open_for_reading, sqlite3
from db.wal import Place, logged


def backup(source: str | Path, target: str | Path, *, force: bool = False) -> int:
    """Copy the archive to ``target`` as of one moment; return the size of the copy in bytes.

    The copy is made beside the target, checked, synced and then renamed: the target is whole or absent,
    and an earlier one stays until then. Nobody may write to it meanwhile, or have it open; a log or a
    journal that lies there goes with it. Of a damaged or doubtful archive no copy is made. Raises
    BackupExists, ArchiveLocked, ArchiveOpen, UnsoundCopy, NoArchive or ArchiveError.
    """
    source = Path(source)
    conn = open_for_reading(source, any_schema=True)
    try:
        real = _resolved(source, Path(target), force)
        with locked(real, brief=True):
            # Before all the work; and once more at its end.
            must_be_free(real)
            _sweep(real)
            return _replace(conn, source, real)
    except (sqlite3.Error, OSError) as error:
        raise ArchiveError(target, str(error)) from error
    finally:
        conn.close()


def _resolved(source: Path, target: Path, force: bool) -> Path:
    """The file that a target is, or that a link leads to, if it may be replaced."""
    try:
        real = target.resolve() if target.is_symlink() else target
        if not real.parent.is_dir():
            raise ArchiveError(target, "there is no such folder")
        if _is_of(real, source):
            raise BackupOfItself(target)
        if real.exists():
            if not force:
                raise BackupExists(target)
            if not real.is_file():
                raise ArchiveError(target, "it is not a file")
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        raise ArchiveError(target, getattr(error, "strerror", None) or str(error)) from error
    return real


def _is_of(target: Path, source: Path) -> bool:
    """Whether a target is the archive itself, or what SQLite puts beside it."""
    whole = source.resolve()
    names = {f"{whole}{ending}" for ending in BESIDE}
    return str(target.resolve()) in names or (target.exists() and target.samefile(source))


def _replace(conn: "sqlite3.Connection", source: Path, target: Path) -> int:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        # In one transaction, so that the log is that of the copy and nobody begins it anew.
        conn.execute("begin")
        found = page_checking.compare(conn, source)
        if found.damaged or found.doubtful or found.lost:
            raise UnsoundCopy(target, f"{source}: {page_checking.told(found)}")
        in_log = logged(source, Place(), found.log.readable).sums
        # For nobody else's eyes before it has the source's mode.
        part.touch(mode=0o600)
        _copy(conn, part)
        if found.noted:
            _note_sums(part, None if found.stale else in_log)
        sync(part)
        part.chmod(stat.S_IMODE(source.stat().st_mode))
        size = part.stat().st_size
        put(part, target)
    finally:
        for ending in ("", *BESIDE):
            Path(f"{part}{ending}").unlink(missing_ok=True)
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


def _copy(conn: "sqlite3.Connection", part: Path) -> None:
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        # All pages in one step are one read transaction: a writer neither waits nor makes it start again.
        conn.backup(copy)
        _as_one_file(copy)
        (verdict,) = copy.execute("pragma quick_check").fetchone()
    finally:
        copy.close()
    if verdict != "ok":
        raise UnsoundCopy(part, verdict)


def _as_one_file(copy: "sqlite3.Connection") -> None:
    """In WAL mode a copy cannot even be read from a folder that is read-only."""
    copy.execute("pragma journal_mode = delete").fetchall()


def _note_sums(part: Path, in_log: Iterable[int] | None) -> None:
    """Note the sums of those pages that the log held, None: of all; compare what became of the others.

    So a byte that flips on the way does not become the copy's truth.
    """
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        # What is written by the way is not in the file before its sums are noted.
        for setting in ("journal_mode = wal", "wal_autocheckpoint = 0", "synchronous = off"):
            copy.execute(f"pragma {setting}").fetchall()
        if in_log is None:
            page_sums.forget(copy)
            page_sums.settle(copy, part, Place(), page_sums.Writing.CLOSED)
        else:
            page_sums.adopt(copy, part, in_log)
        _as_one_file(copy)
        copy.execute("begin")
        found = page_checking.compare(copy, part)
    finally:
        copy.close()
    if found.wrong or found.own:
        raise UnsoundCopy(part, page_checking.told(found))
