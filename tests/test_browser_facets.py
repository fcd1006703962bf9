"""The facets of the search in a real browser: values excluded and looked for, with and without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures_web import make_archive, make_site
from playwright.sync_api import expect, sync_playwright
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

        def total(number: str) -> None:
            expect(page.locator(".total strong")).to_have_text(number)

        page.goto(address + "/search?q=budget")
        page.get_by_role("link", name="not Northshore Herald", exact=True).click()
        total("24")
        expect(page.locator(".chosen")).to_contain_text("not Northshore Herald")
        page.get_by_role("link", name="not Politics", exact=True).click()
        total("12")
        # to an article and back
        page.click(".hits h2 a >> nth=0")
        page.click("text=back to the search")
        total("12")
        expect(page.locator(".chosen li")).to_have_count(2)
        # other words, the same filters
        page.fill(".big-search input[type=search]", "")
        page.press(".big-search input[type=search]", "Enter")
        expect(page.locator(".chosen li")).to_have_count(2)
        page.click(".chosen a >> nth=0")
        expect(page.locator(".chosen li")).to_have_count(1)
        page.click(".chosen a >> nth=0")
        total("60")
        # who is not among the first
        expect(page.locator("#facet-person >> text=Zoë Lee 13")).to_have_count(0)
        page.get_by_label("Find a name among people").fill("lee 13")
        page.get_by_label("Find a name among people").press("Enter")
        page.wait_for_url("**#facet-person")
        expect(page.locator("#facet-person li")).to_have_count(1)
        page.click("#facet-person >> text=Zoë Lee 13")
        total("3")
        page.goto(address + "/search")
        page.get_by_role("link", name="More people").click()
        expect(page.locator("#facet-person li")).to_have_count(16)
        page.get_by_role("link", name="Fewer people").click()
        expect(page.locator("#facet-person li")).to_have_count(10)
        context.close()
