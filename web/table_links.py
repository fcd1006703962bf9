"""From a search to the same articles in Datasette's table of them, and back, as far as either can say it."""

import json
from typing import Any
from urllib.parse import urlencode

from db.column_filters import KINDS
from db.query import parse
from db.query_facts import facts
from db.query_match import exact
from web.archive import Reader
from web.wish import Pairs, Wish

#: Filters of the search, and the table's columns that hold the same values.
_COLUMNS = {
    "outlet": "outlet_id",
    **{field: field for field in ("section", "year", "month", "language", "agency")},
}
_FIELDS = {column: field for field, column in _COLUMNS.items()}
_SORTS = {"rank": (), "newest": (("_sort_desc", "id"),), "oldest": (("_sort", "id"),)}
#: Parameters of the table that choose how its rows are shown, not which.
_SHOWING = ("_search", "_sort", "_facet", "_size", "_next", "_col", "_nocol", "_shape", "_labels", "_ttl")
_OUTLETS = "select id, name from outlets where name in (select value from json_each(:names))"
_ENTITIES = "select id, kind, name from entities where name in (select value from json_each(:names))"
_NAMES = "select id, name from outlets where id in (select value from json_each(:ids))"
# of two entities with one name a search finds both, and the table one
_NAMED = """select id, kind, name from entities as one where id in (select value from json_each(:ids))
    and not exists (select 1 from entities where kind = one.kind and name = one.name and id <> one.id)"""


async def as_table(reader: Reader, wanted: Wish) -> tuple[str, bool]:
    """The query string of the table for a search, and whether it has the same articles.

    ``await as_table(reader, Wish("tax", (("outlet", "Post"),)))`` is ``("?_search=tax&outlet_id=7", True)``.
    The table has all copies.
    """
    asked = parse(wanted.query)
    whole = not wanted.without and (
        not wanted.query.strip() or (bool(asked.match) and exact(asked.tree) and not facts([asked.tree]))
    )
    pairs: list[tuple[str, str]] = [("_search", wanted.query)] if asked.match else []
    for field, values in wanted.by_field.items():
        if field in KINDS:
            found = await _named(reader, field, values)
        else:
            found = await _column(reader, field, values) if field in _COLUMNS else []
        pairs += found
        whole = whole and bool(found)
    pairs += _SORTS[wanted.sort]
    return f"?{urlencode(pairs)}" if pairs else "", whole


async def _column(reader: Reader, field: str, values: list[str]) -> list[tuple[str, str]]:
    column, held = _COLUMNS[field], list(values)
    if field == "outlet":
        rows = await reader.rows(_OUTLETS, {"names": json.dumps(values)}) or []
        held = [str(row["id"]) for row in rows]
    if len(held) == 1:
        return [(column, held[0])]
    return [(f"{column}__in", json.dumps(held))] if held else []


async def _named(reader: Reader, kind: str, values: list[str]) -> list[tuple[str, str]]:
    """Every one of the names; nothing where a name is that of several or none."""
    rows = await reader.rows(_ENTITIES, {"names": json.dumps(values)}) or []
    ids = [row["id"] for row in rows if row["kind"] == kind]
    return [("_named", str(key)) for key in ids] if len(ids) == len(values) else []


async def of_table(reader: Reader, args: Any) -> tuple[Wish, bool]:
    """The search for the rows of a table, from its address, and whether it has the same articles.

    ``args`` are those of a request: ``_search=tax&outlet_id=7`` is ``Wish("tax", (("outlet", "Post"),))``.
    """
    filters: list[tuple[str, str]] = []
    whole = True
    for name in args:
        if name.startswith(_SHOWING) or name == "_columns":
            continue
        found = await _filters(reader, name, args.getlist(name))
        filters += found
        whole = whole and bool(found)
    return Wish(args.get("_search") or "", tuple(filters), once=False), whole


async def _filters(reader: Reader, name: str, given: list[str]) -> Pairs:
    """What one parameter of the table asks of a search; nothing where no search can say it."""
    column, _, how = name.partition("__")
    if name == "_named":
        rows = await reader.rows(_NAMED, {"ids": json.dumps(given)}) or []
        return tuple((row["kind"], row["name"]) for row in rows) if len(rows) == len(given) else ()
    field = _FIELDS.get(column)
    # two conditions on one column are both to hold, which a search cannot ask
    if field is None or len(given) != 1 or how not in ("", "exact", "in"):
        return ()
    values = _listed(given[0]) if how == "in" else given
    if field == "outlet":
        rows = await reader.rows(_NAMES, {"ids": json.dumps(values)}) or []
        values = [row["name"] for row in rows]
    return tuple((field, value) for value in values)


def _listed(text: str) -> list[str]:
    """The values of ``column__in``, as Datasette reads them.

    >>> _listed("a, b"), _listed('["a, b"]'), _listed("[")
    (['a', 'b'], ['a, b'], [])
    """
    try:
        found: Any = json.loads(text) if text.startswith("[") else text.split(",")
    except ValueError:
        return []
    return [str(value).strip() for value in found]
