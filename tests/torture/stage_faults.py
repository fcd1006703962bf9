"""What can befall a run on the stage; each fault is a key of the job.

``batch``         documents in a transaction
``kill_at``       SIGKILL before the act of this number; a write may get half through
``signal_at``     ``[act, signal, act, signal...]``: signals that the run gets there
``full_from``     no space from this act on, for ``full_for`` writes
``sync_fails_at`` the sync at or after this act fails once
``fsize``         no file may grow beyond so many bytes
``cache``         pages that SQLite keeps in memory: with few, it writes in the midst of a transaction
``steps``         articles, names or outlets that each phase behind filing takes at once
``log``           bytes after which the log is moved into the file: with few, it is all the time
``follow``        a run's columns are brought up to date after so many articles, while it files
``busy``          seconds to wait for programs that do not take our lock
``kept``          bytes of the log that are worth a word
``record``        a file that gets every act, and what was told of as added, for ``power_cut``
``phases``        a file that gets the acts at which each phase of the run began and ended
``sabotage``      the product is made worse in this way: the test must notice (``sabotage.py``)
"""

import functools
import importlib
import json
import os
import pickle
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import sabotage
import watched_disk
from watched_disk import FULL, IOERR_FSYNC, OK, Act, WatchedDisk

#: Phases of a run: what does it. Some stand inside others.
PHASES = {
    "opening": ("db.archive", "open_for_writing"),
    "migrating": ("db.archive", "_bring_up_to_date"),
    "filing": ("morgue.ingest_run", "_file_all"),
    "finishing": ("db.run", "Run.finish"),
    "tidying": ("db.archive", "Archive.look_after"),
    "columns": ("db.archive", "refresh"),
    "matching": ("db.linking", "settle"),
    "stories": ("morgue.matching", "tell_stories"),
    "families": ("db.families.families", "refresh"),
    "coverage": ("db.coverage", "refresh"),
    "learning": ("morgue.learning", "learn"),
}


#: How much the phases take at once.
STEPS = (
    ("db.linking", "ENTITIES_AT_ONCE"),
    ("db.linking", "FAMOUS_AT_ONCE"),
    ("db.linking", "BLOCKS_AT_ONCE"),
    ("db.stories.refresh", "ARTICLES_AT_ONCE"),
    ("db.families.families", "ARTICLES_AT_ONCE"),
    ("db.families.fingerprints", "AT_ONCE"),
    ("db.coverage", "AT_ONCE"),
    ("db.column_building", "BATCH"),
)
#: Seconds by which a signal is put off.
LATER = 0.0005


class Faults:
    """Counts the acts of a run and lets happen at each what the job says."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job, self.number = job, 0
        self.record: list[tuple[Any, ...]] = []
        self._signals = list(job.get("signal_at", ()))
        _heed_outside_of_calls()
        self._full = job.get("full_for", 0)
        self._sync_fails = "sync_fails_at" in job

    def __call__(self, act: Act) -> int:
        self.number += 1
        job = self.job
        if self.number == job.get("kill_at"):
            if act.kind == "write":
                _write_half(act)
            os.kill(os.getpid(), signal.SIGKILL)
        while self._signals and self.number >= self._signals[0]:
            _, number, *self._signals = self._signals
            os.kill(os.getpid(), number)
        if act.kind in ("write", "create") and self.number >= job.get("full_from", 1 << 60) and self._full:
            self._full -= 1
            return FULL
        if act.kind == "sync" and self._sync_fails and self.number >= job["sync_fails_at"]:
            self._sync_fails = False
            return IOERR_FSYNC
        if "record" in job:
            self.record.append((act.kind, act.file, act.offset, act.data))
        return OK


def _heed_outside_of_calls() -> None:
    """Put signals off while C calls us: an exception that is raised there is lost."""
    listen = signal.signal

    def put_off(handler: Any) -> Any:
        def heed(number: int, frame: FrameType | None) -> None:
            at = frame
            while at:
                if at.f_code.co_filename == watched_disk.__file__:
                    threading.Timer(LATER, os.kill, (os.getpid(), number)).start()
                    return
                at = at.f_back
            handler(number, frame)

        return heed if callable(handler) and not isinstance(handler, signal.Handlers) else handler

    signal.signal = lambda number, handler: listen(number, put_off(handler))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _write_half(act: Act) -> None:
    """What a kill in the middle of write(2) may leave."""
    file = os.open(act.file, os.O_WRONLY)
    os.pwrite(file, act.data[: len(act.data) // 2], act.offset)


@contextmanager
def befall(job: dict[str, Any]) -> Iterator[None]:
    """Let the faults of a job befall what runs inside."""
    _set(job)
    faults = Faults(job)
    WatchedDisk(faults)
    for name in job.get("sabotage", ()):
        sabotage.METHODS[name]()
    if "record" in job:
        _tell_of_commits(faults)
    reached: dict[str, tuple[int, int]] = {}
    if "phases" in job:
        for phase, (module, name) in PHASES.items():
            _watch(module, name, functools.partial(_note, reached, faults, phase))
    try:
        yield
    finally:
        if "record" in job:
            Path(job["record"]).write_bytes(pickle.dumps(faults.record))
        if "phases" in job:
            reached["all"] = (0, faults.number)
            Path(job["phases"]).write_text(json.dumps(reached), "utf-8")


def _set(job: dict[str, Any]) -> None:
    """Make the numbers of the product what the job says."""
    from db import run, sqlite, versioning, writer

    run.BATCH = versioning.BATCH = job.get("batch", 5)
    run.BRISK_SECONDS = 0.0
    sqlite.WRITER_CACHE = job.get("cache", sqlite.WRITER_CACHE)
    sqlite.JOURNAL_SIZE_LIMIT = job.get("kept", sqlite.JOURNAL_SIZE_LIMIT)
    if "busy" in job:
        sqlite.BUSY_SECONDS = job["busy"]
    if "fsize" in job:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["fsize"], job["fsize"]))
    if "follow" in job:
        run.FOLLOW, run.FOLLOW_SHARE = job["follow"], 1e9
    writer.LOG_BYTES = job.get("log", writer.LOG_BYTES)
    for module, name in STEPS if "steps" in job else ():
        setattr(importlib.import_module(module), name, job["steps"])


def _note(
    reached: dict[str, tuple[int, int]], faults: Faults, phase: str, call: Callable[..., Any]
) -> Callable[..., Any]:
    @functools.wraps(call)
    def noted(*arguments: Any, **named: Any) -> Any:
        begun = faults.number
        try:
            return call(*arguments, **named)
        finally:
            if faults.number > begun:
                reached[phase] = (begun, faults.number)

    return noted


def _tell_of_commits(faults: Faults) -> None:
    """Note in the record how many documents were told of as added, as soon as they were."""

    def told(call: Callable[..., Any]) -> Callable[..., Any]:
        def commit(run: Any) -> None:
            call(run)
            faults.record.append(("told", "", run.counts.added, b""))

        return commit

    _watch("db.run", "Run.commit", told)


def _watch(module: str, name: str, around: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put something around a function or method, by its module and name."""
    owner, name = sabotage.owner(module, name)
    setattr(owner, name, around(getattr(owner, name)))
