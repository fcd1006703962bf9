"""Where the write-ahead log breaks off, and whether that is what a power cut leaves or damage.

SQLite reads a log as far as its checksums hold and takes the rest for a commit that was never finished: one
flipped bit takes every later commit away, and nobody is told. A power cut breaks one commit at most, as each
is on the disk before the next one begins; and it loses sectors, while of damage mostly one byte is wrong.
"""

import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from db.wal import FRAME, HEADER, log_of

_WORD = 0xFFFFFFFF
#: How a log begins whose checksums are made of little-endian words; of big-endian ones, one more.
_MAGIC = 0x377F0682
#: Pages that are looked at together: 0.2 s for each 64 MB.
_AT_ONCE = 1024
#: Of a transaction that seems not to be finished so many pages are looked at.
_FEW = 4 * _AT_ONCE
_SECTOR = 512
#: Seconds until a log that seems broken is looked at again.
AGAIN = 0.1
#: Where a frame tells how large the file is after a commit, 0 where none ends, and the log's salts.
_ENDS, _SALTS, _SUM = slice(4, 8), slice(8, 16), slice(16, 24)

Bytes = NDArray[np.uint8]
#: The first and the second half of a checksum; of each frame in a block, of two columns.
Sum = tuple[int, int]
Sums = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a log ends: ``commits`` lie behind the place where it breaks.

    ``flipped``: just one byte is wrong there. ``readable``: the number of pages before it that commits left;
    ``headless``: SQLite reads nothing of it: there is none, or no page in it, or its own header is damaged.
    """

    commits: int = 0
    flipped: bool = False
    readable: int = field(default=0, compare=False)
    headless: bool = field(default=False, compare=False)

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


def ending(archive: Path, size: int, most: int | None = None) -> Ending:
    """Look how the log of an archive ends whose pages have so many bytes; at most at that many bytes of it.

    Whoever writes meanwhile does no harm. ``ending(Path("news.db"), 8192)`` is
    ``Ending(commits=0, flipped=False, readable=1041, headless=False)``.
    """
    log = log_of(archive)
    if not log.exists():
        return Ending(headless=True)
    with log.open("rb", buffering=0) as file:
        found = _looked_at(file, size, most)
        if found.commits:
            # A page may have been half written at that moment.
            time.sleep(AGAIN)
            found = _looked_at(file, size, most)
    return found


def _looked_at(file: BinaryIO, size: int, most: int | None) -> Ending:
    file.seek(0)
    head = file.read(HEADER)
    found = _Log(file, head, size).ending(most)
    file.seek(0)
    # A log that was begun anew meanwhile has another head.
    return found if file.read(HEADER) == head else Ending()


class _Log:
    def __init__(self, file: BinaryIO, head: bytes, size: int) -> None:
        self._file, self._head, self._frame = file, head, FRAME + size
        self._count = max(0, file.seek(0, 2) - HEADER) // self._frame
        self._order = ">" if head[3:4] and head[3] & 1 else "<"

    def ending(self, most: int | None) -> Ending:
        if len(self._head) < HEADER or not self._count or not self._is_whole():
            return Ending(headless=True)
        first = 0 if most is None else max(0, self._count - most // self._frame)
        ends = self._ends(first, self._head[16:24])
        # The last ones may be a transaction that was not finished, and any number.
        last = ends[-1] + 1 if len(ends) else first
        if self._count - last <= _FEW:
            last = self._count
        return self._followed(first, last, ends)

    def _is_whole(self) -> bool:
        made = _added(self._head[:24], self._order)
        return made == _pair(self._head[24:]) and int.from_bytes(self._head[:4], "big") & ~1 == _MAGIC

    def _followed(self, first: int, last: int, ends: NDArray[np.int64]) -> Ending:
        """Follow the checksums up to where one does not hold."""
        chain, salts = self._sum_before(first), np.frombuffer(self._head[16:24], np.uint8)
        number = first
        for block in self._blocks(first, last):
            kept = _numbers(block[:, _SUM], ">")
            before = np.vstack([np.array([chain], np.uint32), kept[:-1]])
            made = _added_each(block, before, self._order)
            wrong = (made != kept).any(axis=1) | (block[:, _SALTS] != salts).any(axis=1)
            if wrong.any():
                at = int(wrong.argmax())
                found = self._broken(number + at, block[at].tobytes(), _two(made[at]), ends)
                # Before the first one that was looked at there may be any commits.
                return replace(found, readable=max(found.readable, first))
            number += len(block)
            chain = _two(kept[-1])
        return Ending(readable=int(ends[-1]) + 1 if len(ends) else first)

    def _broken(self, number: int, frame: bytes, made: Sum, ends: NDArray[np.int64]) -> Ending:
        """What a log is that breaks at a frame whose checksum should be the one that is made of it."""
        commits = int((ends >= number).sum())
        readable = int(ends[ends < number].max(initial=-1)) + 1
        kept, data = _pair(frame[_SUM]), frame[:8] + frame[FRAME:]
        if frame[_SALTS] != self._head[16:24]:
            return Ending(commits, made == kept and _near(frame[_SALTS], self._head[16:24]), readable)
        words = _words(made, kept, data, self._order)
        flipped = bool(words) and not any(self._lost_sector(number, word) for word in words)
        return Ending(commits, flipped, readable)

    def _lost_sector(self, number: int, word: int) -> bool:
        """Whether a word stands in a sector without anything: it was all that the sector would have held."""
        start = HEADER + number * self._frame
        place = start + 4 * word + (FRAME - 8 if word > 1 else 0)
        self._file.seek(place // _SECTOR * _SECTOR)
        return not any(self._file.read(_SECTOR))

    def _sum_before(self, number: int) -> Sum:
        if not number:
            return _pair(self._head[24:])
        self._file.seek(HEADER + (number - 1) * self._frame)
        return _pair(self._file.read(FRAME)[_SUM])

    def _ends(self, first: int, salts: bytes) -> NDArray[np.int64]:
        """Which pages from one on end a commit of a log with these salts."""
        found = [np.zeros(0, np.int64)]
        wanted = np.frombuffer(salts, np.uint8)
        for number, block in enumerate(self._blocks(first, self._count)):
            near = (block[:, _SALTS] != wanted).sum(axis=1) <= 1
            ends = np.flatnonzero(near & block[:, _ENDS].any(axis=1))
            found.append(ends + first + number * _AT_ONCE)
        return np.concatenate(found)

    def _blocks(self, first: int, last: int) -> Iterator[Bytes]:
        """The pages of a log, with what stands before each, in blocks; less where it was cut meanwhile."""
        for start in range(first, last, _AT_ONCE):
            self._file.seek(HEADER + start * self._frame)
            data = self._file.read(min(_AT_ONCE, last - start) * self._frame)
            whole = len(data) // self._frame
            if not whole:
                return
            yield np.frombuffer(data, np.uint8, whole * self._frame).reshape(whole, self._frame)


def _near(salts: bytes, others: bytes) -> bool:
    """Whether at most one byte flipped: what a log held before it began anew has other salts."""
    return sum(a != b for a, b in zip(salts, others, strict=True)) <= 1


def _pair(data: bytes) -> Sum:
    first, second = struct.unpack(">II", data)
    return first, second


def _two(row: Sums) -> Sum:
    return int(row[0]), int(row[1])


def _numbers(data: Bytes, order: str) -> Sums:
    """The words of each row."""
    return np.ascontiguousarray(data).view(f"{order}u4").astype(np.uint32)


def _added(data: bytes, order: str) -> Sum:
    """The checksum of some bytes, as the log's format has it (SQLite, "Database File Format", 4.2)."""
    first = second = 0
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for one, other in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & _WORD
        second = (second + other + first) & _WORD
    return first, second


