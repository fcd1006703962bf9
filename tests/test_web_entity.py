"""The page of a name: over time, on the map, in company; and the small answers for those who look for one."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from fixtures_web import NASTY, XSS, Get, encoded, getter, make_archive, make_site, metadata
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from db import together
from db.column_states import columns
from db.sqlite import open_for_reading

ANYTHING = st.text(max_size=30) | st.sampled_from(NASTY)
OWN = ["/compare?q=budget", "/compare.json?q=budget", "/random", "/suggest.json?q=ad", "/opensearch.xml"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_archive(tmp_path_factory.mktemp("entity") / "news.db", copies=12)
    db = Database(path)
    db.execute("update entities set latitude = 54.5, longitude = -3.25 where id = 4")
    assert db.conn is not None
    db.conn.commit()
    db.conn.close()
    return path


def private(path: Path, **more: Any) -> Get:
    return getter(make_site(path, **more))


def test_bars_lead_to_the_search(get: Get) -> None:
    text = get("/news/entities/1").text
    assert '<a href="/search?once=0&amp;person=Ada+Brandt&amp;month=2025-01" tabindex="-1">' in text
    shown = int(re.findall(r'month=2025-01">(\d+)</a></td>', text)[0])
    found = get("/search.json?person=Ada+Brandt&month=2025-01").json()
    assert found["total"] == shown


def test_places_are_on_a_map_from_here(get: Get) -> None:
    text = get("/news/entities/1").text
    assert text.count('<svg class="map"') == 2
    point = '&amp;place=Eastmouth" tabindex="-1"><title>Eastmouth: 12</title>'
    assert text.count(point) == 2
    outlines = re.findall(r'<use class="land" href="([^"#]+)#land"', text)[0]
    assert outlines.startswith("/-/static-plugins/morgue/world.svg?v=")
    answer = get(outlines)
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert len(answer.content) < 60_000
    assert 'id="land"' in answer.text
    assert '<svg class="map"' in get("/news/entities/4").text
    assert '<svg class="map"' not in get("/news/entities/5").text


def test_numbers_are_those_of_the_search(get: Get) -> None:
    text = get("/news/entities/1").text
    links = re.findall(r'<a class="n" href="(/search\?[^"]+)" aria-label="(\d+) articles', text)
    assert links
    for link, number in links:
        data = get(link.replace("&amp;", "&").replace("/search?", "/search.json?")).json()
        assert data["total"] == int(number)


def test_a_sample_finds_the_likeliest_and_counts_them_all(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "SAMPLE", 9)
    monkeypatch.setattr(together.tally, "__defaults__", (9,))
    conn = open_for_reading(path)
    conn.execute("begin")
    held = columns(conn)
    everything = held.ids > 0
    found = together.named(conn, held, everything, {"any": 9, "place": 9})
    counts = {one.name: one.count for one in found}
    assert counts == dict(conn.execute("select name, article_count from entities").fetchall())
    conn.close()


def test_comparisons_are_proposed(get: Get) -> None:
    text = get("/news/entities/1").text
    names = "q=person%3A%22Ada+Brandt%22&amp;q=person%3A%22Tom+O%E2%80%99Hara%22"
    assert f'href="/compare?{names}">with Tom O’Hara</a>' in text
    assert '<input type="hidden" name="q" value="person:&#34;Ada Brandt&#34;">' in text


def test_all_names_of_one(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "news.db", copies=2)
    db = Database(path)
    db.table("same_as").insert({"entity_id": 2, "into_id": 1, "rule": "surname", "evidence": "told"})
    assert db.conn is not None
    db.conn.commit()
    db.conn.close()
    get = getter(make_site(path))
    text = get("/news/entities/2").text
    assert (
        'Under all its names: <a href="/search?q=person%3A%22Tom+O%E2%80%99Hara%22&amp;once=0">4 articles</a>'
        in text
    )
    assert get("/search.json?q=person:%22Tom+O’Hara%22").json()["total"] == 4


@pytest.mark.parametrize("table", ["articles", "article_entities"])
def test_a_page_without_private_tables(path: Path, table: str) -> None:
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["tables"][table]["allow"] = {"id": "root"}
    answer = private(path, databases=data["databases"])("/news/entities/1")
    assert answer.status_code == 200
    assert "month=2025" not in answer.text
    assert "/news/entities/4" not in answer.text


@pytest.mark.parametrize("page", OWN)
def test_a_private_site_answers_nothing(path: Path, page: str) -> None:
    assert private(path, allow={"id": "root"})(page).status_code == 403


@pytest.mark.parametrize(
    ("page", "table"),
    [
        *(("/compare?q=budget", table) for table in ("articles", "entities", "article_entities", "outlets")),
        ("/compare.json?q=budget", "entities"),
        ("/random", "articles"),
        *(("/news/articles.json?_named=1", table) for table in ("articles", "entities", "article_entities")),
        *(("/suggest.json?q=ad", table) for table in ("articles", "entities", "aliases")),
    ],
)
def test_private_tables_and_databases(path: Path, page: str, table: str) -> None:
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["tables"][table]["allow"] = {"id": "root"}
    assert private(path, databases=data["databases"])(page).status_code == 403
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["allow"] = {"id": "root"}
    assert private(path, databases=data["databases"])(page).status_code == 403


def test_any_article(get: Get) -> None:
    answers = [get("/random") for _ in range(20)]
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.headers["location"] for answer in answers}) > 3
    assert answers[0].headers["cache-control"] == "no-store"
    assert get(answers[0].headers["location"]).status_code == 200


def test_an_empty_archive_has_no_article(tmp_path: Path) -> None:
    from db.archive import open_archive

    with open_archive(tmp_path / "news.db"):
        pass
    get = getter(make_site(tmp_path / "news.db"))
    assert get("/random").status_code == 404
    assert get("/compare?q=a&q=b").status_code == 200
    assert get("/suggest.json?q=ab").json()["suggestions"] == []


def test_names_that_begin_so(get: Get) -> None:
    def names(typed: str) -> list[str]:
        return [one["text"] for one in get(f"/suggest.json?q={encoded(typed)}").json()["suggestions"]]

    assert names("ada") == names("ADA B") == names("bran") == ["Ada Brandt"]
    assert names("a") == names("") == names("zz") == []
    (one,) = get("/suggest.json?q=eastm").json()["suggestions"]
    assert (one["text"], one["kind"], one["count"]) == ("Eastmouth", "place", 12)
    assert one["url"] == "/news/entities/4"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANYTHING)
def test_no_text_is_an_error(get: Get, text: str) -> None:
    assert get(f"/suggest.json?q={encoded(text)}").status_code == 200
    assert get(f"/random?q={encoded(text)}").status_code == 302
    assert get(f"/opensearch.xml?q={encoded(text)}").status_code == 200


def test_browsers_learn_how_to_search(path: Path) -> None:
    get = getter(make_site(path, title=f"A & B {XSS}"))
    assert 'rel="search" type="application/opensearchdescription+xml"' in get("/").text
    answer = get("/opensearch.xml")
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(answer.text)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.findtext(f"{space}ShortName") == f"A & B {XSS}"[:16]
    url = root.find(f"{space}Url")
    assert url is not None
    assert url.attrib["template"] == "http://localhost/search?q={searchTerms}"


def test_crawlers_stay_outside_unless_they_are_let_in(path: Path) -> None:
    assert private(path)("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    text = private(path, plugins={"morgue": {"robots": "allow"}})("/robots.txt").text
    assert "Disallow: /\n" not in text
    assert "Disallow: /search\n" in text
    assert private(path, allow={"id": "root"})("/robots.txt").status_code == 200


def test_nothing_in_names_becomes_html(get: Get) -> None:
    for page in ["/news/entities/5", f"/compare?q={encoded(XSS)}&q=tricks", "/compare?q=tricks&q=body"]:
        text = get(page).text
        assert "<b>Bold" not in text
        assert XSS not in text


def test_the_menu_leads_only_where_one_may_go(path: Path) -> None:
    assert '<a href="/compare">Compare</a>' in private(path)("/").text
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["tables"]["entities"]["allow"] = {"id": "root"}
    text = private(path, databases=data["databases"])("/").text
    assert "/compare" not in text
    assert '<a href="/random">Random article</a>' in text


def test_a_name_of_one_month_says_why_nothing_is_drawn(tmp_path: Path) -> None:
    get = getter(make_site(make_archive(tmp_path / "news.db")))
    text = get("/news/entities/1").text
    assert "all 2 articles with a known month are of January 2025" in text
    assert "its only article with a known month is of January 2025" in get("/news/entities/2").text


def test_what_is_private_is_not_said_to_be_slow(path: Path) -> None:
    data = metadata()["databases"]
    data["news"]["tables"]["articles"]["allow"] = {"id": "root"}
    text = private(path, databases=data)("/news/entities/1").text
    assert text.count("The articles are not open to you.") == 2
    assert "Too many" not in text
