"""The one place where the sqlite3 module is chosen and connections are opened."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db.errors import ArchiveError, NewerArchive, NoArchive, NotAnArchive, OlderArchive
from db.writer import Writer

if TYPE_CHECKING:
    import sqlite3
else:
    # pysqlite3 where it is installed: SQLite before 3.51.3 can corrupt a WAL database.
    from sqlite_utils.utils import sqlite3

__all__ = [
    "APPLICATION_ID",
    "SAFE_SQLITE",
    "open_as_it_is",
    "open_for_reading",
    "open_for_writing",
    "sqlite3",
    "transaction",
]

#: "morg" in the file's header: tells our archives from other SQLite files.
APPLICATION_ID = 0x6D6F7267
#: First SQLite without the WAL-reset corruption bug.
SAFE_SQLITE = (3, 51, 3)
#: A text of 2.7 KB fills a page of 4 KB badly: 8 KB makes the file 20 % smaller at the same speed.
PAGE_SIZE = 8192
#: A row of checksums has 4,018 bytes.
LEAST_PAGE = 4096
#: Seconds to wait for a program that writes to the file without taking our lock.
BUSY_SECONDS = 10.0
#: The write-ahead log is cut to this many bytes after a reader has held it open.
JOURNAL_SIZE_LIMIT = 64 * 1024 * 1024
#: Page cache of the writer in KiB (negative: SQLite's way to say KiB).
WRITER_CACHE = -64 * 1024
#: Statements that stay prepared. A full cache drops the newest first, and the schema's own statements fill
#: one of 100: every statement of a run was prepared anew, half of the time that SQLite took.
CACHED_STATEMENTS = 1000

#: What opening raises: where bytes of the schema flipped, even the message may be no text.
UNREADABLE = (sqlite3.Error, UnicodeError)
#: What SQLite says of files that are none of its own. They are opened by SQLite alone: closing a second
#: descriptor of a database drops the locks that this process has on it.
_FOREIGN = "file is not a database"


def open_for_writing(path: Path, *, create: bool = True) -> Writer:
    """Open an archive for writing, in autocommit mode: transactions are begun and ended by hand.

    The caller holds the archive's lock. Raises NotAnArchive, NoArchive (if not ``create``) or ArchiveError.
    """
    there = _looked_up(path)
    fresh = there is None or there.st_size == 0
    if fresh and not create:
        raise NoArchive(path)
    if there is not None:
        _let_write_beside(path, there)
    try:
        conn = sqlite3.connect(
            path,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            cached_statements=CACHED_STATEMENTS,
            factory=Writer,
        )
    except UNREADABLE as error:
        raise ArchiveError(path, str(error)) from error
    try:
        _prepare(conn, path, fresh)
    except UNREADABLE as error:
        conn.close()
        raise ArchiveError(path, str(error)) from error
    except ArchiveError:
        conn.close()
        raise
    return conn


def open_for_reading(path: Path, *, any_schema: bool = False) -> "sqlite3.Connection":
    """Open an archive read-only; ``any_schema`` accepts one made by another version.

    Raises NoArchive, NotAnArchive, NewerArchive or OlderArchive, and never creates a file.
    """
    there = _looked_up(path)
    if there is None or not stat.S_ISREG(there.st_mode):
        raise NoArchive(path)
    try:
        conn = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            cached_statements=CACHED_STATEMENTS,
        )
        try:
            _must_be_ours(conn, path)
        except sqlite3.OperationalError:
            _roll_back(path)
            _must_be_ours(conn, path)
        if not any_schema:
            _must_fit(conn, path)
    except UNREADABLE as error:
        raise ArchiveError(path, str(error)) from error
    return conn


def open_as_it_is(path: Path) -> "sqlite3.Connection":
    """Open a file that there is, with the power to write, and change nothing: no log is asked for."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=BUSY_SECONDS
    )


@contextmanager
def transaction(conn: "sqlite3.Connection") -> Iterator[None]:
    """Do all of a block or nothing of it.

    >>> conn = sqlite3.connect(":memory:", isolation_level=None)
    >>> with transaction(conn):
    ...     _ = conn.execute("create table kept (id)")
    >>> conn.in_transaction
    False
    """
    conn.execute("begin immediate")
    try:
        yield
        # The method, not the statement: a writer does more than that.
        conn.commit()
    except BaseException:
        # A disk that refuses a write ends the transaction by itself; a second error would hide the first.
        if conn.in_transaction:
            conn.execute("rollback")
        raise


