"""What speaks for and against a text as the headline, as features of a learned choice."""

from collections.abc import Sequence

from ingest.cleaning import headline_shape
from ingest.cleaning.headline_page import (
    BELOW,
    COUNTED,
    INTO,
    LEDE,
    LEDE_LINES,
    NARROWEST,
    OPEN_WIDTH,
    TITLE_LINES,
    TITLES,
    Option,
    Page,
    opened_by,
    parts,
)
from ingest.cleaning.headline_words import content_words
from ingest.ranking import binned
from ingest.text import fold, is_sentence

DISTANCE = (1, 2, 3, 4, 6, 9, 14, 21, 31, 51, 101)
FEW = (1, 2, 3, 6, 12)


def none(page: Page, found: Sequence[Option]) -> list[str]:
    """The features of a page that shows no headline."""
    return [
        "none",
        binned("none-start", page.start, (1, 2, 3, 5, 8, 14, 30)),
        binned("none-n", len(found), FEW),
        f"none-title{min(2, page.marks['title'])}",
    ]


def every(page: Page, found: Sequence[Option]) -> list[list[str]]:
    """The features of all candidates; some say how one compares with the others."""
    words = [content_words(one.text) for one in found]
    common = [
        len(own & page.lede) if one.line < page.start else 0 for own, one in zip(words, found, strict=True)
    ]
    most = max(common, default=0)
    out = []
    for one, own, shared in zip(found, words, common, strict=True):
        votes = features(page, one, own)
        if shared == most > 1:
            votes.append("shares-most")
        nearer = any(
            other.line > one.line and many >= shared for other, many in zip(found, common, strict=True)
        )
        votes.append(f"shared-below-{nearer}-{min(3, shared)}")
        out.append(votes)
    return out


def features(page: Page, one: Option, words: set[str]) -> list[str]:
    """The features of one candidate."""
    i, line = one.line, page.lines[one.line]
    shape = headline_shape.features(one.text, line.mark, line.links)
    out = [
        *shape,
        *_place(page, i),
        *_neighbours(page, i),
        *_repetition(page, one),
        *_words(page, one, words),
    ]
    verdict = page.verdicts[i]
    out.append(f"is-{verdict.role}" if verdict else "is-open")
    key = fold(one.text)
    if key in page.menu:
        out.append("menu")
    if page.outlet and key == page.outlet:
        out.append("outlet")
    if one.cut:
        out += ["part", f"part-{one.cut}", f"part-{one.cut}-top-{i < TITLE_LINES}", f"part-mark-{line.mark}"]
        rest = line.text.replace(one.text, "", 1)
        out.append(binned(f"part-{one.cut}-rest", len(fold(rest)), (4, 9, 16, 26, 40)))
        if page.outlet and page.outlet in fold(rest):
            out.append("part-without-outlet")
    else:
        out += [f"whole-of-{other.cut}" for other in parts(page, i)]
    return out


def _place(page: Page, i: int) -> list[str]:
    start = page.start
    out = [
        binned("above" if i < start else "in", abs(start - i), DISTANCE),
        binned("top", i, (1, 2, 3, 6, 12)),
    ]
    between = {name: sums[start] - sums[min(i + 1, start)] for name, sums in page.sums.items()}
    out.append(binned("open-between", between["open"], (1, 2, 3, 4, 6, 9, 14, 24)))
    out += [binned(f"between-{role}", between[role], (1, 2, 4)) for role in COUNTED]
    mark = page.lines[i].mark
    if mark in TITLES:
        out.append(f"{mark}-of-{min(3, page.marks[mark])}")
        nearer = any(page.lines[j].mark == mark for j in range(i + 1, start))
        out.append(f"{mark}-last-{not nearer}")
        if mark == "heading":
            out.append(f"heading-titles{min(2, page.marks['title'])}")
    elif page.marks["title"]:
        out.append("another-is-title")
    if page.lines[i].gap:
        out.append("gap")
    if i + 1 < len(page.lines) and page.lines[i + 1].gap:
        out.append("gap-after")
    if page.signed is not None and page.widths[i] >= OPEN_WIDTH:
        open_lines = page.sums["open"]
        if i < page.signed:
            out.append(binned("before-the-byline", open_lines[page.signed] - open_lines[i + 1], (1, 2, 3)))
        else:
            out.append("past-the-byline")
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
            out.append(binned(f"width{step}-", page.widths[j], (28, 60, 100)))
        if is_sentence(line.text):
            out.append(f"sentence{step}")
        if step == -1 and line.mark:
            out.append(f"mark{step}-{line.mark}")
    below = {verdict.role for j in range(i + 1, min(i + 5, page.start)) if (verdict := page.verdicts[j])}
    out += [f"below-{role}" for role in BELOW & below]
    return out


def _repetition(page: Page, one: Option) -> list[str]:
    i, key = one.line, fold(one.text)
    where = page.places.get(key, ())
    out = [binned("same", len(where), (2, 3, 4))]
    if where and where[0] < i:
        out.append("said-above")
        if where[0] < 4:
            out.append("said-at-the-top")
    if where and where[-1] > i:
        out.append("said-below" if where[-1] < page.start else "said-after")
    if len(key) < NARROWEST:
        return out
    longer = [j for other in opened_by(page, key) for j in page.places[other] if j != i]
    if longer:
        out.append("opens-the-title" if min(longer) < 4 else "opens-another")
    first = page.folded[:4]
    if any(key in other for j, other in enumerate(first) if len(other) > len(key) and j != i):
        out.append("in-the-title")
    if i < 4:
        shorter = any(
            len(other) > 15 and key != other and key.startswith(other)
            for other in page.folded[i + 1 : page.start + INTO]
        )
        out.append(f"title-of-another-{shorter}")
    return out


def _words(page: Page, one: Option, words: set[str]) -> list[str]:
    i, others = one.line, page.lede
    if page.start <= i < page.start + LEDE_LINES:
        rest = (
            line.text
            for j, line in enumerate(page.lines[page.start : page.start + LEDE_LINES], page.start)
            if j != i
        )
        others = content_words(" ".join(rest)[:LEDE])
    common = len(words & others)
    share = common / len(words) if words else 0.0
    return [
        binned("shares", share, (0.01, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)),
        binned("common", common, (1, 2, 3, 4, 6)),
    ]
