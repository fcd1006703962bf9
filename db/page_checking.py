"""Are the pages of an archive's file what was written? Every byte of them, or a sample before writing."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from db import page_sums
from db.cleaning import pending
from db.errors import DamagedArchive
from db.log_ending import Ending, ending
from db.page_flips import flipped
from db.page_sums import NONE, PAGES, DamagedSums, Place, Writing
from db.sqlite import UNREADABLE, open_for_reading
from db.wal import logged

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Bytes that are compared before a run: 0.2 s for what is in memory. A smaller archive is compared whole.
BEFORE_A_RUN = 256 * 1024 * 1024
#: Bytes of the file's header.
HEADER = 100
#: Pages of which it is asked whether just one byte changed, and those of which it is asked whether just one
#: bit did: chance would find one in less than a hundredth of all cases.
FEW, MANY = 8, 500
ADVICE = (
    "the disk failed (restore a backup), "
    "or another program wrote there (`morgue check --accept` takes the file as it is)"
)
FILE_AGAIN = "file the same files again"
WITHOUT_LOG = (
    f"the disk failed (restore a backup, or go on without them: `morgue check --accept`, then {FILE_AGAIN})"
)

Numbers = NDArray[np.int64]


@dataclass(slots=True)
class Pages:
    """What came out: pages that are not what was written, and where just one byte of them changed.

    ``own``: the noted sums are damaged themselves; ``noted``: there are some; ``closed``: whoever wrote last
    closed in order, or its log is here; ``same_schema``: no other program changed tables since. ``doubted``
    are pages that somebody who wrote found wrong before: they stay wrong until they are accepted. ``log``:
    how the log ends; ``lost``: it is gone, and what it held was not in the file.
    """

    wrong: list[int] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    own: bool = False
    compared: int = 0
    noted: bool = True
    closed: bool = True
    same_schema: bool = True
    doubted: list[int] = field(default_factory=list)
    log: Ending = field(default_factory=Ending)
    lost: bool = False

    @property
    def damaged(self) -> bool:
        """Whether that was nobody's writing: who writes mostly changes more than one byte, and no sums.

        Where another program changed tables it wrote whole rows, and one page with one byte is enough; what a
        writer of ours wrote before it died may well be one byte.

        >>> Pages([7], [57345]).damaged, Pages([7]).damaged, Pages([1, 7], [39]).damaged
        (True, False, False)
        >>> Pages([1, 7], [57345], same_schema=False).damaged
        True
        """
        fresh = len(set(self.wrong) - set(self.doubted))
        return self.log.damaged or self.own or 0 < len(self.bytes) >= (fresh if self.same_schema else 1)

    @property
    def fit(self) -> bool:
        """Whether the sums were noted by whoever wrote last, as far as can be seen."""
        return self.closed and self.same_schema

    @property
    def doubtful(self) -> bool:
        """Whether another program wrote, or more was damaged than a byte; not where the first is certain."""
        return bool(self.wrong) and not self.damaged and not self.stale

    @property
    def stale(self) -> bool:
        """Whether the sums say nothing any more, and are to be noted anew.

        >>> Pages([7, 9], closed=False).stale, Pages(closed=False).stale, Pages([7, 9]).stale
        (True, False, False)
        >>> Pages([7, 9], closed=False, doubted=[7]).stale
        False
        """
        return bool(self.wrong) and not self.damaged and not self.fit and not self.doubted


def compare(conn: "sqlite3.Connection", path: Path, most: int | None = None) -> Pages:
    """Compare the file's pages with their sums; at most so many bytes, the first and others by chance.

    The caller's connection only reads, is in a transaction and stays in it: so nobody takes the log into
    the file meanwhile. What the log holds has checksums of its own, which SQLite compares.
    """
    kept = page_sums.kept(conn)
    (size,) = conn.execute("pragma page_size").fetchone()
    # Looked at behind the first question, with which the transaction begins.
    log = ending(path, size, most)
    if not kept:
        return Pages(noted=False, log=log)
    try:
        state, doubted = page_sums.state(conn), sorted(page_sums.doubted(conn))
    except DamagedSums:
        return Pages(own=True, log=log)
    if state is None:
        return Pages(doubted, noted=bool(doubted), doubted=doubted, log=log)
    (count,) = conn.execute("pragma page_count").fetchone()
    (schema,) = conn.execute("pragma schema_version").fetchone()
    # What comes behind its end meanwhile is not in the file while this transaction lasts.
    in_log = np.array(sorted(logged(path, Place(), log.readable).sums), np.int64)
    # Who writes with us may change tables, too; what it wrote is in the log.
    same_schema = state.open or schema == state.schema
    closed = not state.open or len(in_log) > 0
    found = Pages(closed=closed, same_schema=same_schema, doubted=doubted, log=log)
    # Sums that are to be noted anew are compared once more, and all of them.
    _compare(conn, path, count, found, in_log, most if found.fit else None)
    # What the log holds of them was made from what is doubted.
    found.wrong = sorted({*found.wrong, *doubted})
    # Who has the log reads something else. Where pages are wrong, another program may have written them.
    found.lost = state.writing is Writing.NEEDED and log.headless and not found.wrong
    return found


def _compare(
    conn: "sqlite3.Connection", path: Path, count: int, found: Pages, in_log: Numbers, most: int | None
) -> None:
    (size,) = conn.execute("pragma page_size").fetchone()
    chosen = _chosen((count - 1) // PAGES + 1, most and most // (size * PAGES))
    stretches = [((one - 1) * PAGES + 1, min(one * PAGES, count)) for one in chosen]
    read = page_sums.pages_read(path, size, stretches)
    start, last_row, changes, without = 0, page_sums.last(conn), [np.zeros(0, np.uint32)], list[int]()
    for number, (first, last) in zip(chosen, stretches, strict=True):
        here = read[start : start + last - first + 1]
        start, found.compared = start + len(here), found.compared + len(here)
        numbers, noted = np.arange(len(here)) + first, page_sums.read(conn, number)
        on_disk = ~np.isin(numbers, in_log)
        # Of pages that are in the log alone there is no row yet, nor of those that another program added:
        # they are behind all others.
        missing = noted is not None and not noted.any()
        unknown = numbers[on_disk & ~np.isin(numbers, found.doubted)] if missing else numbers[:0]
        if noted is None or (len(unknown) and found.fit and number <= last_row):
            found.own = True
            continue
        without += unknown.tolist()
        noted = noted[: len(here)]
        # Earlier versions noted none for more pages than those that hold sums.
        wrong = np.flatnonzero(on_disk & (here != noted) & (noted != NONE))
        changes.append(here[wrong] ^ noted[wrong])
        found.wrong += (wrong + first).tolist()
    _look_into(found, np.concatenate(changes), size)
    found.wrong += without


def _look_into(found: Pages, changes: NDArray[np.uint32], size: int) -> None:
    """Find pages in which just one byte changed; among many, as chance would find some, just one bit."""
    most = FEW if found.same_schema else MANY
    if 0 < len(changes) <= most:
        places = flipped(changes, size, bits=len(changes) > FEW)
        at = [
            (page - 1) * size + place
            for page, place in zip(found.wrong, places.tolist(), strict=True)
            if place >= 0 and page not in found.doubted
        ]
        # Whoever adds a page changes one byte of the header.
        found.bytes = [place for place in at if found.same_schema or place >= HEADER]


def _chosen(rows: int, most: int | None) -> Sequence[int]:
    if most is None or rows <= most:
        return range(1, rows + 1)
    return [1, *sorted(random.sample(range(2, rows + 1), max(1, most - 1)))]


def look_before(path: Path, *, whole: bool = False) -> Pages | None:
    """Refuse to write on a damaged file; what came out if pages are not what was written, else None.

    Of a file larger than 256 MB so much is looked at, chosen by chance; ``whole``: all of it, as where the
    file is to be written anew, which makes true what is in it. Raises DamagedArchive.
    """
    conn = open_for_reading(path, any_schema=True)
    try:
        conn.execute("begin")
        most = None if whole or _to_be_cleaned(conn) else BEFORE_A_RUN
        found = compare(conn, path, most)
        if most and found.doubtful and set(found.wrong) - set(found.doubted):
            # All of them are remembered.
            found = compare(conn, path)
    except UNREADABLE as error:
        raise DamagedArchive(path, str(error)) from error
    finally:
        conn.close()
    if found.damaged:
        raise DamagedArchive(path, told(found))
    return found if found.wrong or found.lost else None


def _to_be_cleaned(conn: "sqlite3.Connection") -> bool:
    """Whether this run writes the file anew, as a deletion left traces; earlier versions deleted nothing."""
    has_table = "select 1 from sqlite_master where name = 'deletions'"
    return conn.execute(has_table).fetchone() is not None and pending(conn) > 0


def told(found: Pages) -> str:
    """Tell in words what is wrong.

    >>> told(Pages([7], [57345]))[:71]
    'byte 57,345 of the file is not what was written: the disk failed (resto'
    >>> told(Pages([7, 9]))[:66]
    '2 pages of the file are not what was written, the first is page 7:'
    >>> told(Pages(log=Ending(2)))[:71]
    'its write-ahead log is damaged, and its last 2 commits are lost: the di'
    """
    if found.log.damaged:
        return f"its write-ahead log is damaged, and {_lost(found.log.commits)}: {WITHOUT_LOG}"
    if found.damaged and found.bytes:
        noun = "byte" if len(found.bytes) == 1 else "bytes"
        listed = ", ".join(f"{place:,}" for place in found.bytes)
        verb = "is" if len(found.bytes) == 1 else "are"
        return f"{noun} {listed} of the file {verb} not what was written: {ADVICE}"
    if found.stale:
        why = "another program changed tables" if found.closed else "a writer died, and its log is gone"
        return (
            f"the checksums of pages do not hold, as {why}: `morgue check --accept` takes the file as it is, "
            "and `morgue ingest` notes them anew"
        )
    if found.lost:
        return f"a writer died, and its log (`-wal`) is gone: what it filed last may be missing; {FILE_AGAIN}"
    if found.own:
        return f"the noted checksums of pages are not what was written: {ADVICE}"
    noun = "1 page of the file is" if len(found.wrong) == 1 else f"{len(found.wrong):,} pages of the file are"
    return f"{noun} not what was written, the first is page {found.wrong[0]}: {ADVICE}"


def _lost(commits: int) -> str:
    return "its last commit is lost" if commits == 1 else f"its last {commits:,} commits are lost"
