"""What speaks for and against a line as the headline, as features of a learned choice."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleaning.headline_words import content_words, menu_items
from ingest.cleaning.rules import Verdict
from ingest.model import Line
from ingest.ranking import binned
from ingest.text import DENSE, fold, is_sentence, width

#: Width of headlines (characters): 99 % of 1,700 printed ones lie between.
NARROWEST, WIDEST = 8, 260
#: How far above the body, and into it, the headline may stand (lines).
REACH, INTO = 150, 3
#: How many characters of the body are compared.
LEDE = 1500
#: Roles between a headline and its body.
#: Narrower lines are menu items and buttons (characters).
OPEN_WIDTH = 24
BELOW = frozenset({"byline", "timestamp", "standfirst", "caption", "image", "credit"})
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
DISTANCE = (1, 2, 3, 4, 6, 9, 14, 21, 31, 51, 101)
FEW = (1, 2, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class Page:
    """What all candidates of a page are compared with."""

    lines: Sequence[Line]
    verdicts: Sequence[Verdict | None]
    start: int
    folded: list[str]
    counts: Counter[str]
    lede: set[str]
    marks: Counter[str]
    menu: set[str]
    outlet: str


def page(lines: Sequence[Line], verdicts: Sequence[Verdict | None], start: int, outlet: str | None) -> Page:
    """Read what is the same for all candidates."""
    folded = [fold(line.text) for line in lines]
    lede = content_words(" ".join(line.text for line in lines[start : start + 12])[:LEDE])
    above = lines[: start + INTO]
    marks = Counter(line.mark for line in above)
    return Page(
        lines,
        verdicts,
        start,
        folded,
        Counter(folded),
        lede,
        marks,
        menu_items(lines[:start]),
        fold(outlet or ""),
    )


def candidates(page: Page) -> list[int]:
    """The lines that may be the headline, each text once: where it stands nearest above the body."""
    end = min(len(page.lines), page.start + INTO)
    nearest: dict[str, int] = {}
    for i in range(max(0, page.start - REACH), end):
        verdict = page.verdicts[i]
        if verdict and verdict.role in (NEVER if i < page.start else NEVER | INSIDE_NEVER):
            continue
        if _may_be(page.lines[i]) and (i < page.start or page.folded[i] not in nearest):
            nearest[page.folded[i]] = i
    return sorted(nearest.values())


def _may_be(line: Line) -> bool:
    return NARROWEST <= width(line.text) <= WIDEST and any(char.isalpha() for char in line.text)


def none(page: Page, found: Sequence[int]) -> list[str]:
    """The features of a page that shows no headline."""
    out = [
        "none",
        binned("none-start", page.start, (1, 2, 3, 5, 8, 14, 30)),
        binned("none-n", len(found), FEW),
    ]
    out.append(f"none-title{min(2, page.marks['title'])}")
    return out


def features(page: Page, i: int) -> list[str]:
    """The features of one line."""
    line = page.lines[i]
    out = [*_shape(line), *_place(page, i), *_neighbours(page, i), *_repetition(page, i), *_words(page, i)]
    verdict = page.verdicts[i]
    out.append(f"is-{verdict.role}" if verdict else "is-open")
    if page.folded[i] in page.menu:
        out.append("menu")
    if page.outlet and page.folded[i] == page.outlet:
        out.append("outlet")
    return out


def _shape(line: Line) -> list[str]:
    text = line.text
    words = [word for word in text.split() if word[0].isalpha()]
    out = [
        binned("width", width(text), (14, 20, 28, 36, 48, 60, 80, 100, 130, 180, 220)),
        f"mark-{line.mark}",
        binned("links", line.links, (0.01, 0.5, 0.95)),
    ]
    if not DENSE.search(text):
        out.append(binned("words", len(words), (2, 3, 4, 5, 6, 8, 10, 14, 20)))
        capital = sum(word[0].isupper() for word in words) / len(words) if words else 0
        out.append(binned("capitals", capital, (0.1, 0.3, 0.5, 0.7, 0.99)))
    last = text.rstrip("\"”’'»“")[-1:]
    out.append(f"ends{last}" if last in ".?!:,…)-|>" else "ends")
    out += [
        f"has{sign}"
        for sign in (" | ", " - ", ": ", ", ", ". ", "/", "@", "»", ">", "http", "(", "·", "•")
        if sign in text
    ]
    out += [name for name, pattern in SHAPES if pattern.search(text)]
    return out


SHAPES = (
    ("digit", re.compile(r"\d")),
    ("opens-digit", re.compile(r"^\d")),
    ("opens-lower", re.compile(r"^[a-zà-ÿ]")),
    ("opens-sign", re.compile(r"^[^\w\s]")),
    ("quote", re.compile('["“”„«»「『]')),
    ("year", re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")),
    ("clock", re.compile(r"\d:\d\d")),
    ("shouts", re.compile(r"^[^a-zà-ÿ]*[A-ZÀ-Þ]{4}[^a-zà-ÿ]*$")),
)


def _place(page: Page, i: int) -> list[str]:
    lines, start = page.lines, page.start
    above = "above" if i < start else "in"
    out = [binned(above, abs(start - i), DISTANCE), binned("top", i, (1, 2, 3, 6, 12))]
    between = [
        j for j in range(i + 1, start) if page.verdicts[j] is None and width(lines[j].text) >= OPEN_WIDTH
    ]
    out.append(binned("open-between", len(between), (1, 2, 3, 4, 6, 9, 14, 24)))
    roles = Counter(verdict.role for j in range(i + 1, start) if (verdict := page.verdicts[j]))
    out += [
        binned(f"between-{role}", roles[role], (1, 2, 4))
        for role in ("byline", "timestamp", "promo", "boilerplate")
    ]
    mark = lines[i].mark
    if mark in {"title", "heading"}:
        out.append(f"{mark}-of-{min(3, page.marks[mark])}")
        nearer = any(lines[j].mark == mark for j in range(i + 1, start))
        out.append(f"{mark}-last-{not nearer}")
        if mark == "heading":
            out.append(f"heading-titles{min(2, page.marks['title'])}")
    elif page.marks["title"]:
        out.append("another-is-title")
    if lines[i].gap:
        out.append("gap")
    if i + 1 < len(lines) and lines[i + 1].gap:
        out.append("gap-after")
    return out


def _neighbours(page: Page, i: int) -> list[str]:
    out = []
    for step in (-2, -1, 1, 2):
        j = i + step
        if not 0 <= j < len(page.lines):
            out.append(f"at{step}-edge")
            continue
        verdict, line = page.verdicts[j], page.lines[j]
        if abs(step) == 1:
            out.append(f"at{step}-{verdict.role if verdict else 'open'}")
            out.append(binned(f"width{step}-", width(line.text), (28, 60, 100)))
        if is_sentence(line.text):
            out.append(f"sentence{step}")
        if step == -1 and line.mark:
            out.append(f"mark{step}-{line.mark}")
    below = {verdict.role for j in range(i + 1, min(i + 5, page.start)) if (verdict := page.verdicts[j])}
    out += [f"below-{role}" for role in BELOW & below]
    return out


def _repetition(page: Page, i: int) -> list[str]:
    key = page.folded[i]
    out = [binned("same", page.counts[key], (2, 3, 4))]
    first, last = page.folded.index(key), max(j for j, other in enumerate(page.folded) if other == key)
    if first < i:
        out.append("said-above")
        if first < 4:
            out.append("said-at-the-top")
    if last > i:
        out.append("said-below" if last < page.start else "said-after")
    longer = [j for j, other in enumerate(page.folded) if len(other) > len(key) and other.startswith(key)]
    if longer and len(key) >= NARROWEST:
        out.append("opens-the-title" if longer[0] < 4 and longer[0] != i else "opens-another")
    inside = any(
        key in page.folded[j] for j in range(min(4, len(page.folded))) if len(page.folded[j]) > len(key)
    )
    if inside and len(key) >= NARROWEST:
        out.append("in-the-title")
    if i < 4:
        shorter = any(
            len(other) > 15 and key != other and key.startswith(other)
            for other in page.folded[i + 1 : page.start + INTO]
        )
        out.append(f"title-of-another-{shorter}")
    return out


def _words(page: Page, i: int) -> list[str]:
    words = content_words(page.lines[i].text)
    if page.start <= i < page.start + 12:
        others = content_words(
            " ".join(
                line.text
                for j, line in enumerate(page.lines[page.start : page.start + 12], page.start)
                if j != i
            )[:LEDE]
        )
    else:
        others = page.lede
    common = len(words & others)
    share = common / len(words) if words else 0.0
    return [
        binned("shares", share, (0.01, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)),
        binned("common", common, (1, 2, 3, 4, 6)),
    ]
