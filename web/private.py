"""What is private shows nowhere: Datasette's pages of other tables neither name nor count its rows."""

from contextvars import ContextVar
from functools import wraps
from typing import Any

from datasette.views.row import RowView  # type: ignore[import-untyped]
from datasette.views.table import TableView  # type: ignore[import-untyped]

from web.archive import visible

#: Who asks for the page that is being made.
_ACTOR: ContextVar[Any] = ContextVar("actor", default=None)


def keep_private(datasette: Any) -> None:
    """Let Datasette's pages show of tables to which a row points, or that point to it, what one may see.

    Datasette asks for a table's permission where it shows that table, but not for labels and counts. Once for
    a site: ``keep_private(datasette)``.
    """
    names = datasette.expand_foreign_keys

    async def named(database: str, table: str, column: str, values: Any) -> Any:
        keys = await datasette.databases[database].foreign_keys_for_table(table)
        others = {key["other_table"] for key in keys if key["column"] == column}
        if others - await visible(datasette, _ACTOR.get(), database, others):
            return {}
        return await names(database, table, column, values)

    datasette.expand_foreign_keys = named
    for view in (TableView, RowView):
        if not hasattr(view.data, "__wrapped__"):
            view.data = _remembering(view.data)
    if not hasattr(RowView.foreign_key_tables, "__wrapped__"):
        RowView.foreign_key_tables = _seen(RowView.foreign_key_tables)


def _remembering(data: Any) -> Any:
    """The data of a page, made while it is known who asks."""

    @wraps(data)
    async def made(self: Any, request: Any, *args: Any, **more: Any) -> Any:
        _ACTOR.set(request.actor)
        return await data(self, request, *args, **more)

    return made


def _seen(counted: Any) -> Any:
    """The tables that point to a row, those that are private left out."""

    @wraps(counted)
    async def made(self: Any, database: str, *args: Any) -> Any:
        found = await counted(self, database, *args)
        tables = {one["other_table"] for one in found}
        seen = await visible(self.ds, _ACTOR.get(), database, tables)
        return [one for one in found if one["other_table"] in seen]

    return made
