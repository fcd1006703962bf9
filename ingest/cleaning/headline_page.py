"""The texts of a page that may be its headline, and what all of them are compared with."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ingest.cleaning import headline_parts
from ingest.cleaning.headline_words import content_words, menu_items
from ingest.cleaning.rules import Verdict
from ingest.model import Line
from ingest.text import fold, width

#: Width of headlines (characters): 99 % of 1,700 printed ones lie between.
NARROWEST, WIDEST = 8, 260
#: How far above the body, and into it, the headline may stand (lines).
REACH, INTO = 150, 3
#: Where parts of lines are candidates: in the first lines of a page, and near the body.
TITLE_LINES, NEAR = 6, 16
#: How many characters, and lines, of the body are compared.
LEDE, LEDE_LINES = 1500, 12
#: Narrower lines are menu items and buttons (characters).
OPEN_WIDTH = 24
#: Roles between a headline and its body.
BELOW = frozenset({"byline", "timestamp", "standfirst", "caption", "image", "credit"})
COUNTED = ("byline", "timestamp", "promo", "boilerplate")
#: Roles of certain rules that no headline has.
NEVER = frozenset(
    {
        "outlet",
        "image",
        "editors-note",
        "correction",
        "promo",
        "credit",
        "timestamp",
        "caption",
        "boilerplate",
    }
)
INSIDE_NEVER = frozenset({"pull-quote", "byline", "source-line"})


@dataclass(frozen=True, slots=True)
class Option:
    """A text that may be the headline: its line, and how it was cut out of it (empty: it is the line)."""

    line: int
    text: str
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """What all candidates of a page are compared with."""

    lines: Sequence[Line]
    verdicts: Sequence[Verdict | None]
    start: int
    folded: list[str]
    places: dict[str, list[int]]
    sorted: list[str]
    widths: list[float]
    lede: set[str]
    marks: Counter[str]
    menu: set[str]
    outlet: str
    sums: dict[str, list[int]]
    signed: int | None


def page(lines: Sequence[Line], verdicts: Sequence[Verdict | None], start: int, outlet: str | None) -> Page:
    """Read what is the same for all candidates."""
    folded = [fold(line.text) for line in lines]
    places: dict[str, list[int]] = defaultdict(list)
    for i, key in enumerate(folded):
        places[key].append(i)
    widths = [width(line.text) for line in lines]
    roles = [verdict.role if verdict else None for verdict in verdicts]
    sums = {role: [0, *accumulate(int(each == role) for each in roles[:start])] for role in COUNTED}
    is_open = (roles[i] is None and widths[i] >= OPEN_WIDTH for i in range(start))
    sums["open"] = [0, *accumulate(map(int, is_open))]
    signed = next((i for i in range(start) if roles[i] in {"byline", "timestamp"} and start - i < NEAR), None)
    return Page(
        lines,
        verdicts,
        start,
        folded,
        dict(places),
        sorted(places),
        widths,
        content_words(" ".join(line.text for line in lines[start : start + LEDE_LINES])[:LEDE]),
        Counter(line.mark for line in lines[: start + INTO]),
        menu_items(lines[:start]),
        fold(outlet or ""),
        sums,
        signed,
    )


def candidates(page: Page) -> list[Option]:
    """The texts that may be the headline, each once: where it stands nearest above the body."""
    end = min(len(page.lines), page.start + INTO)
    nearest: dict[str, Option] = {}
    cuts: dict[str, Option] = {}
    for i in range(max(0, page.start - REACH), end):
        verdict = page.verdicts[i]
        if verdict and verdict.role in (NEVER if i < page.start else NEVER | INSIDE_NEVER):
            continue
        key, text = page.folded[i], page.lines[i].text
        if _may_be(page, i) and (i < page.start or key not in nearest):
            nearest[key] = Option(i, text)
            cuts |= {fold(one.text): one for one in parts(page, i)}
    cut = [one for key, one in cuts.items() if key not in page.places]
    return sorted([*nearest.values(), *cut], key=lambda one: (one.line, one.cut, one.text))


def _may_be(page: Page, i: int) -> bool:
    return NARROWEST <= page.widths[i] <= WIDEST and any(char.isalpha() for char in page.lines[i].text)


def parts(page: Page, i: int) -> Iterator[Option]:
    """The parts of a line that may be the headline."""
    if not (i < TITLE_LINES or page.start - NEAR <= i < page.start or page.lines[i].mark in TITLES):
        return
    text = page.lines[i].text
    for way, part in headline_parts.cut(text):
        yield Option(i, part, way)
    rest = headline_parts.after_section(text, page.places)
    if rest:
        yield Option(i, rest, "section")


TITLES = frozenset({"title", "heading"})


def opened_by(page: Page, key: str) -> Iterator[str]:
    """The longer lines, folded, that open with a text."""
    for j in range(bisect_left(page.sorted, key), len(page.sorted)):
        if not page.sorted[j].startswith(key):
            return
        if page.sorted[j] != key:
            yield page.sorted[j]
