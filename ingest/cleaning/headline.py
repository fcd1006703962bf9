"""The headline: which line above the body it is, if the text shows one at all.

Theory: a headline stands near the body, ends no sentence, is of a headline's length, shares its rarer
words with the first paragraphs, and often stands in the page twice (title and heading).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleaning.rules import Verdict
from ingest.model import Line
from ingest.text import DENSE, WORD, fold, is_sentence, width

#: Width of headlines (characters): 98 % of 1,700 printed ones lie between.
NARROWEST, WIDEST = 14, 220
#: Words shorter than this are function words in most languages.
CONTENT_WORD = 4
#: How much of a headline's content words the first paragraphs must share, unless more speaks for it.
THRESHOLD = 0.9
#: A line of so few words is a name or a menu item more often than a headline.
FEW_WORDS = 3
#: So near above the body (lines), a lone candidate is the headline.
NEAR = 8
#: How far above the body the headline may stand (lines).
REACH = 40
#: How many characters of the body are compared.
LEDE = 1500


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known before the lines are looked at: the page's own headline, and whose page it is."""

    headline: str | None = None
    outlet: str | None = None


def find_headline(lines: Sequence[Line], verdicts: list[Verdict | None], start: int, hints: Hints) -> None:
    """Give the best candidate above ``start`` the role headline, and its repetitions with it."""
    best = _known(lines, start, hints) if hints.headline else _guess(lines, verdicts, start)
    if best is None:
        return
    index, rule = best
    verdicts[index] = Verdict("headline", rule)
    key = fold(lines[index].text)
    for i in range(start):
        if i != index and verdicts[i] is None and fold(lines[i].text).startswith(key):
            verdicts[i] = Verdict("boilerplate", "headline-printed-again")
    _standfirst_below(lines, verdicts, index, start)


def _known(lines: Sequence[Line], start: int, hints: Hints) -> tuple[int, str] | None:
    key = fold(hints.headline or "")
    same = [i for i, line in enumerate(lines) if fold(line.text) == key]
    above = [i for i in same if i <= start]
    return ((above or same)[-1], "headline-of-the-metadata") if same else None


def _guess(lines: Sequence[Line], verdicts: Sequence[Verdict | None], start: int) -> tuple[int, str] | None:
    opening = _content_words(" ".join(line.text for line in lines[start : start + 12])[:LEDE])
    folded = [fold(line.text) for line in lines[: start + 1]]
    menu = menu_items(lines[:start])
    candidates = [
        i
        for i in range(max(0, start - REACH), start)
        if verdicts[i] is None and _may_be(lines[i]) and folded[i] not in menu
    ]
    if not candidates:
        return None
    worded = [
        i for i in candidates if len(WORD.findall(lines[i].text)) > FEW_WORDS or DENSE.search(lines[i].text)
    ]
    scores = {i: _score(lines, verdicts, i, start, opening, folded) for i in candidates}
    if len(worded) == 1 and start - worded[0] <= NEAR:
        # Nothing else near the body could be one.
        scores[worded[0]] += 0.5
    index = max(candidates, key=lambda i: (scores[i], i))
    score = scores[index]
    return (index, "headline-above-the-body") if score >= THRESHOLD else None


def menu_items(lines: Sequence[Line]) -> set[str]:
    """The items, folded, of lines that list three or more with bars or dots between.

    Two may be a page's title: the headline and the site's name.
    """
    split = (MENU.split(line.text) for line in lines)
    return {fold(item) for items in split if len(items) >= MENU_ITEMS for item in items}


MENU = re.compile(r"\s*[|·•]\s*|\s{3,}")
MENU_ITEMS = 3


def _may_be(line: Line) -> bool:
    size = width(line.text)
    return NARROWEST <= size <= WIDEST and line.mark != "bullet" and any(char.isalpha() for char in line.text)


def _score(
    lines: Sequence[Line],
    verdicts: Sequence[Verdict | None],
    i: int,
    start: int,
    opening: set[str],
    folded: list[str],
) -> float:
    line = lines[i]
    words = _content_words(line.text)
    score = 1.6 * len(words & opening) / len(words) if words else 0.0
    score += MARKS.get(line.mark, 0.0)
    if i == 0:
        score += 0.2
    few = len(WORD.findall(line.text)) <= FEW_WORDS and not DENSE.search(line.text)
    # The page's title begins with the headline, and the site's name follows.
    if not few and any(other.startswith(folded[i]) for j, other in enumerate(folded[:start]) if j != i):
        score += 0.7
    if is_sentence(line.text) and not line.text.rstrip("\"”’'").endswith(("?", "!")):
        score -= 0.5
    if line.links > 0.5:
        score -= 0.5
    if few:
        score -= 0.6
    if _apparatus_follows(verdicts, i, start):
        score += 0.4
    return score - 0.04 * (start - i)


#: What a mark of the markup says for a headline.
MARKS = {"title": 1.1, "heading": 0.6, "quote": -0.6}


def _apparatus_follows(verdicts: Sequence[Verdict | None], i: int, start: int) -> bool:
    """Whether a byline, a stamp, a standfirst or a picture stands within two lines below."""
    below = (verdicts[j] for j in range(i + 1, min(i + 3, start)))
    return any(verdict is not None and verdict.role in BELOW for verdict in below)


BELOW = frozenset({"byline", "timestamp", "standfirst", "caption", "image", "credit"})


def _content_words(text: str) -> set[str]:
    folded = text.casefold()
    words = {word[:7] for word in WORD.findall(DENSE.sub(" ", folded)) if len(word) >= CONTENT_WORD}
    dense = DENSE.findall(folded)
    return words | {"".join(pair) for pair in itertools.pairwise(dense)}


def _standfirst_below(
    lines: Sequence[Line], verdicts: list[Verdict | None], headline: int, start: int
) -> None:
    """An ended line right below the headline, or any that a byline or stamp follows, is the standfirst."""
    i = headline + 1
    if i >= start or verdicts[i] is not None or lines[i].links > 0.5:
        return
    size = width(lines[i].text)
    ended = is_sentence(lines[i].text) and size >= 40
    closed = size >= 25 and lines[i].text.count(" ") >= 3 and _apparatus_follows(verdicts, i, start)
    if (ended or closed) and size <= STANDFIRST_WIDTH:
        verdicts[i] = Verdict("standfirst", "below-the-headline")


#: Widest standfirst (characters).
STANDFIRST_WIDTH = 420
