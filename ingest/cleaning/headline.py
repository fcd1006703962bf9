"""The headline: which line above the body it is, if the text shows one at all.

Theory: a headline stands near the body, ends no sentence, is of a headline's length, shares its rarer
words with the first paragraphs, and often stands in the page twice (title and heading). How much each
of these says was learned (``bench/train_fields.py``) from 2,000 dumps of news pages of 109 outlets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import ranking
from ingest.cleaning import headline_features as features
from ingest.cleaning import headline_page, standfirst
from ingest.cleaning.headline_words import menu_items as menu_items
from ingest.cleaning.rules import Verdict
from ingest.model import Line
from ingest.text import fold

WEIGHTS = Path(__file__).parent / "headline_weights.json"
#: A line less likely than this to be the headline is none. On outlets left out of the training .12 finds
#: 78 % of the visible headlines and takes another line for 18 %; .25 finds 75 % and errs on 14 %. Between.
FLOOR = 0.18
#: A line that was taken for a paragraph must be likelier.
FLOOR_INSIDE = 0.6


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known before the lines are looked at: the page's own headline, and whose page it is."""

    headline: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that was weighed as the headline: its line, likelihood, and how it was cut out of the line."""

    line: int
    text: str
    likelihood: float
    cut: str = ""


def find_headline(
    lines: Sequence[Line], verdicts: list[Verdict | None], start: int, hints: Hints
) -> tuple[Choice, ...]:
    """Give the best candidate above ``start`` the role headline, and its repetitions with it.

    Returns what was weighed, likeliest first; nothing where the page states its headline.
    """
    weighed = () if hints.headline else rank(lines, verdicts, start, hints)
    best = _known(lines, start, hints) if hints.headline else _likely(verdicts, weighed)
    if best is None:
        return weighed
    index, verdict, text = best
    verdicts[index] = verdict
    key = fold(text)
    for i in range(start):
        if i != index and verdicts[i] is None and fold(lines[i].text).startswith(key):
            verdicts[i] = Verdict("boilerplate", "headline-printed-again")
    standfirst.below(lines, verdicts, index, start)
    return weighed


def _known(lines: Sequence[Line], start: int, hints: Hints) -> tuple[int, Verdict, str] | None:
    key = fold(hints.headline or "")
    same = [i for i, line in enumerate(lines) if fold(line.text) == key]
    above = [i for i in same if i <= start]
    if not same:
        return None
    index = (above or same)[-1]
    return index, Verdict("headline", "headline-of-the-metadata"), lines[index].text


def rank(
    lines: Sequence[Line], verdicts: Sequence[Verdict | None], start: int, hints: Hints
) -> tuple[Choice, ...]:
    """All texts that may be the headline, likeliest first."""
    page = headline_page.page(lines, verdicts, start, hints.outlet)
    found = headline_page.candidates(page)
    likely = ranking.probabilities(
        ranking.weights(WEIGHTS), features.every(page, found), features.none(page, found)
    )
    weighed = [
        Choice(one.line, one.text, likelihood, one.cut) for likelihood, one in zip(likely, found, strict=True)
    ]
    return tuple(sorted(weighed, key=lambda one: (-one.likelihood, -one.line, one.text)))


def _likely(verdicts: Sequence[Verdict | None], weighed: Sequence[Choice]) -> tuple[int, Verdict, str] | None:
    if not weighed:
        return None
    best = weighed[0]
    verdict = verdicts[best.line]
    is_paragraph = verdict is not None and verdict.role == "paragraph"
    if best.likelihood < (FLOOR_INSIDE if is_paragraph else FLOOR):
        return None
    if best.cut:
        return best.line, Verdict("headline", "likely-headline-in-its-line", best.text), best.text
    return best.line, Verdict("headline", "likely-headline"), best.text
