"""The hits of a page: what a list shows of an article, with the matched words in their sentence."""

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from db import unspaced
from db.marking import SIGNS, WHOLE, Place, word_places
from db.query_tree import Term
from db.statements import rows
from db.tokens import LAST, memory, tokens

#: The characters around a matched word in a snippet: no text holds them.
MARKS = ("\x01", "\x02")
#: Words of a snippet; FTS5 allows 64.
SNIPPET_WORDS = 32
#: Characters of an article's opening, where there is no matched word to show.
OPENING = 220
#: Terms that are marked: more of them mark every sentence.
MARKED = 40
#: Places of words in an article that FTS5 may cut a snippet from: it holds each place against all others. For
#: 500 of them that takes 20 ms, for the 15,000 of a text of 30 KB 8 s. No article of 400 words has so many.
MOST_PLACES = 500
#: Characters of long texts that are read for a page of hits; of each the first `WHOLE` are.
READ = 1_000_000
#: Characters of marked words among which the best place is looked for: 5,000 places or so.
ENOUGH = 20_000
#: Characters of a snippet that is cut from a long text: about as many as `SNIPPET_WORDS` have.
WIDTH = 200

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


def _snippets(
    articles: Mapping[int, tuple[object, ...]], terms: Sequence[Term]
) -> dict[int, tuple[str, str]]:
    """Of each article the matched words in the body, and in whichever part has them.

    Cut from an index of these articles alone, in memory: the archive's own would look up all words that
    begin so for each of them.
    """
    match = " OR ".join(term.match for term in terms[:MARKED])
    if not match or not articles:
        return {}
    usual = {key: cells for key, cells in articles.items() if max(map(_length, cells)) <= WHOLE}
    conn = memory(", ".join(_COLUMNS))
    try:
        conn.execute("begin")
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        conn.executemany(
            f"insert into texts (rowid, {', '.join(_COLUMNS)}) values ({marks})",
            [(key, *cells) for key, cells in usual.items()],
        )
        for key in _crowded(conn, terms[:MARKED]):
            conn.execute("delete from texts where rowid = ?", [key])
            del usual[key]
        cut = f"snippet(texts, %d, char(1), char(2), '…', {SNIPPET_WORDS})"
        sql = f"select rowid, {cut % 2}, {cut % -1} from texts where texts match ?"
        found = {key: (str(body or ""), str(other or "")) for key, body, other in conn.execute(sql, [match])}
    finally:
        conn.close()
    left = READ
    for key in [key for key in articles if key not in usual]:
        found[key], read = _long(articles[key], terms[:MARKED], max(left, WHOLE))
        left -= read
    return found


def _length(cell: object) -> int:
    return len(str(cell or ""))


def _crowded(conn: sqlite3.Connection, terms: Sequence[Term]) -> list[int]:
    """The articles in an index that have too many places of the terms."""
    places: Counter[int] = Counter()
    sql = "select doc, count(*) from tokens where term between ? and ? group by doc"
    for term in terms:
        words = tokens(term.text)
        # a phrase stands no oftener than its first word
        for first in words[:1]:
            last = first + LAST if term.prefix and len(words) == 1 else first
            places.update(dict(conn.execute(sql, [first, last])))
    return [key for key, count in places.items() if count > MOST_PLACES]


def _long(cells: Sequence[object], terms: Sequence[Term], most: int) -> tuple[tuple[str, str], int]:
    """The snippets of an article that is long or full of the words, and how many characters were read."""
    texts = {name: str(cell or "")[:most] for name, cell in zip(_COLUMNS[:-1], cells[:-1], strict=True)}
    body = texts.pop("body")
    shown, other = _densest(body, word_places({"body": body}, terms, ENOUGH)["body"]), ""
    read = len(body)
    if not shown:
        found = word_places(texts, terms, ENOUGH)
        other = next((cut for name, text in texts.items() if (cut := _densest(text, found[name]))), "")
        read += sum(map(len, texts.values()))
    return (shown, other), read


def _densest(text: str, places: Sequence[Place]) -> str:
    """Where most different words of those at the places stand together, or "" if there are no places.

    >>> text = "tax and tax. " + "Nothing. " * 40 + "A tax on oil."
    >>> unmarked(_densest(text, [(0, 3), (8, 11), (375, 378), (382, 385)])).endswith("Nothing. A tax on oil.")
    True
    """
    words = [text[start : min(end, start + WIDTH)].casefold() for start, end in places]
    held: Counter[str] = Counter()
    most = best = first = 0
    for last, (_, end) in enumerate(places):
        held[words[last]] += 1
        while first < last and end - places[first][0] > WIDTH:
            held[words[first]] -= 1
            if not held[words[first]]:
                del held[words[first]]
            first += 1
        if len(held) > most:
            most, best = len(held), first
    return _cut(text, places[best:]) if places else ""


def _cut(text: str, places: Sequence[Place]) -> str:
    """A text from a little before the first of the places on, with marks.

    >>> _cut("No tax on oil", [(3, 6)]).replace(MARKS[0], "[").replace(MARKS[1], "]")
    'No [tax] on oil'
    """
    first = places[0][0]
    start, end = max(0, first - WIDTH // 4), first + WIDTH
    if start:
        start = next((at + 1 for sign in "\n " if (at := text.find(sign, start, first)) >= 0), first)
    end = end if end >= len(text) else max(text.rfind(" ", first, end), min(places[0][1], end))
    shown, at = ["…" if start else ""], start
    for a, b in takewhile(lambda place: place[0] < end, places):
        shown += [text[at:a].translate(SIGNS), MARKS[0], text[a : min(b, end)].translate(SIGNS), MARKS[1]]
        at = min(b, end)
    return "".join([*shown, text[at:end].translate(SIGNS), "…" if end < len(text) else ""])


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