def _added_each(block: Bytes, before: Sums, order: str) -> Sums:
    """The same for each frame of a block, behind the checksum of the one before it."""
    summed = np.hstack([block[:, :8], block[:, FRAME:]])
    words = np.ascontiguousarray(_numbers(summed, order).T)
    first, second = before[:, 0].copy(), before[:, 1].copy()
    for one, other in zip(words[::2], words[1::2], strict=True):
        first += one + second
        second += other + first
    return np.column_stack([first, second])


def _words(made: Sum, kept: Sum, data: bytes, order: str) -> list[int]:
    """In which word of some bytes one may be wrong, as two checksums tell; -1 for a word of these themselves.

    Nowhere if there is more amiss; by chance it seems so once in two million times. What a changed word adds
    is carried through all later pairs; so it is carried back pair by pair, until it looks like one word: more
    than once where it is the highest byte, of which every pair keeps little.

    >>> data = bytes(range(80))
    >>> changed = data[:33] + b"x" + data[34:]
    >>> _words(_added(changed, "<"), _added(data, "<"), changed, "<")
    [8]
    >>> _words(_added(changed[::-1], "<"), _added(data, "<"), changed[::-1], "<")
    []
    """
    first, second = (kept[0] - made[0]) & _WORD, (kept[1] - made[1]) & _WORD
    found = []
    if (not first and _one_byte(kept[1], made[1])) or (not second and _one_byte(kept[0], made[0])):
        found.append(-1)
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for pair in range(len(words) - 2, -1, -2):
        # Of a pair's first word both sums have the change, of its second word the second sum.
        place = pair if first else pair + 1
        if first in (0, second) and _one_byte(words[place], (words[place] + second) & _WORD):
            found.append(place)
        first, second = (2 * first - second) & _WORD, (second - first) & _WORD
    return found


def _one_byte(word: int, other: int) -> bool:
    return sum(a != b for a, b in zip(word.to_bytes(4), other.to_bytes(4), strict=True)) == 1
