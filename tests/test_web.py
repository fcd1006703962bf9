"""The site, asked in-process: what its pages show."""

import html
import re
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from fixtures_query import examples
from fixtures_web import (
    ARTICLE,
    INFERRED,
    PAGES,
    TRICKS,
    UNDATED,
    XSS,
    Get,
    encoded,
    getter,
    make_archive,
    make_site,
)

from db.archive import open_archive
from db.column_building import refresh


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("web") / "news.db", copies=12)


@pytest.mark.parametrize("page", PAGES)
def test_pages(get: Get, page: str) -> None:
    answer = get(page)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    assert answer.text.count("<main") == 1
    assert answer.text.count("<h1") == 1


def test_home(get: Get) -> None:
    text = get("/").text
    assert "<strong>60</strong> articles, 1 January 2025 to 4 March 2025" in text
    assert "Northshore Herald" in text
    assert "Who is named with whom" in text


def test_search_page(get: Get) -> None:
    text = get("/search?q=budget+-levy&outlet=Northshore+Herald").text
    assert "understood as: budget, from the outlet Northshore Herald, without levy" in text
    assert "<mark>budget</mark>" in text
    assert 'aria-label="Remove the filter outlet: Northshore Herald"' in text
    assert "/search?" not in re.findall(r'class="chosen".*?</ul>', text, re.S)


def test_search_pages_on(get: Get) -> None:
    first, third = get("/search?q=budget"), get("/search?q=budget&page=3")
    assert "page 1 of 3" in first.text
    assert 'rel="next"' in first.text
    assert 'rel="prev"' in third.text
    assert 'rel="next"' not in third.text
    for page in ["0", "-1", "²", "x", "99999999999999999999", "1e3", "4"]:
        assert get(f"/search?q=budget&page={quote(page)}").status_code == 200


def test_search_json_follows_the_filters(get: Get) -> None:
    answer = get("/search.json?q=budget&section=Politics&sort=newest").json()
    assert answer["total"] == 24
    assert answer["hits"][0]["title"] == "Budget passes at last"


def test_no_hits_give_advice(get: Get) -> None:
    text = get("/search?q=%22port+workers%22+zebra&year=2025").text
    assert "Nothing found" in text
    assert "Search without the filters" in text
    assert 'href="?q=%22port+workers%22+OR+zebra&amp;year=2025"' in text


def test_some_of_the_words_follow_under_their_own_heading(get: Get) -> None:
    text = get("/search?q=budget+zebra").text
    assert 'With some of the words <span class="n">48 articles' in text
    assert "Nothing found" not in text
    assert text.count('<li class="partial">') == 20
    assert "page 1 of 3" in text
    assert '<li class="partial">' in get("/search?q=budget+zebra&page=3").text
    assert '<li class="partial">' not in get("/search?q=budget").text


def test_another_spelling_is_a_link(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "news.db", copies=12)
    with open_archive(path) as archive:
        refresh(archive.conn)
    text = getter(make_site(path))("/search?q=budgte&section=Politics").text
    assert 'Did you mean <a href="?q=budget&amp;section=Politics">budget</a>?' in text


def test_every_order_has_a_link(get: Get) -> None:
    text = get("/search?q=budget&sort=oldest").text
    assert "<strong>oldest first</strong>" in text
    assert '<a href="?q=budget">relevance</a>' in text
    assert '<a href="?q=budget&amp;sort=newest">newest first</a>' in text


def test_the_page_explains_the_whole_language(get: Get) -> None:
    text = html.unescape(get("/search").text)
    for example in examples():
        assert example in text


def test_article_page_shows_what_is_like_it(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}").text
    part = text.split("<h2>More like this</h2>")[1].split("</section>")[0]
    assert part.count("Port workers vote for a strike") == 5
    assert f"/news/articles/{ARTICLE}" not in part


