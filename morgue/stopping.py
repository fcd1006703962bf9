"""Ctrl-C and SIGTERM: the first asks for an orderly end, the second ends at once."""

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)
#: Seconds in which a signal that reached another process of ours has reached this one.
MOMENT = 0.1


class Ended(KeyboardInterrupt):
    """The second signal; ``exit_code`` as a shell expects it.

    >>> Ended(signal.SIGTERM).exit_code
    143
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


class Stop:
    """Whether somebody asked to stop; ``exit_code`` is then 128 and the signal's number.

    >>> stop = Stop(); stop.requested, stop.exit_code
    (False, 0)
    >>> stop.signal = signal.SIGINT; stop.requested, stop.exit_code
    (True, 130)
    """

    def __init__(self) -> None:
        self.signal: signal.Signals | None = None

    @property
    def requested(self) -> bool:
        """True after the first signal."""
        return self.signal is not None

    @property
    def exit_code(self) -> int:
        """What a shell expects of a program that a signal ended; 0 without one."""
        return 128 + self.signal if self.signal else 0

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if self.requested:
            raise Ended(number)
        self.signal = signal.Signals(number)


def until_stopped(found: Iterator[Any], stop: Stop) -> Iterator[Any]:
    """Yield what workers have read; a signal that also ended the process that makes them is no error.

    >>> list(until_stopped(iter("ab"), Stop()))
    ['a', 'b']
    """
    try:
        yield from found
    except BrokenProcessPool:
        # The kernel tells all processes of a terminal at once, and not in order.
        time.sleep(MOMENT)
        if not stop.requested:
            raise


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Watch for signals inside the block; outside the main thread, where Python allows none, never stop."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop._receive) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
