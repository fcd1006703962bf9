"""Saved web pages: markup to lines and metadata.

The body is found by trafilatura, the best general extractor measured (`bench/README.md`); everything
else on the page is kept as lines that it did not take, so that nothing is lost.
"""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from lxml import etree
from lxml import html as lxml_html

from ingest.formats import html_metadata
from ingest.model import Draft, Line
from ingest.text import fold, fold_space

#: Elements whose content is no text of the page.
SILENT = {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "select", "textarea"}
#: Elements that do not break a line.
# fmt: off
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr",
))
# fmt: on
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}

#: What an element says of the lines in it.
MARKS = {"li": "bullet", "blockquote": "quote"}

#: lxml's time grows with the square of a tag's attributes: 10,000 take it 0.7 s, 40,000 take 41 s.
MAX_ATTRIBUTES = 5_000
MANY_ATTRIBUTES = re.compile(
    rb"""<[a-zA-Z][\w:-]*+(?:\s++[^\s"'<>=/]{1,200}+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?+){%d}"""
    % MAX_ATTRIBUTES
)


def hostile(data: bytes) -> str | None:
    """Why the markup must not be parsed, or None.

    >>> hostile(b"<p class='a'>news</p>") is None
    True
    """
    return f"a tag with over {MAX_ATTRIBUTES:,} attributes" if MANY_ATTRIBUTES.search(data) else None


def read(text: str) -> Draft:
    """Read a saved page. Raises ValueError if there is no markup to parse."""
    tree = _parse(text)
    metadata, images = html_metadata.read(BeautifulSoup(text, "lxml"))
    page = list(_page_lines(tree))
    taken = _body_lines(tree)
    return Draft(tuple(_merge(page, taken)), metadata, images)


def _parse(text: str) -> lxml_html.HtmlElement:
    # Text nodes over 10 MB vanish and levels beyond 255 are cut without huge_tree.
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise ValueError(f"no markup: {error}") from error
    return tree


def _body_lines(tree: lxml_html.HtmlElement) -> list[Line]:
    """The paragraphs and headings that trafilatura takes for the article."""
    import trafilatura

    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, include_formatting=True, with_metadata=False
    )
    body = getattr(found, "body", None)
    if body is None:
        return []
    lines: list[Line] = []
    for element in body:
        mark = {"head": "heading", "quote": "quote"}.get(element.tag, "")
        parts = list(element) if element.tag in {"list", "table"} else [element]
        for part in parts:
            for piece in _text(part, "\n").split("\n") if part.tag == "table" else [_text(part)]:
                if piece.strip():
                    lines.append(Line(fold_space(piece), True, 0.0, mark, True))
    return lines


def _text(element: etree._Element, glue: str = "") -> str:
    return glue.join(str(text) for text in element.itertext())


def _page_lines(tree: lxml_html.HtmlElement) -> Iterator[Line]:
    """All visible text of the page, block by block, with its share of link text."""
    for text, linked, mark in _Walker().walk(tree):
        yield Line(text, True, linked, mark, False)


class _Walker:
    """Collects text until an element breaks the line; iterative, for trees of any depth."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.linked = 0
        self.mark = ""

    def walk(self, tree: lxml_html.HtmlElement) -> Iterator[tuple[str, float, str]]:
        skipping = 0
        in_link = 0
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            tag = element.tag if isinstance(element.tag, str) else ""
            opens = event == "start"
            if tag in SILENT:
                skipping += 1 if opens else -1
            if not skipping and tag not in INLINE and tag not in SILENT:
                yield from self._flush()
                if opens:
                    self.mark = (
                        "title" if tag == "h1" else "heading" if tag in HEADINGS else MARKS.get(tag, "")
                    )
            if tag == "a":
                in_link += 1 if opens else -1
            if opens and not skipping:
                self._add(element.text, in_link)
            if not opens and not skipping:
                self._add(element.tail, in_link)
        yield from self._flush()

    def _add(self, text: str | None, in_link: int) -> None:
        if text:
            self.words.append(text)
            self.linked += len(text.strip()) if in_link else 0

    def _flush(self) -> Iterator[tuple[str, float, str]]:
        text = fold_space("".join(self.words))
        if text:
            yield text, min(1.0, self.linked / len(text)), self.mark
        self.words, self.linked = [], 0


def _merge(page: list[Line], taken: list[Line]) -> Iterator[Line]:
    """The page's lines in order, the extractor's in the place of those that they are made of."""
    keys = [fold(line.text) for line in taken]
    whole = " ".join(keys)
    first: dict[str, int] = {}
    for number, key in enumerate(keys):
        first.setdefault(key, number)
    next_taken = 0
    for line in page:
        key = fold(line.text)
        place = first.get(key, -1)
        if place >= next_taken:
            yield from taken[next_taken : place + 1]
            next_taken = place + 1
        elif key and (place >= 0 or key not in whole):
            # What was taken once and stands here again is a line of its own.
            yield line
    yield from taken[next_taken:]