def test_the_same_in_sql_finds_the_same(get: Get) -> None:
    for address in [
        "q=budget",
        "q=budget&sort=newest&section=Politics&year=2025",
        "outlet=Northshore+Herald&person=Ada+Brandt&month=2025-01&sort=oldest",
        "q=budget+-strike&language=en&agency=Reuters",
        "q=-budget",
        "q=-budget+-lang:fr+not_here:x",
        "q=after:2025-01-20&sort=newest",
        "q=budget+before:2025-02+length>5&sort=oldest&language=en",
        "q=(strike+OR+length>14)+-on:2025-01-01",
        "q=(on:2025-02+OR+lang:fr)+changed:headline&year=2025",
        "q=is:corrected+OR+removed:older&sort=newest",
        "q=zebra",
    ]:
        link = re.findall(r'<a href="([^"]+)">The same in SQL</a>', get(f"/search?{address}").text)
        rows = get(html.unescape(link[0]).replace("/news?", "/news.json?_shape=array&")).json()
        total = get(f"/search.json?{address}").json()["total"]
        assert len(rows) == total, address
        if "sort" in address:
            hits = get(f"/search.json?{address}").json()["hits"]
            assert [row["article_id"] for row in rows][:20] == [hit["id"] for hit in hits]
    assert "Nearly the same in SQL" in get("/search?q=budget+/p+levy").text
    for asked, total in [
        ("person:Brandt", 24),
        ("outlet:northshore", 36),
        ("agency:reu+-place:eastmouth", 0),
    ]:
        (link,) = re.findall(r'<a href="([^"]+)">Nearly the same in SQL</a>', get(f"/search?q={asked}").text)
        rows = get(html.unescape(link).replace("/news?", "/news.json?_shape=array&")).json()
        assert len(rows) == total == get(f"/search.json?q={asked}").json()["total"]
    link = re.findall(r'<a href="([^"]+)">Nearly', get("/search?q=person:Brandt&not_person=x&person=y").text)[
        0
    ]
    assert "person1=Brandt" in link
    assert "person_1=y" in link


def test_no_sql_where_it_is_not_allowed(path: Path) -> None:
    site = make_site(path)
    site._settings["default_allow_sql"] = False
    assert "same in SQL" not in getter(site)("/search?q=budget").text


def test_article_page(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}").text
    assert '<h1 dir="auto">Port workers vote for a strike</h1>' in text
    assert "By Lena Fisk" in text
    assert "Crews reject the last offer" in text
    assert ">Northshore Herald</a>" in text
    assert "1 January 2025" in text
    assert text.count('<a class="name person" href="/news/entities/1">Ada Brandt</a>') == 2
    assert "promo/newsletter" in text
    assert "The quay" in text
    assert 'rel="noopener noreferrer nofollow">https://northshore.example/0' in text


def test_versions_of_an_article(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}").text
    assert "<h2>Versions</h2>" in text
    assert f'<a href="/news/articles/{ARTICLE}?version=1">Version 1</a>, undated: first version' in text
    assert '<a href="#versions">2 versions</a>' in text
    assert "Version 2</a>, 1 January 2025: headline changed – <span" in text
    old = get(f"/news/articles/{ARTICLE}?version=1").text
    assert '<h1 dir="auto">Older words</h1>' in old
    assert '<p dir="auto">Old.</p>' in old
    assert f'<a href="/news/articles/{ARTICLE}">The newest version</a>' in old
    new = get(f"/news/articles/{ARTICLE}?version=2").text
    assert '<h1 dir="auto"><del>Older words</del><ins>Port workers vote for a strike</ins></h1>' in new
    for nonsense in ("0", "3", "-1", "²", "x", "9" * 99):
        assert (
            '<h1 dir="auto">Port workers vote for a strike</h1>'
            in get(f"/news/articles/{ARTICLE}?version={quote(nonsense)}").text
        )


def test_marks_of_versions_are_the_only_markup(get: Get) -> None:
    text = get(f"/news/articles/{TRICKS}?version=2").text
    assert XSS not in text
    assert "<ins>A body with &lt;script&gt;" in text


def test_quotes_stand_on_the_pages_of_article_and_speaker(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}").text
    assert "1 quote, found by rule" in text
    assert 'Tom O’Hara</a></dt><dd lang="en" dir="auto">the offer was worth nothing</dd>' in text
    text = get("/news/entities/2").text
    assert text.count('<blockquote dir="auto">“<bdi>the offer was worth nothing</bdi>”</blockquote>') == 12
    assert 'href="/news/quoted?speaker_id=2&amp;_sort_desc=article_id"' in text
    assert "the offer was worth nothing" in get("/news/quoted?speaker_id=2&_sort_desc=article_id").text
    assert "<h2>Quotes</h2>" not in get("/news/entities/4").text


def test_an_inferred_date_says_so_with_its_evidence(get: Get) -> None:
    text = get(f"/news/articles/{INFERRED}").text
    assert "(inferred: time in the name of an image)" in text
    assert ">Reuters</a>" in text


def test_without_headline_or_date(get: Get) -> None:
    text = get(f"/news/articles/{UNDATED}").text
    assert "The file holds no headline" in text
    assert "undated" in text


def test_entity_page(get: Get) -> None:
    text = get("/news/entities/1").text
    assert "24 articles" in text
    assert "also spelled <bdi>Brandt</bdi>" in text
    assert 'href="/search?once=0&amp;person=Ada+Brandt&amp;person=Tom+O%E2%80%99Hara"' in text


