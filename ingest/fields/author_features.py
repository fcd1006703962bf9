"""What speaks for a line as the byline, as features of a learned choice."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import ranking
from ingest.fields import author_lines, names, place
from ingest.model import Author, Block
from ingest.ranking import binned
from ingest.text import fold

#: Widest line that is a byline (characters).
WIDEST = 160
WEIGHTS = Path(__file__).parent / "author_weights.json"
#: A line less likely than this to be the byline is none. On outlets left out of the training .15 finds
#: 71 % of the visible authors and takes other names for 17 %; .25 finds 68 % and errs on 14 %. Between.
FLOOR = 0.2
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
#: Bylines of several lines: at most so many names, and so many lines from one to the next (a job title).
TOGETHER, APART = 8, 2
LOWER = re.compile(r"(?<!\w)[a-zà-öø-ÿа-яё][\wà-ÿ]{2,}")


@dataclass(frozen=True, slots=True)
class Found:
    """A line that names somebody: its block, its text without a stamp, and the names in it.

    ``lines`` is how many lines it is made of and ``last`` the last of them, ``signs`` what the (first) line
    says by itself, as features.
    """

    block: int
    text: str
    authors: tuple[Author, ...]
    stamped: bool
    signs: tuple[str, ...]
    lines: int = 1
    last: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """What all lines of a page are compared with."""

    blocks: Sequence[Block]
    found: list[Found]
    folded: list[str]
    lines: Counter[str]
    lower: frozenset[str]
    layout: place.Layout
    first_by: int | None
    joined: frozenset[int]


def page(blocks: Sequence[Block]) -> Page:
    """Find the lines that may be a byline."""
    found = []
    for i, block in enumerate(blocks):
        if len(block.text) > WIDEST or block.role in NEVER:
            continue
        text, authors, stamped, signs = author_lines.read(block.text)
        if authors:
            found.append(Found(i, text, authors, stamped, signs))
    where = place.layout(blocks)
    found = [one for one in found if not _is_hopeless(one, where)]
    runs = list(_joined(found))
    folded = [fold(block.text) for block in blocks]
    lower = frozenset(word for block in blocks for word in LOWER.findall(block.text))
    by = [one.block for one in found if author_lines.BY.match(one.text)]
    joined = frozenset(i for run in runs for i in range(run.block, run.last + 1))
    return Page(blocks, [*found, *runs], folded, Counter(folded), lower, where, by[0] if by else None, joined)


def _is_hopeless(one: Found, where: place.Layout) -> bool:
    """Whether nothing speaks for a line: a menu's item that is shaped like a name, far from the body."""
    return place.distance(where, one.block) > FAR and "known-none-none" in one.signs and not one.stamped


#: Lines from the body (three times as many below it) from which on a line needs something that speaks for it.
FAR = 12


def _joined(found: Sequence[Found]) -> Iterator[Found]:
    """Bylines whose names stand in lines of their own, one below the other."""
    run: list[Found] = []
    for one in [*found, None]:
        goes_on = one and run and one.block - run[-1].block <= APART and _is_bare(one)
        if one and goes_on:
            run.append(one)
            continue
        names_of = dict.fromkeys(author for line in run for author in line.authors)
        if len(run) > 1 and len(run[0].authors) < len(names_of) <= TOGETHER:
            text = ", ".join(line.text.strip(" ,;") for line in run)
            yield Found(run[0].block, text, tuple(names_of), False, run[0].signs, len(run), run[-1].block)
        run = [one] if one and _is_bare(one) else []


def _is_bare(one: Found) -> bool:
    """Whether a line names people somebody may bear the names of, and says little else."""
    named = sum(len(fold(author.name)) for author in one.authors)
    known = all(author.kind == "agency" or names.looks_borne(author.name) for author in one.authors)
    return known and "picture" not in one.signs and len(fold(one.text)) - named <= BARE


#: What a line of a byline of several lines holds besides the names: "By", a job title (letters).
BARE = 24


def none(page: Page) -> list[str]:
    """The features of a page that names no author."""
    single = [one for one in page.found if one.lines == 1]
    known = sum("known-all" in one.signs for one in single)
    return [
        "none",
        binned("none-n", len(single), (1, 2, 4, 8, 16)),
        binned("none-known", known, (1, 2, 4, 8)),
    ]


def features(page: Page, k: int) -> list[str]:
    """The features of one line."""
    one = page.found[k]
    block = page.blocks[one.block]
    where = place.features(page.layout, one.block)
    out = [
        *where,
        *one.signs,
        f"role-{block.role}",
        f"rule-{block.rule}" if block.role == "byline" else "other",
        binned("same-line", page.lines[page.folded[one.block]], (2, 3)),
        binned("lines", one.lines, (2, 3)) if one.lines > 1 else f"in-a-run-{one.block in page.joined}",
    ]
    known = next(sign for sign in one.signs if sign.startswith("known-"))
    out.append(f"{known}-{where[0]}")
    out += [f"{known}-{mark}" for mark in ("between", "near-timestamp", "near-headline") if mark in where]
    words = [word.lower() for author in one.authors for word in author.name.split()]
    lowered = sum(word in page.lower for word in words)
    out.append(binned("lowered", lowered, (1, 2, 3)))
    out.append(f"lowered-{min(1, lowered)}-{known}")
    out += _others(page, k)
    return out


def _others(page: Page, k: int) -> list[str]:
    one = page.found[k]
    key = fold(one.authors[0].name)
    said = sum(key in other for other in page.folded)
    out = [binned("said", said, (2, 3, 5))]
    bodied = sum(key in page.folded[j] for j in page.layout.paragraphs)
    out.append(binned("in-the-body", bodied, (1, 2)))
    if page.first_by is not None:
        first = page.first_by
        out.append("first-by" if first == one.block else "after-a-by" if one.block > first else "before-a-by")
    near = [
        other
        for other in page.found
        if other.lines == 1 and other is not one and abs(other.block - one.block) <= 2
    ]
    out.append(binned("neighbours", len(near), (1, 2, 4)))
    known = sum("known-all" in other.signs for other in near)
    out.append(binned("known-neighbours", known, (1, 2, 4)))
    return out


def rank(page: Page) -> list[tuple[float, Found]]:
    """All lines that may be the byline, with their likelihoods."""
    votes = [features(page, k) for k in range(len(page.found))]
    likely = ranking.probabilities(ranking.weights(WEIGHTS), votes, none(page)) if votes else []
    return list(zip(likely, page.found, strict=True))


def signature(ranked: Sequence[tuple[float, Found]]) -> Found | None:
    """The line that names the authors, or None if no line is likely to."""
    signed: dict[tuple[Author, ...], float] = {}
    for likelihood, one in ranked:
        signed[one.authors] = signed.get(one.authors, 0.0) + likelihood
    best = max(signed, key=lambda authors: signed[authors], default=())
    if not best or signed[best] < FLOOR:
        return None
    return max(((p, one) for p, one in ranked if one.authors == best), key=lambda each: each[0])[1]
