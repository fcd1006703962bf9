"""One walk through the whole site in a real browser: from the first page to a story, and back to the search.

With MORGUE_SCREENS=1 every page is kept as a picture in bench/out/screens, which git ignores.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fixtures_story import REPORTS, STORY, make_story
from fixtures_web import ROOT, make_site
from test_browser import CONTRAST, CONTRASTS, SIDEWAYS, is_ours, open_browser, serve

playwright = pytest.importorskip("playwright.sync_api")

SCREENS = ROOT / "bench" / "out" / "screens"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: What a page shows where a template prints a value as Python does.
UNTOLD = ("None", "undefined", "Markup(", "datetime.")

#: Pages from the search to the end of the walk.
STEPS = 6

Look = Callable[[str], None]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(make_site(make_story(tmp_path_factory.mktemp("walk") / "news.db")))


def looker(page: Any, troubles: list[str], name: str) -> Look:
    """Looks at a page as wide as a desk and as narrow as a phone; keeps pictures where they are wanted."""

    def look(what: str) -> None:
        for width, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)
            assert page.evaluate(SIDEWAYS) == 0, (what, width)
            if os.environ.get("MORGUE_SCREENS"):
                SCREENS.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=SCREENS / f"{what}-{width}-{name}.png", full_page=True)
        page.set_viewport_size(DESK)
        faint = [text for contrast, text in page.evaluate(CONTRASTS) if contrast < CONTRAST]
        assert not faint, (what, faint)
        text = page.inner_text("main")
        assert [word for word in UNTOLD if word in text] == [], what
        assert page.locator("h1").count() == 1, what
        assert not troubles, what

    return look


def follow(page: Any, what: str) -> None:
    """Click a link or button, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.click(what)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_whole_way(address: str, tmp_path: Path, scripts: bool, scheme: str) -> None:
    with playwright.sync_playwright() as started:
        context = open_browser(
            started, tmp_path, java_script_enabled=scripts, color_scheme=scheme, viewport=DESK
        )
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda said: troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: None if is_ours(asked.url, address) else troubles.append(asked.url))
        page.on("response", lambda got: troubles.append(got.url) if got.status >= 400 else None)
        look = looker(page, troubles, f"{scheme}-{'scripts' if scripts else 'plain'}")
        page.goto(address)
        search = to_a_search(page, look)
        to_the_story(page, look)
        to_a_difference(page, look)
        for _ in range(STEPS):
            page.go_back()
        playwright.expect(page).to_have_url(search)
        assert page.input_value(".big-search input[type=search]") == "ferry OR bittern"
        assert page.inner_text(".chosen li").startswith("outlet: Northshore Herald")
        page.fill(".big-search input[type=search]", "rudder")
        follow(page, ".big-search button")
        assert page.locator(".chosen li").count() == 1
        assert not troubles
        context.close()


def to_a_search(page: Any, look: Look) -> str:
    """From the first page, where the keyboard goes to the content, to a search with a filter: its address."""
    page.keyboard.press("Tab")
    playwright.expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#content")
    look("1-home")
    page.fill(".big-search input[type=search]", "ferry OR bittern")
    follow(page, ".big-search button")
    assert page.inner_text(".total strong") == "5"
    look("2-search")
    follow(page, ".side >> text=Northshore Herald")
    assert page.locator(".chosen li").count() == 1
    look("3-facet")
    return str(page.url)


def to_the_story(page: Any, look: Look) -> None:
    """From the search to an article, a name in it, another article with it, and its story: four steps."""
    follow(page, f".hits h2 >> text={REPORTS[6][0]}")
    look("4-article")
    follow(page, ".side >> text=Ida Thorsen")
    assert page.inner_text("h1") == "Ida Thorsen"
    look("5-name")
    follow(page, f"text={REPORTS[3][0]}")
    follow(page, "text=The whole story")
    page.wait_for_url(f"**/stories/{STORY}*")
    look("6-story")


def to_a_difference(page: Any, look: Look) -> None:
    """From the story to what a copy changed, and to two reports in two languages: two steps."""
    page.click(".reports summary")
    follow(page, "text=what it changed >> nth=0")
    assert page.inner_text(".compared ins >> nth=-1") == "Two people were treated for shock"
    look("7-difference")
    page.select_option("#pair-b", str(STORY + 4))
    follow(page, ".pair-form button")
    assert "written apart" in page.inner_text(".difference")
    look("8-two-languages")


def test_a_search_within_the_story_without_scripts(address: str, tmp_path: Path) -> None:
    with playwright.sync_playwright() as started:
        context = open_browser(started, tmp_path, java_script_enabled=False, viewport=PHONE)
        page = context.new_page()
        page.goto(f"{address}/news/stories/{STORY}")
        page.fill("input[name=_search]", "rudder")
        follow(page, ".side button >> nth=0")
        assert page.locator("ol.cards > li").count() == 4
        assert page.evaluate(SIDEWAYS) == 0
        context.close()
