"""The page of one person, organisation or place."""

from typing import Any

from web.archive import Part, Reader
from web.dates import day

#: Pieces of the page: the tables that each shows, and its SQL. :id is the entity.
PARTS: dict[str, Part] = {
    "entities": (("entities",), "select * from entities where id = :id"),
    "aliases": (
        ("aliases",),
        """select alias, source from aliases join entities on entities.id = entity_id
           where entity_id = :id and alias <> name order by aliases.mentions desc, alias limit 50""",
    ),
    "corrections": (
        ("curation", "entities"),
        # about this entity, or about whom its mentions went to or came from
        """select curation.id, at, action, curation.name, curation.kind, alias, to_kind, to_name,
               other.id as other_id, other.name as other,
               exists (select 1 from curation as undo where undo.undoes = curation.id
                   and not exists (select 1 from curation as redo where redo.undoes = undo.id)) as undone
           from entities join curation on (curation.kind = entities.kind and curation.key = entities.key)
               or (to_kind = entities.kind and to_key = entities.key)
           left join entities as other
               on other.kind = to_kind and other.key = to_key and other.id <> entities.id
           where entities.id = :id order by curation.id desc limit 20""",
    ),
    "same": (
        ("same_as", "entities"),
        """select entities.id, name, rule, evidence from same_as join entities on entities.id = entity_id
           where into_id = :id
           union all
           select entities.id, name, rule, evidence from same_as join entities on entities.id = into_id
           where entity_id = :id order by name limit 20""",
    ),
    "newest": (
        ("articles", "article_entities", "outlets"),
        """select articles.id, title, published_at, published_local, mentions, outlets.name as outlet
           from article_entities join articles on articles.id = article_id
           left join outlets on outlets.id = outlet_id
           where entity_id = :id order by article_id desc limit 20""",
    ),
    "quotes": (
        ("articles", "outlets", "quotes"),
        """select articles.id, title, published_at, published_local, outlets.name as outlet,
               substr(body, start + 1, min(end - start, 400)) as text, end - start > 400 as cut
           from (select article_id, start, end from quotes
                 where speaker_id = :id and kind = 'direct' order by article_id desc, start limit 20) as said
           join articles on articles.id = article_id left join outlets on outlets.id = outlet_id
           order by article_id desc, start""",
    ),
    "together": (
        ("article_entities", "entities"),
        # counted first, named after: the names are looked up only for the rows that are shown
        """with counted as materialized (
               select theirs.entity_id, count(*) as n
               from article_entities as mine join article_entities as theirs using (article_id)
               where mine.entity_id = :id and theirs.entity_id <> :id
               group by 1 order by n desc limit 20
           )
           select entities.id, name, kind, n from counted join entities on entities.id = entity_id
           order by n desc, name""",
    ),
}


async def entity_context(reader: Reader, key: str) -> dict[str, Any] | None:
    """What the template needs for the entity ``key``, or None if there is none.

    ``(await entity_context(reader, "7"))["entity"]["name"]``
    """
    found = await reader.parts(PARTS, {"id": key})
    if not found["entities"]:
        return None
    return {
        "entity": found["entities"][0],
        "aliases": found["aliases"] or [],
        "same": found["same"] or [],
        "corrections": found["corrections"] or [],
        "newest": found["newest"],
        "together": found["together"],
        "quotes": found["quotes"],
        "day": day,
        "database": reader.database.name,
    }
