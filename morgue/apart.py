"""One file, read in a child of this process: with a worker's limits, without the half second of a pool."""

import os
import pickle
import signal
import threading

from ingest.model import Document, Ner, RawFile
from morgue.worker import begin, read, why


def can_fork() -> bool:
    """Tell whether a copy of this process would be whole: threads are not copied, their locks are."""
    return hasattr(os, "fork") and threading.active_count() == 1


def read_apart(raw: RawFile, entities: bool, ner: Ner, seconds: float) -> list[Document] | str:
    """Read a file in a child process; its documents, or why the child ended without them.

    >>> [document] = read_apart(RawFile("a.txt", b"The bridge is shut."), False, "fast", 20.0)
    >>> document.article.body
    'The bridge is shut.'
    """
    out, into = os.pipe()
    child = os.fork()
    if not child:
        _answer(into, raw, entities, ner, seconds)
    os.close(into)
    try:
        with open(out, "rb") as pipe:  # noqa: PTH123 (a descriptor has no path)
            answer = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if not answer or status:
        return why(os.waitstatus_to_exitcode(status), seconds)
    found: list[Document] | str = pickle.loads(answer)
    return found


def _answer(into: int, raw: RawFile, entities: bool, ner: Ner, seconds: float) -> None:
    """The child's part: it ends here, whatever happens."""
    code = 1
    try:
        begin()
        try:
            found: list[Document] | str = read([raw], entities, ner, seconds)[0]
        except Exception as error:  # whatever a reader raises is told of its file
            found = f"{type(error).__name__}: {error}"
        with open(into, "wb") as pipe:
            pickle.dump(found, pipe, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)
