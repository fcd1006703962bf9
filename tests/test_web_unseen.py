"""What a search may not tell of private tables, and what it tells of copies: to each number its articles."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from fixtures_story import make_story
from fixtures_web import Get, getter, make_archive, make_site, metadata
from sqlite_utils import Database

from db.archive import open_archive
from db.column_building import refresh


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = make_archive(tmp_path_factory.mktemp("unseen") / "news.db", copies=12)
    db = Database(path)
    one, *others = [
        row["id"] for row in db.query("select id from articles where headline like 'Budget passes%'")
    ]
    db.table("copies").insert_all(
        {"article_id": key, "family_id": one, "similarity": 1.0} for key in (one, *others)
    )
    assert db.conn is not None
    db.conn.commit()
    db.conn.close()
    with open_archive(path) as archive:
        refresh(archive.conn)
    return path


def without(path: Path, table: str) -> Get:
    """The site to whoever may not see a table."""
    data = json.loads(json.dumps(metadata()))
    data["databases"]["news"]["tables"].setdefault(table, {})["allow"] = {"id": "root"}
    return getter(make_site(path, databases=data["databases"]))


@pytest.mark.parametrize(
    ("table", "asked"),
    [
        ("changes", "removed:older"),
        ("versions", "changed:headline"),
        ("notes", "is:corrected"),
        ("changes", "(is:changed OR zebra)"),
        ("changes", "-removed:older"),
    ],
)
def test_private_changes_cannot_be_guessed(path: Path, table: str, asked: str) -> None:
    get, whole = without(path, table), getter(make_site(path))
    answer = get(f"/search.json?q=budget+{asked}").json()
    assert answer["total"] == get("/search.json?q=budget").json()["total"] or "zebra" in asked
    assert any("is not open to you. It was ignored." in note for note in answer["notes"])
    assert not any("not open" in note for note in whole(f"/search.json?q=budget+{asked}").json()["notes"])
    sides = get(f"/compare.json?q={asked}&q=budget").json()["sides"]
    assert any("not open" in note for note in sides[0]["notes"])
    for ending in ("csv", "atom"):
        # a file has no room for a note
        assert get(f"/search.{ending}?q=budget+{asked}").status_code == 403
        assert get(f"/search.{ending}?q=budget").status_code == 200


def test_private_copies_are_not_told_of(path: Path) -> None:
    text = getter(make_site(path))("/search?q=budget").text
    assert "11 copies folded" in text
    assert "11 copies of this report" in text
    get = without(path, "copies")
    for page in ("/search?q=budget", "/search?q=budget&once=0"):
        text = get(page).text
        assert "folded" not in text.partition("</form>")[2].partition('class="total"')[2]
        assert "copies included" not in text
        assert "copies of this report" not in text
    assert get("/search.json?q=budget").json()["total"] == 48
    assert get("/search.json?q=budget").json()["folded"] == 0


def test_a_storys_headline_is_that_of_an_article(tmp_path: Path) -> None:
    path = make_story(tmp_path / "news.db")
    (story, headline), *_ = Database(path).execute("select id, headline from stories").fetchall()
    shown, hidden = getter(make_site(path)), without(path, "articles")
    for page in ("/", f"/news/stories/{story}"):
        assert headline in shown(page).text
        answer = hidden(page)
        assert answer.status_code == 200
        assert headline not in answer.text


def test_sql_folds_copies_as_the_search_does(path: Path) -> None:
    get = getter(make_site(path))
    for asked in ("q=budget", "q=budget&sort=oldest&month=2025-02", "q=levy&sort=newest&section=Politics"):
        answer = get(f"/search.json?{asked}").json()
        (link,) = re.findall(r'<a href="([^"]+)">The same in SQL</a>', get(f"/search?{asked}").text)
        rows = get(unescape(link).replace("/news?", "/news.json?_shape=array&")).json()
        assert answer["folded"] > 0
        assert len(rows) == answer["total"]
        if "sort" in asked:
            assert [row["article_id"] for row in rows][:20] == [hit["id"] for hit in answer["hits"]]
    assert "similarity" not in get("/search?q=budget&once=0").text


def test_pages_without_hits_have_their_data(path: Path) -> None:
    text = getter(make_site(path))("/search?q=zebra").text
    for label in ("JSON", "Feed of the newest", "The same in SQL"):
        assert f">{label}</a>" in text


@pytest.mark.parametrize("table", ["authors", "article_authors"])
def test_private_authors_cannot_be_guessed(path: Path, table: str) -> None:
    get, whole = without(path, table), getter(make_site(path))
    asked = ["q=author:lee", "q=budget&author=Ann+Lee", "q=budget&not_author=Ann+Lee", "q=-author:lee"]
    for page in ("/search", "/search.json", "/search.atom"):
        for what in asked:
            assert get(f"{page}?{what}").status_code == 403
            assert whole(f"{page}?{what}").status_code == 200
        assert get(f"{page}?q=budget").status_code == 200
    assert get("/compare?q=budget&q=author:lee").status_code == 403
    assert get("/compare?q=budget").status_code == 200


def test_numbers_of_articles_lead_to_as_many(path: Path) -> None:
    get = getter(make_site(path))
    pages = {
        "/": r'<a href="(/search[^"]*)" aria-label="[^":]*: ([\d,]+) articles?"',
        "/about": r'<td class="l\d"[^>]*><a href="(/search[^"]*)"[^>]*><span class="unseen">([\d,]+)<',
        "/news/entities/1": r'<a href="(/search[^"]*)"[^>]*>([\d,]+)(?: articles)?</a>',
        "/news/entities/4": r'<a href="(/search[^"]*)"[^>]*>([\d,]+)(?: articles)?</a>',
        "/compare?q=budget&q=levy": r'<a href="(/search[^"]*)"[^>]*>([\d,]+)(?: articles)?</a>',
    }
    for page, pattern in pages.items():
        links = re.findall(pattern, get(page).text)
        assert links, page
        for link, number in links:
            found = get(unescape(link).replace("/search?", "/search.json?")).json()
            assert found["total"] == int(number.replace(",", "")), (page, link)


def test_private_tables_show_nothing_through_the_pages_of_others(path: Path) -> None:
    whole = getter(make_site(path))
    article = whole("/news/articles.json?_shape=array&_size=1&_col=id").json()[0]["id"]
    for table, column in (("outlets", "outlet_id"), ("files", "file_id")):
        rows, shown = "/news/articles.json?_shape=array&_labels=on&_facet=outlet_id", without(path, table)
        there = [row[column] for row in whole(rows).json()]
        names = {str(one["label"]) for one in there if isinstance(one, dict)}
        assert names, column
        hidden = shown(rows).json()
        assert {type(row[column]) for row in hidden} <= {int, type(None)}
        facet = shown("/news/articles.json?_facet=outlet_id").json()["facet_results"]["outlet_id"]["results"]
        assert all(one["label"] == one["value"] for one in facet) or table != "outlets"
        page = shown("/news/articles?_columns=few&_facet=outlet_id&_size=5").text
        assert not [name for name in names if name in page and table == "files"]
        # what is open is named as before
        other = "outlet_id" if table == "files" else "file_id"
        assert any(isinstance(row[other], dict) for row in hidden)
    linked = f"/news/articles/{article}.json?_extras=foreign_key_tables"
    tables = {one["other_table"] for one in whole(linked).json()["foreign_key_tables"]}
    seen = {one["other_table"] for one in without(path, "notes")(linked).json()["foreign_key_tables"]}
    assert seen == tables - {"notes"} != tables
