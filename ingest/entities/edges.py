"""One raw span at a time: where it begins and ends, and whether it names anybody at all."""

import re
from collections.abc import Iterator

from ingest.entities.gazetteer import gazetteer, straight, words
from ingest.entities.spans import Span

#: Words a name may have; longer spans are lists or sentences.
LONGEST_NAME = 9
#: Characters a name may have: the longest in 106 articles has 70.
WIDEST_NAME = 160

ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
LEADING = re.compile(r"[^\w@#$€£]+|(?:anti|non|pro|post|pre|ex)-(?=[A-Z])")
TRAILING = re.compile(r"(?:['’‘`]s|[^\w.+)]+|[.)])$")
ABBREVIATION = re.compile(r"(?:\b\w\.(?:\w\.){1,9}|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|Bros|D\.C)\.)$")
STOPPED = re.compile(
    r",\s?\d|\s(?:as|after|before|during|has|have|had|is|said|says|since|was|were|when|where|which|while|who|will|with)\s"
)
LOWER_TAIL = re.compile(r"(?:\s+[a-z][a-z'’-]*){1,12}$")
POSSESSIVE = re.compile(r"['’]s?\s+(?=\w)")
JOINT = re.compile(r"\s*[/–—-]\s*")
WEB = re.compile(r"https?:|www\.|@\w|\.html?\b|^#|\$|€", re.IGNORECASE)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without outer punctuation, leading article and possessive 's.

    >>> text = "the Guardian’s"; start, end = trim(text, 0, len(text)); text[start:end]
    'Guardian'
    >>> trim("The Hague", 0, 9)
    (0, 9)
    """
    while start < end:
        match = LEADING.match(text, start, end)
        if not match and not needs_article(text[start:end]):
            match = ARTICLE.match(text, start, end)
        if not match:
            break
        start = match.end()
    while start < end and (match := TRAILING.search(text[start:end])):
        surface = text[start:end]
        closes = surface.endswith(")") and "(" in surface
        if closes or ABBREVIATION.search(surface) or straight(surface) in gazetteer().known:
            break
        end = start + match.start()
    return start, end


def needs_article(surface: str) -> bool:
    """Whether a name is known only together with its article: "The Hague", "The Atlantic"."""
    plain, known = straight(surface), gazetteer().known
    _, article, rest = plain.partition(" ")
    return bool(article) and plain[0].isupper() and plain in known and rest not in known


def pruned(text: str, span: Span) -> Iterator[Span]:
    """The span cut where no name goes on: at a bracket without its partner, at "during", "who", "said" ...

    >>> text = "Food Relief Trust (FRT"; [text[a:b] for a, b, _ in pruned(text, Span(0, 22, "organisation"))]
    ['Food Relief Trust', 'FRT']
    """
    surface = text[span.start : span.end]
    sides = list(re.finditer(r".+", surface))
    if surface.count("(") != surface.count(")"):
        sides = sorted(re.finditer(r"[^()]*\w[^()]*", surface), key=lambda side: -len(side.group()))
        sides = sides[:1] if span.kind == "person" else sides
    for side in sides:
        kept = STOPPED.split(side.group(), maxsplit=1)[0].rstrip()
        yield Span(span.start + side.start(), span.start + side.start() + len(kept), span.kind)


def lines(text: str, span: Span) -> Iterator[Span]:
    """The span cut at line breaks: a soft wrap leaves its longest line, a list leaves nothing."""
    parts = [match.span() for match in re.finditer(r"[^\r\n]*\S[^\r\n]*", text[span.start : span.end])]
    if 0 < len(parts) <= 2:
        start, end = max(parts, key=lambda part: part[1] - part[0])
        yield Span(span.start + start, span.start + end, span.kind)


def parted(text: str, span: Span) -> Iterator[Span]:
    """The span cut where two names met: "Russia/Ukraine", "CBS’s Face the Nation"."""
    surface = text[span.start : span.end]
    owner = POSSESSIVE.search(surface)
    if gazetteer().find(surface):
        yield span
    elif owner and (known := gazetteer().find(surface[: owner.start()])):
        yield Span(span.start, span.start + owner.start(), known.kind)
    else:
        yield from halves(surface, span)


def halves(surface: str, span: Span) -> Iterator[Span]:
    """Both sides of a slash or dash if the lexicons know both, else the span as it is."""
    edges = [0, *(edge for match in JOINT.finditer(surface) for edge in match.span()), len(surface)]
    sides = [
        (start, end, gazetteer().find(surface[start:end]))
        for start, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    if all(known and known.kind != "person" for _, _, known in sides):
        yield from (
            Span(span.start + start, span.start + end, known.kind) for start, end, known in sides if known
        )
    else:
        yield span


def is_name(surface: str) -> bool:
    """Whether the surface can name anybody: a capital or foreign letter, not too long, no known other word.

    >>> is_name("Ceasefire"), is_name("midday"), is_name("Kyiv")
    (False, False, True)
    """
    if len(surface) > WIDEST_NAME or len(surface.split()) > LONGEST_NAME:
        return False
    if WEB.search(surface) or straight(surface) in words().nobody:
        return False
    parts = surface.split(", ")
    if len(parts) > 1 and all(straight(part) in words().nobody for part in parts):
        return False
    letters = [char for char in surface if char.isalpha()]
    return bool(letters) and (any(char.isupper() for char in letters) or not surface.isascii())
