"""The versions of an article on its page: what each changed, and one of them with its changes marked."""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

from db.changes import FIELDS, compared
from db.word_diff import Piece
from web.archive import Row
from web.dates import moment

#: Kinds of changes in the order in which they are named, and what they are called.
KINDS = {
    "retraction": "withdrawn",
    "correction": "corrected",
    "headline": "headline changed",
    "byline": "byline changed",
    "section": "section changed",
    "update": "text changed",
    "note": "note added",
    "typo": "spelling mended",
}
#: A state without changes in words: another file with the same text.
SAME = "the same words"

_TAGS = (("old", "del"), ("new", "ins"))


def lines(article: Row, versions: Sequence[Row], changes: Sequence[Row]) -> list[dict[str, Any]]:
    """A line for each state of an article, the newest first: its number, moment, headline, what it changed.

    Nothing where there is but one state. ``versions`` are the earlier states in any order.

    >>> old = {"version": 1, "headline": "A", "updated_at": None, "published_at": "2025-02-13"}
    >>> new = {"headline": "B", "updated_at": "2025-02-14", "published_at": "2025-02-13"}
    >>> [(one["number"], one["what"]) for one in lines(new, [old], [{"version": 1, "kind": "headline"}])]
    [(2, 'headline changed'), (1, 'first version')]
    """
    if not versions:
        return []
    states = [*sorted(versions, key=lambda row: int(row["version"])), article]
    found = []
    for number, state in enumerate(states, start=1):
        kinds = {row["kind"] for row in changes if row["version"] == number - 1}
        what = ", ".join(words for kind, words in KINDS.items() if kind in kinds) or SAME
        found.append(
            {
                "number": number,
                "when": moment(state["updated_at"] or state["published_at"]),
                "headline": state["headline"],
                "what": what if number > 1 else "first version",
                "newest": number == len(states),
            }
        )
    return found[::-1]


def chosen(text: str | None, versions: Sequence[Row]) -> int | None:
    """The number that ``?version=`` asks for; None where there is no such version.

    >>> chosen("2", [{"version": 1}]), chosen("3", [{"version": 1}]), chosen("²", [])
    (2, None, None)
    """
    if not text or not re.fullmatch("[0-9]{1,6}", text) or not versions:
        return None
    return int(text) if 1 <= int(text) <= len(versions) + 1 else None


def shown(number: int, of: int, old: Row, new: Row) -> dict[str, Any]:
    """One state with what it changed of the ``old`` one marked, by field; the body as paragraphs.

    ``shown(2, 2, old, new)["headline"]`` is ``Markup('Bridge <del>to shut</del><ins>shut</ins>')``.
    """
    found: dict[str, Any] = {
        field: Markup().join(marked(compared(old, new, field))) if new[field] or old[field] else None
        for field in FIELDS
    }
    found["body"] = marked(compared(old, new, "body"))
    when = moment(new["updated_at"] or new["published_at"])
    return {"number": number, "of": of, "when": when, **found}


def marked(pieces: Sequence[Piece]) -> list[Markup]:
    """Pieces as paragraphs of HTML, in which what went and what came are marked.

    >>> marked([Piece("One <b>", "One <b>"), Piece("two", ""), Piece("", "2.\\n\\n3")])
    [Markup('One &lt;b&gt;<del>two</del><ins>2.</ins>'), Markup('<ins>3</ins>')]
    """
    paragraphs = [Markup()]
    for piece in pieces:
        parts = [("", piece.new)] if piece.same else [(tag, getattr(piece, side)) for side, tag in _TAGS]
        for tag, text in parts:
            for place, part in enumerate(re.split(r"\n{2,}", text)):
                if place:
                    paragraphs.append(Markup())
                if part:
                    html = Markup("<{0}>{1}</{0}>").format(Markup(tag), part) if tag else escape(part)
                    paragraphs[-1] += html
    return [paragraph for paragraph in paragraphs if paragraph]
