"""The hits of a page: what a list shows of an article, with the matched words in their sentence."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from db import unspaced
from db.query_tree import Term
from db.statements import rows
from db.tokens import memory

#: The characters around a matched word in a snippet: no text holds them.
MARKS = ("\x01", "\x02")
#: Words of a snippet; FTS5 allows 64.
SNIPPET_WORDS = 32
#: Characters of an article's opening, where there is no matched word to show.
OPENING = 220
#: Terms that are marked: more of them mark every sentence.
MARKED = 40

_COLUMNS = ("headline", "standfirst", "body", "byline", "section", "dateline", "editors_note", "unspaced")


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found. ``snippet`` has char(1) and char(2) around the matched words.

    ``score`` grows with relevance and compares within one answer only; it is None where articles are
    not ranked. ``partial``: it has some of the words only. ``copies`` of its text are folded under it.
    """

    id: int
    headline: str | None
    title: str
    snippet: str
    outlet: str | None
    published: str | None
    url: str | None
    score: float | None
    partial: bool = False
    copies: int = 0


def unmarked(snippet: str) -> str:
    """A snippet without its marks.

    >>> unmarked("the \\x01budget\\x02 talks")
    'the budget talks'
    """
    return snippet.replace(MARKS[0], "").replace(MARKS[1], "")


def hits(
    conn: sqlite3.Connection,
    ids: Sequence[int],
    scores: Sequence[float | None],
    terms: Sequence[Term],
    partial: bool = False,
) -> list[Hit]:
    """The articles ``ids`` as hits, in this order."""
    sql = f"""select articles.id, title, outlets.name, published_at, url, {", ".join(_COLUMNS)}
        from articles left join outlets on outlets.id = outlet_id
        where articles.id in ({",".join(map(str, ids))})"""
    found = {int(str(row[0])): row for row in rows(conn, sql)} if ids else {}
    spaced = [term for term in terms if not term.unspaced]
    snippets = _snippets({key: row[5:] for key, row in found.items()}, spaced)
    runs = [run for term in terms if term.unspaced for run in unspaced.runs(term.text)]
    made = []
    for key, score in zip(ids, scores, strict=True):
        _, title, outlet, published, url, headline, _, body, *_ = map(_text, found[key])
        title = title or ""
        shown, elsewhere = snippets.get(key, ("", ""))
        if MARKS[0] not in shown:
            shown = _around(body or "", runs)
        if MARKS[0] not in shown and unmarked(elsewhere).strip("…") not in title:
            shown = elsewhere
        snippet = " ".join(shown.split()) if MARKS[0] in shown else _opening(body or "")
        made.append(Hit(key, headline, title, snippet, outlet, published, url, score, partial))
    return made


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def _snippets(articles: dict[int, tuple[object, ...]], terms: Sequence[Term]) -> dict[int, tuple[str, str]]:
    """Of each article the matched words in the body, and in whichever part has them.

    Cut from an index of these articles alone, in memory: the archive's own would look up all words that
    begin so for each of them.
    """
    match = " OR ".join(term.match for term in terms[:MARKED])
    if not match or not articles:
        return {}
    conn = memory(", ".join(_COLUMNS))
    try:
        conn.execute("begin")
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        conn.executemany(
            f"insert into texts (rowid, {', '.join(_COLUMNS)}) values ({marks})",
            [(key, *cells) for key, cells in articles.items()],
        )
        cut = f"snippet(texts, %d, char(1), char(2), '…', {SNIPPET_WORDS})"
        sql = f"select rowid, {cut % 2}, {cut % -1} from texts where texts match ?"
        return {key: (str(body or ""), str(other or "")) for key, body, other in conn.execute(sql, [match])}
    finally:
        conn.close()


def _around(body: str, runs: Sequence[str]) -> str:
    """The first place of a run of letters without spaces, which are no words for the index.

    >>> unmarked(_around("两国的关系", ["关系"]))
    '两国的关系'
    """
    text = " ".join(body.split())
    first = min((place for run in runs if (place := text.find(run)) >= 0), default=-1)
    if first < 0:
        return ""
    start, end = max(0, first - OPENING // 4), first + OPENING // 2
    shown = text[start:end]
    for run in dict.fromkeys(runs):
        shown = shown.replace(run, f"{MARKS[0]}{run}{MARKS[1]}")
    return f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}"


def _opening(body: str) -> str:
    text = " ".join(body[:OPENING].split())
    return text if len(body) < OPENING else text.rsplit(" ", 1)[0] + "…"
