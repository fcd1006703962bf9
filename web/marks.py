"""The words that a reader searched for, marked in the article they led to, with ways from mark to mark."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from db.marking import Place, places
from web.layers import Layer, Span

#: Marks that are made: nobody walks through more, and each adds 300 bytes to the page.
MOST = 500
#: The parts of an article that are marked, in the order of the page.
FIELDS = ("headline", "standfirst", "body")

_FIRST, _CLOSE = Markup("<mark>"), Markup("</mark>")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of an article: their number, whether there would be more, and the spans of each part."""

    count: int
    more: bool
    fields: Mapping[str, Layer]
    #: Ways between marks that stand before a link, by the place of the link: links do not nest.
    steps: Mapping[int, Markup]


def marks(query: str, texts: Mapping[str, str | None], links: Sequence[Place] = ()) -> Marks:
    """What to mark. ``links`` are the places of links in the body, in order and apart.

    >>> found = marks("tax", {"headline": "Tax", "body": "The taxes rise"})
    >>> found.count, [(span.start, span.end) for span in found.fields["body"]]
    (2, [(4, 9)])
    """
    held = (
        places(query, {name: text for name in FIELDS if (text := texts.get(name))}) if query.strip() else {}
    )
    everything = [(name, place) for name in FIELDS for place in held.get(name, ())]
    count = min(MOST, len(everything))
    fields: dict[str, list[Span]] = {name: [] for name in FIELDS}
    steps: dict[int, Markup] = {}
    starts = [start for start, _ in links]
    for number, (name, (start, end)) in enumerate(everything[:MOST], start=1):
        link = bisect_right(starts, start) - 1
        before = step(number, count)
        if name == "body" and link >= 0 and start < links[link][1]:
            steps[starts[link]] = steps.get(starts[link], Markup()) + before
            before = Markup()
        fields[name].append(Span(start, end, _FIRST, _FIRST, _CLOSE, before))
    return Marks(count, len(everything) > MOST, fields, steps)


def step(number: int, count: int) -> Markup:
    """The target before a mark, which shows the ways to its neighbours once one has come to it.

    >>> step(1, 1)
    Markup('<span class="step" id="m1"><span lang="en">1 of 1 </span></span>')
    """
    previous = f'<a href="#m{number - 1}" title="Previous mark">↑</a> ' if number > 1 else ""
    following = f' <a href="#m{number + 1}" title="Next mark">↓</a>' if number < count else ""
    inside = f'<span lang="en">{previous}{number} of {count}{following} </span>'
    return Markup(f'<span class="step" id="m{number}">{inside}</span>')
