"""Text with links, marks and the like upon it, each kind a layer: elements nest however they overlap."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text in an element; ``start`` and ``end`` count characters of the text.

    ``before`` stands before the element, and ``first`` opens it; where another element parts it, ``again``
    opens the pieces that follow. ``after`` stands behind the last one.
    """

    start: int
    end: int
    first: Markup
    again: Markup
    close: Markup
    before: Markup = Markup()  # noqa: RUF009
    after: Markup = Markup()  # noqa: RUF009


#: Spans of one kind, in order and apart.
Layer = Sequence[Span]


def layer(spans: Sequence[Span]) -> Layer:
    """Spans in order, without those that begin within another one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start < span.end and (not found or found[-1].end <= span.start):
            found.append(span)
    return found


def layered(text: str, layers: Sequence[Layer], start: int = 0, end: int | None = None) -> Markup:
    """A stretch of a text as HTML; the outermost layer comes first, and parts the others.

    >>> b = Span(0, 5, Markup("<b>"), Markup("<b>"), Markup("</b>"))
    >>> i = Span(2, 9, Markup("<i id=x>"), Markup("<i>"), Markup("</i>"))
    >>> layered("one & two", [[b], [i]])
    Markup('<b>on<i id=x>e &amp;</i></b><i> two</i>')
    """
    end = len(text) if end is None else end
    if not layers:
        return escape(text[start:end])
    spans, *inner = layers
    pieces, place = [], start
    for number in range(bisect_right(spans, start, key=lambda span: span.end), len(spans)):
        span = spans[number]
        if span.start >= end:
            break
        begins, ends = max(span.start, start), min(span.end, end)
        pieces.append(layered(text, inner, place, begins))
        whole = begins == span.start
        pieces += [span.before, span.first] if whole else [span.again]
        pieces += [layered(text, inner, begins, ends), span.close]
        pieces += [span.after] if ends == span.end else []
        place = ends
    return Markup().join([*pieces, layered(text, inner, place, end)])


def paragraphs(text: str, layers: Sequence[Layer]) -> list[Markup]:
    """The paragraphs of a body as HTML.

    >>> paragraphs("One.\\n\\n<Two>.", [])
    [Markup('One.'), Markup('&lt;Two&gt;.')]
    """
    found, start = [], 0
    for gap in [*re.finditer(r"\n{2,}", text), None]:
        end = gap.start() if gap else len(text)
        if start < end:
            found.append(layered(text, layers, start, end))
        start = gap.end() if gap else end
    return found
