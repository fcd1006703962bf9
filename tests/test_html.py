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


LEAD = "The mayor says that the river stays closed to boats until the spring, and perhaps for longer."


@pytest.mark.parametrize(
    ("name", "apart"),
    [("article__lead", False), ("excerpt", False), ("standfirst", True), ("post-dek", True)],
)
def test_only_a_name_that_means_nothing_else_makes_a_standfirst(name: str, apart: bool) -> None:
    head = f'<meta name=description content="{LEAD}">'
    body = f'<article><h1>Old bridge shut for a year</h1><p class="{name}">{LEAD}</p>{COPY}</article>'
    found = article(body, head)
    assert (LEAD in found.body, found.standfirst) == ((False, LEAD) if apart else (True, None))


def test_the_next_article_of_the_page_is_not_the_body() -> None:
    other = (
        "<p>A fire burned down the mill on the hill above the town on Sunday, and nobody was hurt in it.</p>"
    )
    first = f"<article><h1>Old bridge shut for a year</h1>{COPY}</article>"
    found = article(f"<main>{first}<div><article><h1>Mill burns down</h1>{other * 3}</article></div></main>")
    assert len(found.paragraphs) == 3
    assert "mill" not in found.body


def test_readings_of_characters_do_not_break_a_line() -> None:
    draft = html.read(page("<p>監督は<ruby>彰布<rp>（</rp><rt>あきのぶ</rt><rp>）</rp></ruby>氏です。</p>"))
    assert [line.text for line in draft.lines] == ["監督は彰布（あきのぶ）氏です。"]


def test_a_paragraph_said_again_inside_another_stays() -> None:
    whole = "<p>" + " ".join(COPY.replace("<p>", "").split("</p>")) + "</p>"
    assert len(article(f"<article><h1>Old bridge shut</h1>{COPY}{whole}</article>").paragraphs) >= 3


def test_a_site_that_signs_is_not_overruled_by_a_name_in_the_text() -> None:
    head = '<meta property="og:site_name" content="Town News">' + json_ld(
        '{"@type": "Organization", "name": "Town News"}'
    )
    body = f"<article><h1>Old bridge shut</h1><div>Getty Images</div>{COPY}</article>"
    assert [author.name for author in article(body, head).authors] == ["Town News"]
    signed = f"<article><h1>Old bridge shut</h1><div>By Jane Doe</div>{COPY}</article>"
    assert [author.name for author in article(signed, head).authors] == ["Jane Doe"]


def test_a_reader_who_comments_is_no_author() -> None:
    comments = '<div class="comments"><div class="author">Jane Doe</div></div>'
    assert "authors" not in stated(f"<article><h1>Old bridge shut</h1>{COPY}</article>{comments}")


@pytest.mark.parametrize(
    ("scripts", "day"),
    [
        (['{"publishedAt": "2024-05-12T08:00:00Z"}'], "2024-05-12T08:00:00Z"),
        (['{"pub_date": "2024-05-12"}', '{"first-publication": "2024-05-13"}'], None),
    ],
)
def test_a_day_in_scripts_counts_if_all_say_the_same(scripts: list[str], day: str | None) -> None:
    head = "".join(f"<script>var page = {script}</script>" for script in scripts)
    assert stated(COPY, head).get("published", (None,))[0] == day


def test_a_name_written_small_by_a_system() -> None:
    assert stated(COPY, json_ld('{"@type": "Person", "name": "jane doe"}'))["authors"] == ("Jane Doe",)


def test_title_and_json_ld_together_outweigh_a_heading() -> None:
    head = "<title>Old bridge shut | Town News</title>" + json_ld('"Jane Doe"')
    body = f"<article><h1>Bridge by the mill is shut to all</h1>{COPY}</article>"
    assert stated(body, head)["headline"][0] == "Old bridge shut"


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


@pytest.mark.parametrize("depth", [300, 1_000])
def test_text_below_255_levels_is_read(depth: int) -> None:
    assert "ferry" in article("<div>" * depth + COPY + "</div>" * depth).body


def test_thousands_of_lines_and_headings_take_linear_time() -> None:
    rows = (
        f"<article><h1>Head {n}</h1><p>The council shut bridge {n} on Monday.</p></article>"
        for n in range(4_000)
    )
    start = time.process_time()
    html.read(page("".join(rows)))
    assert time.process_time() - start < 20


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
