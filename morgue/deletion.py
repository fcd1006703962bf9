"""Deleting articles: rows and bytes first, then all that follows from them, then the file's traces."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db import coverage, deletion
from db.archive import open_archive
from db.errors import TracesLeft
from db.families import families
from db.sqlite import open_for_reading, sqlite3
from morgue import learning, matching

if TYPE_CHECKING:
    from db.deletion import Deleted


@dataclass(frozen=True, slots=True)
class Report:
    """What was deleted, whether no trace of it is left in the file, and the seconds that took."""

    deleted: "Deleted"
    cleaned: bool
    seconds: float


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
        conn = archive.conn
        done = deletion.delete(conn, path, ids, reason.strip(), forget_path=forget_path)
        try:
            matching.settle(conn)
            families.refresh(conn)
            coverage.refresh(conn)
            learning.learn(conn)
            cleaned = archive.clean()
        except (sqlite3.Error, OSError) as error:
            raise TracesLeft(path, str(error)) from error
    return Report(done, cleaned, time.monotonic() - begun)
