"""The first page, outlets, authors, /about, /queries and tables, asked in-process."""

import json
import re
from pathlib import Path

import pytest
from fixtures_web import ROOT, XSS, Get, getter, make_archive, make_site, metadata
from sqlite_utils import Database

from db.archive import open_archive
from web.about_page import ERRORS

ROUTES = ["/", "/about", "/queries", "/news/outlets/1", "/news/authors/1"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_rooms(make_archive(tmp_path_factory.mktemp("rooms") / "news.db", copies=12))


def with_rooms(path: Path) -> Path:
    """The archive of the other tests with an author, a learned line, and a name that came up lately."""
    db = Database(path)
    db.table("authors").insert({"id": 1, "name": 'Lena "Len" Fisk', "kind": "person"})
    db.table("authors").insert({"id": 2, "name": XSS, "kind": "person"})
    db.table("authors").insert({"id": 3, "name": "Dana Ortiz", "kind": "person"})
    # of metadata alone: these articles have no byline, and two are one text
    told = [row["id"] for row in db.query("select id from articles where byline is null limit 30")]
    db.table("article_authors").insert_all({"article_id": key, "author_id": 3, "position": 0} for key in told)
    db.table("copies").insert_all(
        {"article_id": key, "family_id": told[0], "similarity": 1} for key in told[:2]
    )
    signed = [row["id"] for row in db.query("select id from articles where byline = 'By Lena Fisk'")]
    db.table("article_authors").insert_all(
        {"article_id": key, "author_id": author, "position": author} for key in signed for author in (1, 2)
    )
    db.table("outlet_lines").insert(
        {"outlet_id": 1, "key": "x", "text": f"Read on {XSS}", "articles": 9, "looked_at": 12}
    )
    db.table("entities").insert({"id": 9, "name": "Westmouth", "kind": "place", "key": "westmouth"})
    newest = [row["id"] for row in db.query("select id from articles order by id desc limit 8")]
    db.table("article_entities").insert_all(
        {"article_id": key, "entity_id": 9, "mentions": 1} for key in newest
    )
    conn = db.conn
    assert conn is not None
    conn.execute("update entities set article_count = 8 where id = 9")
    conn.commit()
    conn.close()
    return path


@pytest.mark.parametrize("route", ROUTES)
def test_pages(get: Get, route: str) -> None:
    answer = get(route)
    assert answer.status_code == 200
    assert answer.text.count("<main") == answer.text.count("<h1") == 1
    assert XSS not in answer.text
    assert "<script>" not in re.sub(
        r"<script>\ndocument.body.addEventListener.*?</script>", "", answer.text, flags=re.S
    )


@pytest.mark.parametrize("route", ROUTES)
def test_each_page_asks_who_may_see_it(path: Path, route: str) -> None:
    site = make_site(path, allow={"id": "root"})
    assert getter(site)(route).status_code == 403
    cookie = {"ds_actor": site.sign({"a": {"id": "root"}}, "actor")}
    assert getter(site)(route, cookies=cookie).status_code == 200


def private(path: Path, *tables: str) -> Get:
    data = json.loads(json.dumps(metadata()))
    for table in tables:
        data["databases"]["news"]["tables"].setdefault(table, {})["allow"] = {"id": "root"}
    return getter(make_site(path, databases=data["databases"]))


def test_a_private_table_is_left_out_everywhere(path: Path) -> None:
    get = private(path, "entities")
    for route in ROUTES:
        assert "Ada Brandt" not in get(route).text, route
    assert "In the news now" not in get("/").text
    get = private(path, "articles")
    for route in ROUTES:
        assert "strike" not in get(route).text, route
    assert "The articles are not open to you" in get("/about").text
    get = private(path, "outlets", "failures")
    for route in ["/", "/about", "/queries", "/news/authors/1"]:
        assert "Northshore" not in get(route).text, route
        assert "unreadable" not in get(route).text, route


def test_a_private_question_is_not_listed(path: Path) -> None:
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["queries"]["undated"]["allow"] = {"id": "root"}
    get = getter(make_site(path, databases=data["databases"]))
    assert "Undated articles" not in get("/queries").text
    assert "Undated articles" not in get("/").text


def test_home_shows_what_there_is_and_when(get: Get) -> None:
    text = get("/").text
    assert "<strong>60</strong> articles, 1 January 2025 to 4 March 2025 · 2 outlets · 12 undated" in text
    assert '<a href="/search?month=2025-02&amp;once=0" aria-label="February 2025: 22 articles">' in text
    assert '<th scope="row"><a href="/news/outlets/1">Northshore Herald</a></th>' in text
    assert 'href="/search?outlet=Harbour+Times+%26+Post&amp;month=2025-01&amp;once=0"' in text
    assert "1 document could not be filed" in text


def test_home_tells_who_and_where_is_in_the_news(get: Get) -> None:
    text = get("/").text
    rows = re.search(r'<div class="risen">(.*?)</div>', text, re.S)
    assert rows
    assert "Westmouth" in rows[1]
    assert "Eastmouth" not in rows[1]
    assert 'href="/search?place=Westmouth&amp;sort=newest"' in rows[1]


def test_home_of_an_empty_archive(tmp_path: Path) -> None:
    with open_archive(tmp_path / "news.db"):
        pass
    get = getter(make_site(tmp_path / "news.db"))
    assert "No article has been filed yet" in get("/").text
    assert "No article has been filed yet" in get("/about").text


def test_home_lists_stories_where_there_are_any(path: Path, tmp_path: Path) -> None:
    assert "Largest stories" not in getter(make_site(path))("/").text
    copy = make_archive(tmp_path / "news.db")
    db = Database(copy)
    if not db.table("stories").exists():
        db.table("stories").create(
            {
                "id": int,
                "headline": str,
                "first_published": str,
                "last_published": str,
                "article_count": int,
                "outlet_count": int,
            },
            pk="id",
        )
    db.table("stories").insert(
        {
            "id": 5,
            "headline": "The strike",
            "first_published": "2025-01-01",
            "last_published": "2025-01-03",
            "article_count": 7,
            "outlet_count": 2,
        }
    )
    text = getter(make_site(copy))("/").text
    assert '<a dir="auto" href="/news/stories/5">The strike</a>' in text
    assert "7 articles, 2 outlets · 1 January 2025" in text


def test_outlet_page(get: Get) -> None:
    text = get("/news/outlets/1").text
    assert "<h1>Northshore Herald</h1>" in text
    assert '<a href="/search?outlet=Northshore+Herald&amp;sort=newest&amp;once=0">36 articles</a>' in text
    assert '<input type="hidden" name="outlet" value="Northshore Herald">' in text
    assert 'href="/search?outlet=Northshore+Herald&amp;month=2025-01&amp;once=0"' in text
    assert 'href="/search?outlet=Northshore+Herald&amp;person=Ada+Brandt&amp;once=0"' in text
    assert 'href="/search?outlet=Northshore+Herald&amp;section=Business&amp;once=0"' in text
    assert "in 9 of 12 articles" in text
    scores = dict(re.findall(r'<th scope="row">([a-z ]+)</th>.*?class="n">(\d+) %', text))
    assert scores["byline"] == "33"
    assert scores["date"] == "67"
    assert scores["section"] == "67"


def test_outlet_page_tells_where_it_is_thin(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "news.db")
    assert "Where it is thin" not in getter(make_site(path))("/news/outlets/1").text
    db = Database(path)
    db.table("coverage_rhythm").insert_all(
        {"outlet_id": 1, "day": day, "articles": 0, "expected": 4.0, "mark": mark}
        for day, mark in [("2025-02-03", "gap"), ("2025-02-04", "gap"), ("2025-02-05", "drop")]
    )
    db.table("coverage_breaks").insert(
        {
            "outlet_id": 1,
            "field": "byline",
            "since": "2025-02",
            "before": 90.2,
            "after": 3.0,
            "articles_before": 40,
            "articles_after": 40,
            "score": 9.0,
        }
    )
    text = getter(make_site(path))("/news/outlets/1").text
    assert "February 2025</a>: 2 days without an article, 1 with far fewer than usual" in text
    assert "Byline: 90 % of the articles had it, 3 % since February 2025" in text


def test_about_tells_what_is_covered_and_what_failed(get: Get) -> None:
    text = get("/about").text
    assert "<strong>60</strong> articles from 1 January 2025 to 4 March 2025, of 2 outlets" in text
    assert 'href="/news/failures?error=unreadable"' in text
    row = r'<a href="/news/outlets/2">Harbour[^<]*</a></th><td>24</td><td>2025-01-02</td><td>2025-03-04</td>'
    assert re.search(row, text)


def test_about_tells_the_errors_that_were_measured() -> None:
    measured = (ROOT / "bench" / "README.md").read_text("utf-8")
    for _, right, how in ERRORS:
        for share in [right, *re.findall(r"\.\d+", how)]:
            assert share in measured


def test_questions_can_be_asked_from_their_list(get: Get) -> None:
    text = get("/queries").text
    for query in metadata()["databases"]["news"]["queries"].values():
        assert query["title"] in text.replace("&#39;", "'")
    assert '<form action="/news/both_names">' in text
    assert '<input type="text" name="other"' in text


def test_tables_show_six_columns_and_a_way_to_all(get: Get) -> None:
    text = get("/news/entities").text
    assert (
        text.count('<th class="col-')
        + len(re.findall(r'<th data-column-description="[^"]*" class="col-', text))
        == 6
    )
    assert "show all columns" in text
    every = get("/news/entities?_columns=all").text
    assert 'data-column="wikidata_id"' in every
    assert "show fewer columns" in every
    assert 'data-column="rule"' in get("/news/blocks").text
    assert "<h2>" in text
    assert '<select aria-label="Column" name="_filter_column">' in text


def test_below_another_address(path: Path) -> None:
    site = make_site(path)
    site._settings["base_url"] = "/archive/"
    get = getter(site)
    for route in ROUTES:
        links = re.findall(r'(?:href|action)="(/[^"]*)"', get(site.urls.path(route)).text)
        assert links
        assert all(link.startswith("/archive/") for link in links), (route, links)


def test_a_time_limit_leaves_a_page(path: Path) -> None:
    site = make_site(path)
    site._settings["sql_time_limit_ms"] = 0
    for route in ROUTES[:3]:
        assert getter(site)(route).status_code == 200


def test_home_says_why_nobody_is_in_the_news(tmp_path: Path) -> None:
    get = getter(make_site(make_archive(tmp_path / "news.db")))
    assert (
        "There is too little to compare: thirty days and the thirty before need 20 texts each."
        in get("/").text
    )
