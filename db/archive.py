"""An archive open for writing: locked, its schema up to date, its index looked after."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from db import page_sums, versioning, views
from db.cleaning import clean, sweep
from db.cleaning import pending as pending_traces
from db.column_building import pending, refresh
from db.entities import Key
from db.errors import ArchiveError, DoubtfulArchive, NewerArchive
from db.lock import locked
from db.migrations import migrations
from db.page_checking import Pages, look_before, told
from db.recleaning import Recleaning
from db.run import Run
from db.sqlite import open_for_writing, schema_gap, sqlite3
from db.wal import log_of
from db.writer import Writer

#: From this share of new articles on, the search index is rewritten as one piece, so that every later
#: search reads one segment; below, it is only tidied.
MANY = 0.1
#: Pages of the search index that are merged after a small run.
TIDY_PAGES = 500
#: Rows per index that the planner's statistics look at: enough for its choices, at any size.
ANALYSIS_LIMIT = 1000
AnyRun = TypeVar("AnyRun", bound=Run)


class Archive:
    """An archive that this process alone may write to; made by ``open_archive``.

    ``found``: pages that were not what was written when it was opened, None if there were none.
    """

    def __init__(self, conn: Writer, path: Path, found: Pages | None = None) -> None:
        self.conn, self.path, self.found = conn, path, found

    @property
    def doubtful(self) -> bool:
        """Whether pages are damaged, or another program wrote them: only a person can tell."""
        return self.found is not None and self.found.doubtful

    @contextmanager
    def run(
        self,
        key: Key,
        version: str = "",
        *,
        entities: bool | None = None,
        ner: str | None = None,
        again: bool = False,
    ) -> Iterator[Run]:
        """Begin a call of ingest; it is finished where the block ends without an error.

        ``key(name, kind)`` merges the names of an entity; ``entities`` tells whether names are looked
        for at all, and ``ner`` who finds them; ``again`` files what was deleted, too. An error or a kill
        leaves what was committed, and the run without an end.
        """
        run = Run(self.conn, self.path, key, version, entities=entities, ner=ner, again=again)
        with self._finished(run) as begun:
            yield begun

    @contextmanager
    def recleaning(self, key: Key, version: str = "", *, undo: bool = False) -> Iterator[Recleaning]:
        """Begin a call of reclean, or the undoing of one; as ``run``."""
        kind = "undo" if undo else "reclean"
        with self._finished(Recleaning(self.conn, self.path, key, version, kind=kind)) as run:
            yield run

    @contextmanager
    def _finished(self, run: AnyRun) -> Iterator[AnyRun]:
        try:
            yield run
        except BaseException:
            if self.conn.in_transaction:
                self.conn.execute("rollback")
            raise
        counts = run.finish()
        if not run.in_haste:
            self.look_after(counts.added + counts.updated)
        self.conn.checkpoint()

    def clean(self) -> bool:
        """Write the file anew where deleted articles left traces; whether none are left.

        Not while the file is doubtful: no page that is not what was written would be known any more.
        """
        return not pending_traces(self.conn) if self.doubtful else clean(self.conn, self.path)

    def empty_log(self) -> int:
        """Move what was written into the file itself; give the bytes of the log that stay beside it.

        They stay while somebody reads an older state. A program that begins to read and does not end makes
        the log grow by all that is written: the disk's space is the only limit.
        """
        if self.conn.checkpoint():
            return 0
        log = log_of(self.path)
        return log.stat().st_size if log.exists() else 0

    def look_after(self, changed: int = 0) -> None:
        """Tidy the index and make a search's columns, as so many articles changed, or more wait for it."""
        total = self.conn.execute("select count(*) from articles").fetchone()[0]
        tidied = self.conn.execute("select 1 from sqlite_master where name = 'sqlite_stat1'").fetchone()
        # More wait where a run was killed or stopped when all was filed; all, where it was the first.
        changed = max(changed, pending(self.conn) if tidied else total)
        if changed:
            if changed >= MANY * total:
                self.conn.execute("insert into articles_fts (articles_fts) values ('optimize')")
            else:
                tidy = "insert into articles_fts (articles_fts, rank) values ('merge', ?)"
                self.conn.execute(tidy, [TIDY_PAGES])
            self.conn.execute(f"pragma analysis_limit = {ANALYSIS_LIMIT}")
            # 0x10002: also tables that have no statistics yet.
            self.conn.execute("pragma optimize = 0x10002")
        refresh(self.conn)


