"""Charts as the pages print them: sound markup, every number in a table, a name for everything drawn."""

from xml.etree import ElementTree

import pytest
from fixtures_web import ROOT, XSS
from jinja2 import Environment, FileSystemLoader

from web.charts import MAX_BARS, REACHABLE, bars, months, sparkline
from web.shades import shades

SVG = ".//svg"


def drawn(macro: str, *arguments: object) -> ElementTree.Element:
    """A macro's output as a tree; markup that is not well-formed raises."""
    pages = Environment(loader=FileSystemLoader(ROOT / "web" / "templates"), autoescape=True)
    html = getattr(pages.get_template("_charts.html").module, macro)(*arguments)
    return ElementTree.fromstring(f"<div>{html}</div>")


def year(count: int, first: int = 2000) -> list[tuple[str, int]]:
    return [(f"{first + i // 12}-{i % 12 + 1:02}", i + 1) for i in range(count)]


@pytest.mark.parametrize("count", [1, 12, REACHABLE, REACHABLE + 1, MAX_BARS, MAX_BARS + 1, 600])
def test_bars_are_links_with_a_name_and_stand_in_the_table(count: int) -> None:
    chart = months(year(count), lambda unit, label: f"/search?q=a&{unit}={label}")
    page = drawn("months", chart)
    links = page.findall(f"{SVG}//a")
    assert len(links) == len(chart.bars) <= MAX_BARS
    assert all(link.get("aria-label") == link.findtext("title") for link in links)
    assert [row.findtext("th/a") for row in page.findall(".//tbody/tr")] == [bar.label for bar in chart.bars]
    assert all((link.get("tabindex") == "-1") == (len(links) > REACHABLE) for link in links)
    assert sum(bar.count for bar in chart.bars) == count * (count + 1) // 2


def test_labels_lie_below_their_bars_and_do_not_overlap() -> None:
    for count in range(1, 200):
        chart = months(year(count, 1987))
        ends = [column + span for column, span, _, _ in chart.ticks]
        assert all(end <= start for end, (start, _, _, _) in zip(ends, chart.ticks[1:], strict=False))
        assert not chart.ticks or ends[-1] == len(chart.bars) + 1


def test_without_links_a_chart_is_one_picture() -> None:
    page = drawn("months", months([("2025-01", 1), ("2025-03", 2)], covered={"2025-01", "2025-03"}))
    svg = page.find(SVG)
    assert svg is not None
    assert svg.get("role") == "img"
    assert page.find(f"{SVG}//rect[@class='gap']") is not None
    assert "–" in [cell.text for cell in page.findall(".//td")]


def test_names_of_articles_stay_text() -> None:
    for page in [
        drawn("bars", bars([(XSS, 3, "/a?b&c")])),
        drawn("heat", [(XSS, None, 3, shades({"2025": 3}, ["2025"]))], ["2025"], [], XSS),
    ]:
        assert not page.findall(".//script")
        assert XSS in "".join(page.itertext())


def test_a_course_fits_its_box() -> None:
    for counts in ([], [0], [3, 0, 9], [0, 0]):
        points = [point.split(",") for point in sparkline(counts).points.split()]
        assert all(0 <= float(x) <= 100 and 0 <= float(y) <= 20 for x, y in points)
