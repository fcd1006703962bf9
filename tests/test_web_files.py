"""The files of a search: whole, with its filters and order, for those only who may search."""

import asyncio
import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fixtures_web import NASTY, XSS, Get, encoded, getter, make_archive, make_site, metadata

from db import exporting
from web.search_files import FILES
from web.wish import MAX_SIGNS

ATOM = "{http://www.w3.org/2005/Atom}"
ENDINGS = [*FILES, "atom"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("web") / "news.db", copies=12)


@pytest.mark.parametrize("batch", [7, 500])
def test_files_hold_every_article(get: Get, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr(exporting, "BATCH", batch)
    hits = [
        hit["id"]
        for page in (1, 2, 3)
        for hit in get(f"/search.json?q=budget&sort=newest&page={page}").json()["hits"]
    ]
    rows = list(csv.DictReader(io.StringIO(get("/search.csv?q=budget&sort=newest&page=2").text, newline="")))
    assert [int(row["id"]) for row in rows] == hits
    lines = get("/search.jsonl?q=budget&sort=newest").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == hits
    assert get("/search.tsv?q=budget").text.count("\n") > 48
    assert len(re.findall(r"^@article\{", get("/search.bib?q=budget").text, re.M)) == 48
    assert get("/search.ris?q=budget").text.count("TY  - NEWS\r\n") == 48


def test_files_have_their_types(get: Get) -> None:
    for ending, file in FILES.items():
        answer = get(f"/search.{ending}?q=strike")
        assert answer.headers["content-type"] == file.format.media_type
        assert answer.headers["content-disposition"] == f'attachment; filename="search.{ending}"'
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_filters_hold(get: Get) -> None:
    for address in [
        "q=budget&section=Politics",
        "person=Tom+O%E2%80%99Hara",
        "q=budget+%2Fs+levy",
        "q=zebra+budget",
    ]:
        total = get(f"/search.json?{address}").json()["total"]
        assert len(get(f"/search.jsonl?{address}").text.splitlines()) == total


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_typed_is_an_error(get: Get, ending: str) -> None:
    for text in NASTY:
        word = encoded(text)
        answer = get(f"/search.{ending}?q={word}&person={word}&year={word}&sort={word}&page={word}")
        # a file has no room to say that filters were left out
        assert answer.status_code == (400 if 2 * len(text) > MAX_SIGNS else 200), text
        assert get(f"/search.{ending}?q={word}").status_code == 200


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("table", ["articles", "entities", "outlets"])
def test_files_are_for_those_who_may_search(path: Path, ending: str, table: str) -> None:
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["tables"].setdefault(table, {})["allow"] = {"id": "root"}
    site = make_site(path, databases=data["databases"])
    assert getter(site)(f"/search.{ending}?q=budget").status_code == 403
    cookie = {"ds_actor": site.sign({"a": {"id": "root"}}, "actor")}
    assert getter(site)(f"/search.{ending}?q=budget", cookies=cookie).status_code == 200
    assert getter(make_site(path, allow={"id": "root"}))(f"/search.{ending}").status_code == 403


def test_a_site_may_give_no_files(path: Path) -> None:
    site = make_site(path)
    site._settings["allow_csv_stream"] = False
    get = getter(site)
    assert get("/search.csv?q=budget").status_code == 403
    assert "/search.csv" not in get("/search?q=budget").text
    assert "/search.csv?q=budget" in getter(make_site(path))("/search?q=budget").text


def test_a_time_limit_is_told(path: Path) -> None:
    site = make_site(path)
    site._settings["sql_time_limit_ms"] = 0
    for ending in ENDINGS:
        assert getter(site)(f"/search.{ending}?q=budget").status_code == 400


def test_a_reader_who_asks_for_the_headers_gets_no_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site(path)
    monkeypatch.setattr("web.search_files.rows_of", None)
    monkeypatch.setattr(site.client, "get", site.client.head)
    answer = getter(site)("/search.csv?q=budget")
    assert (answer.status_code, answer.text) == (200, "")


def test_a_reader_who_leaves_ends_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 1)
    site = make_site(path)
    sent: list[bytes] = []

    async def ask() -> None:
        await site.invoke_startup()

        async def receive() -> dict[str, Any]:
            while len(sent) < 5:
                await asyncio.sleep(0)
            return {"type": "http.disconnect"}

        async def send(event: dict[str, Any]) -> None:
            sent.append(event.get("body", b""))

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/search.jsonl",
            "raw_path": b"/search.jsonl",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
            "scheme": "http",
            "http_version": "1.1",
        }
        await site.app()(scope, receive, send)

    asyncio.run(ask())
    assert 5 <= len(sent) < 20


def test_the_feed(get: Get) -> None:
    answer = get(f"/search.atom?q={encoded('budget')}&sort=oldest")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.text)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 36
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    for element in [feed, *entries]:
        for name in ("id", "title", "updated"):
            assert element.findtext(f"{ATOM}{name}"), name
        assert moment.fullmatch(str(element.findtext(f"{ATOM}updated")))
    addresses = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    assert len(set(addresses)) == len(entries)
    assert addresses == sorted(addresses, reverse=True)
    assert all(get(address.replace("http://localhost", "")).status_code == 200 for address in addresses[:2])
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    page = get("/search?q=budget&sort=newest").text
    assert (
        'type="application/atom+xml" title="The newest articles of this search" href="/search.atom?q=budget"'
        in page
    )


def test_an_empty_feed_is_one_and_text_stays_text(get: Get) -> None:
    assert not ElementTree.fromstring(get("/search.atom?q=zebra").text).findall(f"{ATOM}entry")
    assert not ElementTree.fromstring(get("/search.atom?q=zebra+budget").text).findall(f"{ATOM}entry")
    text = get("/search.atom?q=tricks").text
    assert XSS not in text
    assert XSS in str(ElementTree.fromstring(text).findtext(f"{ATOM}entry/{ATOM}title"))
    ElementTree.fromstring(get("/search.atom?q=paragraph+%01%ff").text)


def test_addresses_stand_below_another(path: Path) -> None:
    site = make_site(path)
    site._settings["base_url"] = "/archive/"
    get = getter(site)
    assert "http://localhost/archive/news/articles/" in get(site.urls.path("/search.atom?q=budget")).text
    assert 'href="/archive/search.csv?q=budget"' in get(site.urls.path("/search?q=budget")).text
