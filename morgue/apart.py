"""One file, read in a child of this process: with a worker's limits, without the half second of a pool."""

import os
import signal
import threading
from collections.abc import Mapping
from mmap import PAGESIZE, mmap
from multiprocessing.connection import Connection, Pipe
from typing import Any

from ingest.model import Document, Ner, RawFile
from morgue.packing import unpacked
from morgue.rereading import Crash
from morgue.worker import MISSING, begin, kind, read, tell_once, why


def can_fork() -> bool:
    """Tell whether a copy of this process would be whole: threads are not copied, their locks are."""
    return hasattr(os, "fork") and threading.active_count() == 1


def read_apart(
    raw: RawFile, entities: bool, ner: Ner, seconds: float, crashed: Mapping[int, str]
) -> list[Document] | Crash:
    """Read a file in a child process, without the records that ``crashed`` before; its documents, or why the
    child ended without them.

    >>> [document] = read_apart(RawFile("a.txt", b"The bridge is shut."), False, "fast", 20.0, {})
    >>> document.article.body
    'The bridge is shut.'
    """
    # One number of memory that both processes have.
    places = memoryview(mmap(-1, PAGESIZE)).cast("I")
    out, into = Pipe(duplex=False)
    child = os.fork()
    if not child:
        _answer(into, places, raw, (entities, ner, seconds, 0, crashed))
    into.close()
    found: bytes | Crash | None = None
    try:
        with out:
            found = out.recv()
    except EOFError:
        pass
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    tell_once(places[MISSING])
    if found is None or status:
        return Crash(why(os.waitstatus_to_exitcode(status), seconds), places[0])
    return found if isinstance(found, Crash) else unpacked(found)


def _answer(into: "Connection[Any, Any]", places: Any, raw: RawFile, how: tuple[Any, ...]) -> None:
    """The child's part: it ends here, whatever happens."""
    code = 1
    try:
        begin(places)
        try:
            found: bytes | Crash = read([raw], *how)[0]
        except Exception as error:  # whatever a reader raises is told of its document
            found = Crash(kind(error), places[0])
        into.send(found)
        into.close()
        code = 0
    finally:
        os._exit(code)
