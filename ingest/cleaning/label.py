"""The role of every line: certain rules first, then the body's run, then what stands around it."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.cleaning import apparatus, furniture, standfirst
from ingest.cleaning.headline import Choice, Hints, find_headline, menu_items
from ingest.cleaning.rules import Verdict, judge_all
from ingest.model import Block, Line
from ingest.outlets.profiles import Profile
from ingest.text import WORD, fold, is_sentence, width

#: Widest subhead (characters); longer ones were captions or teasers.
SUBHEAD_WIDTH = 90

SECTION_PATH = re.compile(
    r"^(?:home|news|startseite|accueil|[\w&’' -]{2,24})(?:\s*[/›»>|]\s*[\w&’' -]{2,28}){1,3}$", re.I
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Blocks in the order of the source, and for each the part of its line that is its value.

    ``headlines`` are the texts that were weighed as the headline, likeliest first.
    """

    blocks: tuple[Block, ...]
    values: tuple[str | None, ...]
    headlines: tuple[Choice, ...] = ()


def label(
    lines: Sequence[Line], profile: Profile | None, hints: Hints, recurring: Set[str] = frozenset()
) -> Labelled:
    """Give every line its role and the rule that said so.

    ``recurring`` are the keys of lines that the archive has learned of the outlet.
    """
    lines = list(lines)
    verdicts = judge_all(lines, profile)
    apparatus.outlet_names(lines, verdicts, hints.outlet)
    apparatus.stamps_and_bylines(lines, verdicts)
    apparatus.captions_and_credits(lines, verdicts)
    chosen = furniture.find_body(lines, verdicts, recurring)
    start, end = (chosen[0], chosen[-1] + 1) if chosen else (0, 0)
    _inside(lines, verdicts, chosen)
    if not any(line.kept for line in lines):
        # Where the reader saw the markup, it has told the standfirst itself.
        start = standfirst.cut_off(lines, verdicts, start, end, profile)
    weighed: tuple[Choice, ...] = ()
    if start < end or hints.headline:
        weighed = find_headline(lines, verdicts, start, hints)
        _sections(lines, verdicts, start)
    for i, verdict in enumerate(verdicts):
        if verdict is None:
            verdicts[i] = Verdict("boilerplate", "before-the-body" if i < start else "after-the-body")
    done = [verdict for verdict in verdicts if verdict is not None]
    blocks = tuple(Block(v.role, line.text, v.rule) for line, v in zip(lines, done, strict=True))
    return Labelled(blocks, tuple(v.value for v in done), weighed)


def _inside(lines: list[Line], verdicts: list[Verdict | None], chosen: list[int]) -> None:
    """Roles of the body's lines, and of what stands between them."""
    seen: set[str] = set()
    for i in chosen:
        key = fold(lines[i].text)
        is_again = bool(key) and key in seen
        seen.add(key)
        if _repeats_the_body(lines, i, chosen):
            verdicts[i] = Verdict("pull-quote", "words-of-the-body-again")
        elif is_again:
            verdicts[i] = Verdict("boilerplate", "repeated-line")
        elif _is_subhead(lines, i):
            verdicts[i] = Verdict("subhead", "short-line-of-the-body")
        else:
            verdicts[i] = Verdict("paragraph", "likely-body")
    for i in range(chosen[0], chosen[-1]) if chosen else ():
        if verdicts[i] is None:
            verdicts[i] = Verdict("boilerplate", "between-paragraphs")


def _repeats_the_body(lines: list[Line], i: int, chosen: list[int]) -> bool:
    """A block quote whose words stand in the paragraphs: what an outlet sets large beside them.

    Only a block quote: of short lines that a longer paragraph repeats, seven in ten are subheads and
    sentences of the text.
    """
    line = lines[i]
    if line.mark != "quote" or not PULLED_FROM <= width(line.text) <= PULLED_TO or len(chosen) > PULLED_AMONG:
        return False
    words = set(WORD.findall(line.text.casefold()))
    others = {word for j in chosen if j != i for word in WORD.findall(lines[j].text.casefold())}
    return len(words & others) >= 0.9 * len(words)


#: A pull quote's width, at least and at most (characters).
PULLED_FROM, PULLED_TO = 12, 240
#: Among more lines than these nothing is looked for: the time grows with their square.
PULLED_AMONG = 1000


def _is_subhead(lines: list[Line], i: int) -> bool:
    """A short line that ends no sentence, or that the markup calls a heading."""
    line = lines[i]
    if line.mark in {"title", "heading"}:
        return True
    return not is_sentence(line.text) and line.mark != "bullet" and width(line.text) <= SUBHEAD_WIDTH


def _sections(lines: list[Line], verdicts: list[Verdict | None], start: int) -> None:
    """Right above the headline: a path such as "News / World", or an item of the page's own menu."""
    top = next((i for i, v in enumerate(verdicts) if v is not None and v.role == "headline"), start)
    menu = menu_items(lines[:top]) | {fold(line.text) for line in lines[: max(0, top - 1)]} | _section_names()
    for i in range(max(0, top - 4), top):
        text = lines[i].text
        if verdicts[i] is not None or len(text) > 60:
            continue
        if SECTION_PATH.match(text):
            value = re.split(r"\s*[/›»>|]\s*", text)[-1]
            verdicts[i] = Verdict("section", "path-above-the-headline", value)
        elif i == top - 1 and len(text) <= 30 and fold(text) in menu:
            verdicts[i] = Verdict("section", "menu-item-above-the-headline")


@cache
def _section_names() -> frozenset[str]:
    """Names that sections have everywhere."""
    names = (Path(__file__).parent / "sections.txt").read_text("utf-8").split("\n")[1:]
    return frozenset(fold(name) for name in names) - {""}
