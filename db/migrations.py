"""The schema, one frozen step after another; each step's SQL is a file in ``db/schema``.

A step that has been released is never edited and imports nothing of ours: an archive made by it must
open for ever. Comments stand above their columns, so that ``sqlite_master`` and Datasette show them.
"""

import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

migrations = Migrations("morgue")

_SCHEMA = Path(__file__).parent / "schema"


def _run(db: Database, name: str) -> None:
    """Execute a file statement by statement: ``executescript`` would commit the open transaction."""
    statement = ""
    for line in (_SCHEMA / f"{name}.sql").read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def _add_column(db: Database, table: str, column: str) -> bool:
    """Add a column unless the archive has it; tell whether it was missing."""
    name = column.split()[0]
    if name in {row[1] for row in db.execute(f"pragma table_info({table})")}:
        return False
    db.execute(f"alter table {table} add column {column}")
    return True


@migrations()
def ledger(db: Database) -> None:
    """Runs, files and failures: what was seen, and what became of it."""
    _run(db, "ledger")


@migrations()
def articles(db: Database) -> None:
    """Articles with outlets, authors, images, versions, and what was kept beside the body."""
    _run(db, "articles")


@migrations()
def entities(db: Database) -> None:
    """Who and what is named, and where."""
    _run(db, "entities")


@migrations()
def search(db: Database) -> None:
    """The full-text index, its weights and the triggers that keep it in step."""
    _run(db, "search")


@migrations()
def candidates(db: Database) -> None:
    """The values that a field could have had."""
    _run(db, "candidates")


@migrations()
def learning(db: Database) -> None:
    """Lines that recur in an outlet, and the states of articles before they were cleaned again."""
    _run(db, "learning")


@migrations()
def quotes(db: Database) -> None:
    """Who said what, with what keeps a quote's speaker in step with its mention."""
    _run(db, "quotes")


@migrations()
def matching(db: Database) -> None:
    """Names that are one over the whole archive, and those that are yet to be compared."""
    _run(db, "matching")


@migrations()
def names(db: Database) -> None:
    """Columns that some archives missed while ``matching`` was being written."""
    for column in ("wikidata_id text", "famous integer not null default 0"):
        _add_column(db, "entities", column)
    if _add_column(db, "entities", "block text"):
        db.execute("insert or ignore into unmatched (entity_id) select id from entities")
    _run(db, "names")


@migrations()
def curation(db: Database) -> None:
    """The log of corrections, blocked mentions, and exact counts of spellings and days."""
    _run(db, "curation")


@migrations()
def unspaced(db: Database) -> None:
    """The index anew, with a column for words of scripts that have no spaces."""
    _run(db, "unspaced")


@migrations()
def columns(db: Database) -> None:
    """Columns and posting lists that answer for a million articles."""
    _run(db, "columns")


@migrations()
def filing(db: Database) -> None:
    """Articles of one transaction are indexed together, where it ends."""
    _run(db, "filing")


@migrations()
def copies(db: Database) -> None:
    """Copies of one text, the marks by which they are found, and what is yet to be compared."""
    _run(db, "copies")


@migrations()
def counting(db: Database) -> None:
    """Copies are counted once as they are now."""
    _run(db, "counting")


@migrations()
def stories(db: Database) -> None:
    """Articles of one event, with what is compared of each and which are yet to be compared."""
    _run(db, "stories")


@migrations()
def coverage(db: Database) -> None:
    """What the archive has of each outlet, day by day, and what it lacks."""
    _run(db, "coverage")


@migrations()
def newness(db: Database) -> None:
    """Names in the order of their first day."""
    _run(db, "newness")


@migrations()
def changes(db: Database) -> None:
    """What changed from version to version, notes of editors, and how versions are recognised."""
    _run(db, "changes")


@migrations()
def states(db: Database) -> None:
    """What some archives missed while ``learning`` and ``columns`` were being written."""
    _add_column(db, "runs", "ner text")
    _run(db, "states")


@migrations()
def deletions(db: Database) -> None:
    """What was deleted, and why, without a word of it."""
    _run(db, "deletions")


@migrations()
def page_sums(db: Database) -> None:
    """Checksums of the file's pages."""
    _run(db, "page_sums")


@migrations()
def containers(db: Database) -> None:
    """Where a file of many records was read."""
    _run(db, "containers")
