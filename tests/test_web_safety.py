"""The site, asked in-process: no input is an error, no text becomes HTML, nothing private is shown."""

import base64
import html
import json
import re
import zlib
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fixtures_web import (
    ARTICLE,
    NASTY,
    PAGES,
    TRICKS,
    XSS,
    Get,
    encoded,
    getter,
    make_archive,
    make_site,
    metadata,
)
from sqlite_utils import Database

from web import safety

#: What was filed, byte for byte.
ORIGINAL = b"the file as it came"
#: As the archive holds it.
PACKED = zlib.compress(ORIGINAL)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("web") / "news.db", copies=12)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nasty_searches(get: Get, text: str) -> None:
    word = encoded(text)
    for page in [
        f"/search?q={word}",
        f"/search.json?q={word}&person={word}&year={word}&sort={word}&page={word}",
        f"/search?not_outlet={word}&not_person={word}&not_month={word}&find_person={word}&find_outlet={word}",
        f"/search.json?q={word}&not_section={word}&not_year={word}&find_section={word}&find_year={word}",
        f"/news/articles?_search={word}",
        f"/news/articles.json?_search={word}",
        f"/news/articles?_search_headline={word}",
        f"/news/entities?_search={word}",
    ]:
        answer = get(page)
        assert answer.status_code == 200, page
        assert XSS not in answer.text or "json" in page


@pytest.mark.parametrize(
    "page",
    [
        "/",
        "/search?q=tricks",
        f"/search?q={encoded(XSS)}",
        f"/search?organisation={encoded(XSS)}",
        f"/search?not_organisation={encoded(XSS)}&not_outlet={encoded(XSS)}&find_organisation=b",
        f"/search?find_person={encoded(XSS)}&find_outlet={encoded(XSS)}",
        f"/news/articles/{TRICKS}?q=&not_person={encoded(XSS)}",
        "/news/articles",
        f"/news/articles/{TRICKS}",
        "/news/entities/5",
        "/news/failures",
        f"/news/search_ranked?q={encoded(XSS)}",
    ],
)
def test_nothing_in_text_becomes_html(get: Get, page: str) -> None:
    text = get(page).text
    assert XSS not in text
    assert "<b>Bold" not in text
    assert 'href="javascript' not in text.lower()
    assert "\x01" not in re.findall(r'<ol class="plain hits" start.*?</ol>', text, re.S)


def test_forged_marks_are_dropped(get: Get) -> None:
    assert html.escape("<b>Bold</b>") in get("/search?q=body").text
    assert "\x01" not in get("/search?q=paragraph").text


def test_headers_on_every_answer(get: Get) -> None:
    for page in ["/", "/search", "/search.json", "/nope", "/-/static/app.css", "/news.json"]:
        headers = get(page).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_files_with_a_hash_in_their_address_are_kept(get: Get) -> None:
    found = re.findall(r'(?:href|src)="([^"]*/-/static[^"]*)"', get("/").text)
    assert len(found) >= 6
    for address in found:
        path, _, version = address.partition("?")
        assert version
        assert "immutable" in get(address).headers["cache-control"]
        assert "immutable" not in get(path).headers.get("cache-control", "")
        assert "immutable" not in get(path + "x?v=1").headers.get("cache-control", "")


def test_the_policy_allows_the_scripts_of_the_pages_and_no_other(get: Get) -> None:
    policy = get("/").headers["content-security-policy"]
    scripts = policy.split("script-src")[1].split(";")[0]
    assert "unsafe" not in scripts
    for page in PAGES:
        for script in re.findall(r"<script>(.*?)</script>", get(page).text, re.S):
            assert safety._hash(script) in scripts, page
        assert not re.search(r"<[^>]+\son\w+=", get(page).text), page


@pytest.mark.parametrize("page", [*PAGES, "/search.json?q=budget", "/news/articles.json"])
def test_a_private_site_shows_nothing(path: Path, page: str) -> None:
    get = getter(make_site(path, allow={"id": "root"}))
    answer = get(page)
    assert answer.status_code == 403
    assert "Budget" not in answer.text


