"""What can be asked in SQL: the tables and views that a reader may see and their columns, beside a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.archive import visible

#: Tables that most questions need come first; the others follow by name.
FIRST = ("articles", "outlets", "entities", "article_entities", "mentions", "quoted", "stories", "copies")


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view: what it holds, and its columns, each with what the archive's metadata says of it."""

    name: str
    title: str
    description: str
    columns: tuple[tuple[str, str], ...]


async def schema(datasette: Any, database: Any, actor: Any) -> list[Table]:
    """The tables and views of a database that the actor may see, those of the machinery left out.

    ``(await schema(datasette, database, None))[0].columns[0]`` is ``("id", "")``.
    """
    hidden = set(await database.hidden_table_names())
    names = {*await database.table_names(), *await database.view_names()} - hidden
    seen = await visible(datasette, actor, database.name, names)
    told = (datasette.metadata("databases") or {}).get(database.name, {}).get("tables", {})
    tables = []
    for name in sorted(seen, key=lambda name: (_place(name), name)):
        about = told.get(name, {})
        meanings = about.get("columns", {})
        columns = tuple((column, meanings.get(column, "")) for column in await database.table_columns(name))
        tables.append(Table(name, about.get("title") or name, about.get("description") or "", columns))
    return tables


def ordered(tables: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Datasette's list of tables, those that most questions need first.

    >>> [table["name"] for table in ordered([{"name": "aliases"}, {"name": "files"}, {"name": "articles"}])]
    ['articles', 'aliases', 'files']
    """
    return sorted(tables, key=lambda table: _place(table["name"]))


def _place(name: str) -> int:
    return FIRST.index(name) if name in FIRST else len(FIRST)
