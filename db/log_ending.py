"""Where the write-ahead log breaks off, and whether that is what a power cut leaves or damage.

SQLite reads a log as far as its checksums hold and takes the rest for a commit that was never finished: one
flipped bit takes every later commit away, and nobody is told. A power cut breaks one commit at most, as each
is on the disk before the next one begins; and it loses sectors, while of damage mostly one word is wrong.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from db.wal import FRAME, HEADER, length, log_of

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3

_WORD = 0xFFFFFFFF
#: How a log begins whose checksums are made of little-endian words; of big-endian ones, one more.
_MAGIC = 0x377F0682
#: What the first and the second half of a frame's checksum are.
Sum = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a log ends: ``commits`` lie behind the place where it breaks.

    ``flipped``: just one word is wrong there; ``readable`` is the number of pages before that place, None
    where SQLite does not tell.
    """

    commits: int = 0
    flipped: bool = False
    readable: int | None = field(default=None, compare=False)

    @property
    def damaged(self) -> bool:
        """Whether something was lost, and that was no power cut.

        A page that no commit follows was not told as done; SQLite writes some of these twice, and their
        checksums later.

        >>> Ending(2).damaged, Ending(1).damaged, Ending(1, flipped=True).damaged, Ending(0, True).damaged
        (True, False, True, False)
        """
        return self.commits > 1 or (self.flipped and self.commits > 0)

    @property
    def torn(self) -> bool:
        """Whether the last commit is not whole: after a power cut it was not told as done.

        >>> Ending(1).torn, Ending(1, flipped=True).torn
        (True, False)
        """
        return self.commits == 1 and not self.flipped


def ending(archive: Path) -> Ending:
    """Look how the log of an archive ends; whoever writes meanwhile does no harm.

    ``ending(Path("news.db"))`` is ``Ending(commits=0, flipped=False, readable=1041)``.
    """
    log = log_of(archive)
    head = _head(log)
    if len(head) < HEADER:
        return Ending()
    conn = sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        # The least that makes SQLite read the log.
        conn.execute("pragma schema_version").fetchone()
        readable = length(conn)
        (size,) = conn.execute("pragma page_size").fetchone()
    except sqlite3.OperationalError:  # where nothing can be written, or somebody takes the log into the file
        readable = None
    finally:
        conn.close()
    if readable is None:
        return Ending()
    broken = _broken_head(log, head, size)
    found = broken if broken else _broken_off(log, head, size, readable)
    # A log that was begun anew meanwhile has another head.
    return found if _head(log) == head else Ending(readable=readable)


def _head(log: Path) -> bytes:
    if not log.exists():
        return b""
    with log.open("rb") as file:
        return file.read(HEADER)


def _broken_head(log: Path, head: bytes, size: int) -> Ending | None:
    """What is lost where the log's own header is damaged: then SQLite takes the log for empty."""
    made, kept = _added(head[:24], (0, 0), _order(head)), _sum(head[24:])
    if made == kept and int.from_bytes(head[:4], "big") & ~1 == _MAGIC:
        return None
    first = next(_heads(log, size), head)
    # Where a bit of the first word flipped, that may be the one that tells the order.
    flipped = any(_one_word(_added(head[:24], (0, 0), order), kept, 3) for order in "<>")
    return Ending(_commits(log, size, 0, first[8:16]), flipped, 0)


def _broken_off(log: Path, head: bytes, size: int, readable: int) -> Ending:
    """Follow the checksums behind what is readable: what holds there was not finished."""
    order, salts = _order(head), head[16:24]
    commits = _commits(log, size, readable, salts)
    # Most logs end here, or in a transaction that was not finished and may be long.
    if not commits:
        return Ending(readable=readable)
    with log.open("rb") as file:
        file.seek(HEADER + (readable - 1) * (FRAME + size) if readable else 0)
        chain = _sum(file.read(FRAME)[16:] if readable else head[24:])
        file.seek(HEADER + readable * (FRAME + size))
        while len(frame := file.read(FRAME + size)) == FRAME + size:
            data, kept = frame[:8] + frame[FRAME:], _sum(frame[16:FRAME])
            made = _added(data, chain, order)
            if frame[8:16] != salts or made != kept:
                flipped = _one_word(made, kept, len(data) // 8) if frame[8:16] == salts else made == kept
                return Ending(commits, flipped, readable)
            chain = kept
            # Somebody commits at this moment.
            commits -= frame[4:8] != bytes(4)
    return Ending(readable=readable)


def _commits(log: Path, size: int, first: int, salts: bytes) -> int:
    """How many commits of a log begin with these salts, from one page on."""
    return sum(head[4:8] != bytes(4) and _near(head[8:16], salts) for head in _heads(log, size, first))


def _near(salts: bytes, others: bytes) -> bool:
    """Whether at most one byte flipped: what a log held before it began anew has other salts."""
    return sum(a != b for a, b in zip(salts, others, strict=True)) <= 1


def _heads(log: Path, size: int, first: int = 0) -> Iterator[bytes]:
    """What stands before the pages of a log, from one on, whether they still count or not."""
    with log.open("rb", buffering=0) as file:
        file.seek(HEADER + first * (FRAME + size))
        while len(head := file.read(FRAME)) == FRAME:
            yield head
            file.seek(size, os.SEEK_CUR)


def _order(head: bytes) -> str:
    """The order of the bytes in words that checksums are made of; in the file all numbers are big-endian."""
    return ">" if head[3] & 1 else "<"


def _sum(data: bytes) -> Sum:
    first, second = struct.unpack(">II", data)
    return first, second


def _added(data: bytes, chain: Sum, order: str) -> Sum:
    """The checksum behind some bytes, as the log's format has it (SQLite, "Database File Format", 4.2)."""
    first, second = chain
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, other in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & _WORD
        second = (second + other + first) & _WORD
    return first, second


def _one_word(made: Sum, kept: Sum, pairs: int) -> bool:
    """Whether two checksums of so many pairs of words differ by just one of these words, or one of the sums.

    By chance it seems so once in two million times. What a changed word adds is carried through all later
    pairs; so it is carried back pair by pair, until it looks like one word.

    >>> data = bytes(range(80))
    >>> made = _added(data, (1, 2), "<")
    >>> changed = data[:33] + b"x" + data[34:]
    >>> _one_word(made, _added(changed, (1, 2), "<"), 10)
    True
    >>> _one_word(made, _added(changed[::-1], (1, 2), "<"), 10)
    False
    """
    first, second = (kept[0] - made[0]) & _WORD, (kept[1] - made[1]) & _WORD
    if second == 0:
        return first != 0
    for _ in range(pairs):
        # Of a pair's first word both sums have the change, of its second word the second sum.
        if first in (0, second):
            return True
        first, second = (2 * first - second) & _WORD, (second - first) & _WORD
    return False
