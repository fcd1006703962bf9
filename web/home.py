"""The first page: what the archive holds, and ways in."""

from typing import Any

from web.archive import Part, Reader, visible
from web.dates import day

_TOP = """select id, name, article_count as n from entities where kind = '{}' and article_count > 0
          order by article_count desc, name limit 8"""

#: Pieces of the page: the tables that each shows, and its SQL.
PARTS: dict[str, Part] = {
    "size": (("articles",), "select count(*) as n from articles"),
    "span": (
        ("articles",),
        """select min(published_at) as first, max(published_at) as last from articles
           where published_at is not null""",
    ),
    "newest": (
        ("articles", "outlets"),
        """select articles.id, title, standfirst, section, published_at, published_local,
               outlets.name as outlet
           from articles left join outlets on outlets.id = outlet_id order by articles.id desc limit 10""",
    ),
    "outlets": (
        ("articles", "outlets"),
        """select outlets.id, name, n from outlets
           join (select outlet_id, count(*) as n from articles group by outlet_id) on outlet_id = outlets.id
           order by n desc, name limit 24""",
    ),
    "people": (("entities",), _TOP.format("person")),
    "organisations": (("entities",), _TOP.format("organisation")),
    "places": (("entities",), _TOP.format("place")),
    "failures": (("failures",), "select count(*) as n from failures"),
}


async def home_context(reader: Reader) -> dict[str, Any]:
    """What the template of the first page needs; pieces that the reader may not see are None.

    ``(await home_context(reader))["size"]`` is ``[{"n": 1204}]``.
    """
    datasette, name = reader.datasette, reader.database.name
    found: dict[str, Any] = dict(await reader.parts(PARTS, {}))
    queries = await datasette.get_canned_queries(name, reader.actor)
    allowed, _ = await datasette.check_visibility(
        reader.actor, permissions=[("view-database", name), "view-instance"]
    )
    return found | {
        "day": day,
        "database": name,
        "queries": list(queries.values()) if allowed else [],
        "searchable": bool(await visible(datasette, reader.actor, name, ["articles_fts"])),
    }
