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

#: Columns of an article that its file does not decide.
NOT_FROM_THE_FILE = ("id", "story_id")
#: Tables that are kept row by row; who is named is counted, and goes through the book of entities, and who
#: speaks follows from that.
ROWS = tuple(
    table for table in PARTS if table not in {"mentions", "blocked_mentions", "article_entities", "quotes"}
)

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
        "mentions": conn.execute(_MENTIONS, {"article": article_id}).fetchall(),
        "quotes": quotes.kept(conn, article_id),
    }
    return zlib.compress(json.dumps(state, ensure_ascii=False).encode())


def put_back(conn: "sqlite3.Connection", article_id: int, state: bytes, entities: EntityBook) -> None:
    """Make an article's rows what they were; the transaction is the caller's."""
    found = json.loads(zlib.decompress(state))
    entities.remove(article_id)
    article = found["article"]
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
    if "notes" not in found["rows"]:
        # kept before there were any
        editors_notes.add_stored(conn, article_id)
    mentions = tuple(Mention(*mention) for mention in found["mentions"])
    body = Block("paragraph", article["body"], "")
    entities.add(article_id, Article((body,), mentions=mentions))
    quotes.put_back(conn, article_id, found.get("quotes", ()))


def _objects(conn: "sqlite3.Connection", sql: str, article_id: int) -> list[dict[str, Any]]:
    cursor = conn.execute(sql, [article_id])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
