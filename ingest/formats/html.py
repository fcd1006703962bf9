"""Saved web pages: markup to lines and metadata.

A page is parsed once. The model in ``html_body`` says which of its lines are the article's; all others
are kept as lines that it did not take, so that nothing is lost.
"""

import re

from lxml import etree

from ingest.formats import html_body, html_lines, html_metadata
from ingest.formats.html_lines import Page
from ingest.model import Draft, Line
from ingest.text import fold

#: lxml's time grows with the square of a tag's attributes: 10,000 take it 0.7 s, 40,000 take 41 s.
MAX_ATTRIBUTES = 5_000
MANY_ATTRIBUTES = re.compile(
    rb"""<[a-zA-Z][\w:-]*+(?:[\s/]*+[^\s"'<>=/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?+){%d}"""
    % MAX_ATTRIBUTES
)
#: libxml2 gives up at this level, drops the rest of the page, and says so in its log alone.
MAX_LEVELS = 2_048


def hostile(data: bytes) -> str | None:
    """Why the markup must not be parsed, or None.

    >>> hostile(b"<p class='a'>news</p>") is None
    True
    """
    return f"a tag with over {MAX_ATTRIBUTES:,} attributes" if MANY_ATTRIBUTES.search(data) else None


class TooDeep(ValueError):
    """Levels that the parser does not go down to: it drops all that follows."""


def read(text: str) -> Draft:
    """Read a saved page. Raises ValueError if there is no markup to parse, TooDeep, or MemoryError."""
    tree = _parse(text)
    page = html_lines.read(tree)
    keys = [fold(row.text) for row in page.rows]
    stated = html_metadata.read(tree, set(keys))
    keep = html_body.choose(
        page, [*stated.metadata.get("headline", ()), *stated.titles], stated.described, stated.body
    )
    metadata = dict(stated.metadata)
    standfirst = _standfirst(page, keys, keep, metadata.pop("standfirst", ()))
    if standfirst:
        metadata["standfirst"] = standfirst
    # Where the model finds nothing the lines have no opinion, and the labeller of text dumps decides.
    judged = any(keep)
    lines = [
        Line(row.text, True, row.links, page.mark(row), kept if judged else None)
        for row, kept in zip(page.rows, keep, strict=True)
    ]
    return Draft(tuple(lines), metadata, stated.images)


def _parse(text: str) -> etree._Element:
    # Text nodes over 10 MB vanish and levels beyond 255 are cut without huge_tree. Plain elements: those of
    # lxml.html cost a call into Python for each.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        if getattr(error, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        raise ValueError(f"no markup: {error}") from error
    last = parser.error_log.last_error
    if last is not None and last.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        raise TooDeep(f"over {MAX_LEVELS:,} levels of elements")
    if tree is None:
        raise ValueError("no markup: nothing in it")
    return tree


#: Class names that can mean nothing but a standfirst. Lead, intro, summary and excerpt are the article's
#: opening as often: of 84 such lines on pages with gold, 80 were in its body.
STANDFIRST = re.compile(r"(?:^|[\s._-])(?:standfirst|dekk?)(?:$|[\s_-])", re.I)


def _standfirst(page: Page, keys: list[str], keep: list[bool], described: tuple[str, ...]) -> tuple[str, ...]:
    """The description that the page prints as its standfirst; its line then leaves the body.

    A description that is an ordinary paragraph (the lede, said again for search engines) is none.
    """
    for text in described:
        places = [i for i, key in enumerate(keys) if key == fold(text)]
        if not any(keep[i] for i in places):
            return (text,)
        node = page.rows[next(i for i in places if keep[i])].node
        if STANDFIRST.search(page.sign[node]) or STANDFIRST.search(page.sign[max(page.parent[node], 0)]):
            for i in places:
                keep[i] = False
            return (text,)
    return ()
