"""The facets of the search page: values are excluded and looked for, in every form that an answer has."""

import csv
import io
import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from fixtures_web import ARTICLE, Get, getter, make_archive, make_site
from sqlite_utils import Database

from db.column_filters import FIELDS
from db.sqlite import open_for_reading
from web.search_sql import statement
from web.wish import Wish

#: A name that turns whatever stands beside it, unless it is kept apart.
TURNING = "\u202eGazette"
MANY = 14
#: Addresses and the articles that they find.
TOTALS = {
    "not_outlet=Northshore+Herald": 24,
    "q=budget&not_section=Politics": 24,
    "q=budget&not_person=Ada+Brandt&not_language=fr": 24,
    "section=Politics&not_agency=Reuters": 12,
    "not_year=2025": 12,
    "not_month=2025-01&not_year=2024": 37,
    "not_place=Eastmouth&not_organisation=Port+Authority": 36,
    "outlet=Northshore+Herald&not_outlet=Northshore+Herald": 0,
    "not_outlet=&not_person=Nobody": 60,
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_many_names(make_archive(tmp_path_factory.mktemp("facets") / "news.db", copies=12))


def with_many_names(path: Path) -> Path:
    """The archive of the other tests with more people than a facet shows."""
    db = Database(path)
    keys = [row["id"] for row in db.query("select id from articles order by id desc limit 3")]
    for number in range(MANY):
        name = f"Zoë Lee {number:02}"
        db.table("entities").insert(
            {"id": 100 + number, "name": name, "kind": "person", "key": name, "article_count": len(keys)}
        )
        db.table("article_entities").insert_all(
            {"article_id": key, "entity_id": 100 + number, "mentions": 1} for key in keys
        )
    conn = db.conn
    assert conn is not None
    conn.commit()
    conn.close()
    return path


def facet(text: str, field: str) -> str:
    found = re.search(rf'<section id="facet-{field}".*?</section>', text, re.S)
    return found.group() if found else ""


@pytest.mark.parametrize("address", TOTALS)
def test_exclusions_hold_in_every_form(get: Get, address: str) -> None:
    total = TOTALS[address]
    assert f"<strong>{total}</strong> article" in get(f"/search?{address}").text or not total
    answer = get(f"/search.json?{address}").json()
    assert answer["total"] == total
    assert sum(one["count"] for one in answer["histogram"]) <= 60
    rows = [json.loads(line) for line in get(f"/search.jsonl?{address}").text.splitlines()]
    assert len(rows) == total
    for ending, tab in (("csv", ","), ("tsv", "\t")):
        text = get(f"/search.{ending}?{address}").text
        assert len(list(csv.DictReader(io.StringIO(text, newline=""), delimiter=tab))) == total
    assert len(re.findall(r"^@article\{|^@misc\{", get(f"/search.bib?{address}").text, re.M)) == total
    assert get(f"/search.ris?{address}").text.count("TY  - ") == total
    feed = ElementTree.fromstring(get(f"/search.atom?{address}").text)
    dated = sum(row["published_on"] is not None for row in rows)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == min(dated, 50)


def test_the_sql_behind_finds_the_same(path: Path, get: Get) -> None:
    conn = open_for_reading(path)
    for address, total in TOTALS.items():
        if "q=" not in address:
            link = re.search(r'href="(/news\?sql=[^"]*)">The same in SQL', get(f"/search?{address}").text)
            assert link or not total
            if link:
                params = dict(parse_qsl(urlsplit(unescape(link.group(1))).query))
                assert len(conn.execute(params.pop("sql"), params).fetchall()) == total
    conn.close()
    sql, params = statement(Wish("tax", without=(("outlet", "-x"), ("outlet", "y"), ("person", "z"))))
    assert "(outlets.name in (:not_outlet1, :not_outlet2)) is not true" in sql
    assert params == {"q": "tax", "not_outlet1": "-x", "not_outlet2": "y", "not_person1": "z"}


def test_each_value_can_be_excluded_and_taken_back(get: Get) -> None:
    outlets = facet(get("/search?q=budget&page=2").text, "outlet")
    link = 'href="?q=budget&amp;not_outlet=Northshore+Herald" aria-label="not Northshore Herald"'
    assert link in outlets
    text = get("/search?q=budget&not_outlet=Northshore+Herald").text
    chips = re.findall(r'class="plain chosen".*?</ul>', text, re.S)[0]
    assert '<em>not</em> <bdi>Northshore Herald</bdi> <span aria-hidden="true">✕</span>' in chips
    assert 'class="without" href="?q=budget"' in chips
    assert "understood as: budget, without articles from the outlet Northshore Herald" in text
    outlets = facet(text, "outlet")
    # it is still there, crossed out; a click on it wants it after all
    assert '<a href="?q=budget&amp;outlet=Northshore+Herald" class="off">' in outlets
    assert 'href="?q=budget" aria-current="true" aria-label="no longer not Northshore Herald"' in outlets
    assert "Harbour Times &amp; Post" in outlets
    # whoever wants a value no longer excludes it, and the other way round
    wanted = get("/search?q=budget&outlet=Northshore+Herald").text
    assert 'href="?q=budget&amp;not_outlet=Northshore+Herald"' in facet(wanted, "outlet")


def test_exclusions_stay_from_search_to_search(get: Get) -> None:
    asked = "/search?q=budget&not_outlet=-a&not_person=Tom+O%E2%80%99Hara&sort=oldest&once=0"
    text = get(asked).text
    forms = re.findall(r"<form.*?</form>", text, re.S)
    assert len(forms) == 2
    for form in forms:
        for name, value in [
            ("not_outlet", "-a"),
            ("not_person", "Tom O’Hara"),
            ("sort", "oldest"),
            ("once", "0"),
        ]:
            assert f'<input type="hidden" name="{name}" value="{value}">' in form
    assert "not_outlet=-a" in re.findall(r'<a href="([^"]*)">newest first', text)[0]
    assert all("not_outlet=-a" in link for link in re.findall(r'href="([^"]*)">(?:CSV|JSON|RIS)</a>', text))
    bars = re.findall(r'<figure class="histogram".*?</figure>', get("/search?not_month=2025-01").text, re.S)
    assert 'class="off" title="2025-01: ' in bars[0]


def test_a_facet_with_more_values_has_a_form(get: Get) -> None:
    text = get("/search?not_outlet=x").text
    people = facet(text, "person")
    assert 'aria-label="Find a name among people"' in people
    assert 'href="?q=&amp;not_outlet=x&amp;find_person=#facet-person"' in people
    assert people.count("<li>") == 10
    assert "<form" not in facet(text, "place")


def test_values_are_found_within_a_facet(get: Get) -> None:
    people = facet(get("/search?not_outlet=x&find_person=ZOE+0").text, "person")
    assert re.findall(r"<bdi>(.*?)</bdi>", people) == [f"Zoë Lee {number:02}" for number in range(10)]
    assert people.count('<span class="n">3</span>') == 10
    assert 'value="ZOE 0"' in people
    # the form stays, and what is clicked is a filter
    assert 'href="?q=&amp;person=Zo%C3%AB+Lee+03&amp;not_outlet=x"' in people
    assert 'href="?q=&amp;not_outlet=x&amp;not_person=Zo%C3%AB+Lee+03"' in people
    every = facet(get("/search?find_person=").text, "person")
    assert every.count("<li>") == MANY + 2
    none = facet(get("/search?find_person=zebra&year=2025").text, "person")
    assert "None of the people here is called so." in none
    assert "<form" in none


def test_values_are_found_as_data_too(get: Get) -> None:
    answer = get("/search.json?find_person=lee+1&find_outlet=&outlet=Northshore+Herald").json()
    assert answer["found"]["outlet"] == [
        {"value": "Northshore Herald", "count": 36},
        {"value": "Harbour Times & Post", "count": 24},
    ]
    assert [one["value"] for one in answer["found"]["person"]] == [f"Zoë Lee 1{n}" for n in range(MANY - 10)]
    assert "found" not in get("/search.json").json()
    assert "found" not in get("/search.json?find_month=2025").json()


def test_what_was_looked_for_goes_with_the_next_filter(get: Get) -> None:
    text = get("/search?find_person=lee").text
    assert "find_person=lee&amp;page=2" in text
    assert "find_person" not in text.partition("Sorted by")[0]
    for part in ("outlet", "section"):
        assert "find_person" not in facet(text, part)
    assert "find_person" not in re.findall(r'href="([^"]*)">Feed', text)[0]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("before", ["", "not_"])
def test_a_single_value_of_any_field(get: Get, field: str, before: str) -> None:
    for value in ("x", "-x", "2025", "%00", "\u202e", "'", "a" * 5000):
        assert get(f"/search?{before}{field}={value}&find_{field}={value}").status_code == 200
        assert get(f"/news/articles/{ARTICLE}?{before}{field}={value}").status_code == 200


def test_names_do_not_turn_their_neighbours(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "news.db"
    copy.write_bytes(path.read_bytes())
    db = Database(copy)
    db.execute("update outlets set name = ? where id = 1", [TURNING])
    db.execute("update articles set section = ?", [TURNING])
    db.execute("update entities set name = ? where id = 1", [TURNING])
    conn = db.conn
    assert conn is not None
    conn.commit()
    conn.close()
    get = getter(make_site(copy))
    for page in [
        "/",
        "/search?q=",
        f"/search?outlet={TURNING}&not_person={TURNING}",
        f"/news/articles/{ARTICLE}",
        "/news/entities/3",
        "/news/outlets/1",
        "/news/articles",
    ]:
        text = get(page).text
        assert TURNING in text
        for line in re.findall(r'<p class="meta".*?</p>|<ul class="plain chosen".*?</ul>', text, re.S):
            apart = re.sub(
                r"<bdi>.*?</bdi>|<span class=\"meta\">understood.*?</span>|<[^>]*>", "", line, flags=re.S
            )
            assert TURNING not in apart, (page, line)


@pytest.fixture(scope="module")
def shown(get: Get) -> str:
    return str(get("/search?q=budget&not_section=Politics").text)


def test_links_of_facets_lead_to_what_they_count(get: Get, shown: str) -> None:
    for field in ("outlet", "person", "year", "language"):
        part = facet(shown, field)
        for address, count in re.findall(r'<li><a href="([^"]*)".*?<span class="n">([\d,]+)</span>', part):
            assert get("/search.json" + unescape(address) + "&once=0").json()["total"] == int(count)


def test_years_of_the_histogram_forget_the_month(tmp_path: Path) -> None:
    """Over many years the bars are years: their counts ignore the chosen month, and so do their links."""
    path = make_archive(tmp_path / "news.db", copies=12)
    db = Database(path)
    db.execute("update articles set month = '2012-03', year = '2012' where month = '2025-02'")
    assert db.conn is not None
    db.conn.commit()
    db.conn.close()
    get = getter(make_site(path))
    for asked in ("month=2025-01", "not_month=2025-01"):
        chart = re.findall(r'<figure class="histogram".*?</figure>', get(f"/search?{asked}").text, re.S)[0]
        address, count = re.findall(r'<a href="([^"]*)"[^>]* title="2012: ([\d,]+)"', chart)[0]
        assert "month=" not in address
        assert get("/search.json" + unescape(address)).json()["total"] == int(count) > 0


def test_languages_are_found_by_the_names_that_are_shown(get: Get) -> None:
    for typed, found in [("french", ["fr"]), ("ENG", ["en"]), ("fr", ["fr"]), ("zebra", [])]:
        answer = get(f"/search.json?find_language={typed}").json()
        assert [one["value"] for one in answer["found"]["language"]] == found, typed


def test_the_histogram_has_its_numbers_in_a_table(get: Get) -> None:
    chart = re.findall(r'<figure class="histogram".*?</figure>', get("/search?q=budget").text, re.S)[0]
    bars = re.findall(r'href="([^"]*)"[^>]* title="([^:]*): ([\d,]+)"', chart)
    rows = re.findall(r'<th scope="row"><a href="([^"]*)">([^<]*)</a></th><td>([\d,]+)</td>', chart)
    assert rows == bars
    assert "<summary>The numbers</summary>" in chart


def test_no_address_makes_an_endless_page(get: Get) -> None:
    years = "".join(f"&year={year}&not_person=p{year}" for year in range(2000))
    for asked in (years, "&section=" + "x" * 60_000, "&q=" + "%F0%9F%98%80" * 5_000):
        answer = get("/search?q=budget" + asked)
        assert answer.status_code == 200
        assert len(answer.content) < 3_000_000
    assert "values of filters were left out" in get("/search?q=budget" + years).text
    told = get("/search.json?q=budget" + years).json()["notes"]
    assert told[0].startswith("3,950 values of filters were left out")
    assert "Only the first 1,000 characters were read." in get("/search.json?q=" + "x" * 1002).json()["notes"]
    assert get("/search.csv?q=budget" + years).status_code == 400
    assert get("/search.atom?q=budget" + years).status_code == 400


def test_fifty_values_are_read(get: Get) -> None:
    years = "".join(f"&year={year}" for year in [*range(1950, 1999), 2025])
    answer = get("/search.json?q=budget" + years).json()
    assert not [note for note in answer["notes"] if "left out" in note]
    assert answer["total"] == get("/search.json?q=budget&year=2025").json()["total"] > 0
