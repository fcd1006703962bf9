"""The run: files found, read by workers, saved in order, counted."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from db import cleaning, coverage
from db.archive import Archive, open_archive
from db.entities import Key
from db.errors import TracesLeft
from db.families import families
from db.page_checking import told
from db.run import Counts, Run
from ingest.errors import ArchiveFile
from ingest.model import Document, Ner
from ingest.outlets.learned import Learned
from ingest.sources import walk
from morgue import learning, matching
from morgue.learning import Furnished
from morgue.offline import offline
from morgue.own_files import OwnFiles
from morgue.progress import Progress
from morgue.reading import Item, default_workers, loaded, read_in_order
from morgue.stopping import Stop, stoppable, until_stopped
from morgue.version import version

#: Why deleted articles have left traces, where that is no fault.
READ = "another program reads from it: end that"


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did: counts, seconds, and the exit code of a signal that ended it early (else 0).

    ``furnished`` tells of articles whose bodies hold lines that recur in their outlets; ``deleted`` counts
    documents among the skipped that somebody had deleted; ``traces`` tells why theirs are still in the file.
    ``doubts`` tell of pages that are not what was written, and may be another program's, and of what is put
    off for that; ``log`` bytes stay beside the archive because somebody reads an older state.
    """

    counts: Counts
    seconds: float
    exit_code: int = 0
    furnished: Furnished = field(default_factory=Furnished)
    deleted: int = 0
    traces: str = ""
    doubts: list[str] = field(default_factory=list)
    log: int = 0

    def as_dict(self) -> dict[str, float]:
        """Give the counts by name, and the seconds."""
        return {**self.counts.as_dict(), "seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: with names or without, how many workers, how long to wait for another writer.

    ``ner`` tells who finds the names: "fast" or "accurate" (an extra).
    ``again`` files what somebody deleted from the archive before.
    ``on_failure`` is told of every document that could not be filed, with the path as it was given;
    ``on_archive`` of every other archive among the input, which is not filed.
    """

    entities: bool = True
    workers: int = field(default_factory=default_workers)
    wait: float = 0.0
    on_failure: Callable[[Document], None] = lambda document: None
    on_archive: Callable[[str], None] = lambda path: None
    ner: Ner = "fast"
    again: bool = False


def ingest(database: str | Path, paths: Sequence[str], options: Options | None = None) -> Report:
    """File everything under ``paths`` into the archive ``database``, which is made if there is none.

    A bad file is a failure that is counted, listed and told; it stops nothing. SIGINT or SIGTERM ends
    the run in order. While it runs, nothing in its thread reaches the network. Raises MissingExtra, or
    ArchiveError: locked, not an archive, no space.
    """
    options = options or Options()
    if options.entities and options.ner == "accurate":
        from ingest.entities.recogniser import require

        require()
    begun = time.monotonic()
    # Signals are watched once the lock is held: before, there is nothing to end in order.
    with open_archive(database, wait=options.wait) as archive, offline(), stoppable() as stop:
        total = sum(1 for _ in walk(paths)) if sys.stderr.isatty() else 0
        # What is learned by the files of this run is for the next one: else their order would matter.
        known = learning.known(archive.conn)
        key, ner = entity_key(options.entities), options.ner if options.entities else None
        with (
            archive.run(key, version(), entities=options.entities, ner=ner, again=options.again) as run,
            Progress(total) as progress,
        ):
            _file_all(run, _items(run, Path(database), paths), options, known, stop, progress)
        matching.settle(archive.conn, lambda: stop.requested)
        families.refresh(archive.conn, lambda: stop.requested)
        coverage.refresh(archive.conn)
        # A run that ends early has filed a part of its input, and a part teaches something else.
        furnished = Furnished() if stop.requested else learning.learn(archive.conn)
        traces = _traces(archive, stop)
        log = archive.empty_log()
        seconds, doubts = time.monotonic() - begun, _doubts(archive)
        return Report(run.counts, seconds, stop.exit_code, furnished, run.deleted, traces, doubts, log)


def _doubts(archive: Archive) -> list[str]:
    """Tell of pages that are not what was written, and of what must not be done for them."""
    if not archive.found:
        return []
    doubts = [told(archive.found)]
    if archive.doubtful and cleaning.pending(archive.conn):
        doubts.append("until then traces of deleted articles stay in the file")
    return doubts


def _traces(archive: Archive, stop: Stop) -> str:
    """Clean what deleted articles left, and tell why that was not to be done; what was filed is filed."""
    if archive.doubtful or not cleaning.pending(archive.conn):
        return ""
    if stop.requested:
        return "the run was ended before that"
    try:
        return "" if archive.clean() else READ
    except TracesLeft as error:
        return error.detail


def entity_key(entities: bool) -> Key:
    """Give what merges names; without entities nothing need be loaded for it."""
    if not entities:
        return lambda name, kind: name
    from ingest.entities.names import key

    return key


def _items(run: Run, database: Path, paths: Sequence[str]) -> Iterator[Item]:
    """Yield what is found, loaded; what is filed already is only counted."""
    own = OwnFiles(database)
    for found in walk(paths):
        problem = found.problem or (None if found.refused else own.why_not(found.path))
        item = Item(found.path, skipped=problem) if problem else loaded(found.path, found.refused)
        if item.skipped:
            # It was passed over, so that it is no failure.
            item.documents.clear()
            yield item
            continue
        known = run.known(item.sha256, item.path) if item.raw else 0
        deleted = run.buried(item.sha256) if item.raw else 0
        if known or deleted:
            yield Item(item.path, item.sha256, known=known, deleted=deleted)
        else:
            yield item


def _file_all(
    run: Run, items: Iterator[Item], options: Options, known: Learned, stop: Stop, progress: Progress
) -> None:
    read = read_in_order(
        items,
        entities=options.entities,
        ner=options.ner,
        workers=options.workers,
        stop=lambda: stop.requested,
        learned=known,
    )

    def tell(document: Document) -> None:
        progress.clear()
        options.on_failure(document)

    for item in until_stopped(read, stop):
        # Asked once more: the signal may have reached the worker too, and its death is no failure.
        if stop.requested:
            break
        if item.skipped == ArchiveFile.reason:
            progress.clear()
            options.on_archive(item.path)
        run.pass_over(duplicates=item.known, skipped=1 if item.skipped else 0, deleted=item.deleted)
        if item.documents:
            run.save(item.path, item.sha256, item.documents, tell)
        progress.step()
    run.in_haste = stop.requested
