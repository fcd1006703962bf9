"""The write-ahead log as a file: which pages its commits hold, and their checksums."""

import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from db.page_reading import page_sum

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3

#: Bytes of the log's own header, and before each of its pages.
HEADER, FRAME = 32, 24
#: Pages read at once.
AT_ONCE = 2048
#: The first SQLite that tells how long the log is without touching it.
TELLS = (3, 51, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a log was read: the salts of its beginning, and the number of its pages."""

    salts: bytes = b""
    frames: int = 0


@dataclass(slots=True)
class Logged:
    """What commits of a log hold: the sum of each page as the last of them left it."""

    place: Place
    sums: dict[int, int] = field(default_factory=dict)


def log_of(archive: Path) -> Path:
    """Where an archive's log lies: beside the file itself, wherever a link to it is.

    >>> log_of(Path("/press/news.db")).name
    'news.db-wal'
    """
    return Path(f"{archive.resolve()}-wal")


def length(conn: "sqlite3.Connection") -> int | None:
    """The number of pages in the log that count, where SQLite tells; the connection is in no transaction."""
    if sqlite3.sqlite_version_info < TELLS:
        return None
    return int(conn.execute("pragma wal_checkpoint(noop)").fetchone()[1])


def logged(archive: Path, since: Place, limit: int | None = None) -> Logged:
    """Read what was committed to an archive's log since a place; from its beginning, if it began anew.

    ``limit`` is the number of its pages that count, where that is known: behind them may lie what a power cut
    left. ``logged(Path("news.db"), Place()).sums`` is ``{1: 2797641310, 7: 3121232124, ...}``.
    """
    log = log_of(archive)
    if not log.exists():
        return Logged(Place())
    with log.open("rb") as file:
        header = file.read(HEADER)
        if len(header) < HEADER:
            return Logged(Place())
        size, salts = struct.unpack(">I", header[8:12])[0], header[16:24]
        first = since.frames if since.salts == salts else 0
        found, waiting, number = Logged(Place(salts, first)), dict[int, int](), first
        file.seek(HEADER + first * (FRAME + size))
        while data := file.read(AT_ONCE * (FRAME + size)):
            for start in range(0, len(data) - FRAME - size + 1, FRAME + size):
                page, total = struct.unpack_from(">II", data, start)
                # behind its end lies what was written before the log began anew
                if data[start + 8 : start + 16] != salts or number == limit:
                    return found
                number += 1
                content = data[start + FRAME : start + FRAME + size]
                waiting[page] = page_sum(page, content)
                if total:
                    # the end of a commit; what no commit ends was rolled back
                    found.sums |= waiting
                    found.place = Place(salts, number)
                    waiting.clear()
        return found
