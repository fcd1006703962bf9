"""What speaks for a stamp as the day of publication, as features of a learned choice."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import ranking
from ingest.fields import dates, place
from ingest.fields.dates import Stamp
from ingest.model import Block
from ingest.ranking import binned
from ingest.text import fold

#: Stamps of longer lines are dates of events (characters).
WIDEST = 240
WEIGHTS = Path(__file__).parent / "date_weights.json"
#: A less likely day is not told: a wrong date is worse than none. On outlets left out of the training 93 %
#: of the dates that a page shows are told and 3 % wrongly; without a date of its own, one is told on 12 % of
#: the pages (half of these print a day that the gold, made from the markup, puts a day earlier). At .6 one is
#: told on 8 %, and 88 % of the shown ones.
FLOOR = 0.45
DIGIT = re.compile(r"\d{4}|\d\d\.\d\d\.\d\d")
MACHINE = re.compile(r"\d{4}-\d\d-\d\dT|\.(?:jpe?g|png|webp|svg)|/\d{4}/\d\d/")


@dataclass(frozen=True, slots=True)
class Found:
    """A stamp of a page: the block it stands in, and whether a line or word calls it one of a change."""

    block: int
    stamp: Stamp
    changed: bool
    labelled: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What all stamps of a page are compared with."""

    blocks: Sequence[Block]
    found: list[Found]
    days: Counter[str]
    layout: place.Layout


def page(blocks: Sequence[Block], month_first: bool | None) -> Page:
    """Find the stamps of all lines."""
    found: list[Found] = []
    for i, block in enumerate(blocks):
        if block.role == "image" or len(block.text) > WIDEST or not DIGIT.search(block.text):
            continue
        above = blocks[i - 1].text if i else ""
        label = above if len(above) <= LABEL_WIDTH and not DIGIT.search(above) else ""
        for k, stamp in enumerate(dates.stamps(block.text, month_first=month_first)):
            changed = stamp.is_update or (k == 0 and bool(dates.UPDATED.search(label)))
            found.append(Found(i, stamp, changed, k == 0 and bool(dates.PUBLISHED.search(label))))
    days = Counter(one.stamp.moment.local[:10] for one in found)
    return Page(blocks, found, days, place.layout(blocks))


#: Widest line that says what the date in the next line is (characters).
LABEL_WIDTH = 40


def none(page: Page) -> list[str]:
    """The features of a page whose date is not shown."""
    lead = min(page.layout.headline or page.layout.top, page.layout.top)
    near = [one for one in page.found if lead <= one.block <= page.layout.top]
    return [
        "none",
        binned("none-n", len(page.found), (1, 2, 4, 8)),
        binned("none-days", len(page.days), (2, 4, 8)),
        binned("none-near", len(near), (1, 2)),
    ]


def features(page: Page, k: int) -> list[str]:
    """The features of one stamp."""
    one = page.found[k]
    block, stamp = page.blocks[one.block], one.stamp
    text = block.text
    rest = len(fold(text)) - len(fold(text[stamp.start : stamp.end]))
    out = [
        *place.features(page.layout, one.block),
        f"role-{block.role}",
        binned("rest", rest, (1, 6, 12, 20, 30, 45, 70, 110)),
        binned("opens", stamp.start, (1, 4, 12, 24, 48)),
        f"changed-{one.changed}",
        f"clock-{len(stamp.moment.local) > 10}",
        "sole" if len(page.found) == 1 else "many",
        binned("same-day", page.days[stamp.moment.local[:10]], (2, 3, 5)),
    ]
    said = bool(dates.PUBLISHED.search(text))
    if said or one.labelled:
        out.append("says-published")
    alone = dates.is_timestamp(text)
    if alone:
        out.append("alone")
    weekday, clock = bool(WEEKDAY.search(text)), len(stamp.moment.local) > 10
    out.append(f"weekday-{weekday}-clock-{clock}-alone-{alone}")
    sure = said or one.labelled or one.changed or (alone and clock)
    out += [f"sure-{sure}", f"sure-{sure}-days-{min(3, len(page.days))}"]
    out += [name for name, pattern in OTHERS if pattern.search(text)]
    if MACHINE.search(text):
        out.append("machine")
    if text.rstrip().endswith((".", "…", "?")) and rest > 30:
        out.append("sentence")
    out += _others(page, k)
    return out


#: A masthead prints today's weekday and date, without a clock.
WEEKDAY = re.compile(
    r"day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b|tag\b|woch\b|di\b|dag\b|lunes|martes|jueves|viernes|s[áa]bado|domingo|feira|曜|요일",
    re.I,
)
#: What stands beside the dates of comments, events, pictures and printings.
OTHERS = (
    ("reply", re.compile(r"\bsays?:|@|repl(?:y|ies)|antwort|comment|kommentar|comentario|respond", re.I)),
    ("picture", re.compile(r"foto|photo|bild|image|©|getty|picture|archiv", re.I)),
    ("printed", re.compile(r"\bnr\.|\bno\.|\bissue\b|ausgabe|\bvol\.|edition|©|copyright", re.I)),
    ("opening", re.compile(r"\b(?:bis|until|through|from|ab|seit|since|geboren|born)\b|～|–\s*\d", re.I)),
)


def _others(page: Page, k: int) -> list[str]:
    one = page.found[k]
    near = [other for other in page.found if other is not one and abs(other.block - one.block) <= 4]
    out = [binned("near", len(near), (1, 2, 4))]
    if any(other.changed != one.changed for other in near):
        out.append(f"partner-{one.changed}")
    day = one.stamp.moment.local[:10]
    out.append("latest" if day == max(page.days) else "earlier")
    far = [place.distance(page.layout, other.block) for other in page.found]
    out.append("nearest" if far[k] == min(far) else "farther")
    above = [j for j, other in enumerate(page.found) if other.block < page.layout.top]
    if above:
        out.append("last-above" if page.found[above[-1]].block == one.block else "not-last-above")
    if day == page.found[0].stamp.moment.local[:10]:
        out.append("first-day")
    return out


def rank(page: Page) -> list[tuple[float, Found]]:
    """All stamps of a page with their likelihoods."""
    votes = [features(page, k) for k in range(len(page.found))]
    likely = ranking.probabilities(ranking.weights(WEIGHTS), votes, none(page)) if votes else []
    return list(zip(likely, page.found, strict=True))


def publication(ranked: Sequence[tuple[float, Found]]) -> Found | None:
    """The stamp of the day of publication, or None if no day is likely to be it.

    Of the stamps of one day, one that is not of a change is taken before the others.
    """
    days: dict[str, float] = {}
    for likelihood, one in ranked:
        day = one.stamp.moment.local[:10]
        days[day] = days.get(day, 0.0) + likelihood
    best = max(days, key=lambda day: (days[day], day), default="")
    if not best or days[best] < FLOOR:
        return None
    same = [
        (not one.changed, likelihood, one)
        for likelihood, one in ranked
        if one.stamp.moment.local[:10] == best
    ]
    return max(same, key=lambda one: one[:2])[2]
