"""An article in a real browser: its data breaks no policy, and plain links lead from mark to mark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures_web import ARTICLE, TRICKS, make_archive, make_site
from test_browser import CONTRAST, CONTRASTS, LOOKS, SIDEWAYS, open_browser, serve

playwright = pytest.importorskip("playwright.sync_api")

PAGES = [
    f"/news/articles/{ARTICLE}?q=brandt+strike+offer&removed=1#m3",
    f"/news/articles/{TRICKS}?q=budget+script+bold&removed=1#m2",
    f"/news/articles/{ARTICLE}?q={'x' * 300}",
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(make_site(make_archive(tmp_path_factory.mktemp("browser") / "news.db")))


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_articles_look_right(address: str, tmp_path: Path, look: str) -> None:
    with playwright.sync_playwright() as started:
        context = open_browser(started, tmp_path, **LOOKS[look])
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda said: troubles.append(said.text))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        for path in PAGES:
            page.goto(address + path)
            page.click("text=How to cite")
            assert page.evaluate(SIDEWAYS) == 0, path
            faint = [text for contrast, text in page.evaluate(CONTRASTS) if contrast < CONTRAST]
            assert not faint, (path, faint)
        assert not troubles
        context.close()


def test_from_mark_to_mark_without_scripts(address: str, tmp_path: Path) -> None:
    with playwright.sync_playwright() as started:
        context = open_browser(started, tmp_path, java_script_enabled=False)
        page = context.new_page()
        page.goto(address + "/search?q=strike")
        page.click(".hits h2 a >> nth=0")
        page.click("text=2 marks")
        page.click(".step:target a[title='Next mark']")
        page.wait_for_url("**#m2")
        playwright.expect(page.locator(".step:target")).to_contain_text("2 of 2")
        page.click("text=back to the search")
        playwright.expect(page.locator(".big-search input")).to_have_value("strike")
        context.close()
