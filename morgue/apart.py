"""One file, read in a child of this process: with a worker's limits, without the half second of a pool."""

import os
import signal
import threading
from multiprocessing.connection import Connection, Pipe
from typing import Any

from ingest.model import Document, Ner, RawFile
from morgue.worker import begin, kind, read, why


def can_fork() -> bool:
    """Tell whether a copy of this process would be whole: threads are not copied, their locks are."""
    return hasattr(os, "fork") and threading.active_count() == 1


def read_apart(raw: RawFile, entities: bool, ner: Ner, seconds: float) -> list[Document] | str:
    """Read a file in a child process; its documents, or why the child ended without them.

    >>> [document] = read_apart(RawFile("a.txt", b"The bridge is shut."), False, "fast", 20.0)
    >>> document.article.body
    'The bridge is shut.'
    """
    out, into = Pipe(duplex=False)
    child = os.fork()
    if not child:
        _answer(into, raw, entities, ner, seconds)
    into.close()
    found: list[Document] | str | None = None
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
    if found is None or status:
        return why(os.waitstatus_to_exitcode(status), seconds)
    return found


def _answer(into: "Connection[Any, Any]", raw: RawFile, entities: bool, ner: Ner, seconds: float) -> None:
    """The child's part: it ends here, whatever happens."""
    code = 1
    try:
        begin()
        try:
            found: list[Document] | str = read([raw], entities, ner, seconds)[0]
        except Exception as error:  # whatever a reader raises is told of its file
            found = kind(error)
        into.send(found)
        into.close()
        code = 0
    finally:
        os._exit(code)
