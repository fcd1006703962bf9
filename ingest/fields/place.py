"""Where a line stands on its page: features that bylines and stamps share."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.model import Block
from ingest.ranking import binned

#: Edges of the ranges of a distance in lines, to the body and to the headline.
DISTANCE = (1, 2, 3, 5, 8, 13, 21, 41, 81)
FROM_HEADLINE = (1, 2, 3, 5, 9, 17, 33)
#: How far around a line its neighbours' roles are looked at (lines).
AROUND = 3
NEIGHBOURS = ("timestamp", "headline", "standfirst", "byline", "credit", "caption")


@dataclass(frozen=True, slots=True)
class Layout:
    """The roles of a page's lines, the first and last line of its body, and where its headline stands."""

    roles: tuple[str, ...]
    paragraphs: tuple[int, ...]
    top: int
    bottom: int
    headline: int | None


def layout(blocks: Sequence[Block]) -> Layout:
    """Read the layout of a page.

    >>> layout([Block("headline", "Fire", "x"), Block("paragraph", "It burns.", "x")]).top
    1
    """
    roles = tuple(block.role for block in blocks)
    paragraphs = tuple(i for i, role in enumerate(roles) if role == "paragraph")
    top, bottom = (paragraphs[0], paragraphs[-1]) if paragraphs else (0, 0)
    heads = [i for i, role in enumerate(roles) if role == "headline"]
    return Layout(roles, paragraphs, top, bottom, heads[-1] if heads else None)


def distance(page: Layout, i: int) -> int:
    """How far a line stands from the body; below it every line counts three times."""
    return page.top - i if i < page.top else 3 * (i - page.bottom) if i > page.bottom else 1


def features(page: Layout, i: int) -> list[str]:
    """What the place of line ``i`` says."""
    if i < page.top:
        out = [binned("above", page.top - i, DISTANCE)]
    elif i > page.bottom:
        out = [binned("below", i - page.bottom, DISTANCE)]
    else:
        out = ["inside", binned("inside", i - page.top, (1, 2, 4))]
        after = len(page.paragraphs) - bisect_right(page.paragraphs, i)
        out.append(binned("paragraphs-after", after, (1, 2, 4)))
    out.append(binned("line", i, (1, 3, 8)))
    if page.headline is not None:
        side = "head+" if i > page.headline else "head-"
        out.append(binned(side, abs(i - page.headline), FROM_HEADLINE))
        if page.headline < i < page.top:
            out.append("between")
    out += [f"beside{step}-{page.roles[i + step]}" for step in (-1, 1) if 0 <= i + step < len(page.roles)]
    near = {*page.roles[max(0, i - AROUND) : i], *page.roles[i + 1 : i + AROUND + 1]}
    out += [f"near-{role}" for role in NEIGHBOURS if role in near]
    return out
