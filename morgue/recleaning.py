"""Articles that are filed, read again with what their outlets' other articles have taught since.

A dry run and a real one do the same, but for the writing: the bytes that were filed go through the
same readers, in the same processes that can be killed, and what comes out is compared with what is
filed. So old articles become what they would be if they came in today.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import coverage
from db.archive import Archive
from db.errors import ArchiveError
from db.families import families
from db.learning import Status, judge
from db.recleaning import Recleaning, Stored, concerned, content, differs, removed_by, stored
from db.sqlite import open_for_reading
from ingest.cleaning.furniture import RULE
from ingest.model import Document, Ner, RawFile
from ingest.outlets.learned import Learned
from ingest.text import fold
from morgue import learning, matching
from morgue.ingest_run import entity_key
from morgue.opening import opened
from morgue.reading import Item, read_in_order
from morgue.stopping import Stop, stoppable, until_stopped
from morgue.version import version

if TYPE_CHECKING:
    from db.sqlite import sqlite3


class NoSuchLine(ArchiveError):
    """Somebody judges a line that no outlet has."""

    reason = "no outlet is known to print that line"


@dataclass(slots=True)
class Changes:
    """What happens to the articles of an outlet: lines by the number of bodies they leave, or return to."""

    articles: int = 0
    leave: Counter[str] = field(default_factory=Counter)
    return_: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Report:
    """What reclean does, or would do.

    ``left_alone`` counts articles that would lose more than half their words: there the lines stay.
    """

    applied: bool
    outlets: dict[str, Changes] = field(default_factory=dict)
    left_alone: int = 0
    failed: list[Document] = field(default_factory=list)
    exit_code: int = 0

    @property
    def articles(self) -> int:
        """How many articles change."""
        return sum(changes.articles for changes in self.outlets.values())

    def as_dict(self) -> dict[str, Any]:
        """Give the report as plain values, the outlet with most changes first."""
        outlets = sorted(self.outlets.items(), key=lambda one: (-one[1].articles, one[0]))
        return {
            "applied": self.applied,
            "articles": self.articles,
            "left_alone": self.left_alone,
            "failed": len(self.failed),
            "outlets": [
                {
                    "outlet": name,
                    "articles": changes.articles,
                    "leave": _counts(changes.leave),
                    "return": _counts(changes.return_),
                }
                for name, changes in outlets
            ],
        }


def _counts(lines: Counter[str]) -> list[dict[str, Any]]:
    ranked = sorted(lines.items(), key=lambda one: (-one[1], one[0]))
    return [{"text": text, "articles": number} for text, number in ranked]


def preview(database: Path, outlet: str | None, workers: int) -> Report:
    """Tell what ``apply`` would do; nothing is written, and no lock is held."""
    conn = open_for_reading(database)
    try:
        with stoppable() as stop:
            report = Report(applied=False)
            known = learning.known(conn)
            found = [one.id for one in _candidates(conn, known, outlet)]
            for one, document in _read(conn, found, known, None, workers, stop):
                if document.article and differs(conn, one.id, document.article):
                    _note(report, one, document, known)
                else:
                    _note_unchanged(report, one, document, known)
            report.exit_code = stop.exit_code
            return report
    finally:
        conn.close()


def apply(database: Path, outlet: str | None, workers: int, wait: float = 0.0) -> Report:
    """Clean the articles again that hold known lines, or lost lines that somebody has rejected since.

    Names are looked for again where they were looked for, by whom they were found. Raises MissingExtra.
    """
    with opened(database, wait) as archive, stoppable() as stop:
        report = Report(applied=True)
        known = learning.known(archive.conn)
        groups: dict[str | None, list[int]] = {}
        for one in _candidates(archive.conn, known, outlet):
            groups.setdefault(one.ner, []).append(one.id)
        if not groups:
            _settle(archive, stop)
            return report
        if "accurate" in groups:
            from ingest.entities.recogniser import require

            require()
        with archive.recleaning(entity_key(any(groups)), version()) as run:
            for ner, found in sorted(groups.items(), key=lambda group: group[0] or ""):
                for one, document in _read(archive.conn, found, known, ner, workers, stop):
                    _replace(run, report, one, document, known)
            run.in_haste = stop.requested
        _settle(archive, stop)
        report.exit_code = stop.exit_code
        return report


def _settle(archive: Archive, stop: Stop) -> None:
    """Compare anew what changed, and what a call that was killed left to compare."""
    if not stop.requested:
        archive.look_after()
    matching.settle(archive.conn, lambda: stop.requested)
    families.refresh(archive.conn, lambda: stop.requested)
    coverage.refresh(archive.conn)


def _replace(run: Recleaning, report: Report, one: Stored, document: Document, known: Learned) -> None:
    outcome = run.replace(one.id, document)
    if outcome == "updated":
        _note(report, one, document, known)
    elif outcome is None:
        _note_unchanged(report, one, document, known)
    else:
        report.failed.append(document)


def undo(database: Path, wait: float = 0.0) -> tuple[int, int, int] | None:
    """Put back what the last reclean changed: its run, articles put back, articles changed since.

    None if there is nothing to undo.
    """
    with opened(database, wait) as archive, stoppable() as stop:
        if not archive.conn.execute("select 1 from recleaned").fetchone():
            _settle(archive, stop)
            return None
        with archive.recleaning(entity_key(True), version(), undo=True) as run:
            number = run.undo(lambda: stop.requested)
            assert number is not None
        _settle(archive, stop)
        return number, run.counts.updated, run.counts.skipped


def decide(database: Path, text: str, status: Status, outlet: str | None, wait: float = 0.0) -> list[str]:
    """Reject or accept a learned line: the outlets that print it. Raises NoSuchLine."""
    with opened(database, wait) as archive:
        outlets = judge(archive.conn, fold(text), status, outlet)
    if not outlets:
        raise NoSuchLine(database, text)
    return list(outlets)


def _candidates(conn: "sqlite3.Connection", known: Learned, outlet: str | None) -> Iterator[Stored]:
    """Articles that would change: a known line is in the body, or a line that is known no more is not."""
    for one in concerned(conn, RULE, outlet):
        keys = known.of(one.outlet)
        if any(fold(line) in keys for line in one.body.split("\n\n")) or any(
            fold(line) not in keys for line in removed_by(conn, one.id, RULE)
        ):
            yield one


def _read(
    conn: "sqlite3.Connection",
    ids: list[int],
    known: Learned,
    ner: str | None,
    workers: int,
    stop: Stop,
) -> Iterator[tuple[Stored, Document]]:
    """Read articles again from the bytes that were filed, in order; ``ner`` looks for names, None nobody.

    A preview holds no lock: what somebody deletes meanwhile is passed over.
    """
    given: deque[int] = deque()

    def items() -> Iterator[Item]:
        for number in ids:
            one = stored(conn, number)
            data = content(conn, one.sha256) if one else None
            if one and data is not None:
                given.append(number)
                yield Item(one.path, one.sha256, RawFile(one.path, data))

    asked: Callable[[], bool] = lambda: stop.requested  # noqa: E731
    who: Ner = "accurate" if ner == "accurate" else "fast"
    read = read_in_order(
        items(), entities=ner is not None, ner=who, workers=workers, stop=asked, learned=known
    )
    # A list's end is a file's end: with nothing to read no worker is started.
    for item in until_stopped(read, stop) if ids else ():
        if stop.requested:
            return
        if one := stored(conn, given.popleft()):
            yield one, item.documents[0]


def _note(report: Report, one: Stored, document: Document, known: Learned) -> None:
    assert document.article
    changes = report.outlets.setdefault(one.outlet or "", Changes())
    changes.articles += 1
    before, after = set(one.body.split("\n\n")), set(document.article.paragraphs)
    changes.leave.update(before - after)
    changes.return_.update(after - before)
    report.left_alone += _held(document, known.of(one.outlet))


def _note_unchanged(report: Report, one: Stored, document: Document, known: Learned) -> None:
    if document.article is None:
        report.failed.append(document)
    else:
        report.left_alone += _held(document, known.of(one.outlet))


def _held(document: Document, keys: frozenset[str]) -> bool:
    return bool(document.article and any(fold(line) in keys for line in document.article.paragraphs))
