"""The search of the archive: one engine for the command line, for notebooks and for the web.

Words find articles through the full-text index, whose weights are stored in it; filters narrow them;
facets and a histogram say what is there. Snippets are cut only for the hits that are shown.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from db.query import Query, morgue_match, parse
from db.search_facets import Counts, facets, rows
from db.search_scope import Filters, Scope, scope

#: The characters around a matched word in a snippet: no text holds them.
MARKS = ("\x01", "\x02")
#: Words of a snippet; FTS5 allows 64.
SNIPPET_WORDS = 32
#: Characters of an article's opening, where there is no matched word to show.
OPENING = 220
#: Words whose own number of articles is told when nothing is found.
ADVICE_WORDS = 8

SORTS = ("rank", "newest")


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found. ``snippet`` has char(1) and char(2) around the matched words.

    ``score`` grows with relevance and compares within one answer only; it is None where articles
    are not ranked (sorted by date, or found without a word).
    """

    id: int
    headline: str | None
    title: str
    snippet: str
    outlet: str | None
    published: str | None
    url: str | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found: ``total`` articles, of which ``hits`` are one page."""

    query: str
    understood: str
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Counts]
    histogram: Counts
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The object that ``morgue search --json`` prints; snippets are plain text there.

        >>> Answer("tax", "tax", 0, (), {"year": [("2025", 2)]}, [], ()).as_dict()["facets"]
        {'year': [{'value': '2025', 'count': 2}]}
        """
        return {
            "query": self.query,
            "understood": self.understood,
            "total": self.total,
            "hits": [{**asdict(hit), "snippet": unmarked(hit.snippet)} for hit in self.hits],
            "facets": {field: _values(counts) for field, counts in self.facets.items()},
            "histogram": _values(self.histogram),
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
) -> Answer:
    """Find articles; any text is a query, and the empty one asks for every article.

    ``filters`` holds names by field: outlet, section, agency, language, year and month (any of the
    values), person, place and organisation (all of them). ``sort`` is rank or newest. ``total`` is
    exact. Raises `ValueError` for another field or sort, and `TooSlowError` if the connection has a time
    limit that ends the search itself; facets that it ends are only left out.

    ``search(conn, "budget -opinion", filters={"year": ["2025"]}, sort="newest").total`` is a number.
    """
    if sort not in SORTS:
        raise ValueError(f"no such sort: {sort} (there are {', '.join(SORTS)})")
    asked = parse(query)
    filters = {field: [_stored(value) for value in values] for field, values in (filters or {}).items()}
    within = scope(asked, filters)
    total = _count(conn, within)
    found = _page(conn, within, sort, max(0, limit), max(0, offset)) if total else []
    hits = tuple(_hit(conn, asked, article, score) for article, score in found)
    counts, histogram, slow = facets(conn, asked, filters)
    advice = [] if total else _advice(conn, asked, filters)
    return Answer(query, asked.understood, total, hits, counts, histogram, (*asked.notes, *slow, *advice))


def register(conn: sqlite3.Connection) -> None:
    """Give a connection the SQL function ``morgue_match``, for ``articles_fts match morgue_match(:q)``.

    >>> conn = sqlite3.connect(":memory:")
    >>> register(conn)
    >>> conn.execute("select morgue_match('tax OR levy')").fetchone()
    ('"tax" OR "levy"',)
    """
    conn.create_function("morgue_match", 1, morgue_match, deterministic=True)


def unmarked(snippet: str) -> str:
    """A snippet without its marks.

    >>> unmarked("the \\x01budget\\x02 talks")
    'the budget talks'
    """
    return snippet.replace(MARKS[0], "").replace(MARKS[1], "")


def _count(conn: sqlite3.Connection, within: Scope) -> int:
    return int(str(rows(conn, f"select count(*) from ({within.sql})", within.params)[0][0]))


def _page(
    conn: sqlite3.Connection, within: Scope, sort: str, limit: int, offset: int
) -> list[tuple[int, float | None]]:
    """The ids of one page. Newest first stops early: ids grow with time, undated ones come last."""
    if within.ranked and sort == "rank":
        # by rank alone: a second key makes SQLite sort every match once more
        sql = within.sql.replace("select rowid", "select rowid, rank", 1) + " order by rank"
    else:
        sql = within.sql.replace("from", ", null from", 1) + " order by rowid desc"
    found = rows(conn, f"{sql} limit ? offset ?", (*within.params, limit, offset))
    return [(int(str(key)), None if rank is None else -float(str(rank))) for key, rank in found]


def _hit(conn: sqlite3.Connection, asked: Query, article: int, score: float | None) -> Hit:
    sql = """
        select headline, title, outlets.name, published_at, url, substr(body, 1, ?)
        from articles left join outlets on outlets.id = outlet_id where articles.id = ?"""
    row = rows(conn, sql, (OPENING, article))[0]
    headline, title, outlet, published, url, body = (None if cell is None else str(cell) for cell in row)
    title = title or ""
    snippet = _snippet(conn, asked, article, title) or _opening(body or "")
    return Hit(article, headline, title, snippet, outlet, published, url, score)


def _snippet(conn: sqlite3.Connection, asked: Query, article: int, title: str) -> str:
    """The matched words in their sentence: from the body, else from whichever part has them."""
    if not asked.match:
        return ""
    cut = f"snippet(articles_fts, %d, char(1), char(2), '…', {SNIPPET_WORDS})"
    sql = f"select {cut % 2}, {cut % -1} from articles_fts where articles_fts match ? and rowid = ?"
    body, anywhere = (str(text or "") for text in rows(conn, sql, (asked.match, article))[0])
    shown = body if MARKS[0] in body or unmarked(anywhere).strip("…") in title else anywhere
    return " ".join(shown.split())


def _opening(body: str) -> str:
    text = " ".join(body.split())
    return text if len(body) < OPENING else text.rsplit(" ", 1)[0] + "…"


def _advice(conn: sqlite3.Connection, asked: Query, filters: Filters) -> list[str]:
    """Why nothing was found: the number of articles without the filters, and of each word alone."""
    notes = []
    if any(filters.values()):
        notes.append(f"Without the filters: {_count(conn, scope(asked, {})):,}.")
    if len(asked.terms) > 1:
        alone = [
            f"{term.words} {_count(conn, Scope(_ALONE, (term.match,), True)):,}"
            for term in asked.terms[:ADVICE_WORDS]
        ]
        notes.append(f"Articles with each alone: {', '.join(alone)}.")
    return notes


_ALONE = "select rowid from articles_fts where articles_fts match ?"


def _stored(value: str) -> str:
    """A filter's value as SQLite can take it: half a surrogate pair cannot be encoded."""
    return value.encode("utf-8", "replace").decode()


def _values(counts: Counts) -> list[dict[str, object]]:
    return [{"value": value, "count": count} for value, count in counts]
