"""The text of an article as HTML: its names linked, its quotes and what was searched for marked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from markupsafe import Markup, escape

from web.archive import Reader, Row
from web.layers import Layer, Span, layer, layered, paragraphs
from web.marks import Marks, marks


async def text(
    reader: Reader, article: Row, parts: Mapping[str, list[Row] | None], query: str
) -> dict[str, Any]:
    """Headline, standfirst and paragraphs as HTML, with links and marks.

    ``(await text(reader, article, parts, "tax"))["headline"]`` is ``Markup('<mark>Tax</mark> rises')``.
    """
    urls, name = reader.datasette.urls, reader.database.name
    linked = names(parts["mentions"] or [], lambda entity: urls.row(name, "entities", entity))
    places = [(span.start, span.end) for span in linked]
    # in a thread, since a long text takes a moment
    found: Marks = await reader.database.execute_fn(lambda _: marks(query, article, places))
    stepped = [replace(span, before=found.steps.get(span.start, span.before)) for span in linked]
    return {
        "query": query if query.strip() else None,
        "marks": found,
        "headline": layered(article["headline"] or article["title"], [found.fields["headline"]]),
        "standfirst": layered(article["standfirst"] or "", [found.fields["standfirst"]]),
        "paragraphs": paragraphs(
            article["body"], [said(parts["quotes"] or []), stepped, found.fields["body"]]
        ),
    }


def in_place(paragraphs: Sequence[Markup], blocks: Sequence[Row]) -> list[tuple[Markup | None, list[Row]]]:
    """Paragraphs, and what was kept out among them, in the order of the file.

    Paragraphs have the positions that the blocks leave free. Blocks in a row that have one role by one rule
    are one piece: the navigation of a page is a hundred lines.

    >>> ad = {"position": 1, "role": "promo", "rule": "newsletter", "text": "Sign up"}
    >>> [paragraph or len(kept) for paragraph, kept in in_place([Markup("One."), Markup("Two.")], [ad])]
    [Markup('One.'), 1, Markup('Two.')]
    """
    rest = iter(paragraphs)
    found: list[tuple[Markup | None, list[Row]]] = []
    passed = 0
    for block in sorted(blocks, key=lambda row: int(row["position"])):
        before = list(islice(rest, max(0, int(block["position"]) - passed)))
        found += [(paragraph, []) for paragraph in before]
        passed += len(before) + 1
        if found and _alike(found[-1][1], block):
            found[-1][1].append(block)
        else:
            found.append((None, [block]))
    return found + [(paragraph, []) for paragraph in rest]


def _alike(kept: Sequence[Row], block: Row) -> bool:
    return bool(kept) and (kept[-1]["role"], kept[-1]["rule"]) == (block["role"], block["rule"])


def signed(byline: str | None, authors: Sequence[Row], url: Callable[[int], str]) -> list[Markup]:
    """The byline with its authors linked, and behind it those whom it does not name.

    >>> [bo, cy] = [{"id": 1, "name": "Bo Moe"}, {"id": 2, "name": "Cy Oke"}]
    >>> signed("By BO MOE", [bo, cy], lambda key: f"/a/{key}")
    [Markup('By <a href="/a/1">BO MOE</a>'), Markup('<a href="/a/2">Cy Oke</a>')]
    >>> signed(None, [bo], lambda key: f"/a/{key}")
    [Markup('<a href="/a/1">Bo Moe</a>')]
    """
    link = Markup('<a href="{}">')
    spans, beside = [], []
    for row in authors:
        tag = link.format(url(row["id"]))
        words = r"\s+".join(map(re.escape, row["name"].split()))
        if place := re.search(rf"(?<!\w){words}(?!\w)", byline or "", re.IGNORECASE):
            spans.append(Span(*place.span(), tag, tag, Markup("</a>")))
        else:
            beside.append(tag + escape(row["name"]) + Markup("</a>"))
    return [layered(byline, [layer(spans)]), *beside] if byline else beside


def said(quotes: Sequence[Row]) -> Layer:
    """The quotes of a body, each with its speaker in a hint and its number in the list of who says what.

    >>> moe = {"start": 0, "end": 2, "speaker": "Bo Moe"}
    >>> print(paragraphs("No, said Bo Moe.", [said([moe])])[0])
    <span class="said" id="said1" title="Bo Moe">No</span><a class="who" href="#who1" \
aria-label="1, Bo Moe">1</a>, said Bo Moe.
    """
    opening = Markup('<span class="said"{} title="{}">')
    # a hint alone is not there for fingers, keyboards and paper
    to_list = Markup('<a class="who" href="#who{}" aria-label="{}, {}">{}</a>')
    spans = []
    for number, row in enumerate(quotes, start=1):
        speaker = row["speaker"] or "speaker not told"
        target = Markup(' id="said{}"').format(number)
        first, again = opening.format(target, speaker), opening.format("", speaker)
        behind = to_list.format(number, number, speaker, number)
        spans.append(Span(row["start"], row["end"], first, again, Markup("</span>"), after=behind))
    return layer(spans)


def names(mentions: Sequence[Row], url: Callable[[int], str]) -> Layer:
    """The links from the names of a body to their entities.

    >>> ada = {"start": 0, "end": 3, "entity_id": 7, "kind": "person"}
    >>> paragraphs("Ada said: <no>.", [names([ada], lambda key: f"/e/{key}")])
    [Markup('<a class="name person" href="/e/7">Ada</a> said: &lt;no&gt;.')]
    """
    opening = Markup('<a class="name {}" href="{}">')
    tags = [opening.format(row["kind"], url(row["entity_id"])) for row in mentions]
    return layer(
        [
            Span(row["start"], row["end"], tag, tag, Markup("</a>"))
            for row, tag in zip(mentions, tags, strict=True)
        ]
    )