@pytest.mark.parametrize("table", ["articles", "entities", "article_entities", "outlets", "articles_fts"])
def test_search_needs_all_that_it_shows(path: Path, table: str) -> None:
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["tables"].setdefault(table, {})["allow"] = {"id": "root"}
    get = getter(make_site(path, databases=data["databases"]))
    for page in ["/search?q=budget", "/search.json?q=budget"]:
        assert get(page).status_code == 403
    assert get("/").status_code == 200


def test_pages_leave_out_private_tables(path: Path) -> None:
    data = json.loads(json.dumps(metadata()))
    for table in ["entities", "blocks", "files", "outlets"]:
        data["databases"]["news"]["tables"][table]["allow"] = {"id": "root"}
    site = make_site(path, databases=data["databases"])
    get = getter(site)
    text = get(f"/news/articles/{ARTICLE}").text
    assert '<h1 dir="auto">Port workers vote for a strike</h1>' in text
    assert "/news/entities/" not in text
    assert "promo/newsletter" not in text
    assert "in/0.txt" not in text
    assert "Ada Brandt</a>" not in get("/").text
    assert "people" not in get("/news/articles.json").json()["facet_results"]
    cookie = {"ds_actor": site.sign({"a": {"id": "root"}}, "actor")}
    assert "/news/entities/1" in get(f"/news/articles/{ARTICLE}", cookies=cookie).text


def test_below_another_address(path: Path) -> None:
    site = make_site(path)
    site._settings["base_url"] = "/archive/"
    get = getter(site)
    for page in ["/", "/search?q=budget", f"/news/articles/{ARTICLE}"]:
        text = get(site.urls.path(page)).text
        links = re.findall(r'(?:href|action)="(/[^"]*)"', text)
        assert links
        assert all(link.startswith("/archive/") for link in links), links


def test_a_time_limit_leaves_a_page(path: Path) -> None:
    site = make_site(path)
    site._settings["sql_time_limit_ms"] = 0
    answer = getter(site)("/search?q=budget")
    assert answer.status_code == 200
    assert "too much to search in time" in answer.text
    assert getter(site)("/search.json?q=budget").status_code == 400


@pytest.fixture(scope="module")
def with_original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_archive(tmp_path_factory.mktemp("original") / "news.db")
    db = Database(path)
    db.execute("update files set content = ?, path = 'clips/Zürich.html'", [PACKED])
    db.conn.commit()
    db.conn.close()
    return path


def ways_to_the_original() -> list[str]:
    sql = urlencode({"sql": "select content from files", "_shape": "arrays"})
    return [
        f"/news/files/{ARTICLE}.json",
        "/news/files.json?_shape=array",
        "/news/files.json?_facet=content",
        "/news/files.csv",
        "/news/files",
        f"/news/files/{ARTICLE}",
        f"/news.json?{sql}",
        f"/news.csv?{sql}",
        "/news.json?sql=select+hex(content)+from+files",
    ]


def test_a_site_that_gives_no_files_gives_no_originals(with_original: Path) -> None:
    address = f"/news/files/{ARTICLE}.blob?_blob_column=content"
    found = getter(make_site(with_original))(address)
    assert (found.status_code, found.content) == (200, ORIGINAL)
    assert found.headers["content-disposition"] == "attachment; filename*=UTF-8''Z%C3%BCrich.html"
    site = make_site(with_original)
    site._settings["allow_csv_stream"] = False
    get = getter(site)
    assert get(address).status_code == 403
    assert get("/news.blob?sql=select+content+from+files&_blob_column=content").status_code == 403
    encodings = (ORIGINAL.decode(), base64.b64encode(PACKED).decode(), PACKED.hex().upper())
    for page in ways_to_the_original():
        text = get(page).text
        assert not any(encoded in text for encoded in encodings), page
        assert "blob-download" not in text
    assert get(f"/news/files/{ARTICLE}.json?_shape=array").json()[0]["path"] == "clips/Zürich.html"
    assert get("/search?q=strike").status_code == get(f"/news/articles/{ARTICLE}").status_code == 200
    link = f'<a href="{address}">download the original</a>'
    assert link not in get(f"/news/articles/{ARTICLE}").text
    assert link in getter(make_site(with_original))(f"/news/articles/{ARTICLE}").text


def test_memory_is_limited(get: Get) -> None:
    answer = get("/news.json?" + urlencode({"sql": "select length(hex(zeroblob(400000000)))"}))
    assert answer.status_code == 400
