"""After a deletion: the archive's file is written anew, so that no trace of the text is left in it.

Rows that were deleted leave words behind: in pages that were split while they were filed, in pieces of the
index that are yet to be merged, in the vocabulary of searches, in the planner's samples, in the log. All of
this is made anew from what is left, into a file beside the archive, and put back in its place as one
transaction. It can be killed at any moment and is then done again.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db.column_building import rebuild
from db.errors import TracesLeft
from db.save import now
from db.sqlite import transaction

if TYPE_CHECKING:
    from db.sqlite import sqlite3
    from db.writer import Writer

INDEXES = ("articles_fts", "changes_fts")


def pending(conn: "sqlite3.Connection") -> int:
    """The number of deleted documents whose traces may still be in the file."""
    return int(conn.execute("select count(*) from deletions where cleaned_at is null").fetchone()[0])


def sweep(path: Path) -> None:
    """Remove the copy that a killed cleaning left; the caller holds the lock."""
    with suppress(OSError):
        _part(path).unlink(missing_ok=True)


def _part(path: Path) -> Path:
    """The copy lies beside the file itself, wherever a link to it is."""
    path = path.resolve()
    return path.with_name(f".{path.name}.cleaning.part")


def clean(conn: "Writer", path: Path) -> bool:
    """Write the archive's file anew where a deletion left traces; the caller holds the lock.

    False if they are still in the file, as somebody reads from what it was: the next run does it again.
    Takes twice the archive's room for that time: the copy, and the log by which it comes back. Raises
    TracesLeft where that is not to be had: what was deleted stays deleted, but leaves traces.
    """
    from db.sqlite import sqlite3

    if not pending(conn):
        return True
    try:
        _merge_away(conn)
        # What that wrote need not lie in the log as well while the copy is made.
        conn.checkpoint(0)
        _rewrite(conn, path)
        if not conn.checkpoint():
            return False
        with transaction(conn):
            conn.execute("update deletions set cleaned_at = ? where cleaned_at is null", [now()])
    except (sqlite3.Error, OSError) as error:
        raise TracesLeft(path, str(error)) from error
    return True


def _merge_away(conn: "sqlite3.Connection") -> None:
    """Make anew what is made of words: the index in one piece, vocabulary and columns, samples."""
    for index in INDEXES:
        conn.execute(f"insert into {index} ({index}) values ('optimize')")
    rebuild(conn)
    samples = "select name from sqlite_master where name in ('sqlite_stat1', 'sqlite_stat4')"
    for (table,) in conn.execute(samples).fetchall():
        conn.execute(f"delete from {table}")
    # Samples of the values themselves are not taken where the rows that are looked at are limited.
    conn.execute("pragma analysis_limit = 1000").fetchall()
    conn.execute("analyze")


def _rewrite(conn: "sqlite3.Connection", path: Path) -> None:
    """Copy what is there into a new file, and that over the old one, in one transaction.

    VACUUM would do both, but holds the whole file in memory where SQLite keeps what is temporary there.
    """
    from db.sqlite import sqlite3

    part = _part(path)
    part.unlink(missing_ok=True)
    # For nobody else's eyes.
    part.touch(mode=0o600)
    try:
        conn.execute("vacuum into ?", [str(part)])
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            copy.backup(conn)
        finally:
            copy.close()
    finally:
        part.unlink(missing_ok=True)
