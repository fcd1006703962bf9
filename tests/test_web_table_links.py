"""From a search to the table of articles and back: the same articles, or it says so."""

import re
from html import unescape

import pytest
from fixtures_web import Get, getter, make_archive, make_site


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    return getter(make_site(make_archive(tmp_path_factory.mktemp("links") / "news.db", copies=12)))


def links(text: str, label: str) -> list[str]:
    return [unescape(one) for one in re.findall(rf'<a href="([^"]*)">{label}</a>', text)]


@pytest.mark.parametrize(
    "asked",
    [
        "q=budget&outlet=Northshore+Herald&year=2025",
        "q=budget&outlet=Northshore+Herald&outlet=Harbour+Times+%26+Post&section=Politics",
        "q=budget&language=fr&month=2025-01&sort=oldest",
        "q=budget&person=Ada+Brandt&place=Eastmouth",
        "q=&section=Business&section=Politics",
        "q=budget&person=Ada+Brandt&year=2025",
    ],
)
def test_the_table_has_the_same_articles_and_leads_back(get: Get, asked: str) -> None:
    total = get(f"/search.json?{asked}").json()["total"]
    (link,) = links(get(f"/search?{asked}").text, "as a table")
    rows = get(link.replace("/news/articles", "/news/articles.json")).json()
    assert rows["filtered_table_rows_count"] == total > 0
    if "q=budget" in asked:
        (back,) = links(get(link).text, "The same search, ranked by relevance")
        assert get(back.replace("/search?", "/search.json?")).json()["total"] == total
        assert "once=0" in back


@pytest.mark.parametrize(
    "asked",
    [
        "q=budget&not_section=Politics",
        "q=budget+/s+levy",
        "q=person:Brandt",
        "q=budget&outlet=Nobody",
        "q=budget&person=Nobody&year=2025",
    ],
)
def test_a_table_that_has_others_too_says_so(get: Get, asked: str) -> None:
    text = get(f"/search?{asked}&once=0").text
    assert links(text, "nearly the same as a table")
    assert not links(text, "as a table")


@pytest.mark.parametrize(
    "asked",
    [
        "outlet_id__gt=1",
        "section=Politics&section=Business",
        "_through=x",
        "_named=x",
        "section__in=[",
        "_where=1",
    ],
)
def test_a_search_that_has_others_too_says_so(get: Get, asked: str) -> None:
    answer = get(f"/news/articles?_search=budget&{asked}")
    if answer.status_code == 200:
        (back,) = links(answer.text, "Nearly the same search, ranked by relevance")
        assert get(back).status_code == 200


def test_advice_keeps_what_it_does_not_speak_of(get: Get) -> None:
    text = get("/search?q=zebra+giraffe&year=2025&not_section=Politics&sort=oldest&once=0").text
    assert links(text, "Search without the filters") == ["?q=zebra+giraffe&sort=oldest&once=0"]
    assert links(text, "Search for any of the words") == [
        "?q=zebra+OR+giraffe&year=2025&not_section=Politics&sort=oldest&once=0"
    ]
