"""What protects readers and originals: headers, what strangers do not get, no error for a blank search."""

import base64
import hashlib
import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import datasette  # type: ignore[import-untyped]
from datasette.utils import add_cors_headers  # type: ignore[import-untyped]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Datasette's own inline scripts; table.html's has one form for each value of a setting.
_TEMPLATES = ("_close_open_menus.html", "_codemirror_foot.html")
_TABLE_SCRIPTS = ("DATASETTE_ALLOW_FACET = true;", "DATASETTE_ALLOW_FACET = false;")

#: The column that holds what was filed, byte for byte.
ORIGINALS = ("files", "content")

#: Addresses of style sheets and scripts carry a hash of their content: kept by the browser, a page needs one
#: request instead of seven, half of the time until it is shown.
KEPT = (b"cache-control", b"public, max-age=31536000, immutable")
#: Datasette calls that method of a page's class which has the name of the request's: one asked for by
#: DISPATCH_REQUEST calls itself.
READING, SENDING = frozenset({"GET", "HEAD"}), "POST"
#: Bytes that may be sent with a request: Datasette holds all of them, 200 MB took 43 s and 783 MB of memory.
MAX_SENT = 1_000_000


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def inline_scripts() -> list[str]:
    """The inline scripts of the Datasette that is installed, as its pages print them.

    >>> len(inline_scripts()) >= 4
    True
    """
    folder = Path(datasette.__file__).parent / "templates"
    found = [
        re.findall(r"<script>(.*?)</script>", (folder / name).read_text("utf-8"), re.S) for name in _TEMPLATES
    ]
    return [script for scripts in found for script in scripts] + list(_TABLE_SCRIPTS)


def headers() -> list[tuple[bytes, bytes]]:
    """The headers that every answer gets.

    >>> dict(headers())[b"x-content-type-options"]
    b'nosniff'
    """
    policy = {
        "default-src": "'self'",
        "img-src": "'self' data:",
        # Datasette's pages have style attributes and inline <style>
        "style-src": "'self' 'unsafe-inline'",
        "script-src": " ".join(["'self'", *map(_hash, inline_scripts())]),
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
    }
    return [
        (b"content-security-policy", "; ".join(f"{k} {v}" for k, v in policy.items()).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
        (b"referrer-policy", b"no-referrer"),
    ]


def wrap(app: App, *, cors: bool = False) -> App:
    """Datasette's ASGI application with our headers, and without searches for nothing.

    ``cors``: pages from elsewhere may read, and may ask whether they may.
    """
    ours = headers()
    names = {name for name, _ in ours}
    asked: dict[str, str] = {}
    if cors:
        add_cors_headers(asked)
    told = [(name.lower().encode(), value.encode()) for name, value in asked.items()]

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if refused := too_much(scope["method"], scope["headers"]):
            closed = [(b"connection", b"close"), *ours]
            await send({"type": "http.response.start", "status": refused, "headers": closed})
            await send({"type": "http.response.body", "body": b"Too much was sent with this request"})
            return
        # What can be asked is the same everywhere: no page need be made for that.
        status = 204 if scope["method"] == "OPTIONS" else 405
        if status == 204 or not may_be_asked(scope["method"], scope["path"]):
            allow = [(b"allow", b"GET, HEAD"), *(told if status == 204 else []), *ours]
            await send({"type": "http.response.start", "status": status, "headers": allow})
            await send(
                {"type": "http.response.body", "body": b"" if status == 204 else b"Method not allowed"}
            )
            return

        versioned = "/-/static" in scope["path"] and scope["query_string"]

        async def send_with_headers(event: MutableMapping[str, Any]) -> None:
            if event["type"] == "http.response.start":
                theirs = [(k, v) for k, v in event.get("headers", []) if k.lower() not in names]
                kept = [KEPT] if versioned and event["status"] == 200 else []
                if not kept and not any(name.lower() == KEPT[0] for name, _ in theirs):
                    # what a reader may see, the next one at the same proxy may not
                    kept = [(KEPT[0], b"private, no-cache")]
                event = {**event, "headers": theirs + ours + kept}
            await send(event)

        await app(
            {**scope, "query_string": without_blank_search(scope["query_string"])}, receive, send_with_headers
        )

    return wrapped


def too_much(method: str, headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    """The status that refuses a request by the size of what is sent with it; None if it may come in.

    What reads needs to send nothing. A size that is not told beforehand is refused too: it has no end.

    >>> too_much("GET", []), too_much("POST", [(b"content-length", b"2000000")])
    (None, 413)
    >>> too_much("GET", [(b"content-length", b"1")]), too_much("POST", [(b"transfer-encoding", b"chunked")])
    (413, 411)
    """
    told = {name.lower(): value for name, value in headers}
    if b"transfer-encoding" in told:
        return 411
    length = told.get(b"content-length", b"0")
    most = 0 if method in READING else MAX_SENT
    return None if length.isdigit() and int(length[:20]) <= most else 413


def may_be_asked(method: str, path: str) -> bool:
    """Whether a request reads, or sends something to where Datasette may take it: no page of ours does.

    >>> may_be_asked("GET", "/search"), may_be_asked("DELETE", "/news"), may_be_asked("render", "/news")
    (True, False, False)
    >>> may_be_asked("POST", "/search"), may_be_asked("POST", "/-/logout")
    (False, True)
    """
    return method in READING or (method == SENDING and path.count("/") > 1)


def without_blank_search(query_string: bytes) -> bytes:
    """A query string without ``_search`` parameters that hold no word: Datasette answers those with an error.

    >>> without_blank_search(b"_search=%22&_facet=year")
    b'_facet=year'
    >>> without_blank_search(b"_search=tax")
    b'_search=tax'
    """
    if b"_search" not in query_string:
        return query_string
    pairs = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    kept = [(k, v) for k, v in pairs if not _blank_search(k, v)]
    return query_string if len(kept) == len(pairs) else urlencode(kept).encode()


def _blank_search(name: str, value: str) -> bool:
    return (
        name.startswith("_search") and name != "_searchmode" and not re.search(r"\w", value.replace("_", ""))
    )


def withhold(conn: Any) -> None:
    """Let nobody read the bytes of the original files, by whatever statement: they are NULL.

    >>> conn = sqlite3.connect(":memory:")
    >>> _ = conn.execute("create table files (path, content)")
    >>> _ = conn.execute("insert into files values ('a.txt', x'61')")
    >>> withhold(conn)
    >>> conn.execute("select * from files").fetchall()
    [('a.txt', None)]
    """

    def allowed(action: int, table: str | None, column: str | None, *_: str | None) -> int:
        original = action == sqlite3.SQLITE_READ and (table, column) == ORIGINALS
        return sqlite3.SQLITE_IGNORE if original else sqlite3.SQLITE_OK

    conn.set_authorizer(allowed)
