"""Whatever is asked of the site: the archive stays as it is, no server error, and nobody is led away."""

import asyncio
import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from fixtures_hostile import make_hostile
from fixtures_web import getter, make_site, metadata
from hostile_requests import METHODS, request
from plain_asgi import ask
from test_web_routes import ALL

from morgue.cli import cli
from morgue.serving import PUBLIC, SETTINGS

Trials = Callable[[str, int, int], Iterator[int]]
#: What may be sent to Datasette: its own cookies are all that changes.
TAKEN = {("POST", "/-/logout"), ("POST", "/-/messages")}
#: What a spreadsheet takes for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile(tmp_path_factory.mktemp("readers") / "news.db")


def site_of(path: Path, *, public: bool, **more: Any) -> Any:
    """The site as ``morgue serve`` makes it."""
    site = make_site(path, **more)
    for name, value in {**SETTINGS, **(PUBLIC if public else {})}.items():
        site._settings[name] = {"on": True, "off": False}.get(value, value)
        if str(value).isdigit():
            site._settings[name] = int(value)
    return site


def led_away(address: str) -> bool:
    """Whether a browser that is sent to this address leaves the site."""
    parts = urlsplit(address.replace("\\", "/"))
    return (bool(parts.scheme or parts.netloc) and parts.netloc != "localhost") or address.startswith(
        ("//", "/\\")
    )


# Where one facet fails Datasette leaves the others alone.
@pytest.mark.filterwarnings(
    "ignore:coroutine:RuntimeWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_a_crawl_changes_nothing(path: Path, trials: Trials) -> None:
    before = {file.name: hashlib.sha256(file.read_bytes()).digest() for file in path.parent.glob("news.db")}
    sites = [site_of(path, public=public) for public in (False, True)]
    statuses: dict[int, int] = {}

    async def crawl() -> None:
        for site in sites:
            await site.invoke_startup()
        for seed in trials("a hostile request", 1000, 10_000):
            method, address, *more = request(seed)
            answer = await ask(sites[seed // 8 % 2], method, address, *more)
            told = (seed, method, address[:300], answer.status)
            statuses[answer.status] = statuses.get(answer.status, 0) + 1
            assert answer.status < 500, told
            assert "x" not in answer.headers, told
            assert "Set-Cookie" not in address or "a=b" not in answer.headers.get("set-cookie", ""), told
            assert not led_away(answer.headers.get("location", "")), (told, answer.headers["location"])
            assert b"root:x:0" not in answer.content, told
            assert b"requires-python" not in answer.content, told
            if method in METHODS and method not in ("HEAD", "OPTIONS"):
                assert answer.status >= 400 or (method, address) in TAKEN, told

    asyncio.run(crawl())
    assert statuses[200] > 100
    assert {400, 403, 404, 405} <= statuses.keys()
    after = {file.name: hashlib.sha256(file.read_bytes()).digest() for file in path.parent.glob("news.db")}
    assert after == before


@pytest.mark.parametrize("public", [False, True])
def test_long_queries_are_refused_or_cut(path: Path, public: bool) -> None:
    site = site_of(path, public=public)

    async def asked() -> None:
        for page in (*ALL, "/news/articles", "/news.json", "/news/articles.json"):
            for name in ("q", "sql", "_search", "_where", "person", "_sort", "headline__contains"):
                address = f"{page.partition('?')[0]}?{name}={'a' * 100_000}"
                status = (await ask(site, "GET", address, {})).status
                assert status < 500, (page, name, status)

    asyncio.run(asked())


def test_who_may_not_see_sees_nothing_by_any_method(path: Path) -> None:
    site = site_of(path, public=False, allow={"id": "root"})
    for address in (
        *ALL,
        "/news",
        "/news/articles.json",
        "/news/articles/2026010100000003",
        "/-/metadata.json",
    ):
        for method in ("GET", "HEAD", *METHODS[:4]):
            status = asyncio.run(ask(site, method, address, {})).status
            assert status >= 400 or address == "/robots.txt", (method, address, status)
    forged = {"cookie": "ds_actor=eyJhIjp7ImlkIjoicm9vdCJ9fQ"}
    assert getter(site)("/news/articles.json", headers=forged).status_code == 403


def test_tables_kept_back_are_in_no_answer(path: Path) -> None:
    databases = json.loads(json.dumps(metadata()))["databases"]
    for table in ("files", "failures", "blocks", "versions"):
        databases["news"]["tables"].setdefault(table, {})["allow"] = {"id": "root"}
    get = getter(site_of(path, public=True, databases=databases))
    for table in ("files", "failures", "blocks", "versions"):
        for address in (f"/news/{table}", f"/news/{table}.json", f"/news/{table}.csv", f"/news/{table}/1"):
            assert get(address).status_code == 403, address
    through = '/news/articles.json?_through={"table":"blocks","column":"text","value":"x"}'
    assert get(through).status_code in (400, 403)


def test_formulas_are_made_harmless_where_that_is_asked_for(path: Path) -> None:
    done = CliRunner().invoke(cli, ["search", "", "--all", "--safe-csv", "--db", str(path)])
    assert done.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout, newline="")))
    assert len(rows) > 30
    assert not [value for row in rows for value in row.values() if value and value.startswith(FORMULAS)]