def _looked_up(path: Path) -> os.stat_result | None:
    """What there is of this name, None for nothing. Raises ArchiveError where that cannot be told."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # ValueError: a name with a null character
        raise ArchiveError(path, getattr(error, "strerror", None) or str(error)) from error


def _let_write_beside(path: Path, there: os.stat_result) -> None:
    """Make what SQLite keeps beside a file writable where the file is.

    Whoever reads a file that is read-only leaves a log as read-only beside it. It is not removed, as somebody
    may be reading still.
    """
    for ending in ("-wal", "-shm"):
        beside = Path(f"{path.resolve()}{ending}")
        if os.access(path, os.W_OK) and beside.exists() and not os.access(beside, os.W_OK):
            with suppress(OSError):  # somebody else's: SQLite says what it cannot do
                beside.chmod(stat.S_IMODE(there.st_mode))


def _roll_back(path: Path) -> None:
    """Let SQLite take back what a killed process left half done in a file that had no write-ahead log yet.

    That was a copy, as ``morgue backup`` makes it: reading alone cannot, and could see only half.
    """
    # It lies beside the file itself, wherever a link to it is.
    if not Path(f"{path.resolve()}-journal").exists():
        return
    conn = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        conn.execute("select count(*) from sqlite_master").fetchone()
    finally:
        conn.close()


#: What is wrong where SQLite makes no write-ahead log.
NO_LOG = "no write-ahead log can be made beside it: the disk is full, or a network's"


def _prepare(conn: Writer, path: Path, fresh: bool) -> None:
    if fresh:
        conn.execute(f"pragma page_size = {PAGE_SIZE}")
    else:
        _must_be_ours(conn, path)
        _must_hold_sums(conn, path)
    (mode,) = conn.execute("pragma journal_mode = wal").fetchone()
    if mode != "wal":
        # SQLite goes on without a log, as if nothing were amiss: then no checksum of a page is noted.
        raise ArchiveError(path, NO_LOG)
    conn.execute("pragma synchronous = full")
    conn.execute("pragma foreign_keys = on")
    conn.execute("pragma cell_size_check = on")
    conn.execute("pragma temp_store = memory")
    conn.execute(f"pragma journal_size_limit = {JOURNAL_SIZE_LIMIT}")
    conn.execute(f"pragma cache_size = {WRITER_CACHE}")
    # The log is taken into the file where the sums of its pages are noted, and nowhere else.
    conn.execute("pragma wal_autocheckpoint = 0").fetchall()
    if conn.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        conn.execute(f"pragma application_id = {APPLICATION_ID}")
    conn.follow(path)


def _must_hold_sums(conn: "sqlite3.Connection", path: Path) -> None:
    """Refuse pages in which no row of checksums has room: what runs over would need checksums itself."""
    (size,) = conn.execute("pragma page_size").fetchone()
    if size < LEAST_PAGE:
        mend = f"pragma journal_mode = delete; pragma page_size = {PAGE_SIZE}; vacuum"
        raise ArchiveError(
            path, f'its pages of {size:,} bytes are too small for checksums: sqlite3 FILE "{mend}" mends that'
        )


def _must_be_ours(conn: "sqlite3.Connection", path: Path) -> None:
    """Refuse other programs' databases; one without tables is ours, killed before its first table."""
    try:
        (number,) = conn.execute("pragma application_id").fetchone()
    except sqlite3.DatabaseError as error:
        if str(error) == _FOREIGN:
            raise NotAnArchive(path) from error
        raise
    if number == APPLICATION_ID:
        return
    if conn.execute("select count(*) from sqlite_master").fetchone()[0]:
        raise NotAnArchive(path, "another program's database")


def _must_fit(conn: "sqlite3.Connection", path: Path) -> None:
    missing, unknown = schema_gap(conn)
    if unknown:
        raise NewerArchive(path, ", ".join(unknown))
    if missing:
        raise OlderArchive(path, ", ".join(missing))


def schema_gap(conn: "sqlite3.Connection") -> tuple[list[str], list[str]]:
    """Name the migrations that the file lacks, and those in it that this version does not know."""
    # Imported here, as the schema is needed only once a file is open.
    from db.migrations import migrations

    ours = [migration.name for migration in migrations._migrations]
    has_table = "select 1 from sqlite_master where name = ?"
    if not conn.execute(has_table, [migrations.migrations_table]).fetchone():
        return ours, []
    rows = conn.execute(
        f"select name from {migrations.migrations_table} where migration_set = ?", [migrations.name]
    )
    applied = {name for (name,) in rows}
    return [name for name in ours if name not in applied], sorted(applied - set(ours))
