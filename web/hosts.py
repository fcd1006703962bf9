"""To which names the site answers: a page from elsewhere must not read it by a name that leads here.

A browser lets a page read what has the page's own name. Whoever owns a name can let it lead to 127.0.0.1 once
his page is loaded, and reads the archive of whoever looks at it. So a site that only this machine can reach
answers to the names of this machine.
"""

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from web.archive import gives_files

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]

#: The names of this machine for itself.
OWN = frozenset({"127.0.0.1", "localhost", "::1"})
TOLD = (
    "This site answers to 127.0.0.1 and localhost. For other names, as behind a proxy, "
    "list them in its metadata: plugins: morgue: hosts"
)


def allowed(datasette: Any) -> Collection[str]:
    """The names to answer to; none where it does not matter.

    ``plugins: {morgue: {hosts: [archive.example.org]}}`` in the metadata adds names; ``morgue serve
    --public`` is for everybody, by whatever name.
    """
    if not gives_files(datasette):
        return frozenset()
    return OWN | {str(name).lower() for name in (datasette.plugin_config("morgue") or {}).get("hosts", ())}


def only(app: App, datasette: Any) -> App:
    """Wrap a site so that on this machine's own address it answers to the allowed names alone."""

    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or may_ask(scope, allowed(datasette)):
            await app(scope, receive, send)
            return
        await send(
            {"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]}
        )
        await send({"type": "http.response.body", "body": TOLD.encode()})

    return wrapped


def may_ask(scope: Scope, names: Collection[str]) -> bool:
    """Whether a request may be answered by the name that it asks.

    >>> here = {"server": ("127.0.0.1", 8001), "headers": [(b"host", b"evil.example:8001")]}
    >>> may_ask(here, OWN), may_ask(here, {"evil.example"}), may_ask(here | {"server": ("10.0.0.5", 80)}, OWN)
    (False, True, True)
    """
    server = scope.get("server")
    if not names or not server or server[0] not in OWN:
        return True
    asked = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return all(_name(host) in names for host in asked)


def _name(host: str) -> str:
    """A host without its port.

    >>> _name("LocalHost:8001"), _name("[::1]:8001")
    ('localhost', '::1')
    """
    bare = host.lower()
    if bare.startswith("["):
        return bare[1:].partition("]")[0]
    return bare.partition(":")[0]
