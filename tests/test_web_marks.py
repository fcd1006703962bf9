"""An article that was found by a search: its words are marked, and lead from one to the next."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fixtures_web import ARTICLE, NASTY, TRICKS, UNDATED, XSS, Get, encoded, getter, make_archive, make_site
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from db.marking import places
from db.query import MAX_CHARS
from web import marks
from web.layers import Span, layer, layered


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    return getter(make_site(make_archive(tmp_path_factory.mktemp("web") / "news.db")))


def plain(text: str) -> str:
    """A page without the ways from mark to mark."""
    return re.sub(r'<span class="step" id="m\d+"><span lang="en">.*?</span></span>', "", text)


def test_hits_carry_the_query(get: Get) -> None:
    for asked, carried in [
        ("?q=strike", "?q=strike"),
        ("?q=strike&section=Business", "?q=strike&amp;section=Business"),
        ("?section=Business&find_person=a", "?q=&amp;section=Business"),
        (
            "?q=strike&not_year=2024&sort=newest&once=0",
            "?q=strike&amp;not_year=2024&amp;sort=newest&amp;once=0",
        ),
        ("?q=strike&not_outlet=" + "x" * 3000, "?q=strike"),
        ("", ""),
    ]:
        assert f'<a href="/news/articles/{ARTICLE}{carried}">Port' in get("/search" + asked).text


def test_an_article_knows_the_way_back(get: Get) -> None:
    asked = "?q=strike&section=Business&not_person=Ada+Brandt&sort=oldest&page=2"
    way = f'<a href="/search{asked.replace("&", "&amp;")}">back to the search</a>'
    text = get(f"/news/articles/{ARTICLE}{asked}").text
    assert way in text
    assert f'{asked.replace("&", "&amp;")}&amp;removed=1">Show in place' in text
    assert way in get(f"/news/articles/{ARTICLE}{asked}&removed=1").text
    browsed = get(f"/news/articles/{ARTICLE}?q=&section=Business").text
    assert '<a href="/search?q=&amp;section=Business">back to the search</a>' in browsed
    assert "to mark" not in browsed
    assert "back to the search" not in get(f"/news/articles/{ARTICLE}").text
    # too long a search keeps its words, and of endless words no more are repeated than are read
    long = get(
        f"/news/articles/{ARTICLE}?q=strike&" + "&".join(f"not_outlet={i:0500}" for i in range(9))
    ).text
    assert '<a href="/search?q=strike">back to the search</a>' in long
    endless = get(f"/news/articles/{ARTICLE}?q=" + "x" * 5000).text
    assert f'<a href="/search?q={"x" * (MAX_CHARS + 1)}">back to the search</a>' in endless


def test_words_are_marked_in_all_their_forms(get: Get) -> None:
    text = plain(get(f"/news/articles/{ARTICLE}?q=striking+crew").text)
    assert '<h1 dir="auto">Port workers vote for a <mark>strike</mark></h1>' in text
    assert '<p class="standfirst" dir="auto"><mark>Crews</mark> reject the last offer</p>' in text
    assert "voted on Monday to <mark>strike</mark>, said" in text
    assert '<a href="#m1">4 marks</a> for <strong>striking crew</strong>' in text
    assert '<a href="/search?q=striking+crew">back to the search</a>' in text


def test_names_stay_links(get: Get) -> None:
    text = plain(get(f"/news/articles/{ARTICLE}?q=%22said+Ada%22+brandt").text)
    link = '<mark>said </mark><a class="name person" href="/news/entities/1">'
    assert (
        f"{link}<mark>Ada</mark> <mark>Brandt</mark></a>" in text
        or f"{link}<mark>Ada Brandt</mark></a>" in text
    )


def test_each_mark_leads_to_the_next(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}?q=brandt+strike").text
    count = int(re.findall(r">(\d+) marks</a>", text)[0])
    assert re.findall(r'id="m(\d+)"', text) == [str(number) for number in range(1, count + 1)]
    targets = set(re.findall(r'href="#m(\d+)"', text))
    assert targets == {str(number) for number in range(1, count + 1)}
    assert f"{count} of {count}" in text
    assert not re.findall(r'<a class="name[^>]*>(?:(?!</a>).)*<a ', text)


def test_what_is_excluded_or_absent_is_not_marked(get: Get) -> None:
    text = get(f"/news/articles/{ARTICLE}?q=zebra+-strike").text
    assert "Nothing to mark for" in text
    assert "<mark>" not in text
    assert "to mark" not in get(f"/news/articles/{ARTICLE}?q=+").text


def test_a_version_has_its_own_marks_only(get: Get) -> None:
    assert "<mark>" not in get(f"/news/articles/{ARTICLE}?version=2&q=strike").text


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_any_query_is_safe(get: Get, text: str) -> None:
    for article in (ARTICLE, UNDATED, TRICKS):
        answer = get(f"/news/articles/{article}?q={encoded(text)}")
        assert answer.status_code == 200
        assert XSS not in answer.text


def test_signs_of_the_text_are_no_marks(get: Get) -> None:
    text = plain(get(f"/news/articles/{TRICKS}?q={quote('budget script')}").text)
    assert "<mark>budget</mark>" in text
    assert "&lt;<mark>script</mark>&gt;" in text
    assert "<b>Bold" not in text


def test_places_hold_what_was_asked_for() -> None:
    text = "Zölle \x01steigen\x02, \x00Zug 🐟 zolle 中美关系"
    found = places("zölle 关系 steigen", {"body": text})["body"]
    assert [text[start:end] for start, end in found] == ["Zölle", "steigen", "zolle", "关系"]


def test_only_so_many_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "MOST", 2)
    found = marks.marks("tax", {"body": "tax tax tax"})
    assert (found.count, found.more) == (2, True)


@given(st.text(max_size=60), st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_query_of_any_text(query: str, text: str) -> None:
    safe = text.encode("utf-8", "replace").decode()
    found = places(query.encode("utf-8", "replace").decode(), {"body": safe}).get("body", [])
    assert all(0 <= start < end <= len(safe) for start, end in found)
    assert found == sorted(found)


class _Nesting(HTMLParser):
    """Reads HTML whose elements must close in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, _: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def spans(data: st.DataObject, tag: str) -> Iterator[Span]:
    for start, end in data.draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=5)):
        opening = Markup(f"<{tag}>")
        yield Span(start, end, opening, opening, Markup(f"</{tag}>"))


@given(st.data(), st.text("ab <&", min_size=20, max_size=20))
def test_elements_nest_however_they_overlap(data: st.DataObject, text: str) -> None:
    reader = _Nesting()
    layers = [layer(list(spans(data, tag))) for tag in ("q", "a", "mark")]
    reader.feed(str(layered(text, layers)))
    reader.close()
    assert not reader.open
    assert reader.text == text
