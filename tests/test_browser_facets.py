"""The facets of the search in a real browser: values excluded and looked for, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures_web import make_archive, make_site
from playwright.sync_api import sync_playwright
from test_browser import CONTRAST, CONTRASTS, LOOKS, SIDEWAYS, open_browser, serve
from test_browser_rooms import violations
from test_web_facets import with_many_names

PAGES = [
    "/search?q=budget",
    "/search?q=budget&not_outlet=Northshore+Herald&not_section=Politics&section=Business",
    "/search?find_person=&not_month=2025-01",
    "/search?find_person=lee&find_place=zebra",
    "/search?q=nothing+zebra&not_outlet=" + "x" * 300,
    "/news/articles/2025010100000000?q=&not_outlet=" + "x" * 300,
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("facets")
    yield from serve(make_site(with_many_names(make_archive(folder / "news.db", copies=12))))


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_facets_are_accessible(address: str, tmp_path: Path, look: str) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, **LOOKS[look])
        page = context.new_page()
        for path in PAGES:
            page.goto(address + path)
            assert violations(page) == [], path
            assert page.evaluate(SIDEWAYS) == 0, path
            assert not [text for contrast, text in page.evaluate(CONTRASTS) if contrast < CONTRAST], path
        context.close()


def test_excluding_and_finding_without_scripts(address: str, tmp_path: Path) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, java_script_enabled=False)
        page = context.new_page()

        def total() -> str:
            return page.inner_text(".total strong")

        page.goto(address + "/search?q=budget")
        page.get_by_role("link", name="not Northshore Herald", exact=True).click()
        assert total() == "24"
        assert "not Northshore Herald" in page.inner_text(".chosen")
        page.get_by_role("link", name="not Politics", exact=True).click()
        assert total() == "12"
        # to an article and back
        page.click(".hits h2 a >> nth=0")
        page.click("text=back to the search")
        assert total() == "12"
        assert page.locator(".chosen li").count() == 2
        # other words, the same filters
        page.fill(".big-search input[type=search]", "")
        page.press(".big-search input[type=search]", "Enter")
        assert page.locator(".chosen li").count() == 2
        page.click(".chosen a >> nth=0")
        page.click(".chosen a >> nth=0")
        assert total() == "60"
        # who is not among the first
        assert page.locator("#facet-person >> text=Zoë Lee 13").count() == 0
        page.get_by_label("Find a name among people").fill("lee 13")
        page.get_by_label("Find a name among people").press("Enter")
        assert page.url.endswith("#facet-person")
        assert page.locator("#facet-person li").count() == 1
        page.click("#facet-person >> text=Zoë Lee 13")
        assert total() == "3"
        page.goto(address + "/search")
        page.get_by_role("link", name="More people").click()
        assert page.locator("#facet-person li").count() == 16
        page.get_by_role("link", name="Fewer people").click()
        assert page.locator("#facet-person li").count() == 10
        context.close()
