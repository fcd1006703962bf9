"""Worker processes that can be killed one by one, and a pool of them that cannot be broken.

Only a killed process is a timeout: a parser written in C hears no signal handler of Python.
"""

import multiprocessing.popen_forkserver
import multiprocessing.spawn
import os
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import ForkServerContext, ForkServerProcess
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from ingest.errors import MorgueError
from ingest.model import Ner, RawFile
from ingest.outlets.learned import NOTHING, Learned
from morgue.worker import GIVEN_BACK, MISSING, NO_RECORDS, WALL, begin, read

#: Seconds between two looks at whether somebody asked to stop.
TICK = 0.2
#: Seconds in which a living pool begins or ends at least one task, beyond the time of the task itself. A
#: worker that is killed from outside between two tasks takes the lock on the task queue with it.
PATIENCE = 30.0
#: Tasks that can be in flight at once: some for each worker.
PLACES = 4096

#: Characters of a temporary folder's name at most: a socket's path holds 107, on macOS 103, and below the
#: folder Python takes 32.
LONGEST_FOLDER = 70

_launching = threading.Lock()


class _Launch(multiprocessing.popen_forkserver.Popen):
    """Starts workers without running the user's own script again in each, as is Python's way."""

    def _launch(self, process_obj: Any) -> None:
        whole = multiprocessing.spawn.get_preparation_data

        def without_main(name: str) -> dict[str, Any]:
            data = whole(name)
            return {key: value for key, value in data.items() if not key.startswith("init_main")}

        with _launching:
            multiprocessing.spawn.get_preparation_data = without_main
            try:
                super()._launch(process_obj)  # type: ignore[misc]
            finally:
                multiprocessing.spawn.get_preparation_data = whole


class _Process(ForkServerProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802
        return _Launch(process_obj)


class _Context(ForkServerContext):
    Process = _Process


def _context() -> _Context:
    """Make workers children of a small server process, which has imported everything once.

    They share neither our threads nor our descriptors, above all not the archive's lock.
    """
    folder = tempfile.gettempdir()
    if len(os.fsencode(folder)) > LONGEST_FOLDER:
        raise NoPlaceForSockets(folder)
    # Workers are the parallelism: threads inside each would only fight over the same cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    context = _Context()
    context.set_forkserver_preload(["morgue.worker", "ingest.pipeline"])
    return context


class NoPlaceForSockets(MorgueError):
    """The name of the temporary folder is too long for the socket by which workers are started.

    >>> print(NoPlaceForSockets("/tmp"))
    the temporary folder's name is too long for a socket (over 70 bytes): set TMPDIR to one shorter than /tmp
    """

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"the temporary folder's name is too long for a socket (over {LONGEST_FOLDER} bytes):"
            f" set TMPDIR to one shorter than {folder}"
        )


class Stopped(Exception):
    """Somebody asked to stop while a result was awaited."""


class Task:
    """Files that were handed to a worker together, with what is needed to do so again."""

    def __init__(
        self, files: Sequence[RawFile], seconds: float, place: int, crashed: Mapping[int, str]
    ) -> None:
        self.files, self.seconds, self.crashed = tuple(files), seconds, dict(crashed)
        #: Where its worker tells which record of a file it is in.
        self.place = place
        #: Seconds after which the pool gives up a worker whose own clocks are as dead as it is. They begin
        #: anew with every record: how many a file holds its packed bytes do not tell.
        self.patience = PATIENCE + WALL * seconds * len(files)
        #: When and how its worker was last seen to go on; whether it was given up.
        self.since, self.seen, self.given_up = time.monotonic(), (False, 0), False
        self.future: ProcessFuture[list[bytes]] = ProcessFuture()
        self.pool: ProcessPool | None = None


class Workers:
    """A pool of ``number`` processes; a context manager. If the pool dies, it is replaced."""

    def __init__(self, number: int, *, entities: bool, ner: Ner = "fast", learned: Learned = NOTHING) -> None:
        self._number, self._entities, self._ner, self._learned = number, entities, ner, learned
        self._context = _context()
        self._places = self._context.RawArray("I", PLACES + 1)
        self._pool = self._start()
        self._open: list[Task] = []

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()

    def _start(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._number,
            initializer=begin,
            initargs=[self._places, self._learned],
            context=self._context,
        )

    def _end(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()

    def hand_out(
        self, files: Sequence[RawFile], seconds: float, crashed: Mapping[int, str] = NO_RECORDS
    ) -> Task:
        """Queue files for a worker, which gets ``seconds`` of processor time for each of their documents;
        records that ``crashed`` before are left out."""
        taken = {task.place for task in self._open}
        task = Task(files, seconds, next(place for place in range(PLACES) if place not in taken), crashed)
        self._open.append(task)
        self._schedule(task)
        return task

    def reached(self, task: Task) -> int:
        """Tell in which record its worker ended, by number from 1; 0: in none."""
        return int(self._places[task.place])

    def missing(self) -> int:
        """Tell which protections the machine lacks, as its workers found (``morgue.worker.lacks``)."""
        return int(self._places[MISSING])

    def _schedule(self, task: Task) -> None:
        self._places[task.place] = 0
        task.since, task.seen, task.given_up = time.monotonic(), (False, 0), False
        arguments = [task.files, self._entities, self._ner, task.seconds, task.place, task.crashed]
        try:
            task.future = self._pool.schedule(read, args=arguments)
        except RuntimeError:  # the pool died since the last call
            self._replace()
            task.future = self._pool.schedule(read, args=arguments)
        task.pool = self._pool

    def _replace(self) -> None:
        self._end()
        self._pool = self._start()

    def result(self, task: Task, stop: Callable[[], bool]) -> list[bytes]:
        """Wait for a task: the documents of each file, packed.

        Raises TimeoutError, pebble.ProcessExpired (the worker died), whatever else the worker
        raised, or Stopped.
        """
        try:
            return self._result(task, stop)
        finally:
            self._open.remove(task)

    def _result(self, task: Task, stop: Callable[[], bool]) -> list[bytes]:
        pulse, since = self._pulse(), time.monotonic()
        while True:
            if stop():
                raise Stopped
            if not task.future.done() and task.pool is not self._pool:
                self._schedule(task)
            if wait([task.future], timeout=TICK).done:
                try:
                    return task.future.result()
                except (BrokenProcessPool, CancelledError):
                    if task.given_up:
                        raise TimeoutError from None
                    if task.pool is self._pool:
                        self._replace()
                    self._schedule(task)
                except ProcessExpired as error:
                    if error.exitcode != GIVEN_BACK:
                        raise
                    self._schedule(task)
            self._give_up()
            if self._pulse() != pulse:
                pulse, since = self._pulse(), time.monotonic()
            elif time.monotonic() - since > self._limit(task):
                self._replace()

    def _give_up(self) -> None:
        """End workers that have not gone on to another record for as long as their tasks' patience."""
        now = time.monotonic()
        for task in self._open:
            seen = (task.future.running(), self.reached(task))
            if seen != task.seen or not seen[0]:
                task.since, task.seen = now, seen
            elif now - task.since > task.patience and not task.given_up:
                task.given_up = task.future.cancel()  # type: ignore[no-untyped-call]

    def _limit(self, task: Task) -> float:
        """Seconds after which an unchanged pool is stuck; no task needs its own where nothing runs."""
        return PATIENCE + (task.patience if any(one.future.running() for one in self._open) else 0.0)

    def _pulse(self) -> list[tuple[bool, bool, int]]:
        """What changes as long as the pool lives: which tasks have begun, how far they are, which end."""
        return [(task.future.running(), task.future.done(), self.reached(task)) for task in self._open]
