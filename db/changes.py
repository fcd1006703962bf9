"""What changed from one state of an article to the next: passages, each with the kind of change."""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from db.editors_notes import kind_of, notes_of
from db.unspaced import pairs
from db.word_diff import Piece, differences
from ingest.model import Article

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: The fields that are compared, and what a change of each is called; None: its words decide.
FIELDS: dict[str, str | None] = {
    "headline": "headline",
    "standfirst": None,
    "body": None,
    "byline": "byline",
    "section": "section",
    "editors_note": None,
}
#: Letters that differ in a misspelling, at most: ``goverment``, ``recieve``, a doubled letter or two.
TYPO = 2
#: Of two spellings so much must be the same; two words of four letters that share two are other words.
ALIKE = 0.7
#: Kinds that say that something was wrong.
WRONG = ("correction", "retraction")

_WORDS = re.compile(r"\w+")

# The notes that stand beside the body are a field of their own.
_ARTICLE = """
select headline, standfirst, body, byline, section, (
    select group_concat(text, char(10, 10)) from (
        select text from notes where article_id = articles.id and not instr(body, text) order by position
    )
) as editors_note from articles where id = ?
"""
_VERSION = """
select headline, standfirst, body, byline, section, editors_note
from versions where article_id = ? and version = ?
"""

State = Mapping[str, str | None]


class Change(NamedTuple):
    """A passage that one state has and the next has not, or has otherwise."""

    field: str
    kind: str
    added: str | None
    removed: str | None


def changes(old: State, new: State) -> Iterator[Change]:
    """The passages in which two states differ; other white space is no difference.

    >>> for one in changes({"headline": "Two hurt", "body": "He recieved it."},
    ...                    {"headline": "Three hurt", "body": "He received it.\\n\\nCorrection: it was he."}):
    ...     print(one.field, one.kind, one.added)
    headline headline Three
    body typo received
    body correction Correction: it was he.
    """
    for field, kind in FIELDS.items():
        before, after = old.get(field) or "", new.get(field) or ""
        if before.split() == after.split():
            continue
        for piece in differences(before, after):
            removed, added = _even(piece.old), _even(piece.new)
            if removed != added:
                yield from _passages(field, kind, added, removed)


def _even(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def _passages(field: str, kind: str | None, added: str, removed: str) -> Iterator[Change]:
    """A passage as one change; notes in it, which are paragraphs of their own, as others."""
    if kind is None:
        told = {part: kind_of(part) for part in added.split("\n\n")}
        for part, what in told.items():
            if what:
                yield Change(field, what, part, None)
        added = "\n\n".join(part for part in added.split("\n\n") if not told[part])
        if added == removed:
            return
        kind = "note" if field == "editors_note" else "typo" if is_typo(added, removed) else "update"
    elif kind == "headline" and is_typo(added, removed):
        kind = "typo"
    yield Change(field, kind, added or None, removed or None)


def is_typo(added: str, removed: str) -> bool:
    """Whether two wordings are one word, misspelled once; figures are never a matter of spelling.

    >>> is_typo("received", "recieved"), is_typo("2 men", "3 men"), is_typo("yes", "no")
    (True, False, False)
    """
    one, other = _WORDS.findall(added), _WORDS.findall(removed)
    if one == other:
        return True
    if len(one) != len(other) or any(char.isdigit() for char in added + removed):
        return False
    odd = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(odd) == 1 and _alike(*odd[0])


def _alike(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > TYPO or max(len(one), len(other)) > 30:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return max(len(one), len(other)) - same <= TYPO and matcher.ratio() >= ALIKE


def state(conn: "sqlite3.Connection", article_id: int, version: int) -> dict[str, str | None] | None:
    """The compared fields of a version of an article, or, one further, of the article itself.

    ``state(conn, 2025030472274820, 1)["headline"]`` is the headline that it had first; None if there is no
    such version.
    """
    cursor = conn.execute(_VERSION, [article_id, version])
    row = cursor.fetchone()
    if row is None:
        if version != versions(conn, article_id) + 1:
            return None
        row = conn.execute(_ARTICLE, [article_id]).fetchone()
    return dict(
        zip(("headline", "standfirst", "body", "byline", "section", "editors_note"), row, strict=True)
    )


def note_beside(article: Article) -> str | None:
    """The notes of an article that stand beside its body, as the field that is compared."""
    return "\n\n".join(note.text for note in notes_of(article) if note.text not in article.body) or None


def versions(conn: "sqlite3.Connection", article_id: int) -> int:
    """The number of earlier states of an article."""
    [(number,)] = conn.execute("select count(*) from versions where article_id = ?", [article_id])
    return int(number)


def note_changes(conn: "sqlite3.Connection", article_id: int, version: int) -> None:
    """Write anew what the state after a version says otherwise; the transaction is the caller's."""
    conn.execute("delete from changes where article_id = ? and version = ?", [article_id, version])
    old, new = state(conn, article_id, version), state(conn, article_id, version + 1)
    if old is None or new is None:
        return
    conn.executemany(
        "insert into changes (article_id, version, field, kind, added, removed, added_unspaced, "
        "removed_unspaced) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (article_id, version, *one, pairs(one.added or "") or None, pairs(one.removed or "") or None)
            for one in changes(old, new)
        ],
    )


def compared(old: State, new: State, field: str) -> list[Piece]:
    """The pieces of one field of two states, for the eye.

    >>> [one.same for one in compared({"body": "a b"}, {"body": "a c"}, "body")]
    [True, False]
    """
    return differences(old.get(field) or "", new.get(field) or "")
