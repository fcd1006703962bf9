"""Pages that are built, or broken, so that a reader of markup hangs, starves or loses text."""

from collections.abc import Iterator

from hostile_case import FILED, LEDE, PARAGRAPHS, SECOND, THIRD, Case, case, page

NO_TEXT, HOSTILE, CRASHED = "no article text", "hostile markup", "reader crashed"
#: What may become of a page that is more attack than article.
ANY = (FILED, NO_TEXT, HOSTILE, CRASHED)
ALL = (LEDE, SECOND, THIRD)


def attack(name: str, after: str) -> Case:
    """A page with something behind its article, for which it may be refused."""
    return case(name, page(PARAGRAPHS + after), *ANY, holds=ALL)


def harmless(name: str, after: str = "", **parts: str) -> Case:
    """A page with something odd about it that must be filed."""
    return case(name, page(PARAGRAPHS + after, **parts), holds=ALL)


def cases() -> Iterator[Case]:
    """Every hostile page."""
    yield from _entities()
    yield from _nesting()
    yield from _masses()
    yield from _odd()


def _entities() -> Iterator[Case]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    yield case(
        "laughs.html", page(f"{PARAGRAPHS}<p>&l11;</p>", before=f"<!DOCTYPE html [{laughs}]>"), holds=ALL
    )
    yield case(
        "laughs.xml",
        f"<?xml version='1.0'?><!DOCTYPE r [{laughs}]><html><body>{PARAGRAPHS}<p>&l11;</p>",
        holds=ALL,
    )
    blow = f'<!DOCTYPE html [<!ENTITY a "{"x" * 50_000}">]>'
    yield harmless("quadratic.html", "<p>" + "&a;" * 50_000 + "</p>", before=blow)
    for name, where in (
        ("file", "file:///etc/passwd"),
        ("net", "http://127.0.0.1:9/x"),
        ("zero", "file:///dev/zero"),
    ):
        dtd = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{where}">]>'
        yield case(
            f"xxe-{name}.html",
            page(f"{PARAGRAPHS}<p>See &x; here, it says root:x:0 never.</p>", before=dtd),
            holds=ALL,
        )
        dtd = f'<?xml version="1.0"?><!DOCTYPE html SYSTEM "{where}">'
        yield harmless(f"dtd-{name}.html", before=dtd)
    yield harmless("parameter.html", before='<!DOCTYPE html [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>')
    yield harmless("include.html", '<xi:include href="file:///etc/passwd" parse="text"/>')
    yield harmless("references.html", "<p>&#0;&#xD800;&#x110000;&#x1b;&#x202e;&#99999999999;&#x0b;</p>")
    yield case(
        "references-inside.html",
        page(f"<p>{LEDE[:40]}&#x8;&#xFFFE;&#x202e;&shy;&#x1b;&ZeroWidthSpace;{LEDE[40:]}</p>" + PARAGRAPHS),
        holds=ALL,
    )


def _nesting() -> Iterator[Case]:
    for levels in (255, 1_000, 2_000):
        inside = "<div>" * levels + PARAGRAPHS + "</div>" * levels
        yield case(f"deep-{levels}.html", page(inside), holds=ALL)
    deep = "<div>" * 100_000
    for tag in ("div", "b"):
        opened = f"<{tag}>" * 3_000 + "the middle of it" + f"</{tag}>" * 3_000
        yield case(
            f"deep-middle-{tag}.html",
            page(PARAGRAPHS[: len(LEDE) + 7] + opened + PARAGRAPHS[len(LEDE) + 7 :]),
            FILED,
            HOSTILE,
            holds=ALL,
        )
    yield case("deep-100000.html", page(deep + PARAGRAPHS), *ANY, holds=ALL)
    yield attack("deep-after.html", deep)
    for tag in (
        "b",
        "a",
        "font",
        "table",
        "table><tr><td",
        "ul><li",
        "svg",
        "blockquote",
        "p",
        "h1",
        "form",
        "select",
        "button",
    ):
        opened = f"<{tag}>" * 20_000
        name = "".join(char for char in tag if char.isalnum())
        yield attack(f"deep-{name}.html", opened + "x")
    yield attack("misnested.html", "<b><i><a><p>" * 10_000 + "</b></i></a></p>" * 10_000)
    yield attack("unclosed.html", "<" * 200_000)
    yield harmless("script-unclosed.html", "<script>" + "<!--" * 100_000)
    yield harmless("comments.html", "<!--" * 300_000)


