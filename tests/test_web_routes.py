"""Every route of the plugin: none shows what may not be seen, and no address is a server error."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fixtures_web import Get, getter, make_archive, make_site, metadata
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.column_filters import FIELDS
from web.plugin import register_routes
from web.search_files import FILES

#: An address of each route, by the pattern of the route; a route that is not here fails a test.
ADDRESSES = {
    "^/(?P<format>)$": ["/"],
    r"^/search(\.(?P<format>json))?$": [
        "/search?q=budget",
        "/search.json?q=budget",
        "/search?not_outlet=Northshore+Herald&find_person=brandt",
        "/search.json?not_outlet=Northshore+Herald&find_person=brandt",
    ],
    r"^/search\.atom$": ["/search.atom?q=budget", "/search.atom?not_person=Ada+Brandt"],
    rf"^/search\.(?P<format>{'|'.join(FILES)})$": [
        f"/search.{ending}?{asked}" for ending in FILES for asked in ("q=budget", "not_person=Ada+Brandt")
    ],
    r"^/compare(\.(?P<format>json))?$": ["/compare?q=budget&q=levy", "/compare.json?q=budget&q=levy"],
    "^/about$": ["/about"],
    "^/queries$": ["/queries"],
    "^/random$": ["/random"],
    r"^/suggest\.json$": ["/suggest.json?q=ada"],
    r"^/opensearch\.xml$": ["/opensearch.xml"],
    r"^/robots\.txt$": ["/robots.txt"],
}
#: What crawlers are told is told to everybody.
OPEN = {"/robots.txt"}
#: Nothing of the archive is on it, so that only the instance decides.
OF_THE_SITE = {"/opensearch.xml"}
#: Without a database that may be seen, the first page is Datasette's: the site's name and an empty list.
FIRST_PAGE = "/"
#: These leave out what may not be seen, and show the rest.
IN_PARTS = {"/", "/about", "/queries"}
ALL = [address for addresses in ADDRESSES.values() for address in addresses]
#: Words of the archive that none of its tables may be read from.
SECRETS = ("Budget", "Ada Brandt", "Northshore", "Eastmouth")
PRIVATE = {"id": "root"}

Pairs = list[tuple[str, str]]
#: Names of parameters that are read, and values that mean something, so that chance reaches behind them.
NAMES = ("q", "sort", "page", "once", "per", "version", "_search", "_next", "_size", *FIELDS)
NAMES += tuple(f"{before}_{field}" for before in ("not", "find") for field in FIELDS)
VALUES = (
    "budget",
    '"',
    "1",
    "-1",
    "9" * 40,
    "2025-02",
    "2025-99-99",
    "on:2025-02-31",
    "newest",
    "*",
    "person:",
    "(",
)
WORDS = st.one_of(
    st.sampled_from(VALUES), st.text(max_size=30), st.lists(st.sampled_from(VALUES)).map(" ".join)
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("routes") / "news.db", copies=3)


def private(path: Path, level: str) -> Any:
    if level == "instance":
        return make_site(path, allow=PRIVATE)
    databases = json.loads(json.dumps(metadata()))["databases"]
    if level == "database":
        databases["news"]["allow"] = PRIVATE
    else:
        for table in databases["news"]["tables"].values():
            table["allow"] = PRIVATE
    return make_site(path, databases=databases)


def test_every_route_has_an_address(path: Path) -> None:
    routes = [pattern for pattern, _ in register_routes(make_site(path))]
    # tests/test_assistant.py asks the address that is there with an extra only
    routes = [pattern for pattern in routes if pattern != "/-/mcp$"]
    assert routes == list(ADDRESSES)
    for pattern, addresses in ADDRESSES.items():
        assert all(re.match(pattern, address.partition("?")[0]) for address in addresses)


@pytest.mark.parametrize("level", ["instance", "database", "table"])
@pytest.mark.parametrize("address", ALL)
def test_every_route_asks_who_may_see_it(path: Path, address: str, level: str) -> None:
    site = private(path, level)
    answer = getter(site)(address)
    shown = (
        address in OPEN
        or (address in OF_THE_SITE and level != "instance")
        or (address in IN_PARTS and level == "table")
        or (address == FIRST_PAGE and level == "database")
    )
    assert answer.status_code == (200 if shown else 403)
    assert not any(secret in answer.text for secret in SECRETS)
    cookie = {"ds_actor": site.sign({"a": PRIVATE}, "actor")}
    assert getter(site)(address, cookies=cookie).status_code in (200, 302)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([address.partition("?")[0] for address in ALL]),
    st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=9)), WORDS), max_size=6),
)
def test_no_address_is_a_server_error(get: Get, address: str, pairs: Pairs) -> None:
    answer = get(f"{address}?{urlencode(pairs, errors='surrogatepass')}")
    assert answer.status_code < 500


@pytest.mark.parametrize("address", ALL)
@pytest.mark.parametrize(
    "query", ["%", "%ff%fe=%00", "q=%ED%A0%80", "q=" + "%22" * 9999, "&&==;", "page=%D9%A3"]
)
def test_no_broken_address_is_a_server_error(get: Get, address: str, query: str) -> None:
    assert get(f"{address.partition('?')[0]}?{query}").status_code < 500
