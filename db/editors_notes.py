"""Notes of the editors to readers: found in an article, and told apart by what they say."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ingest.model import Article

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Roles of blocks that are notes, whatever their words.
ROLES = ("correction", "editors-note")
#: A longer paragraph of the body is not read as a note: notes are a few sentences, and each rule that is
#: tried on a page without paragraphs costs time.
LONGEST = 1200


class Note(NamedTuple):
    """A note: retraction, correction, update, or note if it is none of these."""

    kind: str
    text: str


@cache
def _rules() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    return tuple(
        (rule["kind"], tuple(rule["cues"]), re.compile(rule["pattern"], re.DOTALL))
        for rule in tomllib.loads(text)["rule"]
    )


@cache
def _cues(ascii_only: bool) -> tuple[str, ...]:
    cues = {cue for _, cues, _ in _rules() for cue in cues}
    return tuple(sorted(cue for cue in cues if cue.isascii() or not ascii_only))


def kind_of(text: str) -> str | None:
    """What a paragraph says of the article that it stands in; None if it is none of the editors' notes.

    >>> kind_of("Correction: the bridge has three lanes, not two.")
    'correction'
    >>> kind_of("The mayor asked for a correction: three lanes.")
    """
    small = " ".join(text.lower().split())
    for kind, cues, pattern in _rules():
        for cue in cues:
            if cue in small:
                if pattern.search(small):
                    return kind
                break
    return None


def in_body(body: str) -> Iterator[Note]:
    """The notes among the paragraphs of a body; 70 microseconds where there is none.

    >>> list(in_body("It rained.\\n\\nThis article was amended on 3 May."))
    [Note(kind='correction', text='This article was amended on 3 May.')]
    """
    small = body.lower()
    for cue in _cues(small.isascii()):
        if cue in small:
            break
    else:
        return
    for paragraph in body.split("\n\n"):
        if len(paragraph) <= LONGEST and (kind := kind_of(paragraph)):
            yield Note(kind, paragraph)


def found(editors_note: str | None, beside: Iterable[tuple[str, str]], body: str) -> list[Note]:
    """All notes of an article, each text once; ``beside`` are the blocks beside the body: role and text.

    The field is made of the blocks, and counts only where there is none.

    >>> found(None, [("correction", "The bridge has three lanes.")], "It rained.")
    [Note(kind='correction', text='The bridge has three lanes.')]
    """
    texts = [(role, text) for role, text in beside if role in ROLES and text]
    if editors_note and not any(role == "editors-note" for role, _ in texts):
        texts.insert(0, ("editors-note", editors_note))
    notes = [
        Note(kind_of(text) or ("correction" if role == "correction" else "note"), text)
        for role, text in texts
    ]
    return list(dict.fromkeys([*notes, *in_body(body)]))


def notes_of(article: Article) -> list[Note]:
    """All notes of an article that is to be filed."""
    beside = ((block.role, block.text) for block in article.blocks)
    return found(article.editors_note, beside, article.body)


def add(conn: "sqlite3.Connection", article_id: int, article: Article) -> None:
    """Write the notes of an article that has none yet."""
    _write(conn, article_id, notes_of(article))


def add_stored(conn: "sqlite3.Connection", article_id: int) -> None:
    """The same for an article that was filed before notes were looked for."""
    note, body = conn.execute("select editors_note, body from articles where id = ?", [article_id]).fetchone()
    ask = "select role, text from blocks where article_id = ? and role in (?, ?) order by position"
    beside = conn.execute(ask, [article_id, *ROLES]).fetchall()
    conn.execute("delete from notes where article_id = ?", [article_id])
    _write(conn, article_id, found(note, beside, body))


def _write(conn: "sqlite3.Connection", article_id: int, notes: list[Note]) -> None:
    if notes:
        conn.executemany(
            "insert into notes (article_id, position, kind, text) values (?, ?, ?, ?)",
            [(article_id, place, *note) for place, note in enumerate(notes)],
        )