def test_another_databases_name(tmp_path: Path) -> None:
    get = getter(make_site(make_archive(tmp_path / "other.name.db")))
    assert "<strong>5</strong> articles" in get("/").text
    hit = get("/search?q=strike").text
    link = re.findall(r'href="(/other~2Ename/articles/\d+\?q=strike)"', hit)
    assert link
    assert "By Lena Fisk" in get(link[0]).text
    assert "No article" not in get("/search?q=zebra").text


def test_datasettes_own_memory_is_not_looked_into(path: Path) -> None:
    site = make_site(path)

    async def locked() -> list[str]:
        raise sqlite3.OperationalError("database table is locked: sqlite_master")

    site.databases["_internal"].table_names = locked
    get = getter(site)
    for page in ("/", "/search?q=budget", "/news/articles"):
        assert get(page).status_code == 200


def test_names_lead_to_their_pages(get: Get) -> None:
    assert '<a href="/news/entities/1">Ada Brandt</a>' in get("/news/entities").text
    assert re.search(r'<a href="/news/outlets/1">[^<]+</a>', get("/news/outlets").text)


def test_without_an_archive(tmp_path: Path) -> None:
    from db.sqlite import sqlite3

    conn = sqlite3.connect(tmp_path / "plain.db")
    conn.execute("create table articles (id integer primary key, title text)")
    conn.execute("insert into articles values (1, 'x')")
    conn.commit()
    conn.close()
    get = getter(make_site(tmp_path / "plain.db"))
    assert get("/search").status_code == 404
    for page in ["/", "/plain", "/plain/articles", "/plain/articles/1", "/nope"]:
        assert get(page).status_code == (404 if page == "/nope" else 200)


def test_missing_rows_are_404(get: Get) -> None:
    for page in ["/news/articles/1", "/news/entities/99", "/news/articles/x", "/nope", "/news/nope"]:
        answer = get(page)
        assert answer.status_code == 404
        assert "morgue.css" in answer.text


def test_table_page_understands_the_language(get: Get) -> None:
    def count(words: str) -> int:
        return int(get(f"/news/articles.json?_search={encoded(words)}").json()["filtered_table_rows_count"])

    assert count("tax OR strike") == 24
    assert count("budget -levy") == 24
    assert count("") == 60
    assert "ranked by relevance" in get("/news/articles?_search=budget").text


def test_names_are_facets_of_the_table(get: Get) -> None:
    facets = get("/news/articles.json").json()["facet_results"]
    people = facets["people"]["results"]
    assert [(value["label"], value["count"]) for value in people] == [("Ada Brandt", 24), ("Tom O’Hara", 12)]
    narrowed = get(people[1]["toggle_url"].replace("http://localhost", "")).json()
    assert narrowed["filtered_table_rows_count"] == 12
    assert narrowed["facet_results"]["people"]["results"][1]["selected"] is True
    assert narrowed["facet_results"]["organisations"]["results"][0]["label"] == "Port Authority"


def test_a_name_and_a_column_narrow_the_table_together(get: Get) -> None:
    def count(address: str) -> int:
        return int(get(f"/news/articles.json?{address}").json()["filtered_table_rows_count"])

    assert count("_named=1&section=Politics") == count("section=Politics&_named=1") == 12
    assert count("_named=1&_named=2") == 12
    assert count("_named=1&_named=4&outlet_id=2&_search=budget") == 12
    assert count("_named=999") == count("_named=x") == 0
    page = get("/news/articles?_named=1&section=Politics").text
    assert "where Ada Brandt is named" in page
    # a facet's value that is chosen takes itself back and leaves the rest
    people = get("/news/articles.json?_named=1&section=Politics").json()["facet_results"]["people"]["results"]
    assert [one["toggle_url"].partition("?")[2] for one in people if one["selected"]] == ["section=Politics"]


def test_articles_table_shows_cards_or_rows(get: Get) -> None:
    assert 'class="plain hits cards"' in get("/news/articles").text
    assert 'class="plain hits cards"' not in get("/news/articles?_nocol=body").text
    for columns, number in (("few", 6), ("all", 26)):
        text = get(f"/news/articles?year=2025&_columns={columns}").text
        assert 'class="plain hits cards"' not in text
        assert text.count(' scope="col" data-column=') == number
        assert '<a href="/news/articles?year=2025">show as cards</a>' in text
    assert (
        '<a href="/news/articles?year=2025&amp;_columns=few">show as rows</a>'
        in get("/news/articles?year=2025").text
    )
