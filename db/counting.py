"""Counts of entities, made anew from their mentions: what the one-by-one counting must agree with."""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from db import linking
from db.curation import LINKED

if TYPE_CHECKING:
    from db.sqlite import sqlite3

_CHOSEN = "(select value from json_each(:chosen))"

#: Who is named in which article: how often, and by which full name most (ties: in code-point order).
ARTICLE_ENTITIES = """
    select article_id, entity_id, total as mentions, name from (
        select article_id, entity_id, name, sum(n) over whole as total, row_number() over ranked as place
        from (
            select article_id, entity_id, coalesce(name, surface) as name, count(*) as n
            from mentions where {chosen} group by 1, 2, 3
        )
        window whole as (partition by article_id, entity_id),
               ranked as (partition by article_id, entity_id order by n desc, name)
    ) where place = 1
"""
#: Under which spellings: articles that use one as the full name, and mentions.
ALIASES = """
    select alias, entity_id, sum(articles) as articles, sum(mentions) as mentions from (
        select surface as alias, entity_id, 0 as articles, count(*) as mentions
        from mentions where {chosen} group by 1, 2
        union all
        select name, entity_id, count(*), 0 from article_entities where {chosen} group by 1, 2
    ) group by 1, 2
"""
#: In how many articles, and of which days.
ENTITIES = """
    select entity_id, count(*) as articles, min(published_on) as first, max(published_on) as last
    from article_entities join articles on articles.id = article_id where {chosen} group by entity_id
"""
_STEPS = (
    f"delete from article_entities where entity_id in {_CHOSEN}",
    f"""insert into article_entities (article_id, entity_id, mentions, name)
        {ARTICLE_ENTITIES.format(chosen=f"entity_id in {_CHOSEN}")}""",
    f"delete from aliases where entity_id in {_CHOSEN}",
    f"""insert into aliases (alias, entity_id, source, articles, mentions)
        select alias, entity_id, 'text', articles, mentions
        from ({ALIASES.format(chosen=f"entity_id in {_CHOSEN}")})""",
    f"""update entities set article_count = 0, first_seen = null, last_seen = null
        where id in {_CHOSEN}""",
    f"""update entities set article_count = articles, first_seen = first, last_seen = last
        from ({ENTITIES.format(chosen=f"entity_id in {_CHOSEN}")}) as counted
        where counted.entity_id = entities.id""",
)
#: The most used full name; without any the name stays. A name that somebody chose is a curated alias.
NAME = """
    update entities set name = coalesce((
        select alias from aliases where entity_id = entities.id
        order by source = 'curated' desc, articles desc, alias limit 1
    ), name) where id = ?
"""


def recount(conn: "sqlite3.Connection", chosen: Iterable[int], names: Mapping[int, str]) -> None:
    """Count these entities anew from their mentions, and name them; ``names`` are those people chose."""
    numbers = sorted(chosen)
    parameters = {"chosen": json.dumps(numbers)}
    for step in _STEPS:
        conn.execute(step, parameters if ":chosen" in step else {})
    for number in numbers:
        if number in names:
            write_name(conn, number, names[number])
    conn.executemany(NAME, [(number,) for number in numbers])
    linking.note(conn, numbers)


def redate(conn: "sqlite3.Connection", entity: int) -> None:
    """Find the first and the last day of an entity anew, after an article left it."""
    conn.execute(
        """update entities set (first_seen, last_seen) = (
            select min(published_on), max(published_on)
            from article_entities join articles on articles.id = article_id where entity_id = entities.id
        ) where id = ?""",
        [entity],
    )


def write_name(conn: "sqlite3.Connection", entity: int, name: str) -> None:
    """Note a name that somebody chose among the spellings."""
    conn.execute(
        "insert into aliases (alias, entity_id, source) values (?, ?, 'curated') "
        "on conflict do update set source = 'curated'",
        [name, entity],
    )


def write_link(conn: "sqlite3.Connection", entity: int, values: Mapping[str, Any]) -> None:
    """Set those columns of an entity that a link may set."""
    known = [name for name in LINKED if name in values]
    if known:
        changes = ", ".join(f"{name} = ?" for name in known)
        conn.execute(
            f"update entities set {changes} where id = ?", [*(values[name] for name in known), entity]
        )
