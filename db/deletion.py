"""Articles taken out for good: rows, index and bytes in one transaction; what stays is that they were here.

What other tables tell of an article (stories, families, coverage, learned lines) follows from the articles,
and is made anew after it, as after every run. Freed pages and the index's old pieces hold words until
``db.cleaning`` has written the file anew: each deletion remembers whether that was done.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.entities import EntityBook
from db.errors import NoSuchArticle
from db.leftovers import forget_authors, forget_entities, forget_lines, forget_outlets
from db.paths import is_stdin
from db.rows import PARTS
from db.save import now
from db.sqlite import transaction

if TYPE_CHECKING:
    from pathlib import Path

    from db.sqlite import sqlite3

#: Tables with rows of an article beside its parts; those that triggers look after are not among them.
BESIDE = ("changes", "versions", "recleaned", "version_keys", "unversioned")

#: Its states.
_STATES = """
select id, sha256, path, bytes, run_id from files where id in (
    select file_id from articles where id = :article
    union select file_id from versions where article_id = :article
    union select file_id from recleaned where article_id = :article
)
"""
#: What could not be read at one place.
_FAILED = "select id, sha256, path, bytes, run_id from files where path = ? and status = 'failed'"
#: A record of a file, ``wire.jsonl#12``: its file, and which one.
_RECORD = re.compile(r"(.+)#\d+", re.DOTALL)
_REMEMBER = """
insert into deletions (sha256, article_id, path, bytes, deleted_at, reason, run_id)
values (?, ?, ?, ?, ?, ?, ?)
"""
#: A story is told anew later; until then it must not be called by the headline of what is gone.
_STORY = """
update stories set headline = coalesce((
    select title from articles where story_id = stories.id and articles.id <> :article order by id limit 1
), '') where id = (select story_id from articles where id = :article)
"""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What was deleted: articles, their documents, and names of theirs that corrections still hold."""

    articles: int
    documents: int
    names_in_log: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an article: when it was deleted, and why."""

    deleted_at: str
    reason: str


def tombstone(conn: "sqlite3.Connection", article_id: int) -> Tombstone | None:
    """Tell when and why an article was deleted; None if none of this number was.

    ``tombstone(conn, 2025030472274820).reason`` is what whoever deleted it gave as the reason.
    """
    ask = """select deleted_at, reason from deletions where article_id = ?
        order by deleted_at desc limit 1"""
    found = conn.execute(ask, [article_id]).fetchone()
    return Tombstone(*found) if found else None


def delete(
    conn: "sqlite3.Connection",
    archive: "Path",
    ids: Sequence[int],
    reason: str,
    *,
    forget_path: bool = False,
) -> Deleted:
    """Delete articles with everything that is kept of them, all or none; a transaction of its own.

    The bytes of every state of theirs go too, and are remembered by their hashes. ``forget_path``: not even
    the files' names are remembered. Raises NoSuchArticle.
    """
    # What is freed is overwritten, from the first page on.
    conn.execute("pragma secure_delete = on").fetchall()
    with transaction(conn):
        book = EntityBook(conn, lambda name, kind: name)
        done = [_delete(conn, archive, one, reason, forget_path, book) for one in dict.fromkeys(ids)]
        book.rename()
        kept = forget_entities(conn, {entity for _, entities in done for entity in entities})
        forget_authors(conn)
        forget_outlets(conn)
        # Which of them held a record that is gone nobody knows: they are read once more.
        conn.execute("delete from containers")
    return Deleted(len(done), sum(files for files, _ in done), kept)


def _delete(
    conn: "sqlite3.Connection",
    archive: "Path",
    article_id: int,
    reason: str,
    forget_path: bool,
    book: EntityBook,
) -> tuple[int, set[int]]:
    """Delete one article; the number of its documents, and the entities that it named."""
    if not conn.execute("select 1 from articles where id = ?", [article_id]).fetchone():
        raise NoSuchArticle(archive, str(article_id))
    named = _entities(conn, article_id)
    files = _documents(conn, article_id)
    forget_lines(conn, article_id)
    conn.execute(_STORY, {"article": article_id})
    book.remove(article_id)
    for table in (*PARTS, *BESIDE):
        conn.execute(f"delete from {table} where article_id = ?", [article_id])
    conn.execute("delete from articles where id = ?", [article_id])
    for file in files:
        _bury(conn, article_id, file, reason, forget_path)
    return len(files), named


def _documents(conn: "sqlite3.Connection", article_id: int) -> list[tuple[Any, ...]]:
    """The states of an article, and what could not be read at the same places.

    That is mostly the same text, cut or garbled; and where it is a record of a file, that whole file, which
    holds the record.
    """
    found = set(conn.execute(_STATES, {"article": article_id}))
    places = {path for _, _, path, _, _ in found if not is_stdin(path)}
    places |= {record[1] for record in map(_RECORD.fullmatch, places) if record}
    found.update(row for place in places for row in conn.execute(_FAILED, [place]))
    return sorted(found)


def _entities(conn: "sqlite3.Connection", article_id: int) -> set[int]:
    """All entities that an article names, those that corrections moved its mentions from included."""
    ask = """
        select entity_id from mentions where article_id = :article
        union select found_id from mentions where article_id = :article and found_id is not null
        union select found_id from blocked_mentions where article_id = :article
    """
    return {entity for (entity,) in conn.execute(ask, {"article": article_id})}


def _bury(
    conn: "sqlite3.Connection", article_id: int, file: tuple[Any, ...], reason: str, forget_path: bool
) -> None:
    """Put a tombstone in the place of a document."""
    number, sha256, path, size, run = file
    told = None if forget_path else path
    conn.execute(_REMEMBER, [sha256, article_id, told, size, now(), reason, run])
    # The count of failures stays true; what they told of the text does not stay.
    conn.execute("update failures set detail = 'deleted' where sha256 = ?", [sha256])
    if forget_path:
        conn.execute("update failures set path = 'deleted' where sha256 = ? or path = ?", [sha256, path])
    conn.execute("delete from files where id = ?", [number])
