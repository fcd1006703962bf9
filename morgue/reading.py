"""Many files to documents, in the order of the files, whichever worker is done first."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pebble import ProcessExpired

from ingest.errors import IngestError, NoArticleText, ReaderCrashed
from ingest.model import Document, Ner, RawFile
from ingest.outlets.learned import NOTHING, Learned
from ingest.sources import load
from morgue.pool import Stopped, Task, Workers

#: Seconds for one file alone; the slowest honest page measured took 23 s.
FILE_SECONDS = 60.0
#: Seconds for files that share a task. If they do not suffice, each gets its own task with its own time.
SHARED_SECONDS = 30.0
#: Files of one task: enough that handing out costs nothing, few enough that workers end together.
TASK_FILES = 8
#: Bytes of one task; a large file is alone and has its full time at once.
TASK_BYTES = 1_000_000
#: Tasks in flight for each worker, and bytes in flight for all.
AHEAD = 4
BYTES_AHEAD = 64_000_000
#: Items held back for their turn, so that a million known files behind a slow one take no memory.
ITEMS_AHEAD = 5_000


@dataclass(slots=True)
class Item:
    """A path on its way: to be read (``raw``), read (``documents``), or passed over.

    ``known`` counts documents that are filed already, ``deleted`` those that somebody took out for good;
    ``skipped`` says why a path is no document.
    """

    path: str
    sha256: str = ""
    raw: RawFile | None = None
    documents: list[Document] = field(default_factory=list)
    known: int = 0
    deleted: int = 0
    skipped: str | None = None


def default_workers() -> int:
    """Give the number of workers: one a core, at most 4, as each holds the name tagger's 1 GB."""
    return min(4, os.cpu_count() or 1)


def loaded(path: str) -> Item:
    """Load a file; one that cannot be loaded is a document with its error."""
    try:
        raw = load(path)
    except IngestError as error:
        return Item(path, documents=[failed(path, error)])
    return Item(path, raw.sha256, raw)


def failed(path: str, error: IngestError, raw: RawFile | None = None) -> Document:
    """Make the document of a file that could not be read."""
    sha256, data = (raw.sha256, raw.data) if raw else ("", b"")
    return Document(path, sha256, "", "", data, None, error.reason, error.detail)


def read_in_order(
    items: Iterable[Item],
    *,
    entities: bool,
    workers: int,
    stop: Callable[[], bool],
    ner: Ner = "fast",
    learned: Learned = NOTHING,
) -> Iterator[Item]:
    """Yield every item, in order, with the documents of those that were to be read.

    A file that hangs or kills its worker becomes a document with the error ReaderCrashed; others
    are unaffected. Ends early, without an error, once ``stop()`` is true.
    """
    with Workers(workers, entities=entities, ner=ner, learned=learned) as pool:
        queue: deque[tuple[list[Item], Task | None]] = deque()
        try:
            for batch in _batches(items, stop):
                queue.append((batch, _hand_out(pool, batch)))
                while queue and _full(queue, workers):
                    yield from _finished(pool, *queue.popleft(), stop)
            while queue:
                yield from _finished(pool, *queue.popleft(), stop)
        except Stopped:
            return


def _batches(items: Iterable[Item], stop: Callable[[], bool]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    files = size = 0
    for item in items:
        if stop():
            raise Stopped
        new = len(item.raw.data) if item.raw else 0
        if batch and (files >= TASK_FILES or size + new > TASK_BYTES or len(batch) >= 100):
            yield batch
            batch, files, size = [], 0, 0
        batch.append(item)
        files, size = files + bool(item.raw), size + new
    if batch:
        yield batch


def _full(queue: deque[tuple[list[Item], Task | None]], workers: int) -> bool:
    tasks = [task for _, task in queue if task]
    size = sum(len(raw.data) for task in tasks for raw in task.files)
    # What needs no worker goes through at once unless it must wait its turn.
    return (
        not queue[0][1]
        or len(tasks) > AHEAD * workers
        or size > BYTES_AHEAD
        or sum(len(batch) for batch, _ in queue) > ITEMS_AHEAD
    )


def _hand_out(pool: Workers, batch: list[Item]) -> Task | None:
    files = [item.raw for item in batch if item.raw]
    if not files:
        return None
    return pool.hand_out(files, FILE_SECONDS if len(files) == 1 else SHARED_SECONDS)


def _finished(
    pool: Workers, batch: list[Item], task: Task | None, stop: Callable[[], bool]
) -> Iterator[Item]:
    if task:
        read = iter(_documents(pool, task, stop))
        for item in batch:
            if item.raw:
                # No document at all, as in an empty JSON list, must not vanish either.
                item.documents = next(read) or [failed(item.path, NoArticleText(item.path), item.raw)]
                item.raw = None
    yield from batch


def _documents(pool: Workers, task: Task, stop: Callable[[], bool]) -> list[list[Document]]:
    try:
        return pool.result(task, stop)
    except Stopped:
        raise
    except TimeoutError:
        if len(task.files) == 1:
            return [[_crashed(task.files[0], f"not done after {task.seconds:.0f} s")]]
    except Exception:  # whatever a worker raises or dies of must cost its file alone
        pass
    return [_alone(pool, raw, stop) for raw in task.files]


def _alone(pool: Workers, raw: RawFile, stop: Callable[[], bool]) -> list[Document]:
    """Read a file again by itself, after its task failed: it may have been a neighbour's fault."""
    try:
        return pool.result(pool.hand_out([raw], FILE_SECONDS), stop)[0]
    except Stopped:
        raise
    except TimeoutError:
        return [_crashed(raw, f"not done after {FILE_SECONDS:.0f} s")]
    except ProcessExpired as error:
        return [_crashed(raw, f"its process died, exit code {error.exitcode}")]
    except Exception as error:  # as above; what it says may be a piece of the text
        return [_crashed(raw, type(error).__name__)]


def _crashed(raw: RawFile, detail: str) -> Document:
    return failed(raw.path, ReaderCrashed(raw.path, detail), raw)
