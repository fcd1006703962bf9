"""What speaks for a stamp as the day of publication, as features of a learned choice."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import ranking
from ingest.fields import dates
from ingest.fields.dates import Stamp
from ingest.model import Block
from ingest.ranking import binned
from ingest.text import fold

#: Stamps of longer lines are dates of events (characters).
WIDEST = 240
WEIGHTS = Path(__file__).parent / "date_weights.json"
#: A day that is not likelier than not is not told: a wrong date is worse than none. On outlets left out of
#: the training 91 % of the dates that a page shows are told and 3 % wrongly; without a date of its own, one
#: is told on 12 % of the pages. At .35: 92, 3 and 16 %.
FLOOR = 0.5
DISTANCE = (1, 2, 3, 5, 8, 13, 21, 41, 81)
DIGIT = re.compile(r"\d{4}")
MACHINE = re.compile(r"\d{4}-\d\d-\d\dT|\.(?:jpe?g|png|webp|svg)|/\d{4}/\d\d/")


@dataclass(frozen=True, slots=True)
class Found:
    """A stamp of a page: the block it stands in, and whether a line or word calls it one of a change."""

    block: int
    stamp: Stamp
    changed: bool
    first: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What all stamps of a page are compared with."""

    blocks: Sequence[Block]
    found: list[Found]
    days: Counter[str]
    top: int
    bottom: int
    headline: int | None


def page(blocks: Sequence[Block], month_first: bool | None) -> Page:
    """Find the stamps of all lines."""
    body = [i for i, block in enumerate(blocks) if block.role == "paragraph"]
    found: list[Found] = []
    for i, block in enumerate(blocks):
        if block.role == "image" or len(block.text) > WIDEST or not DIGIT.search(block.text):
            continue
        above = blocks[i - 1].text if i else ""
        label = above if len(above) <= LABEL_WIDTH and not DIGIT.search(above) else ""
        for k, stamp in enumerate(dates.stamps(block.text, month_first=month_first)):
            changed = stamp.is_update or (k == 0 and bool(dates.UPDATED.search(label)))
            found.append(Found(i, stamp, changed, k == 0))
    days = Counter(one.stamp.moment.local[:10] for one in found)
    heads = [i for i, block in enumerate(blocks) if block.role == "headline"]
    return Page(
        blocks, found, days, body[0] if body else 0, body[-1] if body else 0, heads[-1] if heads else None
    )


#: Widest line that says what the date in the next line is (characters).
LABEL_WIDTH = 40


def none(page: Page) -> list[str]:
    """The features of a page whose date is not shown."""
    return ["none", binned("none-n", len(page.found), (1, 2, 4, 8))]


def features(page: Page, k: int) -> list[str]:
    """The features of one stamp."""
    one = page.found[k]
    block, stamp = page.blocks[one.block], one.stamp
    text = block.text
    rest = len(fold(text)) - len(fold(text[stamp.start : stamp.end]))
    out = [
        *_place(page, one),
        f"role-{block.role}",
        binned("rest", rest, (1, 6, 12, 20, 30, 45, 70, 110)),
        binned("opens", stamp.start, (1, 4, 12, 24, 48)),
        f"changed-{one.changed}",
        f"clock-{len(stamp.moment.local) > 10}",
        "sole" if len(page.found) == 1 else "many",
        binned("same-day", page.days[stamp.moment.local[:10]], (2, 3, 5)),
    ]
    if dates.PUBLISHED.search(text):
        out.append("says-published")
    if dates.is_timestamp(text):
        out.append("alone")
    if MACHINE.search(text):
        out.append("machine")
    if text.rstrip().endswith((".", "…", "?")) and rest > 30:
        out.append("sentence")
    out += _others(page, k)
    return out


def _place(page: Page, one: Found) -> list[str]:
    i = one.block
    if i < page.top:
        out = [binned("above", page.top - i, DISTANCE)]
    elif i > page.bottom:
        out = [binned("below", i - page.bottom, DISTANCE)]
    else:
        out = ["inside", binned("inside", i - page.top, (1, 2, 4))]
    out.append(binned("line", i, (1, 3, 8)))
    if page.headline is not None:
        out.append(
            binned("head+" if i > page.headline else "head-", abs(i - page.headline), (1, 2, 3, 5, 9, 17, 33))
        )
        if page.headline < i < page.top:
            out.append("between")
    for step in (-1, 1):
        if 0 <= i + step < len(page.blocks):
            out.append(f"beside{step}-{page.blocks[i + step].role}")
    return out


def _others(page: Page, k: int) -> list[str]:
    one = page.found[k]
    near = [other for other in page.found if other is not one and abs(other.block - one.block) <= 4]
    out = [binned("near", len(near), (1, 2, 4))]
    if any(other.changed != one.changed for other in near):
        out.append(f"partner-{one.changed}")
    day = one.stamp.moment.local[:10]
    out.append("latest" if day == max(page.days) else "earlier")
    distance = [_distance(page, other) for other in page.found]
    out.append("nearest" if distance[k] == min(distance) else "farther")
    above = [j for j, other in enumerate(page.found) if other.block < page.top]
    if above:
        out.append("last-above" if page.found[above[-1]].block == one.block else "not-last-above")
    if day == page.found[0].stamp.moment.local[:10]:
        out.append("first-day")
    return out


def _distance(page: Page, one: Found) -> int:
    i = one.block
    return page.top - i if i < page.top else 3 * (i - page.bottom) if i > page.bottom else 1


def publication(page: Page) -> Found | None:
    """The stamp of the day of publication, or None if no stamp is likely to be it."""
    if not page.found:
        return None
    likely = ranking.probabilities(
        ranking.weights(WEIGHTS), [features(page, k) for k in range(len(page.found))], none(page)
    )
    days: dict[str, float] = {}
    for probability, one in zip(likely, page.found, strict=True):
        day = one.stamp.moment.local[:10]
        days[day] = days.get(day, 0.0) + probability
    best = max(days, key=lambda day: (days[day], day))
    if days[best] < FLOOR:
        return None
    same = [k for k, one in enumerate(page.found) if one.stamp.moment.local[:10] == best]
    return page.found[max(same, key=lambda k: (likely[k], -k))]
