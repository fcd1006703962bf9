"""One document into the archive: found a duplicate, failed, added, or another state of an article."""

import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from db import chains, changes, quotes, rows
from db.entities import EntityBook
from db.identity import Filed, Places, text_of
from ingest.model import Article, Document

if TYPE_CHECKING:
    from db.sqlite import sqlite3

Outcome = Literal["added", "updated", "duplicate", "deleted", "failed"]


def now() -> str:
    """Tell the time, UTC, to the second, as the archive writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def save(
    conn: "sqlite3.Connection",
    document: Document,
    places: Places,
    entities: EntityBook,
    run_id: int,
    again: bool = False,
) -> Outcome:
    """Save one document, whose path is the archive's name for it; the transaction is the caller's.

    Bytes that are filed are a duplicate, and so are bytes that were replaced, unless they are back in
    the very file that replaced them; bytes that failed are tried again. A document without a hash (not
    one byte could be read) leaves a row in ``failures`` only. Bytes that somebody deleted are not filed,
    unless they are to be filed ``again``.
    """
    file_id = None
    if document.sha256:
        ask = "select id, status, path from files where sha256 = ?"
        known = conn.execute(ask, [document.sha256]).fetchone()
        if known and known[1] != "failed" and not places.reverted(document, known[1]):
            place = places.moved(document.sha256, known[2])
            if place:
                conn.execute("update files set path = ? where id = ?", [place, known[0]])
            return "duplicate"
        if known is None and _buried(conn, document.sha256, again):
            return "deleted"
        file_id = known and known[0]
    if document.article is None:
        _fail(conn, document, run_id, file_id)
        return "failed"
    text = text_of(document.article)
    known_as = places.other_state(document, text)
    if known_as is None:
        file_id = _file(conn, document, run_id, file_id, "filed")
        article_id = rows.insert(conn, document, document.article, document.path, file_id)
        chains.remember(conn, article_id, document.article, text)
        entities.add(article_id, document.article)
        quotes.add(conn, article_id, document.article)
        return "added"
    outcome = _add_state(conn, document, document.article, known_as, file_id, entities, run_id)
    chains.remember(conn, known_as.article_id, document.article, text)
    return outcome


def _buried(conn: "sqlite3.Connection", sha256: str, again: bool) -> bool:
    """Whether these bytes were deleted and are to stay away; else nothing remembers their deletion."""
    if conn.execute("select 1 from deletions where sha256 = ?", [sha256]).fetchone() is None:
        return False
    if again:
        conn.execute("delete from deletions where sha256 = ?", [sha256])
    return not again


def _file(
    conn: "sqlite3.Connection", document: Document, run_id: int, file_id: int | None, status: str
) -> int:
    """Write the ledger's row of a document: a new one, or over the one that failed before."""
    row = {
        "path": document.path,
        "media_type": document.media_type,
        "encoding": document.encoding,
        "bytes": len(document.content),
        "content": zlib.compress(document.content),
        "status": status,
    }
    if file_id is not None:
        row["run_id"] = run_id
        changes = ", ".join(f"{name} = ?" for name in row)
        conn.execute(f"update files set {changes} where id = ?", [*row.values(), file_id])
        return file_id
    row |= {"sha256": document.sha256, "run_id": run_id}
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    made = conn.execute(f"insert into files ({names}) values ({marks}) returning id", list(row.values()))
    return int(made.fetchone()[0])


def _fail(conn: "sqlite3.Connection", document: Document, run_id: int, file_id: int | None) -> None:
    if document.sha256:
        _file(conn, document, run_id, file_id, "failed")
    conn.execute(
        "insert into failures (run_id, path, sha256, error, detail, at) values (?, ?, ?, ?, ?, ?)",
        [run_id, document.path, document.sha256 or None, document.error, document.detail, now()],
    )


def _add_state(
    conn: "sqlite3.Connection",
    document: Document,
    article: Article,
    known_as: Filed,
    file_id: int | None,
    entities: EntityBook,
    run_id: int,
) -> Outcome:
    """Put a state of an article where its moment belongs: in the article's place, or among its versions."""
    article_id = known_as.article_id
    place = chains.place(conn, article_id, article)
    if known_as.in_place or place > changes.versions(conn, article_id) + 1:
        file_id = _file(conn, document, run_id, file_id, "filed")
        _replace(conn, document, article, known_as, file_id, entities, run_id)
    elif chains.holds(conn, article_id, file_id):
        return "duplicate"
    else:
        file_id = _file(conn, document, run_id, file_id, "replaced")
        chains.insert(conn, article_id, place, article, file_id, run_id)
    return "updated"


def _replace(
    conn: "sqlite3.Connection",
    document: Document,
    article: Article,
    known_as: Filed,
    file_id: int,
    entities: EntityBook,
    run_id: int,
) -> None:
    """Put an article's present state among its versions and the new one in its place."""
    article_id = known_as.article_id
    version = chains.keep(conn, article_id, run_id)
    conn.execute("update files set status = 'replaced' where id = ?", [known_as.file_id])
    entities.remove(article_id)
    rows.replace(conn, article_id, article, document.path, file_id)
    entities.add(article_id, article)
    quotes.add(conn, article_id, article)
    changes.note_changes(conn, article_id, version)
