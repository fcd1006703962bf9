"""Saved pages: headline, authors and body of pages made up for each rule, and hostile ones."""

import time

import pytest

from ingest.formats import html, html_headline, html_lines
from ingest.model import Article, RawFile
from ingest.pipeline import documents

COPY = (
    "<p>The council shut the old bridge on Monday, and the river stays closed to boats until the spring.</p>"
    "<p>Engineers found cracks in two of its piers, the mayor told reporters in the town hall.</p>"
    "<p>A ferry will carry people across, she said, and it will cost them nothing before the summer.</p>"
)


def page(body: str, head: str = "") -> str:
    """A page around a body."""
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"


def article(body: str, head: str = "") -> Article:
    """The article of a page."""
    [document] = documents(RawFile("page.html", page(body, head).encode()), entities=False)
    assert document.article, document.detail
    return document.article


def stated(body: str, head: str = "") -> dict[str, tuple[str, ...]]:
    """What a page states of itself."""
    return dict(html.read(page(body, head)).metadata)


def json_ld(author: str) -> str:
    """A head with an article in JSON-LD."""
    return (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
        '"headline": "Old bridge shut", '
        f'"author": {author}}}, {{"@type": "Person", "@id": "#jd", "name": "Jane Doe"}}]}}</script>'
    )


def test_kicker_in_the_heading_is_no_headline() -> None:
    body = (
        f'<article><h1><span class="kicker">River town</span> Old bridge shut for a year</h1>{COPY}</article>'
    )
    assert stated(body)["headline"][0] == "Old bridge shut for a year"
    plain = f"<article><h1><span>River town:</span> Old bridge shut for a year</h1>{COPY}</article>"
    assert stated(plain)["headline"][0] == "River town: Old bridge shut for a year"


def test_soft_hyphens_leave_the_headline() -> None:
    assert (
        stated(f"<h1>Old bri\u00addge shut for a year</h1>{COPY}")["headline"][0]
        == "Old bridge shut for a year"
    )


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("TOWN NEWS | Rivers | Old bridge shut for a year", "Old bridge shut for a year"),
        ("Old bridge shut for a year - Rivers - Town News", "Old bridge shut for a year"),
        ("Old bridge - why it matters", "Old bridge - why it matters"),
    ],
)
def test_printed_piece_of_the_title(title: str, headline: str) -> None:
    printed = {html.fold("Old bridge shut for a year")}
    assert html_headline.from_title(title, set(), printed) == headline


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('{"@id": "#jd"}', ("Jane Doe",)),
        (
            '[{"@type": "Person", "name": "Jane Doe"}, {"@type": "Organization", "name": "The Town"}]',
            ("Jane Doe",),
        ),
        ('"Jane Doe, John Roe"', ("Jane Doe, John Roe",)),
        ('{"@type": "Organization", "name": "The Town"}', ("The Town",)),
    ],
)
def test_authors_of_json_ld(author: str, names: tuple[str, ...]) -> None:
    assert stated(COPY, json_ld(author))["authors"] == names


def test_the_name_printed_counts_more_than_the_outlet() -> None:
    site = '<meta property="og:site_name" content="The Town">'
    head = site + json_ld('{"@type": "Organization", "name": "The Town"}')
    assert stated(f'<div class="byline">By Jane Doe</div>{COPY}', head)["authors"] == ("By Jane Doe",)
    assert stated(f'<div class="byline">Follow on Facebook</div>{COPY}', head)["authors"] == ("The Town",)


def test_a_picture_does_not_end_the_body() -> None:
    first, second, third, _ = COPY.split("</p>")
    body = f"<article><div class=part>{first}</p>{second}</p></div>"
    body += f"<figure><img src=x.jpg></figure><div class=part>{third}</p></div></article>"
    assert len(article(f"<nav><a href=/>Home</a></nav>{body}<footer>About us</footer>").paragraphs) == 3


def test_teasers_are_kept_beside_the_body() -> None:
    teaser = "<aside class=related><ul><li><a href=/x>Ferry line to open in the summer</a></li></ul></aside>"
    found = article(f"<article>{COPY}{teaser}</article>")
    assert "Ferry line" not in found.body
    assert any("Ferry line" in block.text for _, block in found.removed)


def test_lede_repeated_as_description_is_no_standfirst() -> None:
    lede = "The council shut the old bridge on Monday, and the river stays closed to boats until the spring."
    head = f'<meta name=description content="{lede}">'
    found = article(f"<article><h1>Old bridge shut for a year</h1>{COPY}</article>", head)
    assert (found.standfirst or "") not in found.body or not found.standfirst


def test_nothing_visible_is_lost() -> None:
    draft = html.read(page(f"<div>Loose words {COPY} more<br>and more</div>"))
    assert {"Loose words", "more", "and more"} <= {line.text for line in draft.lines}


def test_text_after_a_script_is_kept() -> None:
    draft = html.read(page("<p>One<script>x()</script> two.</p>"))
    assert [line.text for line in draft.lines] == ["One two."]


@pytest.mark.parametrize("depth", [250, 300, 5_000])
def test_deep_nesting_loses_nothing_in_silence(depth: int) -> None:
    text = page("<div>" * depth + COPY + "</div>" * depth)
    [document] = documents(RawFile("deep.html", text.encode()), entities=False)
    assert document.error or (document.article and "ferry" in document.article.body)


def test_a_text_node_of_12_million_characters_does_not_vanish() -> None:
    draft = html.read(page("<p>" + "The river rose. " * 750_000 + "</p>"))
    assert sum(len(line.text) for line in draft.lines) > 11_000_000


@pytest.mark.parametrize("mark", [" ", "a", "<", "&lt;", " - ", "| ", '"', "["])
def test_time_is_linear(mark: str) -> None:
    text = mark * 100_000
    head = (
        f"<title>{text}</title><meta name=author content='{text}'><meta property=og:title content='{text}'>"
    )
    start = time.process_time()
    html.read(page(f"<h1>{text}</h1><div class='author {text}'>{text}</div>{COPY}", head + json_ld('"x"')))
    assert time.process_time() - start < 10


def test_visible_text_breaks_at_blocks() -> None:
    tree = html._parse(page("<h1><div>Old bridge</div><div>shut</div></h1>"))
    assert html_lines.visible(next(tree.iter("h1"))) == "Old bridge shut"
