"""People, organisations and places as facets of the articles table, and as its filters.

In metadata.yml: ``facets: [{named: person}]``; in an address: ``?_facet_named=person``. What they lead to,
``?_named=7``, is a filter of our own: Datasette gives the value of its first ``_through`` and that of the
first column one name, so that the two together find other rows.
"""

import json
from typing import Any

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.facets import Facet  # type: ignore[import-untyped]
from datasette.filters import FilterArguments  # type: ignore[import-untyped]
from datasette.utils import path_with_added_args, path_with_removed_args  # type: ignore[import-untyped]

from web.archive import archive, ensure, visible

TITLES = {"person": "people", "organisation": "organisations", "place": "places"}
#: What ``_named`` reads.
_TABLES = frozenset({"entities", "article_entities"})
_NAMES = "select name from entities where id in (select value from json_each(?)) order by name"


async def naming(datasette: Any, request: Any, database: str) -> Any:
    """The filter of articles that name every entity of ``?_named=7``; None where none is asked for.

    Raises Datasette's Forbidden where entities are private.
    """
    asked = list(dict.fromkeys(request.args.getlist("_named")))
    found = await archive(datasette, database) if asked else None
    if found is None:
        return None
    await ensure(datasette, request.actor, database, _TABLES)
    params = {f"morgue_named{place}": value for place, value in enumerate(asked)}
    held = "id in (select article_id from article_entities where entity_id = :{})"
    rows = await found.execute(_NAMES, [json.dumps(asked)])
    told = [f"{row['name']} is named" for row in rows] or ["somebody is named whom the archive does not know"]
    return FilterArguments([held.format(param) for param in params], params, told)


class NamedFacet(Facet):  # type: ignore[misc]
    """Who is named in the articles of the page, for one kind of entity."""

    type = "named"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """The facets that were asked for, and the names of those that took too long."""
        kinds = [config["config"].get("simple") for config in self.get_configs()]
        kinds = [kind for kind in dict.fromkeys(kinds) if kind in TITLES]
        if not kinds or self.table != "articles" or not await self._allowed():
            return [], []
        results, slow = [], []
        for kind in kinds:
            try:
                results.append(await self._facet(kind))
            except QueryInterrupted:
                slow.append(TITLES[kind])
        return results, slow

    async def _allowed(self) -> bool:
        if await archive(self.ds, self.database) is None:
            return False
        return await visible(self.ds, self.request.actor, self.database, _TABLES) == _TABLES

    async def _facet(self, kind: str) -> dict[str, Any]:
        size = self.get_facet_size()
        rows = (
            await self.ds.execute(
                self.database,
                self._sql(),
                {**dict(self.params or {}), "morgue_kind": kind, "morgue_size": size + 1},
                custom_time_limit=self.ds.setting("facet_time_limit_ms"),
            )
        ).rows
        return {
            "name": TITLES[kind],
            "type": self.type,
            "hideable": False,
            "toggle_url": self.ds.urls.path(path_with_removed_args(self.request, {"_facet_named": kind})),
            "results": [self._value(row["id"], row["name"], row["n"]) for row in rows[:size]],
            "truncated": len(rows) > size,
        }

    def _sql(self) -> str:
        if not self.params and " where " not in self.sql.lower():
            # the whole archive: ingest has counted already
            return """select id, name, article_count as n from entities
                where kind = :morgue_kind and article_count > 0
                order by article_count desc, name limit :morgue_size"""
        return f"""
            with counted as materialized (
                select entity_id, count(*) as n from article_entities
                where article_id in (select id from ({self.sql})) group by entity_id
            )
            select id, name, n from counted join entities on entities.id = entity_id
            where kind = :morgue_kind order by n desc, name limit :morgue_size"""

    def _value(self, entity: int, name: str, count: int) -> dict[str, Any]:
        value = str(entity)
        selected = ("_named", value) in self.get_querystring_pairs()
        if selected:
            path = path_with_removed_args(self.request, {"_named": value})
        else:
            path = path_with_added_args(self.request, {"_named": value, "_next": None})
        return {
            "value": entity,
            "label": name,
            "count": count,
            "toggle_url": self.ds.absolute_url(self.request, self.ds.urls.path(path)),
            "selected": selected,
        }
