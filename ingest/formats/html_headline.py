"""The printed headline among what a page says of itself: headings, Open Graph, JSON-LD, title."""

import re

from lxml import etree

from ingest.formats.html_lines import visible
from ingest.text import fold, fold_space

#: Between the headline and the site's name in a page's title.
SEPARATOR = re.compile(r"\s+[|–—•·»:-]\s+|\s*[|｜：]\s*|\s+-\s+|\s*--\s*")
#: Parts of a heading that are not the headline: the line above it, and what only screen readers hear.
KICKER = re.compile(
    r"overline|kicker|eyebrow|dachzeile|roofline|pretitle|surtitle|antetitulo|occhiello|offscreen|"
    r"sr-only|visually-?hidden|screen-?reader|is_blind|badge|\blabel\b",
    re.I,
)
EDGES = " |–—•·»:-｜："
#: Soft hyphens and marks of no width.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


def rank(
    headings: list[etree._Element],
    json_ld: list[str],
    open_graph: list[str],
    title: str,
    outlets: list[str],
    printed: set[str],
) -> list[str]:
    """Candidates, best first: a heading that others bear out, then what most of them say."""
    sites = {fold(name) for name in outlets} - {""}
    shown = [text for text in map(heading_text, headings) if text and fold(text) not in sites]
    # What the page says of itself in two places counts more than a heading that stands alone.
    stated = [without_site(_seen(text), sites) for text in [*json_ld[:1], *open_graph]]
    stated = [text for text in stated if text]
    cut = from_title(_seen(title), sites, printed)
    others = [*stated, cut] if cut else stated
    agreed = _agreed(json_ld, open_graph, sites) or _in_title(title, shown, stated)
    best: list[str] = []
    if agreed and not any(fold(agreed) == fold(text) for text in shown):
        best.append(agreed)
    for text in shown:
        if any(alike(text, other) for other in others):
            return [*best, text, *others]
    if len(shown) == 1 and len(shown[0].split()) > 3:
        return [*best, shown[0], *others]
    if not stated and cut and not any(len(key) >= SHORTEST and key in fold(cut) for key in printed):
        # A title that the page prints nowhere names the site: the lines themselves tell more.
        return [*best, *shown]
    return [*best, *others] or shown


def _agreed(json_ld: list[str], open_graph: list[str], sites: set[str]) -> str | None:
    """What JSON-LD and Open Graph both say, word for word."""
    first = [_seen(values[0]) for values in (json_ld, open_graph) if values]
    if len(first) < 2 or fold(first[0]) != fold(first[1]):
        return None
    return without_site(first[0], sites)


def _in_title(title: str, shown: list[str], stated: list[str]) -> str | None:
    """What a machine-readable source and the page's title both say, where each heading stands alone."""
    whole, headings = fold(title), {fold(text) for text in shown}
    if any(key in whole for key in headings) or any(fold(text) in headings for text in stated):
        return None
    return next((text for text in stated if len(text) >= SHORTEST and fold(text) in whole), None)


def heading_text(heading: etree._Element) -> str:
    """A heading's text without kickers and hidden parts, unless nothing else is in it."""
    cut = _seen(visible(heading, KICKER)).strip(EDGES)
    return cut or _seen(visible(heading))


def _seen(text: str) -> str:
    return fold_space(INVISIBLE.sub("", text))


def alike(heading: str, stated: str) -> bool:
    """Whether two texts are printings of one headline."""
    one, other = fold(heading), fold(stated)
    if not one or not other:
        return False
    if one in other or other in one:
        return min(len(one), len(other)) > 0.4 * max(len(one), len(other))
    words = {fold(word) for word in heading.split()}, {fold(word) for word in stated.split()}
    return len(words[0] & words[1]) >= 0.6 * min(len(words[0]), len(words[1])) and len(words[0]) > 2


def from_title(title: str, sites: set[str], printed: set[str]) -> str | None:
    """The piece of a page's title that the page prints as a line, else the title without the site's name."""
    if fold(title) in printed:
        return title
    pieces = [piece.strip(EDGES) for piece in SEPARATOR.split(title)]
    shown = [piece for piece in pieces if fold(piece) in printed and len(piece) >= SHORTEST]
    if shown and len(pieces) > 1:
        return max(shown, key=len)
    return without_site(title, sites) or None


#: A shorter piece of a title is a section's name more often than a headline (characters).
SHORTEST = 14


def without_site(text: str, sites: set[str]) -> str:
    """A title without the site's name at its end or beginning.

    >>> without_site("Old bridge shut - The Gazette", {"thegazette"})
    'Old bridge shut'
    """
    pieces = SEPARATOR.split(text)
    if len(pieces) < 2:
        return text
    for piece in (pieces[-1], pieces[0]):
        key = fold(piece)
        if key and any(key in site or site in key for site in sites):
            rest = text[: text.rfind(piece)] if piece is pieces[-1] else text[len(piece) :]
            return rest.strip(EDGES)
    if " | " in text and len(pieces[0].split()) > 3:
        return pieces[0]
    return text
