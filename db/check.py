"""Is the archive sound? Every promise that SQL can test, each finding a line."""

import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db import curation, page_checking, rewriting
from db.archive import open_archive
from db.column_checking import out_of_step
from db.errors import ArchiveError
from db.laws import LAWS, WORTH_A_LOOK
from db.lock import locked
from db.page_checking import Pages
from db.sqlite import (
    SAFE_SQLITE,
    open_as_it_is,
    open_for_reading,
    open_for_writing,
    schema_gap,
    sqlite3,
)

#: Documents whose bytes are compared with their hashes, spread over the archive: 0.2 s. All of them are
#: compared by the pages' checksums.
ORIGINALS = 2000
#: SQLite's codes for no permission, busy, locked, out of memory, read-only, input or output, disk full,
#: cannot open, and a race about the log.
MACHINE = (3, 5, 6, 7, 8, 10, 13, 14, 15)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be; ``unsound`` is False for what is merely worth a look."""

    text: str
    unsound: bool = True


def check(path: str | Path) -> Iterator[Finding]:
    """Yield what is wrong with an archive; nothing if it is sound.

    Takes the archive's lock, as SQLite compares index and articles only on a connection that may
    write; where the file is read-only that comparison is left out, with a finding that says so. A copy
    without a log stays one, as it can be read from where nothing can be written.
    Raises NoArchive, NotAnArchive, or ArchiveError where the machine does not let it check.
    """
    path = Path(path)
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        safe = ".".join(map(str, SAFE_SQLITE))
        bug = "when two programs write or tidy up at once it can corrupt the file (the WAL-reset bug)"
        yield Finding(f"SQLite {sqlite3.sqlite_version} is older than {safe}: {bug}", False)
    conn = open_for_reading(path, any_schema=True)
    try:
        missing, unknown = schema_gap(conn)
        if missing or unknown:
            yield from (Finding(f"migration pending: {name}") for name in missing)
            yield from (Finding(f"made by a newer morgue: migration {name} is unknown") for name in unknown)
            return
        # One snapshot for all questions, whatever is filed meanwhile.
        conn.execute("begin")
        found = page_checking.compare(conn, path)
        with_log = conn.execute("pragma journal_mode").fetchone() == ("wal",)
        yield from _pages(found)
        yield from _damage(conn)
        yield from _broken_laws(conn)
        yield from map(Finding, out_of_step(conn))
        yield from _worth_a_look(conn)
    except Exception as error:  # whatever a damaged value makes of a question
        _must_be_damage(error, path)
        yield Finding(f"damaged: {error}")
        return
    finally:
        conn.close()
    yield from _index(path, found, with_log)


def _must_be_damage(error: Exception, path: Path) -> None:
    """Raise ArchiveError for troubles of the machine, which say nothing of the archive."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, OSError | MemoryError | ArchiveError) or code in MACHINE:
        detail = error.detail if isinstance(error, ArchiveError) else str(error) or "out of memory"
        raise ArchiveError(path, f"it could not be checked: {detail}") from error


def accept(path: str | Path) -> None:
    """Take the file as it is: the checksums of all its pages are noted anew.

    Raises NoArchive, NotAnArchive or ArchiveLocked.
    """
    open_for_reading(Path(path), any_schema=True).close()  # never makes an archive
    with open_archive(path, accept=True):
        pass


def _pages(found: Pages) -> Iterator[Finding]:
    if found.log.torn:
        yield Finding("the last commit in the log is not whole: the power failed, or the disk", False)
    if not found.noted and not found.damaged:
        yield Finding("no checksums of the file's pages are noted yet: the next ingest does so", False)
    elif found.damaged:
        yield Finding(f"damaged: {page_checking.told(found)}")
    elif found.wrong:
        yield Finding(page_checking.told(found), unsound=found.doubtful)
    elif found.lost:
        yield Finding(page_checking.told(found))


def _damage(conn: "sqlite3.Connection") -> Iterator[Finding]:
    for (line,) in conn.execute("pragma integrity_check"):
        if line != "ok":
            yield Finding(f"damaged: {line}")
    for table, row, parent, _ in conn.execute("pragma foreign_key_check"):
        yield Finding(f"{table}: row {row} points to nothing in {parent}")
    (last,) = conn.execute("select coalesce(max(id), 0) from files").fetchone()
    ask = "select path, sha256, content from files where id % ? = 0 and content is not null"
    for name, sha256, content in conn.execute(ask, [last // ORIGINALS + 1]):
        if hashlib.sha256(zlib.decompress(content)).hexdigest() != sha256:
            yield Finding(f"damaged: the bytes of {name} are not those that were filed")


def _broken_laws(conn: "sqlite3.Connection") -> Iterator[Finding]:
    for name, sql in LAWS.items():
        (number,) = conn.execute(sql).fetchone()
        if number:
            yield Finding(f"{name}: {number:,}")
    astray = sum(group.mentions for group in rewriting.misplaced(conn, *_corrected(conn)))
    if astray:
        yield Finding(f"mentions that do not mean whom the corrections say: {astray:,}")


def _worth_a_look(conn: "sqlite3.Connection") -> Iterator[Finding]:
    for name, sql in WORTH_A_LOOK.items():
        number, some = conn.execute(sql).fetchone()
        if number:
            yield Finding(f"{name}: {number:,} ({some}{', …' if number > 3 else ''})", False)


def _corrected(conn: "sqlite3.Connection") -> tuple[curation.State, set[curation.Ref]]:
    """What the log says, and all found entities that some line moved or should move."""
    state = curation.state(conn)
    moved = """select kind, key from entities where id in (
        select found_id from mentions where found_id is not null union select found_id from blocked_mentions
    )"""
    return state, {*state.sources(), *conn.execute(moved).fetchall()}


def _index(path: Path, found: Pages, with_log: bool) -> Iterator[Finding]:
    try:
        if not os.access(path, os.W_OK):
            raise ArchiveError(path, "it is read-only")
        if found.log.damaged:
            # Whoever closes it as the last one takes the log into the file, as far as it can be read.
            raise ArchiveError(path, "its log is damaged")
        with locked(path, brief=True):
            conn = _opened(path, found, with_log)
            try:
                # rank = 1: compare with the articles, not only the index with itself.
                conn.execute("insert into articles_fts (articles_fts, rank) values ('integrity-check', 1)")
                conn.execute("insert into changes_fts (changes_fts, rank) values ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                _must_be_damage(error, path)
                yield Finding(f"the search index is not in step with the articles: {error}")
            finally:
                conn.close()
    except ArchiveError as error:
        yield Finding(f"the search index was not compared: {error}", unsound=False)


def _opened(path: Path, found: Pages, with_log: bool) -> "sqlite3.Connection":
    if not with_log:
        return open_as_it_is(path)
    conn = open_for_writing(path, create=False)
    # Closing notes the sums of what a killed writer left in the log. Those that say nothing any more stay as
    # they are, and that the log is lost stays noted, for whoever looks next.
    conn.sums &= not (found.stale or found.lost)
    try:
        if found.doubtful:
            conn.doubt(found.wrong)
    except sqlite3.Error as error:
        conn.close()
        raise ArchiveError(path, str(error)) from error
    return conn
