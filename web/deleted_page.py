"""The address of an article that was deleted: gone for good (410), with the day and the reason."""

from typing import Any

from datasette.utils.asgi import NotFound  # type: ignore[import-untyped]

from db.deletion import Tombstone, tombstone
from web.archive import archive, visible


async def deleted_page(datasette: Any, request: Any, error: Exception) -> Any:
    """Answer for an article that is not there; None where nothing is known of it, or may not be told."""
    asked = request.url_vars
    number = asked.get("pks", "")
    if not isinstance(error, NotFound) or asked.get("table") != "articles" or not number.isdecimal():
        return None
    database = await archive(datasette, asked.get("database"))
    needed = {"articles", "deletions"}
    if database is None or await visible(datasette, request.actor, database.name, needed) != needed:
        return None
    found = await database.execute_fn(lambda conn: _tombstone(conn, int(number)))
    if found is None:
        return None
    # imported late, as Datasette is half made while it loads its plugins
    from datasette.handle_exception import handle_exception  # type: ignore[import-untyped]
    from datasette.views.base import DatasetteError  # type: ignore[import-untyped]

    told = DatasetteError(f"This article was deleted on {found.deleted_at[:10]}: {found.reason}", status=410)
    return await handle_exception(datasette, request, told)()


def _tombstone(conn: Any, number: int) -> Tombstone | None:
    has_table = "select 1 from sqlite_master where name = 'deletions'"
    # larger numbers than SQLite has are no article's
    return tombstone(conn, number) if number < 2**63 and conn.execute(has_table).fetchone() else None
