"""Many queries at once: what each finds, and what it finds that no other does.

Of each article only the first line that finds it and whether another does are kept: five bytes for each
article of the archive, however many lines there are.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import numpy as np

from db.column_states import columns
from db.column_values import day_text
from db.columns import Columns, Ints
from db.query import parse
from db.query_tree import Group
from db.search import reading
from db.searching import find
from db.statements import in_time


@dataclass(frozen=True, slots=True)
class Line:
    """A query with a label; ``note`` tells why a line cannot be searched, and it is not."""

    query: str
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """What one line found.

    ``only_here`` are the articles that no other line finds, ``new`` those that no earlier line does;
    ``first`` and ``last`` the days of the oldest and the newest.
    """

    label: str
    query: str
    understood: str
    articles: int
    only_here: int
    new: int
    first: str | None
    last: str | None
    notes: str

    def as_dict(self) -> dict[str, object]:
        """The row that ``morgue search --file`` prints."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What all lines found; ``articles`` counts each article once."""

    lines: tuple[LineAnswer, ...]
    articles: int


def list_search(conn: sqlite3.Connection, lines: Iterable[Line | str], once: float = 0) -> ListAnswer:
    """Search for each of the lines; no line is an error, and one that asks for nothing finds nothing.

    ``once``: texts that are alike at least so much (0 to 1) count once.

    ``list_search(conn, ["tax OR levy", Line("strike", "work")]).articles`` is a number. Raises
    `TooSlowError` where the connection has a time limit that ends it.
    """
    with in_time(), reading(conn):
        held = columns(conn)
        # the line that found an article first, from 1; and whether another line found it too
        owner, shared = np.zeros(len(held), np.int32), np.zeros(len(held), bool)
        made = []
        for number, line in enumerate(lines, 1):
            asked = line if isinstance(line, Line) else Line(line)
            places, understood, notes = _found(conn, held, asked, once)
            before = owner[places] > 0
            shared[places[before]] = True
            owner[places[~before]] = number
            first, last = _days(conn, held, places)
            made.append(
                LineAnswer(
                    asked.label, asked.query, understood, len(places), 0, 0, first, last, " ".join(notes)
                )
            )
    new = np.bincount(owner, minlength=len(made) + 1)
    only = np.bincount(owner[~shared], minlength=len(made) + 1)
    counted = (replace(one, new=int(new[i]), only_here=int(only[i])) for i, one in enumerate(made, 1))
    return ListAnswer(tuple(counted), int(np.count_nonzero(owner)))


def _found(conn: sqlite3.Connection, held: Columns, line: Line, once: float) -> tuple[Ints, str, list[str]]:
    """The articles of a line by place, the line in plain words, and notes."""
    nothing = np.zeros(0, np.int64)
    if line.note:
        return nothing, "", [line.note]
    asked = parse(line.query)
    if asked.tree == Group("all", ()):
        return nothing, "", [*asked.notes, "It asks for no word: not searched."]
    result = find(conn, held, asked.tree, ranked=False, once=once)
    if result.unsure:
        result.settle(np.fromiter(result.verified(result.places), np.int64))
    return result.places, asked.understood, list(dict.fromkeys((*asked.notes, *result.notes)))


def _days(conn: sqlite3.Connection, held: Columns, places: Ints) -> tuple[str | None, str | None]:
    days = held.column(conn, "day")[places]
    days = days[days > 0]
    return (day_text(int(days.min())), day_text(int(days.max()))) if len(days) else (None, None)
