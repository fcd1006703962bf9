"""Numbers in Wikidata that the archive's owner brings along: a CSV file of name, kind and wikidata_id."""

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.errors import BadRow

if TYPE_CHECKING:
    from db.sqlite import sqlite3

COLUMNS = ("name", "kind", "wikidata_id")
KINDS = frozenset({"person", "organisation", "place"})
NUMBER = re.compile(r"Q[1-9]\d{0,15}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entity by any of its spellings, and its number in Wikidata."""

    name: str
    kind: str
    wikidata_id: str


@dataclass(frozen=True, slots=True)
class Linked:
    """How many entities got their number, and what the archive does not name."""

    linked: int
    unknown: tuple[Wanted, ...]


def read(path: str, lines: Iterable[str]) -> list[Wanted]:
    """The rows of the CSV file ``path`` with the columns name, kind and wikidata_id. Raises BadRow.

    >>> read("links.csv", ["name,kind,wikidata_id", "Ana Ruiz,person,Q42"])
    [Wanted(name='Ana Ruiz', kind='person', wikidata_id='Q42')]
    """
    rows = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise BadRow(path, f"no column {', '.join(missing)}")
    found = []
    for row in rows:
        one = Wanted(*((row[name] or "").strip() for name in COLUMNS))
        if one.kind not in KINDS:
            raise BadRow(path, f"line {rows.line_num}: {one.kind!r} is not person, organisation or place")
        if not NUMBER.fullmatch(one.wikidata_id):
            raise BadRow(path, f"line {rows.line_num}: {one.wikidata_id!r} is no number of Wikidata, as Q42")
        found.append(one)
    return found


def link(conn: "sqlite3.Connection", wanted: Iterable[Wanted], key: Callable[[str, str], str]) -> Linked:
    """Give entities their numbers, in place of those they have; the transaction is the caller's.

    ``key(name, kind)`` is the merge key, so that any spelling of a name will do.
    """
    linked, unknown = 0, []
    for one in wanted:
        changed = conn.execute(
            "update entities set wikidata_id = ? where kind = ? and key = ?",
            [one.wikidata_id, one.kind, key(one.name, one.kind)],
        )
        linked += changed.rowcount
        if not changed.rowcount:
            unknown.append(one)
    return Linked(linked, tuple(unknown))
