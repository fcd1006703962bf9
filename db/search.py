"""The search of the archive: one engine for the command line, for notebooks and for the web.

Words find articles through posting lists and the full-text index; filters narrow them; facets and a
histogram say what is there. Where all words together find too little, articles with some of them follow.
"""

import functools
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from db.answer import Answer
from db.column_filters import Filters
from db.column_states import columns
from db.columns import Columns, Ints
from db.counting_once import ALIKE, originals
from db.counting_once import folded as fold
from db.facet_values import found_values
from db.narrowing import Narrowing, narrowing
from db.query import Query, morgue_match, parse
from db.search_advice import advice
from db.search_facets import Counts, facets
from db.search_hits import MARKS, Hit, hits, unmarked
from db.search_partial import partial
from db.searching import RARE, READ, READ_AT_LEAST, READ_FOR_A_HIT, SORTS, Result, find
from db.statements import TooSlowError, in_time

__all__ = [
    "MARKS",
    "SORTS",
    "Answer",
    "Hit",
    "morgue_match",
    "reading",
    "register",
    "search",
    "unmarked",
]


def search(
    conn: sqlite3.Connection,
    query: str,
    *,
    filters: Filters | None = None,
    without: Filters | None = None,
    look_for: Mapping[str, str] | None = None,
    sort: str = "rank",
    limit: int = 20,
    offset: int = 0,
    counts: bool = True,
    once: bool = False,
    alike: float = ALIKE,
    unseen: Collection[str] = (),
) -> Answer:
    """Find articles; any text is a query, and the empty one asks for every article.

    ``filters`` holds names by field: outlet, section, agency, language, year and month (any of the
    values), person, place, organisation and author (all of them); ``without`` holds those that no article
    may have. ``look_for`` has parts of names by field: the answer's ``found`` tells which values of the field
    match, as a facet does. ``sort`` is rank, newest or oldest; ``counts`` False leaves facets, histogram
    and ``found`` away. ``once`` counts each text once, in hits, total and counts: copies ``alike`` at
    least so much (0 to 1) fold under their original. What only tables that are ``unseen`` can tell is not
    asked (`parse`). Raises `ValueError` for another field or sort, and `TooSlowError` if the connection has a
    time limit that ends the search itself; facets that it ends are only left out.

    ``search(conn, "budget -opinion", filters={"year": ["2025"]}, sort="newest").total`` is a number.
    """
    if sort not in SORTS:
        raise ValueError(f"no such sort: {sort} (there are {', '.join(SORTS)})")
    asked, narrowed = parse(query, unseen), narrowing(filters, without)
    limit, offset = max(0, limit), max(0, offset)
    with in_time(), reading(conn):
        held = columns(conn)
        fold = alike if once else 0
        ask = functools.partial(find, conn, held, asked.tree, narrowed, ranked=sort == "rank", once=fold)
        result = ask()
        answer = _answer(result, asked, sort, limit, offset)
        if not answer.exact and result.hasty and answer.total < RARE * len(result.places):
            result = ask(patient=True)
            answer = _answer(result, asked, sort, limit, offset)
        more = partial(result, query, asked, narrowed, fold) if answer.exact else None
        if more is not None:
            answer = _followed(answer, more, limit, offset)
        if counts:
            answer = _counted(answer, result if answer.total or more is None else more, look_for or {})
        told = _advice(conn, held, query, asked, narrowed) if answer.exact and not answer.total else ((), ())
    notes = tuple(dict.fromkeys((*asked.notes, *result.notes, *answer.notes, *told[0])))
    understood = narrowed.understood(asked.tree)
    return replace(answer, query=query, understood=understood, notes=notes, suggestions=told[1])


@contextmanager
def reading(conn: sqlite3.Connection) -> Iterator[None]:
    """One state of the archive for all statements of a search, whatever is filed meanwhile."""
    # A statement that is not read to its end holds the state. It can be closed whatever happened, where a
    # time limit that struck would strike "rollback" too.
    held = conn.execute("select name from sqlite_master")
    held.fetchone()
    try:
        yield
    finally:
        held.close()


