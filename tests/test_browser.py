"""The site in a real browser: light, dark and phone; without scripts; nothing from elsewhere."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fixtures_web import make_archive, make_site

CHROMIUM = Path("/usr/bin/chromium")
if not CHROMIUM.exists():
    pytest.skip("no /usr/bin/chromium: the site is not tested in a browser", allow_module_level=True)

from playwright.sync_api import BrowserContext, Page, expect, sync_playwright  # noqa: E402

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}},
    "wide": {"color_scheme": "dark", "viewport": {"width": 2200, "height": 1200}},
}
PAGES = [
    "/",
    "/search?q=budget+OR+strike",
    "/search?q=zebra+budget&year=2025",
    "/search?q=%22port+workers%22+zebra",
    "/search?q=budget+/p+levy&sort=oldest",
    "/search?q=" + "x" * 300,
    "/news",
    "/news/articles",
    "/news/articles?_nocol=body",
    "/news/articles/2025010100000000",
    "/news/articles/2025010500000004",
    "/news/entities/1",
    "/compare?q=budget&q=levy&q=person:%22Ada+Brandt%22&q=place:%22Eastmouth%22&q=talks",
    "/compare?q=" + "x" * 300 + "&q=strike&per=thousand",
    "/news/outlets/1",
    "/news/named_with",
    "/news/failures",
    "/news?sql=select+*+from+articles",
]
#: Least contrast of text, by WCAG AA.
CONTRAST = 4.5
#: Pixels by which a page is wider than the window.
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CONTRASTS = """() => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const rgba = (css) => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data; };
    const linear = (v) => v / 255 <= .03928 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
    const light = (c) => .2126 * linear(c[0]) + .7152 * linear(c[1]) + .0722 * linear(c[2]);
    const ground = (e) => {
        for (; e; e = e.parentElement) {
            const c = rgba(getComputedStyle(e).backgroundColor);
            if (c[3] === 255) return c;
        }
        return rgba("white");
    };
    const found = [];
    for (const e of document.querySelectorAll("body *")) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        if (!own || !e.checkVisibility() || e.closest(".skip, .CodeMirror")) continue;
        const [a, b] = [light(rgba(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
        const name = e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 40);
        found.push([(a + .05) / (b + .05), name]);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serve(make_site(make_archive(tmp_path_factory.mktemp("browser") / "news.db", copies=12)))


def serve(site: Any) -> Iterator[str]:
    """The address of a site on a free port of this machine, as long as it is asked for."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(site.app(), host="127.0.0.1", port=port, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def open_browser(playwright: Any, folder: Path, **look: Any) -> BrowserContext:
    context: BrowserContext = playwright.chromium.launch_persistent_context(
        str(folder), executable_path=str(CHROMIUM), headless=True, args=FLAGS, **look
    )
    return context


@pytest.mark.parametrize("look", list(LOOKS))
def test_pages_look_right(address: str, tmp_path: Path, look: str) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, **LOOKS[look])
        page = context.new_page()
        troubles: list[str] = []
        page.on(
            "console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: troubles.append(f"a script of an article ran: {dialog.message}"))
        page.on("request", lambda asked: None if is_ours(asked.url, address) else troubles.append(asked.url))
        for path in PAGES:
            page.goto(address + path)
            assert page.evaluate(SIDEWAYS) == 0, path
            faint = [text for contrast, text in page.evaluate(CONTRASTS) if contrast < CONTRAST]
            assert not faint, (path, faint)
            assert not troubles, path
        context.close()


def is_ours(url: str, address: str) -> bool:
    return url.startswith((address, "data:"))


def test_from_search_to_name_without_scripts(address: str, tmp_path: Path) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, java_script_enabled=False)
        page: Page = context.new_page()
        page.goto(address)
        page.fill(".big-search input[type=search]", "budget -levy")
        page.click(".big-search button")
        assert "understood as: budget, without levy" in page.inner_text("main")
        page.click(".side >> text=Harbour Times & Post")
        assert page.inner_text(".total strong") == "12"
        page.click(".chosen a")
        assert page.inner_text(".total strong") == "24"
        page.click("text=newest first")
        page.goto(address + "/search?q=strike")
        page.click(".hits h2 a >> nth=0")
        assert page.inner_text("h1") == "Port workers vote for a strike"
        page.click(".body a.name >> nth=0")
        assert page.inner_text("h1") == "Ada Brandt"
        page.click(".side .counts a.n >> nth=0")
        assert page.locator(".chosen li").count() == 2
        context.close()


@pytest.mark.parametrize("look", ["light", "phone"])
def test_the_help_opens_and_nothing_is_cut(address: str, tmp_path: Path, look: str) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, java_script_enabled=False, **LOOKS[look])
        page = context.new_page()
        page.goto(address + "/search?q=budget+zebra")
        assert "With some of the words" in page.inner_text("main")
        page.click("text=How to ask")
        assert page.locator(".language code >> text=atleast3(tax)").is_visible()
        assert page.evaluate(SIDEWAYS) == 0
        page.click("text=The same in SQL")
        assert "morgue_match(:q)" in page.input_value("textarea")
        context.close()


def test_the_keyboard_goes_first_to_the_content(address: str, tmp_path: Path) -> None:
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path)
        page = context.new_page()
        page.goto(address + "/news/entities/1")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_text("Skip to the content")
        context.close()
