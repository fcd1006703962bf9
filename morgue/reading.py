"""Many files to documents, in the order of the files, whichever worker is done first."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pebble import ProcessExpired

from ingest.errors import ArchiveFile, IngestError, NoArticleText, UnreadableFile
from ingest.model import Document, Ner, RawFile
from ingest.outlets.learned import NOTHING, Learned
from ingest.sources import load
from morgue.apart import can_fork, read_apart
from morgue.packing import unpacked
from morgue.pool import Stopped, Task, Workers
from morgue.rereading import Crash, Reader, failed, read_again
from morgue.worker import ITS_OWN_FAULT, kind, tell_once, why

#: Seconds of processor time for a document: a page, or one record of a file of records. The slowest of 455
#: real pages takes 0.13 s; one of 19,900 lines, names and all, 12 s; a text of 2.9 million characters 7 s.
FILE_SECONDS = 20.0
#: spaCy is ten times slower.
SLOWER = {"fast": 1.0, "accurate": 5.0}
#: Seconds for each document of files that share a task. If they do not suffice, each file gets its own task
#: with its own time.
SHARED_SECONDS = 5.0
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


def loaded(path: str, refused: str | None = None) -> Item:
    """Load a file; one that cannot be loaded, or must not be, is a document with its error.

    An archive of morgue is that, and skipped by who files documents.
    """
    try:
        if refused:
            raise UnreadableFile(path, refused)
        raw = load(path)
    except IngestError as error:
        skipped = error.reason if isinstance(error, ArchiveFile) else None
        return Item(path, documents=[failed(path, error)], skipped=skipped)
    return Item(path, raw.sha256, raw)


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

    A document that hangs or kills its worker has the error ReaderCrashed; others are unaffected, also those
    of the same file. Ends early, without an error, once ``stop()`` is true.
    """
    slower = SLOWER[ner] if entities else 1.0
    with Workers(workers, entities=entities, ner=ner, learned=learned) as pool:
        queue: deque[tuple[list[Item], Task | None]] = deque()
        try:
            for batch in _batches(items, stop):
                queue.append((batch, _hand_out(pool, batch, slower)))
                while queue and _full(queue, workers):
                    yield from _finished(pool, *queue.popleft(), slower, stop)
            while queue:
                yield from _finished(pool, *queue.popleft(), slower, stop)
        except Stopped:
            return


def alone(item: Item, entities: bool, ner: Ner = "fast") -> list[Document]:
    """Read one file within the limits of a worker, and quickly where this process can be copied."""
    if not item.raw:
        return item.documents
    if not can_fork():
        read = read_in_order([item], entities=entities, ner=ner, workers=1, stop=lambda: False)
        return [document for one in read for document in one.documents]
    raw, seconds = item.raw, FILE_SECONDS * (SLOWER[ner] if entities else 1.0)
    return read_again(raw, lambda crashed: read_apart(raw, entities, ner, seconds, crashed))


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


def _hand_out(pool: Workers, batch: list[Item], slower: float) -> Task | None:
    files = [item.raw for item in batch if item.raw]
    if not files:
        return None
    return pool.hand_out(files, slower * (FILE_SECONDS if len(files) == 1 else SHARED_SECONDS))


def _finished(
    pool: Workers, batch: list[Item], task: Task | None, slower: float, stop: Callable[[], bool]
) -> Iterator[Item]:
    read = _documents(pool, task, slower, stop) if task else iter(())
    batch.reverse()
    # What was given away is let go of: the documents of a large file need not wait for the rest of its task.
    while batch:
        item = batch.pop()
        if item.raw:
            item.documents = next(read) or [failed(item.path, NoArticleText(item.path), item.raw)]
            item.raw = None
        yield item


def _documents(
    pool: Workers, task: Task, slower: float, stop: Callable[[], bool]
) -> Iterator[list[Document]]:
    found = _tried(pool, task, stop)
    tell_once(pool.missing())
    if not isinstance(found, Crash):
        for one in found:
            yield unpacked(one)
        return
    for raw in task.files:
        # What several files share says nothing of one, and other deaths may have come from outside.
        first = found if found.own_fault and len(task.files) == 1 else None
        yield read_again(raw, _reader(pool, raw, slower * FILE_SECONDS, stop), first)


def _reader(pool: Workers, raw: RawFile, seconds: float, stop: Callable[[], bool]) -> Reader:
    """Reads a file by itself."""

    def read(crashed: Mapping[int, str]) -> list[Document] | Crash:
        found = _tried(pool, pool.hand_out([raw], seconds, crashed), stop)
        return found if isinstance(found, Crash) else unpacked(found[0])

    return read


def _tried(pool: Workers, task: Task, stop: Callable[[], bool]) -> list[bytes] | Crash:
    """The documents of each file of a task, packed, or why there are none."""
    try:
        return pool.result(task, stop)
    except Stopped:
        raise
    except ProcessExpired as error:
        own_fault = error.exitcode in ITS_OWN_FAULT
        return Crash(why(error.exitcode, task.seconds), pool.reached(task), own_fault)
    except TimeoutError:
        return Crash("its process does not answer", pool.reached(task))
    except Exception as error:  # whatever a worker raises must cost its document alone
        return Crash(kind(error), pool.reached(task))