def register(conn: sqlite3.Connection) -> None:
    """Give a connection the SQL function ``morgue_match``, for ``articles_fts match morgue_match(:q)``.

    >>> conn = sqlite3.connect(":memory:")
    >>> register(conn)
    >>> conn.execute("select morgue_match('tax OR levy')").fetchone()
    ('"tax" OR "levy"',)
    """
    conn.create_function("morgue_match", 1, morgue_match, deterministic=True)


def _advice(
    conn: sqlite3.Connection, held: Columns, query: str, asked: Query, narrowed: Narrowing
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may help; where that takes too long, only that there is nothing."""
    try:
        with in_time():
            return advice(conn, held, query, asked, narrowed)
    except TooSlowError:
        return (f"None of {len(held):,} articles.",), ()


def _answer(result: Result, asked: Query, sort: str, limit: int, offset: int) -> Answer:
    """The hits of one page and the number of all."""
    total, found = len(result.places), True
    if not result.unsure:
        page = result.ordered(sort, offset + limit)[offset:]
    else:
        kept, read = _read(result, sort, offset + limit)
        found = read >= total
        total = len(kept) if found else round(len(kept) / read * total)
        if found:
            result.settle(np.sort(kept))
            total = len(result.places)
            kept = kept[np.isin(kept, result.places)] if result.copies is None else result.ordered(sort)
        elif result.alike:
            family = originals(result.conn, result.columns, result.alike)
            once = fold(np.sort(kept), family)[0]
            kept = kept[np.isin(kept, once)]
            total = round(len(once) / read * total)
        page = kept[offset : offset + limit]
    shown = hits(result.conn, result.columns.ids[page].tolist(), result.score(page), asked.terms)
    if result.copies is not None:
        under = result.copies[np.searchsorted(result.places, page)].tolist()
        shown = [replace(hit, copies=copies) for hit, copies in zip(shown, under, strict=True)]
    notes = () if found else (_estimate(len(result.places), read),)
    folded = 0 if result.copies is None else int(result.copies.sum())
    return Answer("", asked.understood, total, tuple(shown), {}, [], notes, found, folded=folded)


def _read(result: Result, sort: str, wanted: int) -> tuple[Ints, int]:
    """The first articles that hold what was asked, in order, and how many were read for that."""
    most = READ_AT_LEAST + READ_FOR_A_HIT * wanted
    order = result.ordered(sort, most)
    kept: list[int] = []
    read = 0
    while read < len(order) and (read < READ_AT_LEAST or len(kept) < wanted):
        kept += result.verified(order[read : read + READ])
        read += READ
    return np.array(kept, np.int64), min(read, len(order))


def _estimate(candidates: int, read: int) -> str:
    return (
        f"{candidates:,} articles have the words; the first {read:,} were read to see whether they "
        "stand as asked. The total and the counts are estimates."
    )


def _followed(answer: Answer, more: Result, limit: int, offset: int) -> Answer:
    """The answer with articles behind it that have some of the words."""
    start = max(0, offset - answer.total)
    room = limit - len(answer.hits)
    page = more.ordered("rank", start + room)[start:] if room > 0 else np.zeros(0, np.int64)
    shown = hits(more.conn, more.columns.ids[page].tolist(), more.score(page), more.terms, partial=True)
    return replace(answer, hits=(*answer.hits, *shown), partial=len(more.places))


def _counted(answer: Answer, result: Result, look_for: Mapping[str, str]) -> Answer:
    """The answer with its facets, its histogram, and the values that were looked for."""
    counted = facets(result.conn, result.columns, result.mask, result.within)
    found, told = found_values(result.conn, result.columns, result.mask, result.within, look_for)
    listed, histogram = counted.facets, counted.histogram
    if not answer.exact and len(result.places):
        share = answer.total / len(result.places)
        listed, found = (
            {name: _share(each, share) for name, each in some.items()} for some in (listed, found)
        )
        histogram = _share(histogram, share)
    notes = (*answer.notes, *counted.notes, *told)
    return replace(answer, facets=listed, histogram=histogram, notes=notes, more=counted.more, found=found)


def _share(counts: Counts, share: float) -> Counts:
    return [(value, most) for value, count in counts if (most := round(count * share))]