def _masses() -> Iterator[Case]:
    for number in (4_000, 40_000, 200_000):
        attributes = " ".join(f"a{n}=1" for n in range(number))
        yield attack(f"attributes-{number}.html", f"<p {attributes}>x</p>")
    same = " a=1" * 200_000
    yield attack("attributes-same.html", f"<p{same}>x</p>")
    bare = " ".join(f"a{n}" for n in range(200_000))
    yield attack("attributes-bare.html", f"<p {bare}>x</p>")
    glued = "".join(f'a{n}="1"' for n in range(60_000))
    yield attack("attributes-glued.html", f"<p {glued}>x</p>")
    slashed = "/".join(f"a{n}=1 " for n in range(60_000))
    yield attack("attributes-slashed.html", f"<p {slashed}>x</p>")
    yield attack("paragraphs.html", "<p>The quay is shut, they say.</p>" * 300_000)
    yield attack("paragraphs-empty.html", "<p></p>" * 300_000)
    yield attack("tables.html", "<table><tr><td>1</td></tr></table>" * 20_000)
    yield harmless(
        "colspan.html", "<table><tr><td colspan=9007199254740991 rowspan=9007199254740991>1</td></tr></table>"
    )
    yield case(
        "classes.html",
        page("".join(f'<p class="c{n} d{n}" id=i{n}>Row {n}</p>' for n in range(15_000)) + PARAGRAPHS),
        *ANY,
        holds=ALL,
    )
    yield case("class-long.html", page(f'<p class="{"nav-" * 500_000}">{LEDE}</p>{PARAGRAPHS}'), holds=ALL)
    yield harmless("titles.html", head="<title>Quay | Post</title>" * 50_000)
    yield harmless("title-long.html", head=f"<meta property=og:title content='{' - | ' * 200_000}'>")
    yield attack("headings.html", "<h1>Old ferry quay shut</h1>" * 15_000)
    yield attack(
        "figures.html",
        "<figure><img src=http://a.example/a.jpg><figcaption>A quay</figcaption></figure>" * 9_000,
    )
    nested = "<figure>" * 3_000 + "a quay" + "</figure>" * 3_000
    yield attack("figures-nested.html", nested)
    times = "<div class=author>" * 3_000 + "By Ann Lee" + "</div>" * 3_000
    yield attack("authors-nested.html", times)
    yield case("headings-nested.html", page("<h1><span>" * 3_000 + "Quay" + PARAGRAPHS), *ANY, holds=ALL)
    yield case(
        "paragraph-50.html",
        (page("<p>@</p>" + PARAGRAPHS)).replace("@", "The quay is shut. " * 2_700_000),
        *ANY,
    )
    yield case("word-12.html", page(f"<p>{'q' * 12_000_000}</p>{PARAGRAPHS}"), *ANY, holds=ALL)


def _odd() -> Iterator[Case]:
    yield case("no-end.html", page()[:-20], holds=ALL)
    yield case("two-pages.html", page() + page(), holds=ALL)
    yield case("quote-open.html", page(f'{PARAGRAPHS}<a href="x>{"y" * 100_000}'), holds=ALL)
    for name, script in {
        "deep": "[" * 100_000,
        "deep-objects": '{"@graph":' * 50_000,
        "huge-number": '{"@type":"NewsArticle","headline":' + "9" * 100_000 + "}",
        "infinite": '{"@type":"NewsArticle","headline":1e999,"datePublished":-1e999}',
        "nul": '{"@type":"NewsArticle","headline":"Old \\u0000ferry \\ud800quay shut","author":"\\u0000Lee"}',
        "loop": '{"@graph":[{"@id":"#a","name":{"@id":"#a"},"@type":"NewsArticle","headline":{"@id":"#a"}}]}',
        "wrong": '{"@type":{"a":1},"headline":[[[]]],"author":{"name":{"name":{}}},"image":[1,{"url":2}],'
        '"datePublished":[[1]]}',
        "nested-names": '{"@type":"NewsArticle","headline":' + '{"name":' * 400 + '"x"' + "}" * 400 + "}",
        "many-names": '{"@type":"NewsArticle","headline":"Quay","author":[' + '"Ann Lee",' * 60_000 + '"x"]}',
        "many-articles": '{"@graph":[' + '{"@type":"NewsArticle","headline":"Quay %d"},' * 20_000 + "{}]}",
    }.items():
        yield harmless(f"ld-{name}.html", head=f'<script type="application/ld+json">{script}</script>')
    yield case(
        "nul-in-tags.html", page(f"<p\0class='a\0b'>{LEDE}</p>{PARAGRAPHS}").replace("<h1>", "<h\0 1>"), FILED
    )
    yield case("bidi.html", page(f"<p>{LEDE[:30]}\u202e{LEDE[30:]}\u202c</p>{PARAGRAPHS}"), holds=ALL)
    yield case("marks.html", page(f"<p>{LEDE} Zo{chr(0x0301) * 10_000}e came.</p>{PARAGRAPHS}"), holds=ALL)
