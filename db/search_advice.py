"""What may help where nothing was found: what is there, what each part alone finds, how it may be spelled."""

import sqlite3
from collections.abc import Sequence

import numpy as np

from db.column_filters import KINDS
from db.column_values import day_text
from db.columns import Columns
from db.narrowing import Narrowing
from db.query import Query
from db.query_tree import Dates, Filter, Group, Node, Term, nodes, together
from db.query_widening import widened
from db.reranking import question_words
from db.searching import find
from db.spelling import likely_names, respelled
from db.statements import rows

#: Parts whose own number of articles is told.
PARTS = 8
#: Other spellings that are proposed.
SUGGESTIONS = 5


def advice(
    conn: sqlite3.Connection, columns: Columns, text: str, asked: Query, narrowed: Narrowing
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences that explain why nothing was found, and queries to try instead."""
    if not len(columns):
        return ("The archive is empty.",), ()
    notes = [f"None of {len(columns):,} articles."]
    if narrowed.any:
        most = "" if widened(asked.tree) == asked.tree else "at most "
        notes.append(f"Without the filters: {most}{_count(conn, columns, asked.tree):,}.")
    parts = asked.tree.parts if isinstance(asked.tree, Group) and asked.tree.kind == "all" else ()
    if len(parts) > 1:
        alone = [
            f"{part.words} {'' if widened(part) == part else 'at most '}{_count(conn, columns, part):,}"
            for part in _telling(parts)[:PARTS]
        ]
        notes.append(f"Articles with each alone: {', '.join(alone)}.")
    notes += _unseen(conn, columns, asked, narrowed)
    return tuple(notes), tuple(_suggestions(conn, columns, text, asked))


def _telling(parts: Sequence[Node]) -> list[Node]:
    """The parts of a query but its small words; all, if it has no others."""
    words = {part: question_words(part.text) for part in parts if isinstance(part, Term)}
    wanted = set(question_words(" ".join(part.text for part in words)))
    found = [part for part in parts if part not in words or wanted.intersection(words[part])]
    return found or list(parts)


def _count(conn: sqlite3.Connection, columns: Columns, tree: Node) -> int:
    return len(find(conn, columns, widened(tree), ranked=False).places)


def _unseen(conn: sqlite3.Connection, columns: Columns, asked: Query, narrowed: Narrowing) -> list[str]:
    """What no filter by date can find, and what could not be read at all."""
    notes = []
    dated = any(isinstance(node, Dates) for node in nodes(asked.tree))
    if dated or narrowed.dated:
        undated = int(np.count_nonzero(columns.column(conn, "month") == 0))
        days = columns.column(conn, "day")
        known = days[days > 0]
        if len(known):
            first, last = int(known.min()), int(known.max())
            reach = f"The archive reaches from {day_text(first)} to {day_text(last)}"
            notes.append(f"{reach}; {undated:,} articles have no date.")
    (failed,) = rows(conn, "select count(*) from files where status = 'failed'")[0]
    if failed:
        notes.append(f"{failed:,} files could not be read, and are not searched.")
    return notes


def _suggestions(conn: sqlite3.Connection, columns: Columns, text: str, asked: Query) -> list[str]:
    """The query with one word spelled as the archive has it."""
    found: list[str] = []
    for term in asked.terms:
        words = term.text.split()
        for word in words:
            if not _count(conn, columns, Term(word, term.prefix and word == words[-1])):
                found += [text.replace(word, other) for other in respelled(conn, word)]
    for node in nodes(asked.tree):
        if isinstance(node, Filter) and node.field in KINDS:
            for value in node.values:
                if not _count(conn, columns, together([node])):
                    found += [text.replace(value, other) for other in likely_names(conn, node.field, value)]
    return list(dict.fromkeys(one for one in found if one != text))[:SUGGESTIONS]
