"""The archive for assistants: what stands before the plugin datasette-mcp, where that is installed.

The plugin opens a session for whoever asks, before any question of SQL: 40 kB of memory for half an hour,
555 of them a second. So strangers who may not run SQL are turned away at the door.
"""

from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]

from web.archive import archive


def assistant_routes(datasette: Any) -> list[tuple[str, Any]]:
    """The plugin's own addresses, each behind `guarded`; none without the plugin.

    ``[pattern for pattern, _ in assistant_routes(datasette)]`` is ``["/-/mcp$"]`` with the extra ``[mcp]``.
    """
    try:
        import datasette_mcp
    except ImportError:
        return []
    return [(pattern, guarded(view)) for pattern, view in datasette_mcp.register_routes(datasette)]


def guarded(view: Any) -> Any:
    """A view for those alone who may run SQL on this site, and for no web page.

    ``await guarded(view)(datasette, request, scope, receive, send)`` answers as ``view`` does, or with 403.
    """

    async def answer(datasette: Any, request: Any, scope: Any, receive: Any, send: Any) -> Any:
        if request.headers.get("origin"):
            # an address that a page had pointed at this machine would let it read the archive of its reader
            return Response.text("This address is for assistants, not for web pages.", status=403)
        database = await archive(datasette)
        name = database.name if database else None
        needed = [("execute-sql", name), ("view-database", name)] if name else []
        await datasette.ensure_permissions(request.actor, [*needed, "view-instance"])
        await view(scope, receive, send)
        return None

    return answer
