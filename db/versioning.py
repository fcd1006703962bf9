"""Keys, notes and changes for articles that were filed before an archive kept them."""

from typing import TYPE_CHECKING

from db import changes, editors_notes, resemblance
from db.urls import is_address

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Articles in one transaction: what a kill costs is done again at the next opening.
BATCH = 1000

_ARTICLE = """
select outlet_id, url, headline, body, published_at from articles where id = :id
union all
select outlet_id, null, versions.headline, versions.body, versions.published_at
from versions join articles on articles.id = article_id where article_id = :id
"""


def catch_up(conn: "sqlite3.Connection") -> int:
    """Give each article that waits for them its keys, notes and changes; the number of articles.

    0.2 ms an article: some 4 minutes for a million, once, when an archive of an earlier version is opened for
    writing. Articles that are versions of each other, but were filed apart, stay apart.
    """
    done = 0
    ask = "select article_id from unversioned order by article_id limit ?"
    while page := [int(number) for (number,) in conn.execute(ask, [BATCH])]:
        conn.execute("begin immediate")
        for number in page:
            if conn.execute("select 1 from articles where id = ?", [number]).fetchone():
                _catch_up(conn, number)
        conn.execute("delete from unversioned where article_id <= ?", [page[-1]])
        conn.commit()
        done += len(page)
    return done


def _catch_up(conn: "sqlite3.Connection", article_id: int) -> None:
    for outlet_id, url, headline, body, published_at in conn.execute(_ARTICLE, {"id": article_id}).fetchall():
        text = resemblance.Text(headline or "", body, resemblance.day_of(published_at))
        resemblance.add_keys(conn, article_id, outlet_id, text, url if url and is_address(url) else None)
    editors_notes.add_stored(conn, article_id)
    # What notes stood beside earlier states nobody knows: none is told to be new.
    note = (changes.state(conn, article_id, changes.versions(conn, article_id) + 1) or {})["editors_note"]
    conn.execute("update versions set editors_note = ? where article_id = ?", [note, article_id])
    for version in range(1, changes.versions(conn, article_id) + 1):
        changes.note_changes(conn, article_id, version)
