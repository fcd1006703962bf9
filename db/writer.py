"""The connection that writes: it takes its log into the file by its own hand, with the pages' checksums."""

import math
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db import page_sums
from db.errors import ArchiveError
from db.page_sums import DamagedSums, Place, State, Writing
from db.wal import log_of

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlite_utils.utils import sqlite3

#: The log is taken into the file when it has so many bytes: each time costs what two commits do.
LOG_BYTES = 64 * 1024 * 1024
#: So many signals in the moment in which it closes do no harm.
SIGNALS = 4
#: Seconds to wait for those who read an older state: a page of the site takes less.
PATIENCE = 1.0
#: Seconds until it is tried again to let the file say that its log is needed, where somebody read an older
#: state; each time twice as many, up to so many.
SAY_AGAIN, SELDOM = 0.05, 5.0


class Writer(sqlite3.Connection):
    """A connection of the one process that writes; ``db.sqlite.open_for_writing`` makes it.

    Every transaction ends with ``commit()``, the method: a statement of that name would not cut the log.
    From one checkpoint to the next a second connection reads an older state, so that no other program takes
    pages into the file whose sums are not noted yet.
    """

    path: Path
    _guard: sqlite3.Connection | None = None
    _state: State | None
    #: Whether sums are noted: not before there is a table for them.
    sums = False
    #: Pages that were not what was written before: whatever is written on them, it stays known.
    doubted: Collection[int] = ()

    def follow(self, path: Path) -> None:
        """From here on note the sums of the file's pages, if there is a table for them, and it is whole."""
        # The log lies beside the file itself, wherever a link to it is.
        self.path, self._place, self._limit = path.resolve(), Place(), LOG_BYTES
        self._say_at, self._patience = 0.0, SAY_AGAIN
        self.sums, self._state = page_sums.kept(self), None
        try:
            self._state = page_sums.state(self) if self.sums else None
            self.doubted = page_sums.doubted(self) if self.sums else set()
        except DamagedSums:
            # Noted anew, they would make true what else is damaged.
            self.sums = False
        self._hold()

    def _hold(self) -> None:
        """Keep the log where it is for all others."""
        if self._guard is None:
            self._guard = sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, isolation_level=None)
        if not self._guard.in_transaction:
            self._guard.execute("begin")
            # The least that reads the file.
            self._guard.execute("pragma schema_version").fetchone()

    def _let_go(self) -> None:
        if self._guard and self._guard.in_transaction:
            self._guard.execute("rollback")

    def commit(self) -> None:
        """End a transaction, and take the log into the file once it is long."""
        writes = self.in_transaction
        if self.sums and self._state and not self._state.open and writes:
            now = State(Writing.OPEN, self._state.schema)
            page_sums.note(self, now)
            super().commit()
            self._state = now
        else:
            super().commit()
        if self.sums and self._log_size() > self._limit:
            self.checkpoint(0)
            # Whoever reads keeps it from being cut: the next time it has grown by half.
            self._limit = max(LOG_BYTES, self._log_size() * 3 // 2)
        elif writes and self.sums and self._state and time.monotonic() >= self._say_at:
            self._say_needed()

    def _say_needed(self) -> None:
        """Let the file itself say that the log holds more, so that whoever loses that is told."""
        self._say_at = time.monotonic() + self._patience
        self._patience = min(2 * self._patience, SELDOM)
        self._place = page_sums.settle(self, self.path, self._place, Writing.NEEDED, self.doubted)
        # Who reads what the log holds now keeps it from being begun anew: then its header would be written
        # again, and whoever dies in that moment would leave a file like one that lost its log.
        self._let_go()
        self._hold()
        busy, length, taken = self.execute("pragma wal_checkpoint(passive)").fetchone()
        self.execute("begin immediate")
        (schema,) = self.execute("pragma schema_version").fetchone()
        self._state = State(Writing.OPEN, schema)
        page_sums.note(self, self._state)
        super().commit()
        if not busy and length == taken:
            self._say_at, self._patience = math.inf, SAY_AGAIN

    def doubt(self, pages: Collection[int]) -> None:
        """Remember that pages are not what was written, until somebody accepts the file as it is.

        Whatever is written on them, and whoever dies meanwhile, their sums stay as they are.
        """
        if not self.sums or set(pages) <= set(self.doubted):
            return
        doubted = {*pages, *self.doubted}
        self.execute("begin immediate")
        page_sums.doubt(self, doubted)
        self.commit()
        self.doubted = doubted

    def accept(self, doubted: Collection[int] = ()) -> None:
        """Forget all sums, if there is a table for them: they are noted anew from the file as it is.

        But for pages that stay ``doubted``.
        """
        if not page_sums.kept(self):
            return
        self.execute("begin immediate")
        page_sums.forget(self)
        page_sums.doubt(self, doubted)
        super().commit()
        self.follow(self.path)

    def checkpoint(self, seconds: float = PATIENCE) -> bool:
        """Take the log into the file and cut it; whether that was done, or somebody still reads from it.

        Waits at most so many seconds for those who do.
        """
        self._say_at, self._patience = 0.0, SAY_AGAIN
        if self.sums:
            self._place = page_sums.settle(self, self.path, self._place, Writing.OPEN, self.doubted)
            self._state = page_sums.state(self)
        self._let_go()
        try:
            return self._cut(seconds)
        finally:
            self._hold()

    def resume(self) -> None:
        """Take into the file what a killed writer left in the log, before more is written behind it.

        What a power cut tore there would stay, and look like damage after a second one.
        """
        if self.sums and self._state and self._state.open and self._log_size():
            self.checkpoint(0)

    def _cut(self, seconds: float) -> bool:
        (patience,) = self.execute("pragma busy_timeout").fetchone()
        self.execute(f"pragma busy_timeout = {seconds * 1000:.0f}").fetchall()
        try:
            return not self.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        finally:
            self.execute(f"pragma busy_timeout = {patience}").fetchall()

    def close(self) -> None:
        """Note the last sums and close. Where that fails, the log stays for whoever writes next."""
        signalled: BaseException | None = None
        settled = False
        try:
            for _ in range(SIGNALS):
                try:
                    settled = self._settle()
                    break
                except BaseException as error:  # a signal: it can wait for hundredths of a second
                    signalled = error
        finally:
            self.sums, guard = False, self._guard
            if guard and settled:
                guard.close()
            # Whoever closes last takes the log into the file; who only reads, never.
            super().close()
            if guard:
                guard.close()
        if signalled:
            raise signalled

    def _settle(self) -> bool:
        """Note the last sums, if any are; whether the log may be taken into the file."""
        if not self.sums:
            return True
        with suppress(sqlite3.Error, OSError, ArchiveError):
            if self.in_transaction:
                self.rollback()
            page_sums.settle(self, self.path, self._place, Writing.CLOSED, self.doubted)
            self._let_go()
            # Whoever closes last would do it; a site that only reads never does.
            self._cut(0)
            return True
        return False

    def _log_size(self) -> int:
        try:
            return log_of(self.path).stat().st_size
        except OSError:
            return 0
