"""The search of the archive: one engine for the command line, for notebooks and for the web.

Words find articles through posting lists and the full-text index; filters narrow them; facets and a
histogram say what is there. Where all words together find too little, articles with some of them follow.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

import numpy as np

from db.column_filters import Filters
from db.column_states import columns
from db.query import Query, morgue_match, parse
from db.search_advice import advice
from db.search_facets import Counts, facets
from db.search_hits import MARKS, Hit, hits, unmarked
from db.search_partial import partial
from db.searching import READ_AT_MOST, SORTS, Result, find
from db.statements import in_time

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
) -> Answer:
    """Find articles; any text is a query, and the empty one asks for every article.

    ``filters`` holds names by field: outlet, section, agency, language, year and month (any of the
    values), person, place and organisation (all of them). ``sort`` is rank, newest or oldest; ``counts``
    False leaves facets and histogram away. Raises `ValueError` for another field or sort, and
    `TooSlowError` if the connection has a time limit that ends the search itself; facets that it ends
    are only left out.

    ``search(conn, "budget -opinion", filters={"year": ["2025"]}, sort="newest").total`` is a number.
    """
    if sort not in SORTS:
        raise ValueError(f"no such sort: {sort} (there are {', '.join(SORTS)})")
    asked = parse(query)
    limit, offset = max(0, limit), max(0, offset)
    filters = {field: [stored(value) for value in values] for field, values in (filters or {}).items()}
    with in_time(), reading(conn):
        held = columns(conn)
        result = find(conn, held, asked.tree, filters, ranked=sort == "rank")
        answer = _answer(result, asked, sort, limit, offset)
        more = partial(result, asked, filters) if answer.exact else None
        if more is not None:
            answer = _followed(answer, more, asked, limit, offset)
        if counts:
            answer = _counted(answer, result if answer.total or more is None else more)
        told = advice(conn, held, query, asked, filters) if not answer.total else ((), ())
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


def _answer(result: Result, asked: Query, sort: str, limit: int, offset: int) -> Answer:
    """The hits of one page and the number of all."""
    total, found = len(result.places), True
    if not result.unsure:
        page = result.ordered(sort, offset + limit)[offset:]
    else:
        read, order = 0, result.ordered(sort)
        kept: list[int] = []
        while read < len(order) and (read < READ_AT_MOST or len(kept) < offset + limit):
            kept += result.verified(order[read : read + READ_AT_MOST])
            read += READ_AT_MOST
        found = read >= len(order)
        total = len(kept) if found else max(len(kept), round(len(kept) / read * len(order)))
        if found:
            result.settle(np.sort(np.array(kept, np.int64)))
        page = np.array(kept[offset : offset + limit], np.int64)
    shown = hits(result.conn, result.columns.ids[page].tolist(), result.score(page), asked.terms)
    notes = () if found else (_estimate(len(result.places)),)
    return Answer("", asked.understood, total, tuple(shown), {}, [], notes, found)


def _estimate(candidates: int) -> str:
    return (
        f"{candidates:,} articles have the words; the first {READ_AT_MOST} were read to see whether they "
        "stand as asked. The total and the counts are estimates."
    )


def _followed(answer: Answer, more: Result, asked: Query, limit: int, offset: int) -> Answer:
    """The answer with articles behind it that have some of the words."""
    start = max(0, offset - answer.total)
    room = limit - len(answer.hits)
    page = more.ordered("rank", start + room)[start:] if room > 0 else np.zeros(0, np.int64)
    shown = hits(more.conn, more.columns.ids[page].tolist(), more.score(page), asked.terms, partial=True)
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
