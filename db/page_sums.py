"""A checksum of every page of the archive's file, kept in the file itself, so that a flipped byte is found.

SQLite tells whether its pages hang together, not whether a letter in them changed. The sums are written by
the one process that writes: it takes the log into the file by its own hand, and before it does, notes the
sums of the pages that the log holds, in the same log. So at every moment, whenever the process is killed or
the power fails, each page of the file that the log does not hold has the sum that is noted. Pages that hold
the sums have none: each of their rows has its own.
"""

import subprocess
import sys
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from db import page_reading
from db.errors import ArchiveError
from db.page_reading import MARK, NONE
from db.wal import Logged, Place, length, logged

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3

Sums = NDArray[np.uint32]
#: Pages whose sums share a row: two rows fill a page of 8 KB.
PAGES = 1000
#: Rows above this number tell which pages are doubted, each for as many as a row of sums: no file has more.
DOUBTS = 1 << 32
#: Rounds in which what is noted changes pages itself: it takes three.
ROUNDS = 20

_WRITE = """insert into page_sums (id, sums) values (?, ?)
    on conflict do update set sums = excluded.sums"""


class DamagedSums(sqlite3.DatabaseError):
    """The row that says what the sums are good for is not what was written: nobody notes any more sums."""


class Writing(IntEnum):
    """Whether somebody writes, and whether the log is needed for what was told as done."""

    #: Nobody does.
    CLOSED = 0
    #: Somebody does. Who reads this in the log, or in a file into which somebody took it, lacks nothing.
    OPEN = 1
    #: Somebody does, and there is more in the log, beginning with OPEN: so only who lost it reads this.
    NEEDED = 3


@dataclass(frozen=True, slots=True)
class State:
    """What the sums are good for: whether somebody writes, and the schema's number at that time."""

    writing: Writing
    schema: int

    @property
    def open(self) -> bool:
        """Whether whoever wrote last did not close in order, or still writes."""
        return self.writing is not Writing.CLOSED

    def packed(self) -> bytes:
        """The state as its row holds it.

        >>> State.unpacked(State(Writing.OPEN, 7).packed())
        State(writing=<Writing.OPEN: 1>, schema=7)
        """
        return _sealed(bytes([self.writing]) + self.schema.to_bytes(8, "little"))

    @classmethod
    def unpacked(cls, row: bytes) -> "State | None":
        """The state that a row holds; None if it is damaged."""
        value = _unsealed(row)
        return None if value is None else cls(Writing(value[0]), int.from_bytes(value[1:], "little"))


def _sealed(value: bytes) -> bytes:
    return MARK + value + zlib.crc32(value).to_bytes(4, "little")


def _unsealed(row: bytes) -> bytes | None:
    value = row[len(MARK) : -4] if isinstance(row, bytes) else b""
    return value if row == _sealed(value) else None


def kept(conn: "sqlite3.Connection") -> bool:
    """Whether an archive has a table for sums: older ones have none."""
    has_table = "select 1 from sqlite_master where name = 'page_sums'"
    return conn.execute(has_table).fetchone() is not None


def make(conn: "sqlite3.Connection") -> None:
    """Make the table anew, where another program dropped it."""
    conn.execute((Path(__file__).parent / "schema" / "page_sums.sql").read_text("utf-8"))


def state(conn: "sqlite3.Connection") -> State | None:
    """What the sums of an archive are good for; None if there are none. Raises DamagedSums."""
    ask = "select id, sums from page_sums where id <= ? order by id limit 1"
    rows = dict(conn.execute(ask, [DOUBTS]).fetchall())
    found = State.unpacked(rows.get(0, b""))
    if rows and found is None:
        raise DamagedSums("the noted checksums of pages are not what was written")
    return found


def note(conn: "sqlite3.Connection", now: State) -> None:
    """Write what the sums are good for; the transaction is the caller's."""
    conn.execute(_WRITE, [0, now.packed()])


def forget(conn: "sqlite3.Connection") -> None:
    """Forget all sums: they are made anew from the file as it is when it is next settled."""
    (before,) = conn.execute("pragma secure_delete").fetchone()
    # Else their rows stay in freed pages, and in what nobody uses of those that are used again.
    conn.execute("pragma secure_delete = on").fetchall()
    conn.execute("delete from page_sums")
    conn.execute(f"pragma secure_delete = {before}").fetchall()


def doubted(conn: "sqlite3.Connection") -> set[int]:
    """Pages that were not what was written when somebody looked, until they are accepted. Raises DamagedSums.

    ``doubted(conn)`` is ``{7, 125}``.
    """
    found = set[int]()
    ask = "select id - ?, sums from page_sums where id > ?"
    for number, row in conn.execute(ask, [DOUBTS, DOUBTS]):
        value = _unsealed(row)
        if value is None or len(value) != PAGES // 8:
            raise DamagedSums("the noted doubts are not what was written")
        bits = np.unpackbits(np.frombuffer(value, np.uint8))
        found.update((np.flatnonzero(bits) + (number - 1) * PAGES + 1).tolist())
    return found


