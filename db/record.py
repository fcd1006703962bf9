"""One article with all that is kept about it, as plain values."""

from typing import TYPE_CHECKING, Any

from db import changes

if TYPE_CHECKING:
    from db.sqlite import sqlite3

_ARTICLE = """
select articles.id, files.path, headline, title, standfirst, body, byline, agency, editor, editors_note,
       dateline, section, outlets.name as outlet, articles.language, url, published_local as published,
       published_at, published_precision, published_source, updated_at as updated, word_count, story_id
from articles join files on files.id = articles.file_id left join outlets on outlets.id = outlet_id
where articles.id = ?
"""

#: What belongs to an article, by name: rows as objects, in order.
_PARTS = {
    "images": "select url, caption, credit from images where article_id = ? order by position",
    "blocks": "select position, role, rule, text from blocks where article_id = ? order by position",
    "mentions": """
        select "start", "end", surface, kind, entities.name, entity_id
        from mentions join entities on entities.id = entity_id where article_id = ? order by "start" """,
    "quotes": """
        select "start", "end", substr(body, "start" + 1, "end" - "start") as text, quotes.kind,
               entities.name as speaker, speaker_id, verb
        from quotes join articles on articles.id = article_id left join entities on entities.id = speaker_id
        where article_id = ? order by "start", quotes.kind """,
    "evidence": "select field, source, detail from evidence where article_id = ? order by field",
    "candidates": """
        select field, value, rule, evidence, score, chosen from field_candidates
        where article_id = ? order by field, position """,
    "versions": """
        select version, headline, published_at, updated_at, url, files.path
        from versions join files on files.id = file_id where article_id = ? order by version """,
    "changes": """
        select version, field, kind, added, removed from changes where article_id = ?
        order by version, id """,
    "notes": "select kind, text from notes where article_id = ? order by position",
}

_AUTHORS = """
select name from article_authors join authors on authors.id = author_id
where article_id = ? order by position
"""


def record(conn: "sqlite3.Connection", article_id: int) -> dict[str, Any] | None:
    """Give an article with all its parts: authors, mentions, quotes, evidence, removed blocks, notes,
    versions and what changed from one to the next.

    The names are those of ``morgue extract``, and some that only an archive knows; None if there is
    no such article. Offsets of mentions count code points in ``body``.
    """
    found = _objects(conn, _ARTICLE, article_id)
    if not found:
        return None
    article = found[0]
    article["authors"] = [name for (name,) in conn.execute(_AUTHORS, [article_id])]
    for name, sql in _PARTS.items():
        article[name] = _objects(conn, sql, article_id)
    return article


def state_of(conn: "sqlite3.Connection", article_id: int, version: int) -> dict[str, Any] | None:
    """Give a version of an article as it was, or, one further than all, the article; None if there is none.

    ``state_of(conn, 2025030472274820, 1)["body"]`` is what it said first.
    """
    fields = changes.state(conn, article_id, version) if version > 0 else None
    if fields is None:
        return None
    ask = """select published_at, updated_at, url from versions where article_id = ?1 and version = ?2
        union all select published_at, updated_at, url from articles where id = ?1"""
    moments = _objects(conn, ask, article_id, version)[0]
    return {"article_id": article_id, "version": version, **fields, **moments}


def _objects(conn: "sqlite3.Connection", sql: str, *values: int) -> list[dict[str, Any]]:
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
