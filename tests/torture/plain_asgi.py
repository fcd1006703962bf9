"""Ask a site for an address as it stands: programs that send requests tidy them up, attackers do not."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote


@dataclass(frozen=True)
class Answer:
    """What came back; headers in small letters, the last of a name."""

    status: int
    headers: dict[str, str]
    content: bytes


async def ask(site: Any, method: str, address: str, headers: dict[str, str], content: bytes = b"") -> Answer:
    """Send one request to the ASGI application of a Datasette, as a server would."""
    path, _, query = address.encode().partition(b"?")
    sent: list[dict[str, Any]] = []
    asked = [content]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path.decode("latin-1")),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(k.encode(), v.encode()) for k, v in {"host": "localhost", **headers}.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> dict[str, Any]:
        if asked:
            return {"type": "http.request", "body": asked.pop(), "more_body": False}
        return {"type": "http.disconnect"}

    async def send(event: dict[str, Any]) -> None:
        sent.append(event)

    await site.invoke_startup()
    await site.app()(scope, receive, send)
    named = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in sent[0].get("headers", [])}
    return Answer(sent[0]["status"], named, b"".join(event.get("body", b"") for event in sent[1:]))
