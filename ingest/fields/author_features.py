"""What speaks for a line as the byline, as features of a learned choice."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import ranking
from ingest.fields import byline, dates, zones
from ingest.model import Author, Block
from ingest.ranking import binned
from ingest.text import fold

#: Widest line that is a byline (characters).
WIDEST = 160
WEIGHTS = Path(__file__).parent / "author_weights.json"
#: A line less likely than this to be the byline is none. On outlets left out of the training .25 finds
#: 57 % of the visible authors and takes other names for 14 %.
FLOOR = 0.25
#: Roles that no byline has; the source line is read by itself.
NEVER = frozenset(
    {
        "image",
        "outlet",
        "caption",
        "credit",
        "headline",
        "section",
        "editors-note",
        "correction",
        "source-line",
    }
)
DISTANCE = (1, 2, 3, 5, 8, 13, 21, 41, 81)
BY = re.compile(r"^(?:by|von|par|por|di|door|av|af)\b", re.I)
BY_INSIDE = re.compile(r"\b(?:by|von|par|por|door|av|af)\s+[A-ZÀ-Þ]", re.I)
PICTURE = re.compile(
    r"photo|foto|bild|image|picture|getty|crédit|credit|illustration|©|video|/\s*(?:AP|AFP|dpa|Reuters)", re.I
)
MAIL = re.compile(r"@|\bX\b|twitter|facebook|mail", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """A line that names somebody: its block, its text without a stamp, and the names in it."""

    block: int
    text: str
    authors: tuple[Author, ...]
    stamped: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What all lines of a page are compared with."""

    blocks: Sequence[Block]
    found: list[Found]
    folded: list[str]
    lines: Counter[str]
    top: int
    bottom: int
    headline: int | None


def page(blocks: Sequence[Block]) -> Page:
    """Find the lines that may be a byline."""
    found = []
    for i, block in enumerate(blocks):
        if len(block.text) > WIDEST or block.role in NEVER:
            continue
        text, stamped = without_stamp(block.text)
        authors = byline.parse(text) if text else ()
        if authors:
            found.append(Found(i, text, authors, stamped))
    body = [i for i, block in enumerate(blocks) if block.role == "paragraph"]
    heads = [i for i, block in enumerate(blocks) if block.role == "headline"]
    folded = [fold(block.text) for block in blocks]
    top, bottom = (body[0], body[-1]) if body else (0, 0)
    return Page(blocks, found, folded, Counter(folded), top, bottom, heads[-1] if heads else None)


def without_stamp(text: str) -> tuple[str, bool]:
    """A line without the dates in it, and whether it had any."""
    stamps = dates.stamps(text) if any(char.isdigit() for char in text) else []
    if not stamps:
        return text, False
    before = BEFORE_STAMP.sub("", text[: stamps[0].start]).rstrip(" |,–—-·•/(")
    if before and not zones.is_name(before.strip("（(")):
        return before, True
    after = AFTER_STAMP.sub("", text[stamps[-1].end :]).strip(" |,–—-·•/)")
    return "" if zones.is_name(after) else after, True


#: What stands between a name and the date after it.
BEFORE_STAMP = re.compile(
    r"(?:\s*[|,–—·•/-]?\s*(?:published|posted|updated|on|at|:|den|am|le|el|il|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?|"
    r"(?:mon|diens|mitt|donners|frei|sams|sonn)(?:tag|woch),?|\d{1,2}:\d{2}))+\s*$",
    re.I,
)
#: What stands between a date and the name after it: the time of day and its zone.
AFTER_STAMP = re.compile(
    r"^[\s|,–—·•-]*(?:(?:at|um|à|-)?\s*\d{1,2}[:.h]\d{2}\s*(?:[ap]\.?m\.?|uhr)?\s*(?:[A-Z]{2,4}\b)?)?\s*",
    re.I,
)


