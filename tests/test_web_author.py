"""Authors: their pages, and the articles that a search finds of them."""

import html
import re

import pytest
from fixtures_web import Get, encoded, getter, make_archive, make_site
from test_web_home import with_rooms


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    path = with_rooms(make_archive(tmp_path_factory.mktemp("authors") / "news.db", copies=12))
    return getter(make_site(path))


def test_author_page(get: Get) -> None:
    text = get("/news/authors/1").text
    assert "<h1>Lena &#34;Len&#34; Fisk</h1>" in text
    address = "/search?author=Lena+%22Len%22+Fisk&amp;sort=newest&amp;once=0"
    assert f'signed <a href="{address}">12 articles</a>' in text
    assert "Port workers vote for a strike" in text
    assert "Signs together with" in text


def test_an_author_s_page_tells_how_well_the_articles_were_read(get: Get) -> None:
    part = get("/news/authors/3").text.partition("How well it was read")[2].partition("</table>")[0]
    shares = dict(re.findall(r'<th scope="row">([^<]*)</th>.*?<td class="n">~?(\d+) %', part))
    assert shares["byline"] == "0"
    assert int(shares["date"]) == 60
    assert "section" in shares


def test_no_page_without_an_author(get: Get) -> None:
    assert get("/news/authors/99").status_code == 404


def test_a_byline_finds_its_author(get: Get) -> None:
    assert get("/search.json?q=byline%3A%22Lena+Fisk%22").json()["total"] == 12


@pytest.mark.parametrize(
    ("query", "total"),
    [('author:"Dana Ortiz"', 30), ("author:ortiz", 30), ("author:tiz", 0), ("-author:ORTIZ", 30)],
)
def test_authors_of_metadata_can_be_searched_for(get: Get, query: str, total: int) -> None:
    assert get(f"/search.json?once=0&q={encoded(query)}").json()["total"] == total


@pytest.mark.parametrize("page", ["/news/authors/1", "/news/authors/3", "/news/outlets/1"])
def test_counts_of_authors_and_outlets_are_what_their_links_find(get: Get, page: str) -> None:
    text = get(page).text
    signed = r'<a href="(/search[^"]*)">([\d,]+) articles?</a>'
    listed = r'<a href="(/search[^"]*)">[^<]*</a>(?: <span class="n">|</th><td>)([\d,]+)'
    found = [(one, count) for kind in (signed, listed) for one, count in re.findall(kind, text)]
    assert len(found) > 4
    for address, count in found:
        total = get(html.unescape(address).replace("/search?", "/search.json?")).json()["total"]
        assert total == int(count.replace(",", "")), address
