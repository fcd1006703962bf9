"""Two reports of a story held against each other: what both say in the same words, and what only one says."""

import asyncio
import re
from typing import Any

from db.changes import compared
from db.word_diff import Piece
from web.archive import Part, Reader, Row
from web.versions import marked

#: Characters of each text that are compared: 3,000 words, four times the length of a usual report. Two
#: made-up texts of so many characters that have words but no line in common take 120 ms.
MOST = 20_000
#: Per cent of common words below which marks tell little: such texts are shown beside each other instead.
APART = 25

TEXTS: Part = (
    ("articles", "outlets"),
    """select articles.id, title, articles.language, headline, standfirst, published_at,
           substr(body, 1, 20001) as body, outlets.name as outlet
       from articles left join outlets on outlets.id = outlet_id
       where story_id = :story and articles.id in (:a, :b)""",
)


def asked_for(value: str | None) -> int | None:
    """The id that a parameter holds, None if it holds none.

    >>> asked_for("7"), asked_for("７"), asked_for("9" * 19), asked_for(None)
    (7, None, None, None)
    """
    return int(value) if value and re.fullmatch("[0-9]{1,18}", value) else None


async def difference(reader: Reader, story: int, a: int, b: int) -> dict[str, Any] | None:
    """What the page shows of two reports, None if the story has no such two or they are private.

    ``(await difference(reader, 7, 7, 8))["same"]`` is 83, the per cent of words that both have.
    """
    rows = (await reader.parts({"texts": TEXTS}, {"story": story, "a": a, "b": b}))["texts"]
    found = {row["id"]: row for row in rows or []}
    if not {a, b} <= found.keys():
        return None
    return await asyncio.to_thread(between, found[a], found[b])


def between(one: Row, other: Row) -> dict[str, Any]:
    """The same of two rows: the marked headline, standfirst and body of both.

    >>> row = {"id": 1, "headline": "Fire", "standfirst": None, "body": "It burned all night."}
    >>> found = between(row, row | {"id": 2, "body": "It burned for days."})
    >>> found["body"], found["same"]
    ([Markup('It burned <del>all night</del><ins>for days</ins>.')], 50)
    """
    cut = any(len(row["body"]) > MOST for row in (one, other))
    old, new = ({**row, "body": row["body"][:MOST]} for row in (one, other))
    body = compared(old, new, "body")
    same = shared(body)
    return {
        "one": one,
        "other": other,
        "same": same,
        "apart": same < APART,
        "cut": MOST if cut else None,
        "identical": all(old[field] == new[field] for field in ("headline", "standfirst", "body")),
        "headline": marked(compared(old, new, "headline")),
        "standfirst": marked(compared(old, new, "standfirst")),
        "body": marked(body),
        "plain": [[part for part in re.split(r"\n{2,}", row["body"]) if part.strip()] for row in (old, new)],
    }


def shared(pieces: list[Piece]) -> int:
    """Per cent of the words of the longer text that the other has in the same order.

    >>> shared([Piece("one two", "one two"), Piece(" three four", "")])
    50
    """
    same = sum(_words(piece.new) for piece in pieces if piece.same)
    longer = max(sum(_words(piece.old) for piece in pieces), sum(_words(piece.new) for piece in pieces))
    return 100 * same // longer if longer else 100


def _words(text: str) -> int:
    return len(re.findall(r"\w+", text))
