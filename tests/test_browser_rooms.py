"""The first page, outlets, authors and the rest in a real browser: accessible in every look, and on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures_web import ARTICLE, make_archive, make_site
from playwright.sync_api import Page, expect, sync_playwright
from test_browser import LOOKS, is_ours, open_browser, serve
from test_web_home import with_rooms

ROOMS = [
    "/",
    "/about",
    "/queries",
    "/news/outlets/1",
    "/news/authors/1",
    "/news/articles",
    f"/news/articles/{ARTICLE}",
    "/news/entities",
    "/news/entities?_columns=all",
]
#: What axe-core checks. It is shipped unmodified, under the Mozilla Public License 2.0 beside it.
AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("rooms")
    yield from serve(make_site(with_rooms(make_archive(folder / "news.db", copies=12))))


def violations(page: Page) -> list[str]:
    page.evaluate(AXE + ";0")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_rooms_are_accessible(address: str, tmp_path: Path, look: str) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, **LOOKS[look])
        page = context.new_page()
        troubles: list[str] = []
        page.on(
            "console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("request", lambda asked: None if is_ours(asked.url, address) else troubles.append(asked.url))
        for path in ROOMS:
            page.goto(address + path)
            assert violations(page) == [], path
            sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(sideways) == 0, path
            assert not troubles, path
        context.close()


def test_from_a_chart_to_its_articles_without_scripts(address: str, tmp_path: Path) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, java_script_enabled=False)
        page = context.new_page()
        page.goto(address)
        page.click('.chart-bars a[aria-label^="February 2025"] .hit')
        expect(page.locator(".chosen li")).to_have_count(1)
        expect(page.locator(".total strong")).to_have_text("22")
        page.goto(address)
        page.click(".chart .numbers summary")
        page.click(".chart .numbers td >> nth=0 >> xpath=../th/a")
        expect(page.locator(".chosen li")).to_have_count(1)
        page.goto(address)
        page.click(".heat tbody th a >> nth=0")
        expect(page.locator("h1")).to_have_text("Northshore Herald")
        page.fill(".big-search input[type=search]", "budget")
        page.click(".big-search button")
        expect(page.locator(".chosen")).to_contain_text("outlet: Northshore Herald")
        page.goto(address + "/queries")
        page.fill('form[action="/news/both_names"] input[name=one]', "Ada Brandt")
        page.fill('form[action="/news/both_names"] input[name=other]', "Port Authority")
        page.click('form[action="/news/both_names"] button')
        expect(page.locator("main")).to_contain_text("2025-02-28")
        context.close()


def test_paper_has_the_articles_and_no_forms(address: str, tmp_path: Path) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, color_scheme="dark")
        page = context.new_page()
        page.emulate_media(media="print")
        page.goto(address)
        assert page.locator(".hits li").first.is_visible()
        assert not page.locator(".big-search").is_visible()
        assert not page.locator("header.site nav").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        context.close()
