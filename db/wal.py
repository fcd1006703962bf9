"""The write-ahead log as a file: which pages its commits hold, and their checksums."""

import struct
from dataclasses import dataclass, field
from pathlib import Path

from db.page_reading import page_sum

#: Bytes of the log's own header, and before each of its pages.
HEADER, FRAME = 32, 24
#: Pages read at once.
AT_ONCE = 2048


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


def logged(archive: Path, since: Place, limit: int | None = None) -> Logged:
    """Read what was committed to an archive's log since a place; from its beginning, if it began anew.

    ``limit`` is the number of its pages that count, where that is known: behind them may lie what a power cut
    left. ``logged(Path("news.db"), Place()).sums`` is ``{1: 2797641310, 7: 3121232124, ...}``.
    """
    # beside the file itself, wherever a link to it is
    log = Path(f"{archive.resolve()}-wal")
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