def none(page: Page) -> list[str]:
    """The features of a page that names no author."""
    return ["none", binned("none-n", len(page.found), (1, 2, 4, 8, 16))]


def features(page: Page, k: int) -> list[str]:
    """The features of one line."""
    one = page.found[k]
    block = page.blocks[one.block]
    named = sum(len(fold(author.name)) for author in one.authors)
    out = [
        *_place(page, one),
        f"role-{block.role}",
        f"rule-{block.rule}" if block.role == "byline" else "other",
        binned("rest", len(fold(one.text)) - named, (1, 3, 6, 10, 20, 40)),
        binned("names", len(one.authors), (2, 3, 5)),
        f"stamped-{one.stamped}",
        f"by-{bool(BY.match(one.text))}",
        f"kind-{one.authors[0].kind}",
        binned("words", len(one.authors[0].name.split()), (2, 3, 4)),
        binned("same-line", page.lines[page.folded[one.block]], (2, 3)),
    ]
    out += [name for name, pattern in WORDS if pattern.search(one.text)]
    if BY_INSIDE.search(one.text):
        out.append("by-inside")
    if block.text.isupper():
        out.append("shouts")
    out += _others(page, k)
    return out


WORDS = (
    ("picture", PICTURE),
    ("mail", MAIL),
    ("title", byline.ROLE),
    ("ended", re.compile(r"[.?!:]$")),
    ("digit", re.compile(r"\d")),
)


def _place(page: Page, one: Found) -> list[str]:
    i = one.block
    if i < page.top:
        out = [binned("above", page.top - i, DISTANCE)]
    elif i > page.bottom:
        out = [binned("below", i - page.bottom, DISTANCE)]
    else:
        out = ["inside", binned("inside", i - page.top, (1, 2, 4))]
    if page.headline is not None:
        out.append(
            binned("head+" if i > page.headline else "head-", abs(i - page.headline), (1, 2, 3, 5, 9, 17, 33))
        )
        if page.headline < i < page.top:
            out.append("between")
    for step in (-1, 1):
        if 0 <= i + step < len(page.blocks):
            out.append(f"beside{step}-{page.blocks[i + step].role}")
    near = {page.blocks[j].role for j in range(max(0, i - 3), min(len(page.blocks), i + 4)) if j != i}
    out += [
        f"near-{role}"
        for role in ("timestamp", "headline", "standfirst", "byline", "credit", "caption")
        if role in near
    ]
    return out


def _others(page: Page, k: int) -> list[str]:
    one = page.found[k]
    key = fold(one.authors[0].name)
    said = sum(key in other for other in page.folded)
    out = [binned("said", said, (2, 3, 5))]
    bodied = sum(
        key in page.folded[j] for j in range(page.top, page.bottom + 1) if page.blocks[j].role == "paragraph"
    )
    out.append(binned("in-the-body", bodied, (1, 2)))
    by = [other.block for other in page.found if BY.match(other.text)]
    if by:
        out.append("first-by" if by[0] == one.block else "after-a-by" if one.block > by[0] else "before-a-by")
    near = [other for other in page.found if other is not one and abs(other.block - one.block) <= 2]
    out.append(binned("neighbours", len(near), (1, 2, 4)))
    return out


def signature(page: Page) -> Found | None:
    """The line that names the authors, or None if no line is likely to."""
    if not page.found:
        return None
    likely = ranking.probabilities(
        ranking.weights(WEIGHTS), [features(page, k) for k in range(len(page.found))], none(page)
    )
    signed: dict[tuple[Author, ...], float] = {}
    for probability, one in zip(likely, page.found, strict=True):
        signed[one.authors] = signed.get(one.authors, 0.0) + probability
    best = max(signed, key=lambda authors: signed[authors])
    if signed[best] < FLOOR:
        return None
    same = [k for k, one in enumerate(page.found) if one.authors == best]
    return page.found[max(same, key=lambda k: (likely[k], -k))]