def doubt(conn: "sqlite3.Connection", pages: Iterable[int]) -> None:
    """Write which pages are doubted, all of them; the transaction is the caller's."""
    parts: dict[int, list[int]] = {}
    for page in pages:
        parts.setdefault((page - 1) // PAGES + 1, []).append((page - 1) % PAGES)
    for number, places in parts.items():
        bits = np.zeros(PAGES, np.uint8)
        bits[places] = 1
        conn.execute(_WRITE, [DOUBTS + number, _sealed(np.packbits(bits).tobytes())])


def last(conn: "sqlite3.Connection") -> int:
    """The number of the last row of sums, at least 1: that one is noted with the first of all."""
    (found,) = conn.execute("select max(id) from page_sums where id <= ?", [DOUBTS]).fetchone()
    return max(1, found or 1)


def read(conn: "sqlite3.Connection", number: int) -> Sums | None:
    """The sums of the pages up to 1000 times ``number``, 0 for none; None if their row is damaged."""
    row = conn.execute("select sums from page_sums where id = ?", [number]).fetchone()
    if row is None:
        return np.zeros(PAGES, np.uint32)
    value = _unsealed(row[0])
    if value is None or len(value) != 4 * PAGES:
        return None
    return np.frombuffer(value, "<u4").astype(np.uint32)


def pages_read(path: Path, size: int, stretches: Sequence[tuple[int, int]]) -> Sums:
    """The sums of stretches of pages (first, last) of a file, one after another, as they are on the disk.

    ``pages_read(Path("news.db"), 8192, [(1, 3)])`` is an array of three.
    """
    program = [sys.executable, "-I", "-S", page_reading.__file__, str(path), str(size)]
    # Not as arguments: a long log has more pages than a program may have of them.
    listed = "\n".join(f"{first}-{last}" for first, last in stretches)
    # In a session of its own: Ctrl-C is for us to hear.
    try:
        done = subprocess.run(
            program,
            capture_output=True,
            check=False,
            input=listed.encode(),
            start_new_session=True,
        )
    except OSError as error:
        raise ArchiveError(path, f"its pages cannot be read: {error}") from error
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise ArchiveError(path, f"its pages cannot be read: {why or done.returncode}")
    return np.frombuffer(done.stdout, np.uint32)


def settle(
    conn: "sqlite3.Connection",
    path: Path,
    since: Place,
    then: Writing,
    doubted: Collection[int] = (),
) -> Place:
    """Note the sums of what was committed since a place of the log, and what follows; where it ends then.

    ``doubted``: pages whose sums stay as they are, as what was written on them holds what may be damaged. The
    caller is the one writer, in no transaction, and takes nothing of the log into the file but after this.
    """
    log = logged(path, since, length(conn))
    before, sums, place = state(conn), log.sums, log.place
    if before is None:
        (size,) = conn.execute("pragma page_size").fetchone()
        (count,) = conn.execute("pragma page_count").fetchone()
        sums = dict(enumerate(pages_read(path, size, [(1, count)]).tolist(), 1)) | sums
    elif not sums and not (then is Writing.NEEDED or (then is Writing.CLOSED and before.open)):
        return place
    return _note_all(conn, path, Logged(place, sums), then, doubted)


def _note_all(
    conn: "sqlite3.Connection", path: Path, log: Logged, then: Writing, doubted: Collection[int] = ()
) -> Place:
    """Note sums, then those of the pages that this wrote; where the log ends then."""
    (schema,) = conn.execute("pragma schema_version").fetchone()
    before = state(conn)
    now = State(Writing.NEEDED if then is Writing.NEEDED else Writing.OPEN, schema)
    # What is written changes pages, too: some of those that hold the sums, which have none, and, where the
    # table grew, some others. So the second round writes little, and the third nothing.
    for _ in range(ROUNDS):
        rows = _changed(conn, log.sums, doubted)
        if not rows and before == now:
            break
        log, before = _write(conn, path, log.place, rows, now), now
    else:
        raise ArchiveError(path, "checksums of its pages cannot be noted")
    if then is not Writing.CLOSED:
        return log.place
    # Only now, and in a page that has no sum: whoever is stopped before leaves them open.
    return _write(conn, path, log.place, {}, State(then, schema)).place


def _write(
    conn: "sqlite3.Connection", path: Path, place: Place, rows: Mapping[int, bytes], now: State
) -> Logged:
    """Write rows of sums and the state; what pages that changed."""
    conn.execute("begin immediate")
    conn.executemany(_WRITE, rows.items())
    note(conn, now)
    conn.execute("commit")
    return logged(path, place, length(conn))


def adopt(conn: "sqlite3.Connection", path: Path, pages: Iterable[int]) -> None:
    """Note the sums of those pages of a file as they are, and that nobody writes; there is no log yet."""
    (size,) = conn.execute("pragma page_size").fetchone()
    (count,) = conn.execute("pragma page_count").fetchone()
    wanted = sorted(page for page in pages if page <= count)
    sums = pages_read(path, size, [(page, page) for page in wanted]).tolist()
    _note_all(conn, path, Logged(Place(), dict(zip(wanted, sums, strict=True))), Writing.CLOSED)


def _changed(
    conn: "sqlite3.Connection", sums: Mapping[int, int], doubted: Collection[int] = ()
) -> dict[int, bytes]:
    """The rows that say otherwise of some pages, as they are to be; not those that are damaged."""
    parts: dict[int, list[int]] = {}
    for page in sums.keys() - set(doubted):
        parts.setdefault((page - 1) // PAGES + 1, []).append(page)
    rows = {}
    for number, pages in sorted(parts.items()):
        old = read(conn, number)
        if old is None:
            continue
        new = old.copy()
        new[np.array(pages) - (number - 1) * PAGES - 1] = [sums[page] for page in pages]
        if not np.array_equal(new, old):
            rows[number] = _sealed(new.astype("<u4").tobytes())
    return rows


__all__ = [
    "NONE",
    "PAGES",
    "Place",
    "State",
    "Writing",
    "forget",
    "note",
    "pages_read",
    "read",
    "settle",
    "state",
]
