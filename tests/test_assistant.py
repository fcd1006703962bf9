"""An assistant asks the archive: in SQL, read-only, where strangers may not, and from no web page.

What needs the extra `[mcp]` is skipped where datasette-mcp is not installed.
"""

import asyncio
import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from datasette.utils.asgi import Forbidden  # type: ignore[import-untyped]
from fixtures_web import getter, make_archive, make_site
from test_serve import _fetched as fetched
from test_serve import free_port

from web.assistant_page import assistant_routes, guarded

INSTALLED = find_spec("datasette_mcp") is not None
needs_plugin = pytest.mark.skipif(not INSTALLED, reason="the extra [mcp] is not installed")

#: Statements that would change the archive, or reach beyond it.
WRITES = [
    "delete from articles",
    "update articles set title = ''",
    "insert into outlets (name) values ('x')",
    "with one as (select 1) delete from articles",
    "select 1; delete from articles",
    "attach 'other.db' as other",
    "pragma writable_schema = 1",
    "vacuum",
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("assistant") / "news.db")


def let_in(path: Path, origin: str | None = None, sql: bool = True, **more: Any) -> bool:
    """Whether a request without an actor comes through to the plugin."""
    called: list[bool] = []

    async def view(scope: Any, receive: Any, send: Any) -> None:
        called.append(True)

    async def ask() -> Any:
        site = make_site(path, **more)
        site._settings["default_allow_sql"] = sql
        await site.invoke_startup()
        request = SimpleNamespace(headers={"origin": origin} if origin else {}, actor=None)
        return await guarded(view)(site, request, {}, None, None)

    try:
        answer = asyncio.run(ask())
    except Forbidden:
        return False
    assert bool(called) == (answer is None)
    return bool(called)


def test_only_those_come_in_who_may_run_sql(path: Path) -> None:
    assert let_in(path)
    assert not let_in(path, sql=False)
    assert not let_in(path, allow={"id": "root"})
    assert not let_in(path, allow_sql={"id": "root"})
    assert not let_in(path, databases={"news": {"allow": {"id": "root"}}})


def test_no_web_page_comes_in(path: Path) -> None:
    assert not let_in(path, origin="https://evil.example")
    assert not let_in(path, origin="null")


@pytest.mark.skipif(INSTALLED, reason="the extra [mcp] is installed")
def test_without_the_extra_there_is_no_address(path: Path) -> None:
    assert assistant_routes(None) == []
    assert getter(make_site(path))("/-/mcp").status_code == 404


class Assistant:
    """Speaks with /-/mcp as an assistant does: JSON over HTTP, in one session."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/-/mcp"
        self.session: dict[str, str] = {}

    def ask(self, method: str, **params: Any) -> Any:
        accepts = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(self.address, body, accepts | self.session)
        with urllib.request.urlopen(request, timeout=30) as answer:
            if session := answer.headers.get("mcp-session-id"):
                self.session = {"mcp-session-id": session}
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            return json.loads(answer.read())["result"]

    def start(self) -> Any:
        client = {"name": "test", "version": "0"}
        return self.ask("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo=client)

    def use(self, name: str, **arguments: Any) -> Any:
        return self.ask("tools/call", name=name, arguments=arguments)


@pytest.fixture
def serving(morgue: Any) -> Iterator[Callable[..., Assistant]]:
    """Starts `morgue serve` with these arguments."""
    started = []

    def start(*arguments: str) -> Assistant:
        port = free_port()
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started.append(morgue("serve", "--port", port, *arguments, **nowhere))
        fetched(port, "/robots.txt")
        return Assistant(port)

    yield start
    for process in started:
        process.terminate()
        process.wait(30)


@needs_plugin
def test_an_assistant_reads_and_never_writes(archive: Any, serving: Callable[..., Assistant]) -> None:
    assistant = serving()
    assert assistant.start()["serverInfo"]["name"] == "datasette"
    tools = assistant.ask("tools/list")["tools"]
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)
    (name,) = assistant.use("list_databases")["structuredContent"]["databases"]
    assert "articles_fts" in json.dumps(assistant.use("get_database_schema", database=name))
    count = "select count(*) as n from articles"
    before = assistant.use("execute_sql", database=name, sql=count)["structuredContent"]["rows"]
    assert before[0]["n"] > 0
    for sql in WRITES:
        assert assistant.use("execute_sql", database=name, sql=sql)["isError"], sql
    assert assistant.use("execute_sql", database=name, sql=count)["structuredContent"]["rows"] == before


@needs_plugin
def test_limits_hold_for_assistants(archive: Any, serving: Callable[..., Assistant]) -> None:
    assistant = serving()
    assistant.start()
    endless = "with recursive c(x) as (select 1 union all select x + 1 from c) select count(*) from c"
    for sql in (endless, "select length(hex(zeroblob(400000000)))", "select load_extension('x')"):
        assert assistant.use("execute_sql", database="news", sql=sql)["isError"], sql
    many = "with recursive c(x) as (select 1 union all select x + 1 from c limit 5000) select x from c"
    found = assistant.use("execute_sql", database="news", sql=many)["structuredContent"]
    assert found["truncated"]
    assert len(found["rows"]) == 1000


@needs_plugin
def test_strangers_have_no_assistant(archive: Any, serving: Callable[..., Assistant]) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        serving("--public").start()
