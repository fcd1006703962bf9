"""How far a run is, on a terminal only: share done, speed and time left."""

import sys
import time
from types import TracebackType
from typing import TextIO

#: Seconds between two drawings.
INTERVAL = 0.2


class Progress:
    """A line on stderr that is drawn over; nothing at all where stderr is no terminal."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()
        self._total, self._done = total, 0
        self._begun = self._drawn = time.monotonic()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def step(self) -> None:
        """Count one file."""
        self._done += 1
        now = time.monotonic()
        if self._shown and now - self._drawn >= INTERVAL:
            self._drawn = now
            self._stream.write(f"\r\x1b[K{status(self._done, self._total, now - self._begun)}")
            self._stream.flush()

    def clear(self) -> None:
        """Remove the line, as before another line is printed."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def status(done: int, total: int, seconds: float) -> str:
    """Say how far a run is.

    >>> status(1500, 10_000, 60.0)
    '1,500 of 10,000 files, 15 %, 25.0 a second, 5:40 left'
    """
    speed = done / seconds if seconds else 0.0
    left = round((total - done) / speed) if speed else 0
    share = 100 * done // total if total else 100
    return f"{done:,} of {total:,} files, {share} %, {speed:.1f} a second, {left // 60}:{left % 60:02} left"
