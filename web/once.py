"""What is asked again and again while one page is made, and is asked once.

Datasette copies all of its metadata for every question about a permission, and looks up the table's name: at
forty questions a page that was more than half of the time of the first page.
"""

from collections.abc import Awaitable, Callable, Hashable, MutableMapping, Sequence
from contextvars import ContextVar
from typing import Any

from datasette.utils.asgi import Forbidden  # type: ignore[import-untyped]

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
#: An action, or an action and what it is done to.
Permission = str | tuple[str, str | tuple[str, str]]

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)


def for_each_page(app: App) -> App:
    """Wrap a site so that each request has a memory of its own, and none has another's."""

    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        _answers.set({})
        await app(scope, receive, send)

    return wrapped


async def once(key: Hashable, ask: Callable[[], Awaitable[Any]]) -> Any:
    """The answer to what ``key`` stands for; ``ask`` is called the first time, and always outside of a page.

    ``await once(("tables", database.name), database.table_names)``
    """
    answers = _answers.get()
    if answers is None:
        return await ask()
    if key not in answers:
        answers[key] = await ask()
    return answers[key]


async def allowed(datasette: Any, actor: Any, permissions: Sequence[Permission]) -> bool:
    """Whether the first of the permissions on which somebody has a say is given; if nobody has, it is.

    As Datasette's ``ensure_permissions`` decides: ``await allowed(datasette, None, ["view-instance"])``.
    """
    for permission in permissions:
        action, resource = (permission, None) if isinstance(permission, str) else permission

        async def ask(action: str = action, resource: Any = resource) -> Any:
            return await datasette.permission_allowed(actor, action, resource=resource, default=None)

        told = await once(("allowed", repr(actor), permission), ask)
        if told is not None:
            return bool(told)
    return True


async def ensure_allowed(datasette: Any, actor: Any, permissions: Sequence[Permission]) -> None:
    """Raise Datasette's Forbidden unless `allowed`."""
    if not await allowed(datasette, actor, permissions):
        raise Forbidden("view-table")
