"""An article's rows as one value that can be kept and put back: what undoing a cleaning needs."""

import json
import zlib
from typing import TYPE_CHECKING, Any

from db import editors_notes, quotes
from db.entities import EntityBook
from db.rows import PARTS, unspaced
from ingest.model import Article, Block, Mention

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Columns of an article that its file does not decide, and its outlet, which is kept by name.
NOT_FROM_THE_FILE = ("id", "story_id", "outlet_id")
#: Tables that are kept row by row; who is named is counted, and goes through the book of entities, and who
#: speaks follows from that.
ROWS = tuple(
    table
    for table in PARTS
    if table not in {"article_authors", "mentions", "blocked_mentions", "article_entities", "quotes"}
)
#: Authors and outlets that no article has any more are forgotten, and their numbers given to others.
_OUTLET = """
select name, domain, country, outlets.language from outlets
join articles on outlets.id = outlet_id where articles.id = ?
"""
_AUTHORS = """
select position, name, kind from article_authors join authors on authors.id = author_id
where article_id = ? order by position
"""

# What the tagger found: corrections are made anew when the rows are put back.
_MENTIONS = """
select "start", "end", kind, surface, coalesce(found.name, surface) from (
    select "start", "end", coalesce(found_id, entity_id) as entity_id, surface, name
    from mentions where article_id = :article
    union all
    select "start", "end", found_id, surface, name from blocked_mentions where article_id = :article
) as found join entities on entities.id = entity_id order by "start"
"""


def kept(conn: "sqlite3.Connection", article_id: int) -> bytes:
    """All rows of an article, compressed."""
    [article] = _objects(conn, "select * from articles where id = ?", article_id)
    for name in NOT_FROM_THE_FILE:
        del article[name]
    state = {
        "article": article,
        "rows": {
            table: _objects(conn, f"select * from {table} where article_id = ?", article_id) for table in ROWS
        },
        "outlet": conn.execute(_OUTLET, [article_id]).fetchone(),
        "authors": conn.execute(_AUTHORS, [article_id]).fetchall(),
        "mentions": conn.execute(_MENTIONS, {"article": article_id}).fetchall(),
        "quotes": quotes.kept(conn, article_id),
    }
    return zlib.compress(json.dumps(state, ensure_ascii=False).encode())


def put_back(conn: "sqlite3.Connection", article_id: int, state: bytes, entities: EntityBook) -> None:
    """Make an article's rows what they were; the transaction is the caller's."""
    found = json.loads(zlib.decompress(state))
    entities.remove(article_id)
    article = found["article"] | _outlet_of(conn, found)
    if "unspaced" not in article:
        # kept before the index had a column for it
        article["unspaced"] = unspaced(article["headline"], article["standfirst"], article["body"])
    changes = ", ".join(f"{name} = ?" for name in article)
    conn.execute(f"update articles set {changes} where id = ?", [*article.values(), article_id])
    for table in ROWS:
        conn.execute(f"delete from {table} where article_id = ?", [article_id])
        for row in found["rows"].get(table, ()):
            names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
            conn.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))
    _put_back_authors(conn, article_id, found)
    if "notes" not in found["rows"]:
        # kept before there were any
        editors_notes.add_stored(conn, article_id)
    mentions = tuple(Mention(*mention) for mention in found["mentions"])
    body = Block("paragraph", article["body"], "")
    entities.add(article_id, Article((body,), mentions=mentions))
    quotes.put_back(conn, article_id, found.get("quotes", ()))


def _outlet_of(conn: "sqlite3.Connection", found: dict[str, Any]) -> dict[str, int | None]:
    """The number that an article's outlet has now; it is made again if it was forgotten meanwhile."""
    if "outlet" not in found:
        # kept by its number, before names were: of one that is gone nobody knows the name
        number = found["article"]["outlet_id"]
        there = conn.execute("select 1 from outlets where id = ?", [number]).fetchone()
        return {"outlet_id": number if there else None}
    outlet = found["outlet"]
    if outlet is None:
        return {"outlet_id": None}
    make = "insert or ignore into outlets (name, domain, country, language) values (?, ?, ?, ?)"
    conn.execute(make, outlet)
    [(number,)] = conn.execute("select id from outlets where name = ?", outlet[:1])
    return {"outlet_id": int(number)}


def _put_back_authors(conn: "sqlite3.Connection", article_id: int, found: dict[str, Any]) -> None:
    """Name an article's authors as before; who was forgotten meanwhile is made again."""
    conn.execute("delete from article_authors where article_id = ?", [article_id])
    for position, name, kind in found.get("authors", ()):
        conn.execute("insert or ignore into authors (name, kind) values (?, ?)", [name, kind])
        add = """insert into article_authors (article_id, author_id, position)
            select ?, id, ? from authors where name = ?"""
        conn.execute(add, [article_id, position, name])
    for row in found["rows"].get("article_authors", ()):
        # kept by their numbers, before names were: of those that are gone nobody knows the names
        add = """insert into article_authors (article_id, author_id, position)
            select ?, id, ? from authors where id = ?"""
        conn.execute(add, [article_id, row["position"], row["author_id"]])


def _objects(conn: "sqlite3.Connection", sql: str, article_id: int) -> list[dict[str, Any]]:
    cursor = conn.execute(sql, [article_id])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
