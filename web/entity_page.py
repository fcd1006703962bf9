"""The page of one person, organisation or place."""

from typing import Any
from urllib.parse import urlencode

import numpy as np

from db.asking import named_query
from db.column_filters import chosen
from db.column_states import columns
from db.query_filters import Filter
from db.search import reading
from db.statements import TooSlowError, in_time
from db.together import Named, by_month, named
from web.archive import Part, Reader, Row, limited, visible
from web.dates import day
from web.timeline import timeline
from web.world_map import maps

#: Others that are shown with a name, and places that are drawn on the map.
OTHERS, PLACES = 20, 30
#: Others that are proposed for a comparison.
RIVALS = 3
#: Characters of a quote that says something by itself: shorter ones are words in quotation marks.
WORDY = 24
#: What is counted over the articles of an entity shows these.
COUNTED = {"articles", "article_entities", "entities"}

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
        """select articles.id, title, articles.language,
               published_at, published_local, mentions, outlets.name as outlet
           from article_entities join articles on articles.id = article_id
           left join outlets on outlets.id = outlet_id
           where entity_id = :id order by article_id desc limit 10""",
    ),
    "quotes": (
        ("articles", "outlets", "quotes"),
        f"""select articles.id, title, articles.language,
               published_at, published_local, outlets.name as outlet,
               substr(body, start + 1, min(end - start, 400)) as text, end - start > 400 as cut
           from (select article_id, start, end from quotes
                 where speaker_id = :id and kind = 'direct' and end - start >= {WORDY}
                 order by article_id desc, start limit 20) as said
           join articles on articles.id = article_id left join outlets on outlets.id = outlet_id
           order by article_id desc, start""",
    ),
}


async def entity_context(reader: Reader, key: str) -> dict[str, Any] | None:
    """What the template needs for the entity ``key``, or None if there is none.

    ``(await entity_context(reader, "7"))["entity"]["name"]``
    """
    found = await reader.parts(PARTS, {"id": key})
    if not found["entities"]:
        return None
    entity = found["entities"][0]
    seen = await visible(reader.datasette, reader.actor, reader.database.name, COUNTED | {"outlets"})
    query = named_query(entity["kind"], entity["name"])
    return {
        "entity": entity,
        "query": query,
        "seen": seen >= COUNTED,
        "listed": seen > COUNTED,
        "aliases": found["aliases"] or [],
        "same": found["same"] or [],
        "corrections": found["corrections"] or [],
        "newest": found["newest"],
        "quotes": found["quotes"],
        "day": day,
        "database": reader.database.name,
        **_linked(reader, entity, await _counted(reader, entity) if seen >= COUNTED else {}),
    }


async def _counted(reader: Reader, entity: Row) -> dict[str, Any]:
    """What is counted over all articles of an entity; nothing where that takes too long."""
    try:
        return await limited(reader.datasette, reader.database, lambda conn: counted(conn, entity))
    except TooSlowError:
        return {}


def counted(conn: Any, entity: Row) -> dict[str, Any]:
    """Articles by month, of the entity and of the archive, and whoever is named with it.

    ``counted(conn, {"id": 7, "kind": "person", "name": "Ada Brandt"})["together"]`` are `Named`;
    ``all_names`` is the number of articles that name it under all its names.
    """
    with in_time(), reading(conn):
        held = columns(conn)
        mask = np.zeros(len(held), bool)
        mask[held.naming(conn, entity["id"])] = True
        months = held.column(conn, "month")
        others = named(conn, held, mask, {"any": OTHERS, "place": PLACES}, {entity["id"]})
        meant = chosen(conn, held, Filter(entity["kind"], (entity["name"],)), [])
        return {
            "months": by_month(months[mask]),
            "held": by_month(months),
            "together": others[:OTHERS],
            "places": [one for one in others if one.kind == "place"][:PLACES],
            "all_names": int(np.count_nonzero(meant)),
        }


def _linked(reader: Reader, entity: Row, found: dict[str, Any]) -> dict[str, Any]:
    """The chart, the maps and the names with their links."""
    if not found:
        return {
            "together": None,
            "timeline": None,
            "maps": (),
            "places": [],
            "all_names": 0,
            "rivals": [],
            "months": {},
        }
    # the numbers are those of articles, copies included
    search = reader.datasette.urls.path("/search") + "?once=0&"
    compare = reader.datasette.urls.path("/compare") + "?"
    mine = (entity["kind"], entity["name"])

    def both(other: Named) -> str:
        return f"{search}{urlencode([mine, (other.kind, other.name)])}"

    places = found["places"]
    if entity["kind"] == "place":
        degrees = entity["latitude"], entity["longitude"]
        places = [Named(entity["id"], *mine, entity["article_count"], *degrees), *places]
    drawn = maps(places, lambda one: both(one) if one.id != entity["id"] else search + urlencode([mine]))
    rivals = [one for one in found["together"] if one.kind == entity["kind"]][:RIVALS]
    pairs = [(one.name, [named_query(*mine), named_query(one.kind, one.name)]) for one in rivals]
    return {
        "together": [(one, both(one)) for one in found["together"]],
        "timeline": timeline(
            dict(found["months"]),
            dict(found["held"]),
            lambda unit, value: search + urlencode([mine, (unit, value)]),
        ),
        "months": dict(found["months"]),
        "maps": drawn,
        "all_names": found["all_names"],
        "rivals": [
            (name, compare + urlencode([("q", query) for query in queries])) for name, queries in pairs
        ],
    }