@contextmanager
def open_archive(
    path: str | Path, *, wait: float = 0.0, accept: bool = False, whole: bool = False
) -> Iterator[Archive]:
    """Open an archive for writing, and make it if there is none.

    Before anything is written, its pages are looked at, unless they are to be taken as they are:
    ``accept``. ``whole``: all of them, and none may be wrong, as the file is to be written anew. Waits at
    most ``wait`` seconds for another writer. Raises ArchiveLocked, NotAnArchive, NewerArchive,
    DamagedArchive, DoubtfulArchive and, for what the disk or SQLite refuses, ArchiveError.
    """
    path = Path(path)
    if not path.absolute().parent.is_dir():
        raise ArchiveError(path, "there is no such folder")
    with locked(path, wait):
        sweep(path)
        found = None if accept or _fresh(path) else look_before(path, whole=whole)
        if whole and found:
            _refuse(path, found)
        conn = open_for_writing(path)
        try:
            _must_be_known(conn, path)
            if accept:
                conn.accept()
            elif found:
                _remember(conn, found)
            conn.resume()
            _bring_up_to_date(conn, path)
            yield Archive(conn, path, found)
        except sqlite3.Error as error:
            raise ArchiveError(path, str(error)) from error
        finally:
            conn.close()


def _must_be_known(conn: Writer, path: Path) -> None:
    """Refuse an archive of a later version before anything is written to it, doubts and all."""
    _, unknown = schema_gap(conn)
    if unknown:
        raise NewerArchive(path, ", ".join(unknown))


def _remember(conn: Writer, found: Pages) -> None:
    """Keep in mind which pages are doubtful; sums that say nothing any more are noted anew."""
    if found.fit:
        conn.doubt(found.wrong)
    elif found.wrong:
        conn.accept(found.doubted)


def _refuse(path: Path, found: Pages) -> None:
    """Write nothing anew where pages are not what was written, but that they are not."""
    if found.fit:
        conn = open_for_writing(path)
        try:
            _must_be_known(conn, path)
            conn.doubt(found.wrong)
        except sqlite3.Error as error:
            raise ArchiveError(path, str(error)) from error
        finally:
            conn.close()
    raise DoubtfulArchive(path, f"{told(found)}; see `morgue check`")


def _fresh(path: Path) -> bool:
    """Whether there is nothing to look at yet; what is no file is refused by SQLite."""
    return not path.is_file() or path.stat().st_size == 0


def _bring_up_to_date(conn: Writer, path: Path) -> None:
    missing, _ = schema_gap(conn)
    if missing:
        _migrate(conn)
    if not page_sums.kept(conn):
        page_sums.make(conn)
        conn.follow(path)
    elif missing:
        conn.follow(path)
    if missing or _never_refreshed(conn):
        refresh(conn)
    versioning.catch_up(conn)
    views.recreate(conn)


def _migrate(conn: Writer) -> None:
    """Apply all steps that are missing, or none: after a kill or on a full disk the archive is as it was."""
    conn.execute("begin immediate")
    try:
        # Within our transaction each step is a savepoint.
        migrations.apply(Database(conn, recursive_triggers=False, execute_plugins=False))
    except BaseException:
        # A full disk has ended the transaction already.
        if conn.in_transaction:
            conn.execute("rollback")
        raise
    conn.commit()


def _never_refreshed(conn: "sqlite3.Connection") -> bool:
    """Whether an opening that brought the archive up to date was killed before its columns were made."""
    sql = "select exists (select 1 from articles) and not exists (select 1 from search_segments)"
    return bool(conn.execute(sql).fetchone()[0])
