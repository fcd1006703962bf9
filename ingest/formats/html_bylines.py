"""The elements of a page that print who wrote it."""

import itertools
import re
from typing import Any

from lxml import etree

from ingest.formats.html_lines import visible

#: Elements that print who wrote the article.
BYLINE_CLASS = re.compile(r"(?:^|[\s_-])(?:author|byline|autor|authors)(?:$|[\s_-]|s\b|name)", re.I)
#: How many of them are looked at, and their longest text (characters): longer ones are biographies.
BYLINES, BYLINE_LENGTH = 6, 120
#: Elements after which the search ends: nested ones would be read again and again.
LOOKED_AT = 100
#: Buttons beside a byline.
BUTTONS = re.compile(r"facebook|twitter|whatsapp|e-?mail|follow|subscribe|abone|scrap|スクラップ", re.I)
#: Elements that may print who wrote the article; _is_byline looks closer.
SIGNING = etree.XPath(
    "//body//*[@rel='author' or @itemprop='author' or "
    + " or ".join(
        f"contains(@{name}, '{word}')"
        for name in ("class", "data-testid")
        for word in ("uthor", "yline", "utor", "AUTHOR", "BYLINE")
    )
    + "]"
)


def printed(tree: etree._Element) -> list[str]:
    """What the elements print that are marked as a byline."""
    out: list[str] = []
    signing: Any = SIGNING(tree)
    for element in signing[:LOOKED_AT]:
        if element.tag not in NOTED and _is_byline(element) and not _in_comment(element):
            text = visible(element)
            if 0 < len(text) <= BYLINE_LENGTH and not BUTTONS.search(text):
                out.append(text)
        if len(out) == BYLINES:
            break
    return out


def _in_comment(element: etree._Element) -> bool:
    """Whether the author is a reader who comments: the elements right above say so."""
    above = itertools.islice(element.iterancestors(), COMMENT_LEVELS)
    return any("comment" in (one.get("class") or one.get("id") or "")[:200].lower() for one in above)


#: How far up a comment says that it is one; pages themselves bear "comments-open" at their top.
COMMENT_LEVELS = 4
NOTED = frozenset(("meta", "script", "title", "link", "h1", "figure"))


def _is_byline(element: etree._Element) -> bool:
    get = element.get
    if get("rel") == "author" or get("itemprop") == "author":
        return True
    names = get("class") or get("data-testid")
    return bool(names and len(names) < 200 and BYLINE_CLASS.search(names))
