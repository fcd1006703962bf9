"""Bring an archive up to date in a process of its own, which dies or finds no room at a chosen point."""

import multiprocessing
import os
import resource
import signal
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlite_utils import Database

from db import archive
from db.errors import ArchiveError
from db.migrations import migrations
from db.sqlite import sqlite3

#: How the process ends where the archive was refused in order.
REFUSED = 3

# A process that forks from one without threads starts in 20 ms.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["migrating"])
_open = archive.open_for_writing


def start(
    path: Path, *, die_at: int = 0, pages: int = 0, room: int = 0, step_by_step: bool = False
) -> ForkServerProcess:
    """Start bringing ``path`` up to date.

    The process kills itself before statement ``die_at``; the file may grow by so many ``pages``, and no file
    of the process above ``room`` bytes. ``step_by_step``: without the transaction around all steps.
    """
    process = _context.Process(target=_bring_up_to_date, args=(path, die_at, pages, room, step_by_step))
    process.start()
    return process


def statements(path: Path) -> int:
    """Bring ``path`` up to date in this process; the number of statements that takes."""
    counted = 0

    def count(statement: str) -> None:
        nonlocal counted
        counted += 1

    def traced(given: Path) -> sqlite3.Connection:
        conn = _open(given)
        conn.set_trace_callback(count)
        return conn

    archive.open_for_writing = traced
    try:
        with archive.open_archive(path):
            pass
    finally:
        archive.open_for_writing = _open
    return counted


def _bring_up_to_date(path: Path, die_at: int, pages: int, room: int, step_by_step: bool) -> None:
    if step_by_step:
        archive._migrate = lambda conn: migrations.apply(Database(conn, execute_plugins=False))
    left = die_at

    def traced(statement: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def hindered(given: Path) -> sqlite3.Connection:
        conn = _open(given)
        if pages:
            (now,) = conn.execute("pragma page_count").fetchone()
            conn.execute(f"pragma max_page_count = {now + pages}")
        conn.set_trace_callback(traced)
        return conn

    if room:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    archive.open_for_writing = hindered
    try:
        with archive.open_archive(path):
            pass
    except ArchiveError:
        os._exit(REFUSED)
