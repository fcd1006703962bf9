"""Deleting articles: rows and bytes first, then all that follows from them, then the file's traces."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db import cleaning, coverage, deletion
from db.archive import Archive, open_archive
from db.errors import NoSuchArticle, TracesLeft
from db.families import families
from db.sqlite import open_for_reading, sqlite3
from morgue import learning, matching

if TYPE_CHECKING:
    from db.deletion import Deleted


@dataclass(frozen=True, slots=True)
class Report:
    """What was deleted, whether no trace of it is left in the file, and the seconds that took.

    ``interrupted``: by Ctrl-C, when it was deleted and not cleaned yet.
    """

    deleted: "Deleted"
    cleaned: bool
    seconds: float
    interrupted: bool = False


def delete(
    database: str | Path, ids: Sequence[int], reason: str, *, forget_path: bool = False, wait: float = 0.0
) -> Report:
    """Delete articles for good, with all their states and bytes; what stays is their number and the reason.

    Wholly or not at all. The files that they were read from are not touched, and are not filed again.
    Raises ValueError where no reason is given, NoArchive, NoSuchArticle, ArchiveLocked, DamagedArchive,
    DoubtfulArchive where a page is not what was written (nothing is deleted), or TracesLeft where there is no
    room to write the file anew.

        delete("news.db", [2025030472274820], "court order 12/2025")
    """
    if not reason.strip():
        raise ValueError("a deletion needs a reason")
    begun, path = time.monotonic(), Path(database)
    open_for_reading(path, any_schema=True).close()  # never makes an archive
    # Writing the file anew makes every page of it what was written.
    with open_archive(path, wait=wait, whole=True) as archive:
        conn, done = archive.conn, None
        try:
            done = _delete(archive, ids, reason.strip(), forget_path)
            matching.settle(conn)
            families.refresh(conn)
            coverage.refresh(conn)
            learning.learn(conn)
            cleaned = archive.clean()
        except (sqlite3.Error, OSError) as error:
            if not done:
                raise
            raise TracesLeft(path, str(error)) from error
        except KeyboardInterrupt:
            if not done:
                raise
            return Report(done, False, time.monotonic() - begun, interrupted=True)
    return Report(done, cleaned, time.monotonic() - begun)


def _delete(archive: Archive, ids: Sequence[int], reason: str, forget_path: bool) -> "Deleted":
    """Delete rows; who asks once more for what is deleted, as he was interrupted, has its traces cleaned."""
    path = archive.path
    try:
        return deletion.delete(archive.conn, path, ids, reason, forget_path=forget_path)
    except NoSuchArticle as error:
        if not cleaning.pending(archive.conn) or not archive.clean():
            raise
        told = f"{error.detail}; traces of what was deleted before are cleaned away now"
        raise NoSuchArticle(path, told) from error
