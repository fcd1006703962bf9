"""The connection that writes: it takes its log into the file by its own hand, with the pages' checksums."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db import page_sums
from db.errors import ArchiveError
from db.page_sums import Place, State

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3

#: The log is taken into the file when it has so many bytes: each time costs what two commits do.
LOG_BYTES = 64 * 1024 * 1024
#: Seconds to wait for those who read an older state: a page of the site takes less.
PATIENCE = 1.0


class Writer(sqlite3.Connection):
    """A connection of the one process that writes; ``db.sqlite.open_for_writing`` makes it.

    Every transaction ends with ``commit()``, the method: a statement of that name would not cut the log.
    """

    path: Path
    #: Whether sums are noted: not before there is a table for them.
    sums = False

    def follow(self, path: Path, *, ours: bool = False) -> None:
        """From here on note the sums of the file's pages, if there is a table for them.

        ``ours``: tables were changed by us, and what that wrote is in the log.
        """
        # The log lies beside the file itself, wherever a link to it is.
        self.path, self._place, self._limit = path.resolve(), Place(), LOG_BYTES
        has_table = "select 1 from sqlite_master where name = 'page_sums'"
        self.sums = self.execute(has_table).fetchone() is not None
        self._state: State | None = page_sums.state(self) if self.sums else None
        if self._state and (self._left_open() or (not ours and self._restructured())):
            page_sums.forget(self)
            self._state = None

    def _left_open(self) -> bool:
        """Whether whoever wrote last died, and another program took its log into the file."""
        return bool(self._state and self._state.open and not self._log_size())

    def _restructured(self) -> bool:
        """Whether another program changed tables: then it wrote pages whose sums nobody noted."""
        (schema,) = self.execute("pragma schema_version").fetchone()
        return bool(self._state and not self._state.open and self._state.schema != schema)

    def commit(self) -> None:
        """End a transaction, and take the log into the file once it is long."""
        if self.sums and self._state and not self._state.open and self.in_transaction:
            now = State(True, self._state.schema)
            page_sums.note(self, now)
            super().commit()
            self._state = now
        else:
            super().commit()
        if self.sums and self._log_size() > self._limit:
            self.checkpoint(0)
            # Whoever reads keeps it from being cut: the next time it has grown by half.
            self._limit = max(LOG_BYTES, self._log_size() * 3 // 2)

    def accept(self) -> None:
        """Forget all sums: they are noted anew from the file as it is."""
        self.execute("begin immediate")
        page_sums.forget(self)
        super().commit()
        self._state = None

    def checkpoint(self, seconds: float = PATIENCE) -> bool:
        """Take the log into the file and cut it; whether that was done, or somebody still reads from it.

        Waits at most so many seconds for those who do.
        """
        if self.sums:
            self._place = page_sums.settle(self, self.path, self._place, done=False)
            self._state = page_sums.state(self)
        return self._cut(seconds)

    def _cut(self, seconds: float) -> bool:
        (patience,) = self.execute("pragma busy_timeout").fetchone()
        self.execute(f"pragma busy_timeout = {seconds * 1000:.0f}").fetchall()
        try:
            return not self.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        finally:
            self.execute(f"pragma busy_timeout = {patience}").fetchall()

    def close(self) -> None:
        """Note the last sums and close. Where that fails, the next writer makes all of them anew."""
        try:
            self._settle()
        except BaseException:  # a signal, mostly: it can wait for the hundredths of a second that this takes
            self._settle()
            raise
        finally:
            self.sums = False
            super().close()

    def _settle(self) -> None:
        if not self.sums:
            return
        with suppress(sqlite3.Error, OSError, ArchiveError):
            if self.in_transaction:
                self.rollback()
            page_sums.settle(self, self.path, self._place, done=True)
            # Whoever closes last would do it; a site that only reads never does.
            self._cut(0)

    def _log_size(self) -> int:
        try:
            return Path(f"{self.path}-wal").stat().st_size
        except OSError:
            return 0
