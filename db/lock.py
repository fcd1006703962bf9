"""One writer at a time: a lock on a file beside the archive, which says who holds it."""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from db.errors import ArchiveError, ArchiveLocked

#: Seconds between two tries while waiting.
PAUSE = 0.1


@contextmanager
def locked(path: Path, wait: float = 0.0, *, brief: bool = False) -> Iterator[None]:
    """Hold the archive's lock; wait at most ``wait`` seconds for it.

    The lock is on ``<path>.lock``, never on the database: closing a second descriptor of the database
    would drop SQLite's own locks. An archive has one lock by whatever link it is called. It ends with the
    process that holds it, however that ends; the file stays, as everybody may lock it then, unless it was
    made for a ``brief`` moment. Raises ArchiveLocked with the holder.
    """
    brief = brief and not _name(path).exists()
    file = _acquired(path, wait)
    try:
        since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        _write(file, f"{os.getpid()} {socket.gethostname()} {since}\n")
        try:
            yield
        finally:
            _write(file, "")
            if brief:
                with suppress(OSError):
                    _name(path).unlink()
    finally:
        os.close(file)


def _acquired(path: Path, wait: float) -> int:
    """The lock's file, open and locked."""
    deadline = time.monotonic() + wait
    while True:
        file = _open(path)
        try:
            _acquire(file, path, deadline)
            if _is_there(file, path):
                return file
        except BaseException:
            os.close(file)
            raise
        # Who held it took it away: others lock another file by now.
        os.close(file)


def _is_there(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), _name(path).stat())
    except FileNotFoundError:
        return False


def _name(path: Path) -> Path:
    try:
        return Path(f"{path.resolve()}.lock")
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        why = getattr(error, "strerror", None) or str(error)
        raise ArchiveError(path, f"no lock can be made beside it: {why}") from error


def _open(path: Path) -> int:
    try:
        # O_CLOEXEC: a child that inherited the descriptor would hold the lock after our death.
        return os.open(_name(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise ArchiveError(path, f"no lock can be made beside it: {error.strerror}") from error


def _acquire(file: int, path: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise ArchiveLocked(path, _holder(file)) from None
            time.sleep(PAUSE)
        except OSError as error:
            raise ArchiveError(path, f"cannot be locked: {error.strerror}") from error


def _write(file: int, text: str) -> None:
    """Say who holds the lock; where a full disk takes no word of it, the lock holds all the same."""
    with suppress(OSError):
        os.ftruncate(file, 0)
        os.pwrite(file, text.encode(), 0)


def _holder(file: int) -> str:
    words = os.pread(file, 1000, 0).decode("utf-8", "replace").split()
    if len(words) != 3:
        return "by another process"
    pid, host, since = words
    return f"by process {pid} on {host} since {since}"
