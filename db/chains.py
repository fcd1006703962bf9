"""The states of one article in the order of their moments: the newest is the article, the others versions.

A state's moment is that of its last change, else that of its publication, as it states them; a day without
an hour stands before the hours of that day. Of states with one moment the one that was filed later is the
newer, and a state without any moment is newer than all that were filed before it. So the order of filing
means nothing where the states state different moments, and decides where they do not.
"""

from typing import TYPE_CHECKING

from db import changes, resemblance
from db.urls import is_address
from ingest.model import Article

if TYPE_CHECKING:
    from db.sqlite import sqlite3

_ARTICLE_TO_VERSION = """
insert into versions (article_id, version, headline, standfirst, body, byline, section, published_at,
                      updated_at, file_id, replaced_by_run_id, url, editors_note)
select id, ?, headline, standfirst, body, byline, section, published_at, updated_at, file_id, ?, url, ?
from articles where id = ?
"""


def place(conn: "sqlite3.Connection", article_id: int, article: Article) -> int:
    """The number that a state gets among those of an article, from 1; one more than all is the newest.

    ``place(conn, 2025030472274820, article)`` is 3 where two states are older.
    """
    ask = """
        select coalesce(updated_at, published_at) from versions where article_id = ? order by version
    """
    moments = [moment for (moment,) in conn.execute(ask, [article_id])]
    ask = "select coalesce(updated_at, published_at) from articles where id = ?"
    moments += [moment for (moment,) in conn.execute(ask, [article_id])]
    own = moment_of(article)
    number = len(moments)
    while own and number and moments[number - 1] and moments[number - 1] > own:
        number -= 1
    return number + 1


def moment_of(article: Article) -> str | None:
    """The moment of a state: that of its last change, else of its publication."""
    stated = article.updated or article.published
    return stated.at if stated else None


def keep(conn: "sqlite3.Connection", article_id: int, run_id: int) -> int:
    """Put an article's present state among its versions, before another takes its place; its number."""
    number = changes.versions(conn, article_id) + 1
    note = (changes.state(conn, article_id, number) or {})["editors_note"]
    conn.execute(_ARTICLE_TO_VERSION, [number, run_id, note, article_id])
    return number


def holds(conn: "sqlite3.Connection", article_id: int, file_id: int | None) -> bool:
    """Whether a file's state is among an article's versions already."""
    ask = "select 1 from versions where article_id = ? and file_id = ?"
    return conn.execute(ask, [article_id, file_id]).fetchone() is not None


def insert(
    conn: "sqlite3.Connection", article_id: int, number: int, article: Article, file_id: int, run_id: int
) -> None:
    """Put an earlier state among an article's versions; those from ``number`` on move up."""
    for table in ("versions", "changes"):
        # no two may have one number for a moment, so the way up leads through negative ones
        up = f"update {table} set version = -version - 1 where article_id = ? and version >= ?"
        conn.execute(up, [article_id, number])
        conn.execute(
            f"update {table} set version = -version where article_id = ? and version < 0", [article_id]
        )
    row = {
        "article_id": article_id,
        "version": number,
        "headline": article.headline,
        "standfirst": article.standfirst,
        "body": article.body,
        "byline": article.byline,
        "section": article.section,
        "published_at": article.published and article.published.at,
        "updated_at": article.updated and article.updated.at,
        "file_id": file_id,
        "replaced_by_run_id": run_id,
        "url": article.url,
        "editors_note": changes.note_beside(article),
    }
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    conn.execute(f"insert into versions ({names}) values ({marks})", list(row.values()))
    changes.note_changes(conn, article_id, number - 1)
    changes.note_changes(conn, article_id, number)


def remember(conn: "sqlite3.Connection", article_id: int, article: Article, text: resemblance.Text) -> None:
    """Write the keys by which other states of an article find it."""
    url = article.url if article.url and is_address(article.url) else None
    outlet = None
    if article.outlet:
        [(outlet,)] = conn.execute("select id from outlets where name = ?", [article.outlet])
    resemblance.add_keys(conn, article_id, outlet, text, url)
