"""The search of the archive: one engine for the command line, for notebooks and for the web.

Words find articles through posting lists and the full-text index; filters narrow them; facets and a
histogram say what is there. Where all words together find too little, articles with some of them follow.
"""

import functools
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

import numpy as np

from db.column_filters import Filters
from db.column_states import columns
from db.columns import Columns, Ints
from db.counting_once import ALIKE, originals
from db.counting_once import folded as fold
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
    "stored",
    "unmarked",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found: ``total`` articles, of which ``hits`` are one page.

    ``exact`` is False where only a part of the candidates was read, so that total and counts are
    estimates. ``partial`` is the number of articles with some of the words, where too few have all.
    ``folded`` are copies that do not count, where each text counts once.
    """

    query: str
    understood: str
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Counts]
    histogram: Counts
    notes: tuple[str, ...]
    exact: bool = True
    partial: int = 0
    suggestions: tuple[str, ...] = ()
    folded: int = 0

    def as_dict(self) -> dict[str, object]:
        """The object that ``morgue search --json`` prints; snippets are plain text there.

        >>> Answer("tax", "tax", 0, (), {"year": [("2025", 2)]}, [], ()).as_dict()["facets"]
        {'year': [{'value': '2025', 'count': 2}]}
        """
        return {
            "query": self.query,
            "understood": self.understood,
            "total": self.total,
            "exact": self.exact,
            "partial": self.partial,
            "folded": self.folded,
            "hits": [{**asdict(hit), "snippet": unmarked(hit.snippet)} for hit in self.hits],
            "facets": {field: _values(counts) for field, counts in self.facets.items()},
            "histogram": _values(self.histogram),
            "suggestions": list(self.suggestions),
            "notes": list(self.notes),
        }


def search(
    conn: sqlite3.Connection,
    query: str,
    *,
    filters: Filters | None = None,
    sort: str = "rank",
    limit: int = 20,
    offset: int = 0,
    counts: bool = True,
    once: bool = False,
    alike: float = ALIKE,
) -> Answer:
    """Find articles; any text is a query, and the empty one asks for every article.

    ``filters`` holds names by field: outlet, section, agency, language, year and month (any of the
    values), person, place and organisation (all of them). ``sort`` is rank, newest or oldest; ``counts``
    False leaves facets and histogram away. ``once`` counts each text once, in hits, total and counts:
    copies that are ``alike`` at least so much (0 to 1) fold under their original. Raises `ValueError` for
    another field or sort, and `TooSlowError` if the connection has a time limit that ends the search
    itself; facets that it ends are only left out.

    ``search(conn, "budget -opinion", filters={"year": ["2025"]}, sort="newest").total`` is a number.
    """
    if sort not in SORTS:
        raise ValueError(f"no such sort: {sort} (there are {', '.join(SORTS)})")
    asked = parse(query)
    limit, offset = max(0, limit), max(0, offset)
    filters = {field: [stored(value) for value in values] for field, values in (filters or {}).items()}
    with in_time(), reading(conn):
        held = columns(conn)
        fold = alike if once else 0
        ask = functools.partial(find, conn, held, asked.tree, filters, ranked=sort == "rank", once=fold)
        result = ask()
        answer = _answer(result, asked, sort, limit, offset)
        if not answer.exact and result.hasty and answer.total < RARE * len(result.places):
            result = ask(patient=True)
            answer = _answer(result, asked, sort, limit, offset)
        more = partial(result, query, asked, filters, fold) if answer.exact else None
        if more is not None:
            answer = _followed(answer, more, limit, offset)
        if counts:
            answer = _counted(answer, result if answer.total or more is None else more)
        told = _advice(conn, held, query, asked, filters) if answer.exact and not answer.total else ((), ())
    notes = dict.fromkeys((*asked.notes, *result.notes, *answer.notes, *told[0]))
    return replace(answer, query=query, notes=tuple(notes), suggestions=told[1])


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
    conn: sqlite3.Connection, held: Columns, query: str, asked: Query, filters: Filters
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What may help; where that takes too long, only that there is nothing."""
    try:
        with in_time():
            return advice(conn, held, query, asked, filters)
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


def _counted(answer: Answer, result: Result) -> Answer:
    """The answer with its facets and histogram."""
    counted, histogram, notes = facets(result.conn, result.columns, result.mask, result.within)
    if not answer.exact and len(result.places):
        share = answer.total / len(result.places)
        counted = {field: _share(counts, share) for field, counts in counted.items()}
        histogram = _share(histogram, share)
    return replace(answer, facets=counted, histogram=histogram, notes=(*answer.notes, *notes))


def _share(counts: Counts, share: float) -> Counts:
    return [(value, most) for value, count in counts if (most := round(count * share))]


def stored(value: str) -> str:
    """A filter's value as SQLite can take it: half a surrogate pair cannot be encoded.

    >>> stored("tax\\ud83d")
    'tax?'
    """
    return value.encode("utf-8", "replace").decode()


def _values(counts: Counts) -> list[dict[str, object]]:
    return [{"value": value, "count": count} for value, count in counts]
