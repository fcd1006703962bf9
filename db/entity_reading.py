"""What an archive knows of its entities and their corrections, as plain rows."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from db import curation
from db.addressing import Entity
from db.curation import Ref

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Spellings that a list shows of an entity, the most used first.
SPELLINGS = 5
#: Others that are shown as named together with an entity.
TOGETHER = 20

_FIND = """
    select id, name, kind, article_count, first_seen, last_seen, (
        select group_concat(alias, ' | ') from (
            select alias from aliases where entity_id = entities.id and alias <> entities.name
            order by mentions desc, alias limit :spellings
        )
    ) as also
    from entities
    where article_count > 0 and coalesce(kind = :kind, 1) and (
        name like :like escape '\\'
        or id in (select entity_id from aliases where alias like :like escape '\\')
    )
    order by article_count desc, name, kind limit :limit
"""
_ABOUT = """
    select id, name, kind, article_count, first_seen, last_seen, wikidata_id, latitude, longitude
    from entities where id = ?
"""
_ALIASES = """
    select alias, source, mentions, articles from aliases where entity_id = ?
    order by mentions desc, articles desc, alias
"""
_TOGETHER = """
    with counted as materialized (
        select theirs.entity_id, count(*) as articles
        from article_entities as mine join article_entities as theirs using (article_id)
        where mine.entity_id = ?1 and theirs.entity_id <> ?1 group by 1 order by 2 desc, 1 limit ?2
    )
    select id, name, kind, articles from counted join entities on id = entity_id order by articles desc, name
"""


def find(
    conn: "sqlite3.Connection", text: str, *, kind: str | None = None, limit: int = 20
) -> list[dict[str, Any]]:
    """Entities with ``text`` somewhere in a spelling, the most named first."""
    like = "".join(f"\\{char}" if char in "%_\\" else char for char in text)
    values = {"like": f"%{like}%", "kind": kind, "limit": limit, "spellings": SPELLINGS}
    return _objects(conn, _FIND, values)


def about(conn: "sqlite3.Connection", entity: Entity) -> dict[str, Any]:
    """All about one entity: its row, spellings, who is named with it, and the log's lines about it."""
    [found] = _objects(conn, _ABOUT, [entity.id])
    found["aliases"] = _objects(conn, _ALIASES, [entity.id])
    found["together"] = _objects(conn, _TOGETHER, [entity.id, TOGETHER])
    found["corrections"] = list(log(conn, entity.ref))
    return found


def log(conn: "sqlite3.Connection", ref: Ref | None = None) -> Iterator[dict[str, Any]]:
    """The lines of the log in order, of all or about one entity; ``counts``: not undone."""
    lines = list(curation.read(conn))
    counting = {line.id for line in curation.counting(lines)}
    about_it = {line.id for line in lines if ref in (line.source, line.target)}
    for line in lines:
        if ref and line.id not in about_it and line.undoes not in about_it:
            continue
        row = asdict(line)
        row["articles"] = None if line.articles is None else sorted(line.articles)
        yield {**row, "counts": line.id in counting or line.undoes is not None, "told": told(line)}


def told(line: curation.Line) -> str:
    """A line as a sentence.

    >>> told(curation.Line(3, "", "merge", "person", "j smith", "J. Smith", "person", "x", "Jo Smith"))
    'merge J. Smith (person) into Jo Smith'
    """
    one = f"{line.name} ({line.kind})"
    some = "" if line.articles is None else f" in {', '.join(map(str, sorted(line.articles)))}"
    sentences = {
        "merge": f"merge {one} into {line.to_name}",
        "split": f"split “{line.alias}”{some} off {one} as {line.to_name}",
        "rename": f"rename {one} to {line.to_name}",
        "retype": f"retype {one} to {line.to_kind}",
        "block": f"block {one}",
        "link": f"link {one} to {json.dumps(line.link, ensure_ascii=False)}",
        "undo": f"undo {line.undoes}",
    }
    return sentences[line.action]


def _objects(conn: "sqlite3.Connection", sql: str, values: Any) -> list[dict[str, Any]]:
    cursor = conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
