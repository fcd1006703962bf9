"""Thirty attacks in every field of articles, outlets and names: in a real browser none does anything."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from fixtures_hostile import AWAY, FIRST, MARK, PAYLOADS, SUM, make_hostile
from fixtures_web import make_site
from playwright.sync_api import ConsoleMessage, Page, sync_playwright
from test_browser import is_ours, open_browser, serve

#: Characters of a payload in an address: servers refuse more than some 64 kB of them.
TYPED = 2000
PAGES = [
    "/",
    "/about",
    "/queries",
    "/search",
    "/search?q=budget&sort=newest",
    "/compare",
    "/news",
    "/news/articles?_size=100",
    "/news/articles?_size=100&_nocol=body",
    "/news/articles?_size=100&_facet=section&_facet=agency&_facet=byline",
    "/news/entities?_columns=all",
    "/news/outlets",
    "/news/authors",
    "/news/files?_columns=all",
    "/news/failures",
    "/news/blocks?_facet=rule",
    "/news/images",
    "/news/stories",
    f"/news/stories/{FIRST}",
    "/news/copies",
    "/news/search_ranked?q=budget",
    "/news/wire_by_outlet",
    "/news?sql=select+*+from+articles",
]
#: What a page must not hold: elements and attributes of payloads, links to elsewhere, computed templates.
FOUND = """([mark, sum, origins]) => [
    ...[...document.querySelectorAll(`[${mark}], [${mark}\\\\=]`)].map(e => e.outerHTML.slice(0, 200)),
    ...[...document.querySelectorAll("*")].flatMap(e => [...e.attributes])
        .filter(a => /^on/.test(a.name) || a.name === "srcdoc").map(a => a.name),
    ...[...document.querySelectorAll("[href]:not([rel=icon]), [action]")]
        // references to be saved, which no browser opens as a page
        .filter(e => !(e.download && /^data:application\\/x-(bibtex|research-info-systems);/.test(e.href)))
        .map(a => new URL(a.getAttribute("href") ?? a.getAttribute("action"), location))
        .filter(url => ![location.origin, ...origins].includes(url.origin)).map(String),
    ...(document.documentElement.textContent.includes(sum) ? ["a template was computed"] : []),
    ...(window.pwned === undefined ? [] : ["a script ran"]),
]"""
#: Links to elsewhere that are right: of the footer, of the article that is none of ours, of names.
ELSEWHERE = ["https://datasette.io", "https://northshore.example", "https://www.wikidata.org"]
LOOKED_FOR = [MARK, SUM, ELSEWHERE]
#: All elements of a feed.
ENTRY = {"feed", "id", "title", "updated", "link", "entry", "published", "author", "name", "summary"}
FEED = """async address => {
    const text = await (await fetch(address)).text();
    const feed = new DOMParser().parseFromString(text, "text/xml");
    return [feed.querySelectorAll("parsererror").length, feed.querySelectorAll("entry").length,
        [...feed.querySelectorAll("*")].map(e => e.localName).join(" ")];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(make_site(make_hostile(tmp_path_factory.mktemp("hostile") / "news.db")))


@pytest.fixture(scope="module")
def opened(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, list[str]]]:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path_factory.mktemp("browser"))
        page, troubles = context.new_page(), list[str]()
        # looks do not matter here, and laying them out would take half of the time
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setBlockedURLs", {"urls": [f"{address}/-/static*.css?*"]})
        page.on("console", lambda said: troubles.append(said.text) if is_trouble(said) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: None if is_ours(asked.url, address) else troubles.append(asked.url))
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.on("dialog", lambda dialog: dialog.dismiss())
        yield page, troubles
        context.close()


def is_trouble(said: ConsoleMessage) -> bool:
    return said.type == "error" and "ERR_BLOCKED_BY_CLIENT" not in said.text


@pytest.fixture
def page(opened: tuple[Page, list[str]]) -> tuple[Page, list[str]]:
    """A page, and what it complains of from now on."""
    opened[1].clear()
    return opened


def addresses(number: int, payload: str) -> list[str]:
    """The pages that are about one payload; of four that show the same fields again, one in turn."""
    typed = payload[:TYPED]
    filters = dict.fromkeys(("q", "outlet", "section", "agency", "person", "sort", "page", "month"), typed)
    in_turn = [
        f"/news/articles/{FIRST + number}?version=2",
        f"/news/stories/{FIRST}?a={FIRST + number}&b={FIRST + (number + 1) % len(PAYLOADS)}",
        f"/news/authors/{AWAY + number}",
        "/compare?" + urlencode([("q", typed), ("q", f'person:"{typed}"'), ("q", "budget"), ("per", typed)]),
    ]
    return [
        f"/news/articles/{FIRST + number}",
        f"/news/entities/{AWAY + number}",
        f"/news/outlets/{AWAY + number}",
        "/search?" + urlencode(filters),
        f"/news/stories/{FIRST}?" + urlencode({"a": typed, "b": FIRST + number}),
        in_turn[number % len(in_turn)],
    ]


def visit(page: Page, address: str) -> list[str]:
    answer = page.goto(address, wait_until="load")
    assert answer is not None
    found: list[str] = page.evaluate(FOUND, LOOKED_FOR)
    return found + ([f"status {answer.status}"] if answer.status >= 400 else [])


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_payloads_stay_text(address: str, page: tuple[Page, list[str]], number: int) -> None:
    shown, troubles = page
    found = {path: visit(shown, address + path) for path in addresses(number, PAYLOADS[number])}
    assert {path[:200]: one for path, one in found.items() if one} == {}
    assert troubles == []


@pytest.mark.parametrize("path", PAGES)
def test_lists_of_payloads_stay_text(address: str, page: tuple[Page, list[str]], path: str) -> None:
    shown, troubles = page
    assert visit(shown, address + path) == []
    assert troubles == []


def test_feeds_of_payloads_are_sound(address: str, page: tuple[Page, list[str]]) -> None:
    shown, troubles = page
    shown.goto(address + "/about")
    for query in ("budget", *(payload[:TYPED] for payload in PAYLOADS)):
        wrong, entries, names = shown.evaluate(FEED, f"/search.atom?q={quote(query)}")
        assert wrong == 0
        assert set(names.split()) <= ENTRY
        assert entries or query != "budget"
    assert troubles == []


def test_proposed_names_stay_text(address: str, page: tuple[Page, list[str]]) -> None:
    shown, troubles = page
    shown.goto(address + "/about")
    for typed in ("script", "img", "java", "svg", "form"):
        shown.fill("input[data-suggest]", "")
        with shown.expect_response("**/suggest.json*"):
            shown.locator("input[data-suggest]").first.press_sequentially(typed)
        shown.wait_for_timeout(50)
        assert shown.evaluate(FOUND, LOOKED_FOR) == []
    assert troubles == []
