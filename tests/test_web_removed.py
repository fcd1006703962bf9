"""What was kept out of an article's text, shown in its place."""

import re
from collections.abc import Sequence

import pytest
from fixtures_web import ARTICLE, TRICKS, XSS, Get, getter, make_archive, make_site
from markupsafe import Markup

from web.article_text import in_place

BLOCK = '<div class="removed"><p class="why" lang="en">promo · promo/newsletter</p>'


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Get:
    return getter(make_site(make_archive(tmp_path_factory.mktemp("web") / "news.db")))


def test_on_request_only(get: Get) -> None:
    page = f"/news/articles/{ARTICLE}"
    assert (
        f'<a href="{page}?removed=1">Show in place what was kept out of the text</a>: 1 block'
        in get(page).text
    )
    text = get(f"{page}?removed=1").text
    body = re.findall(r'<div class="body">.*', text, re.S)[0]
    assert body.index(BLOCK) < body.index("EASTMOUTH") or body.index(BLOCK) < body.index("Eastmouth")
    assert f'<a href="{page}">Hide what was kept out of the text</a>' in text
    for other in ("0", "", "x"):
        assert BLOCK not in get(f"{page}?removed={other}").text


def test_marks_stay(get: Get) -> None:
    page = f"/news/articles/{ARTICLE}"
    assert f'<a href="{page}?q=strike&amp;removed=1">Show in place' in get(f"{page}?q=strike").text
    text = get(f"{page}?q=strike&removed=1").text
    assert "<mark>strike</mark>" in text
    assert f'<a href="{page}?q=strike">Hide' in text


def test_a_version_shows_its_own_text_only(get: Get) -> None:
    assert BLOCK not in get(f"/news/articles/{ARTICLE}?version=2&removed=1").text


def test_its_text_is_text(get: Get) -> None:
    assert XSS not in get(f"/news/articles/{TRICKS}?removed=1").text


@pytest.mark.parametrize(
    ("positions", "order"),
    [
        ([], "AB"),
        ([0], "0AB"),
        ([1], "A1B"),
        ([1, 2, 4], "A12B4"),
        ([0, 2, 3], "0A23B"),
        ([2, 5, 9], "AB259"),
    ],
)
def test_order_of_the_file(positions: Sequence[int], order: str) -> None:
    blocks = [{"position": place, "role": "promo", "rule": str(place)} for place in positions]
    flow = in_place([Markup("A"), Markup("B")], blocks)
    assert "".join(str(kept[0]["position"]) if kept else str(text) for text, kept in flow) == order


def test_what_one_rule_kept_out_in_a_row_is_one_piece() -> None:
    rules = ["menu", "menu", "advert", "menu"]
    blocks = [{"position": at, "role": "boilerplate", "rule": rule} for at, rule in enumerate(rules)]
    blocks.append({"position": 5, "role": "boilerplate", "rule": "menu"})
    flow = in_place([Markup("A"), Markup("B")], blocks)
    assert [text or [block["position"] for block in kept] for text, kept in flow] == [
        *([0, 1], [2], [3]),
        "A",
        [5],
        "B",
    ]
