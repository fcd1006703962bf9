"""Names that are proposed while somebody types: by keyboard, by mouse, and not at all without scripts."""

from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright
from test_browser import address, open_browser  # noqa: F401 (the fixture is found here)


def test_a_name_is_chosen_by_keyboard(address: str, tmp_path: Path) -> None:  # noqa: F811
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path)
        page: Page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(address + "/news/entities/4")
        field = page.locator(".site-search input[type=search]")
        field.press_sequentially("ada")
        options = page.locator(".site-search [role=option]")
        expect(options).to_have_count(1)
        expect(field).to_have_attribute("aria-expanded", "true")
        field.press("ArrowDown")
        expect(field).to_have_value('person:"Ada Brandt"')
        expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
        expect(options.first).to_have_attribute("aria-selected", "true")
        field.press("ArrowDown")
        expect(field).to_have_value("ada")
        field.press("ArrowUp")
        field.press("Escape")
        expect(field).to_have_value("ada")
        expect(options.first).to_be_hidden()
        field.press_sequentially(" b")
        expect(options.first).to_be_visible()
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url("**/search?q=person*")
        assert not troubles
        context.close()


def test_a_name_is_chosen_by_mouse_and_stays_in_its_field(address: str, tmp_path: Path) -> None:  # noqa: F811
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, viewport={"width": 390, "height": 844})
        page = context.new_page()
        page.goto(address + "/compare?q=budget")
        field = page.locator(".compare-form input[name=q]").nth(1)
        field.press_sequentially("east")
        page.locator(".compare-form [role=option]").first.click()
        expect(field).to_have_value('place:"Eastmouth"')
        sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(sideways) == 0
        page.click(".compare-form button")
        expect(page.locator(".legend li")).to_have_count(2)
        context.close()


def test_no_answer_leaves_the_field_as_it_is(address: str, tmp_path: Path) -> None:  # noqa: F811
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path)
        page = context.new_page()
        page.route("**/suggest.json*", lambda route: route.abort())
        page.goto(address + "/compare")
        field = page.locator(".compare-form input[name=q]").first
        field.press_sequentially("budget")
        page.wait_for_timeout(300)
        assert page.locator("[role=option]").count() == 0
        field.press("Enter")
        page.wait_for_url("**/compare?q=budget*")
        context.close()


def test_comparing_without_scripts(address: str, tmp_path: Path) -> None:  # noqa: F811
    with sync_playwright() as playwright:
        context = open_browser(playwright, tmp_path, java_script_enabled=False)
        page = context.new_page()
        page.goto(address + "/news/entities/1")
        page.get_by_role("link", name="with Tom O’Hara", exact=True).click()
        expect(page.locator(".legend li")).to_have_count(2)
        page.click("text=of a thousand articles")
        page.wait_for_url("**per=thousand")
        page.click(".chart summary")
        page.click(".chart table a >> nth=0")
        expect(page.locator(".chosen")).to_contain_text("month: 2025-01")
        context.close()
