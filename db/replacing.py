"""Put a file in an archive's place so that nothing of what was there touches it.

SQLite takes a log or a journal that lies beside a file for that file's own, whoever wrote it, and would write
its pages over those of the new one.
"""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from db.errors import ArchiveError, ArchiveOpen
from db.sqlite import UNREADABLE, open_for_writing, sqlite3

#: What SQLite keeps beside a file, and what of it holds pages.
BESIDE = ("-wal", "-shm", "-journal")
PAGES = ("-wal", "-journal")
#: Seconds to wait for those who only look something up, and between two tries.
PATIENCE, PAUSE = 2.0, 0.1
#: SQLite's codes for busy, locked, and a race about the log.
IN_USE = (5, 6, 15)
#: SQLite's codes for no permission, out of memory, read-only, disk full, cannot open.
MACHINE = (3, 7, 8, 13, 14)
#: Exit code of what follows.
TAKEN = 3
#: Takes the bytes that SQLite locks for those who read, far behind the data (its file format says which): in
#: WAL mode for as long as the file is open. In a process of its own, as closing the file drops the locks that
#: a process has on it.
_PROBE = f"""
import fcntl, sys
try:
    file = open(sys.argv[1], "r+b")
except OSError:
    sys.exit()
try:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
except (BlockingIOError, PermissionError):
    sys.exit({TAKEN})
"""


def put(part: Path, target: Path) -> None:
    """Rename a file that is checked and synced to the name of an archive, whose lock the caller holds.

    What was there is whole until then, its log taken in; what is damaged loses its log right before. Raises
    ArchiveOpen if somebody has it open, OSError or sqlite3.Error.
    """
    if target.exists():
        _retire(target)
    for ending in BESIDE:
        Path(f"{target}{ending}").unlink(missing_ok=True)
    # After a power cut the old log must not lie beside the new file.
    sync(target.parent)
    part.replace(target)
    sync(target.parent)


def must_be_free(target: Path) -> None:
    """Raise ArchiveOpen if somebody has a file open with SQLite, or reads or writes it in this moment.

    Whoever has it open reads on in the file that is replaced, and closes a log by its name: the new one's.
    """
    program = [sys.executable, "-I", "-S", "-c", _PROBE, str(target)]
    done = subprocess.run(program, check=False, start_new_session=True, stderr=subprocess.DEVNULL)
    if done.returncode == TAKEN:
        raise ArchiveOpen(target)


def sync(path: Path) -> None:
    """Let a file or a folder survive a power cut."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _retire(target: Path) -> None:
    """Let a file that is to be replaced need nothing beside it; nobody may have it open."""
    try:
        if _holds(target, "-wal"):
            # Where we are killed before the end it is as sound as it was: this notes the sums of its pages.
            with suppress(ArchiveError):
                open_for_writing(target, create=False).close()
        _close_patiently(target)
    except UNREADABLE as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in IN_USE:
            raise ArchiveOpen(target) from error
        if code in MACHINE and any(_holds(target, ending) for ending in PAGES):
            raise
        # Damaged, or no database: this is what people restore over.
        must_be_free(target)


def _close_patiently(target: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return _close(target)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in IN_USE or time.monotonic() >= deadline:
                raise
            time.sleep(PAUSE)


def _close(target: Path) -> None:
    conn = sqlite3.connect(target, isolation_level=None, timeout=PAUSE)
    try:
        # Whoever reads finds the log, and rolls a hot journal back.
        conn.execute("select count(*) from sqlite_master").fetchone()
        # Fails where anybody has it open in WAL mode, ...
        conn.execute("pragma journal_mode = delete").fetchall()
        # ... and this where anybody reads or writes without.
        conn.execute("begin exclusive")
        conn.execute("rollback")
    finally:
        conn.close()


def _holds(target: Path, ending: str) -> bool:
    beside = Path(f"{target}{ending}")
    return beside.exists() and beside.stat().st_size > 0
