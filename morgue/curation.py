"""Corrections of an archive from the command line or a script: locked, in one transaction each."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

from db import entity_sheets
from db.curator import Curator, Done
from db.entity_sheets import Problems
from db.errors import NotASheet
from db.sqlite import open_for_reading, transaction
from morgue import matching
from morgue.ingest_run import entity_key
from morgue.opening import opened

Told = TypeVar("Told")


def correct(database: Path, do: Callable[[Curator], Told], wait: float = 0.0) -> tuple[Done, Told]:
    """Let ``do`` correct an archive that exists, wholly or not at all; what changed, and what it tells.

    Raises NoArchive, ArchiveLocked, NoSuchEntity, AmbiguousName or CannotCorrect.

        correct(Path("news.db"), lambda curator: curator.merge(["J. Smith"], "Jo Smith"))
    """
    with opened(database, wait) as archive:
        conn = archive.conn
        with transaction(conn):
            curator = Curator(conn, database, entity_key(True))
            told = do(curator)
            done = curator.finish()
        # Who is one with whom follows from who stands in which article.
        matching.settle(conn)
        return done, told


def take_file(database: Path, file: IO[str], wait: float = 0.0) -> tuple[Done, Problems]:
    """Take a sheet of entities, or a log in JSON lines: what changed, and rows that could not be taken."""
    text = _text(file)
    if text.lstrip().startswith("{"):
        key = entity_key(True)

        def take(curator: Curator) -> Problems:
            try:
                rows = [json.loads(line) for line in text.splitlines() if line.strip()]
                entity_sheets.take_log(curator, curator.conn, rows, key)
            except (ValueError, KeyError, TypeError) as error:
                raise NotASheet(file.name, f"not a log: {error}") from error
            return []

        return correct(database, take, wait)
    rows = list(_rows(file.name, text, {"name", "kind", "new_name"}))
    return correct(database, lambda curator: entity_sheets.take_sheet(curator, rows), wait)


def take_links(database: Path, file: IO[str], wait: float = 0.0) -> tuple[Done, Problems]:
    """Take Wikidata ids and coordinates: what changed, and rows that could not be taken."""
    rows = list(_rows(file.name, _text(file), {"name", "kind", "wikidata_id"}))
    return correct(database, lambda curator: entity_sheets.take_links(curator, rows), wait)


def _text(file: IO[str]) -> str:
    try:
        return file.read()
    except UnicodeDecodeError as error:
        raise NotASheet(file.name, "not UTF-8: save it so") from error


def _rows(name: str, text: str, needed: set[str]) -> Iterator[dict[str, Any]]:
    # strict: a quote that is never closed would swallow the rest of the file.
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        missing = needed - set(reader.fieldnames or ())
        if missing:
            raise NotASheet(name, f"no column {', '.join(sorted(missing))}")
        yield from reader
    except csv.Error as error:
        raise NotASheet(name, str(error)) from error


def write_sheet(database: Path, file: IO[str]) -> int:
    """Write all entities as CSV; give their number."""
    conn = open_for_reading(database)
    try:
        writer = csv.DictWriter(file, entity_sheets.COLUMNS, lineterminator="\n")
        writer.writeheader()
        number = 0
        for number, row in enumerate(entity_sheets.sheet(conn), start=1):  # noqa: B007
            writer.writerow(row)
        return number
    finally:
        conn.close()
