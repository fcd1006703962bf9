"""Every article that a query finds, with all its fields: for files that others read, however many there are.

What is found is settled first, as numbers of articles; their rows are then read in batches, so that an
archive of a million articles needs no more memory than a batch and 8 MB of numbers.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from db.column_filters import Filters
from db.column_states import columns
from db.columns import Ints
from db.narrowing import narrowing
from db.query import parse
from db.query_facts import facts
from db.query_tree import Node
from db.query_verify import holds
from db.search import reading
from db.searching import SORTS, find, texts
from db.statements import in_time, rows

#: Rows read at once: 500 articles are 2 MB.
BATCH = 500
#: What an exported article holds, in this order; ``authors`` is a list.
FIELDS = (
    "id",
    "headline",
    "title",
    "standfirst",
    "body",
    "byline",
    "authors",
    "agency",
    "section",
    "outlet",
    "language",
    "url",
    "published_at",
    "published_local",
    "published_on",
    "published_source",
    "dateline",
    "word_count",
)

Row = dict[str, object]

_SQL = """
select articles.id, headline, title, standfirst, body, byline, null, agency, section, outlets.name,
       articles.language, url, published_at, published_local, published_on, published_source, dateline,
       word_count
from articles left join outlets on outlets.id = outlet_id
where articles.id in (select value from json_each(?))"""
_AUTHORS = """
select article_id, name from article_authors join authors on authors.id = author_id
where article_id in (select value from json_each(?)) order by article_id, position"""


@dataclass(frozen=True, slots=True)
class Selection:
    """The numbers of the articles that were found, in order.

    Where ``unsure`` is not empty they are candidates: ``rows_of`` reads whether they hold what was asked.
    ``understood`` and ``notes`` are for whoever asked, as in an answer of the search.
    """

    ids: Ints
    unsure: tuple[Node, ...]
    understood: str
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def batches(self) -> Iterator[Ints]:
        """The numbers in pieces of ``BATCH``."""
        for start in range(0, len(self.ids), BATCH):
            yield self.ids[start : start + BATCH]


def select(
    conn: sqlite3.Connection,
    query: str,
    filters: Filters | None = None,
    sort: str = "rank",
    once: float = 0,
    without: Filters | None = None,
) -> Selection:
    """Find articles as ``search`` does, all of them; articles with some of the words only are not among them.

    ``once``: of texts that are alike at least so much (0 to 1) only the original; 0: all. ``without`` holds
    values by field that no article may have. Raises
    `ValueError` for a filter or sort that does not exist, `TooSlowError` where the connection's time limit
    ends it. ``len(select(conn, "budget"))`` is a number.
    """
    if sort not in SORTS:
        raise ValueError(f"no such sort: {sort} (there are {', '.join(SORTS)})")
    asked = parse(query)
    narrowed = narrowing(filters, without)
    with in_time(), reading(conn):
        held = columns(conn)
        result = find(conn, held, asked.tree, narrowed, ranked=sort == "rank", once=once)
        if result.unsure and (once or facts(result.unsure)):
            # only here the columns are at hand that tell them
            result.settle(np.sort(np.fromiter(result.verified(result.places), np.int64)))
        ids = held.ids[result.ordered(sort)]
    notes = tuple(dict.fromkeys((*asked.notes, *result.notes)))
    return Selection(ids, result.unsure, narrowed.understood(asked.tree), notes)


def rows_of(conn: sqlite3.Connection, selection: Selection, ids: Ints) -> list[Row]:
    """The articles of one batch, with the names of ``FIELDS``; those that are gone meanwhile are left out."""
    if selection.unsure:
        held = holds(selection.unsure, texts(conn, ids))
        ids = np.array([key for key in ids.tolist() if key in held], np.int64)
    listed = ("[" + ",".join(map(str, ids.tolist())) + "]",)
    authors: dict[object, list[object]] = {}
    for key, name in rows(conn, _AUTHORS, listed):
        authors.setdefault(key, []).append(name)
    found = {row[0]: row for row in rows(conn, _SQL, listed)}
    made = []
    for key in ids.tolist():
        if key in found:
            row = dict(zip(FIELDS, found[key], strict=True))
            made.append({**row, "authors": authors.get(key, [])})
    return made


def export(
    conn: sqlite3.Connection,
    query: str,
    filters: Filters | None = None,
    sort: str = "rank",
    once: float = 0,
    without: Filters | None = None,
) -> Iterator[Row]:
    """Every article that a query finds, one by one, in one state of the archive.

    ``next(export(conn, "budget", sort="newest"))["headline"]`` is the newest one's headline. ``filters``,
    ``sort``, ``once``, ``without`` and errors are those of ``select``.
    """
    with reading(conn):
        selection = select(conn, query, filters, sort, once, without)
        for batch in selection.batches():
            yield from rows_of(conn, selection, batch)
