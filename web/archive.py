"""The archive among Datasette's databases: which one it is, who may see what, and how to read it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]
from datasette.utils.asgi import NotFound  # type: ignore[import-untyped]

from db.query import parse
from db.query_filters import Filter
from db.query_tree import Changed, ChangedText, nodes
from web.once import Permission, allowed, ensure_allowed, once

#: Tables that make a database an archive.
TABLES = frozenset({"articles", "articles_fts", "outlets", "entities", "article_entities"})
#: Tables that a search reads besides them, if it is asked to: a reader who may not see one is not told of it.
ASKED = frozenset({"versions", "changes", "notes", "copies"})
#: Tables that tell who signed, and the filters that ask them.
SIGNED, SIGNERS = (
    frozenset({"authors", "article_authors"}),
    frozenset({"author", "not_author", "find_author"}),
)

Row = dict[str, Any]
#: A piece of a page: the tables it shows, and the SQL.
Part = tuple[tuple[str, ...], str]

T = TypeVar("T")


async def archive(datasette: Any, name: str | None = None) -> Any | None:
    """The database ``name`` if it is an archive, else None; without a name the first that is one.

    ``(await archive(datasette)).name`` is ``"news"`` for ``datasette news.db``.
    """
    for database in datasette.databases.values():
        # An archive is a file. Datasette's own database in memory is locked against readers now and then: one
        # who looked into it as the site began to serve got an error for his page, or gave one to another.
        wanted = not database.is_memory and (name is None or database.name == name)
        if wanted and set(await once(("tables", database.name), database.table_names)) >= TABLES:
            return database
    return None


def permissions(database: str, table: str) -> list[Permission]:
    """What is needed to see a table. All three are asked: one alone ignores the others' ``allow``.

    >>> permissions("news", "articles")
    [('view-table', ('news', 'articles')), ('view-database', 'news'), 'view-instance']
    """
    return [("view-table", (database, table)), ("view-database", database), "view-instance"]


async def ensure(datasette: Any, actor: Any, database: str, tables: Iterable[str]) -> None:
    """Raise Datasette's Forbidden unless the actor may see all the tables.

    ``await ensure(datasette, request.actor, "news", ["articles"])``
    """
    for table in sorted(tables):
        await ensure_allowed(datasette, actor, permissions(database, table))


async def searchable(datasette: Any, request: Any, more: Iterable[str] = (), *, partly: bool = False) -> Any:
    """The archive, if the actor may search it, and see the tables ``more`` and those that his query asks.

    With ``partly`` a query may ask more than he may see: the page leaves that out and says so (`unseen`),
    for which a file has no room. Raises Datasette's Forbidden, or its NotFound where there is no archive.
    """
    database = await archive(datasette)
    if database is None:
        await datasette.ensure_permissions(request.actor, ["view-instance"])
        raise NotFound("No archive is being served")
    asked = needed(request.args.get("q") or "", request.args)
    if partly:
        asked -= ASKED
    await ensure(datasette, request.actor, database.name, {*TABLES, *more, *asked})
    return database


def needed(query: str, filters: Collection[str] = ()) -> set[str]:
    """The tables besides those of every search that a query and the page's filters ask.

    >>> sorted(needed("tax -is:corrected")), sorted(needed("tax", ["not_author"]))
    (['changes', 'notes', 'versions'], ['article_authors', 'authors'])
    """
    asked = list(nodes(parse(query).tree))
    tables = {table for node in asked if isinstance(node, Changed | ChangedText) for table in node.tables}
    signed = any(isinstance(node, Filter) and node.field == "author" for node in asked)
    return tables | SIGNED if signed or SIGNERS.intersection(filters) else tables


async def unseen(datasette: Any, actor: Any, database: Any) -> frozenset[str]:
    """The tables that a search may ask and the actor may not see.

    ``await unseen(datasette, None, database)`` is empty where nothing is private.
    """
    held = ASKED.intersection(await once(("tables", database.name), database.table_names))
    return held - await visible(datasette, actor, database.name, held)


async def visible(datasette: Any, actor: Any, database: str, tables: Iterable[str]) -> set[str]:
    """Those of the tables that the actor may see.

    ``await visible(datasette, None, "news", {"articles", "files"})`` is ``{"articles"}`` if
    files are private.
    """
    seen = set()
    for table in tables:
        if await allowed(datasette, actor, permissions(database, table)):
            seen.add(table)
    return seen


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads pieces of a page for one actor; what may not be seen or takes too long is None."""

    datasette: Any
    database: Any
    actor: Any

    async def parts(
        self, parts: Mapping[str, Part], params: Mapping[str, object]
    ) -> dict[str, list[Row] | None]:
        """The rows of each part. ``parts`` maps a name to (tables it shows, SQL)."""
        tables = {table for needed, _ in parts.values() for table in needed}
        seen = await visible(self.datasette, self.actor, self.database.name, tables)
        return {
            name: await self.rows(sql, params) if seen.issuperset(needed) else None
            for name, (needed, sql) in parts.items()
        }

    async def rows(self, sql: str, params: Mapping[str, object]) -> list[Row] | None:
        """The rows of one statement, or None if the time limit ended it."""
        try:
            return [dict(row) for row in await self.database.execute(sql, dict(params))]
        except QueryInterrupted:
            return None


async def answers_sql(datasette: Any, actor: Any, database: str) -> bool:
    """Whether the actor may ask questions of his own in SQL.

    ``await answers_sql(datasette, None, "news")`` is False under ``morgue serve --public``.
    """
    return await allowed(
        datasette, actor, [("execute-sql", database), ("view-database", database), "view-instance"]
    )


def gives_files(datasette: Any) -> bool:
    """Whether the site gives whole searches, tables and original files, or pages only."""
    return bool(datasette.setting("allow_csv_stream"))


async def limited(datasette: Any, database: Any, function: Callable[[Any], T], most: int | None = None) -> T:
    """Call a function with a connection, under the site's time limit for SQL, or ``most`` milliseconds.

    ``await limited(datasette, database, lambda conn: search(conn, "budget"))``
    """
    limit = datasette.setting("sql_time_limit_ms")

    def in_time(conn: Any) -> T:
        with sqlite_timelimit(conn, limit if most is None else min(limit, most)):
            return function(conn)

    result: T = await database.execute_fn(in_time)
    return result
