"""Lines that recur over an outlet's articles: its furniture, told without a profile.

Theory: what an outlet prints on page after page is not what one page reports. But text recurs as well:
wire copy and later states of a story share their sentences; formulas ("could not be independently
verified") and subheads ("What we know") stand in many articles. So articles that share much of their
long text count once, and a line must keep a neighbour that recurs as well, or stand at the page's edge:
real text stands in ever new surroundings, furniture stands beside furniture.

A pure function of the lines that the files hold, whatever was known before: the same articles give the
same answer in any order. Measured by ``bench/repetition.py``.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from ingest.model import Recurring
from ingest.text import fold, is_sentence, width

#: An article of an outlet as it was printed: its day, if known, and all its lines in order.
Sheet = tuple[str | None, Sequence[str]]

#: Independent articles that must hold a line: two may share it by chance.
LEAST = 3
#: Shorter lines (characters) are left to the labeller. Dumps tear sentences apart at links: "Mr." stood
#: alone in half of an outlet's articles, "WASHINGTON —" in a quarter, both parts of the text.
SHORTEST = 12
#: A sentence must stand in this share of the independent articles. Between .1 and .6, on 22 real outlets,
#: there was as much standing text of columns as furniture.
STANDING = 0.6
#: For what ends no sentence (menus, teasers, buttons) this share is enough.
LISTED = 0.1
#: The share of a line's articles in which it has the same recurring neighbour. Real lines among those that
#: the labeller leaves in bodies are mostly below .7.
STEADY = 0.8
#: Lines at least this wide that end a sentence are the text that copies share (characters).
LONG = 80.0
#: Articles that share so much of the shorter one's long lines are copies or states of one text.
SAME_TEXT = 0.3
#: A line that breaks off goes on in the next one.
OPEN = re.compile(r"[-–—,;(（、，]\s*$")


def find(sheets: Sequence[Sheet]) -> tuple[Recurring, ...]:
    """The recurring lines of one outlet's articles, the most frequent first.

    >>> sheets = [(None, [f"News {i} of the town.", "Follow our channel"]) for i in range(3)]
    >>> [(line.text, line.articles) for line in find(sheets)]
    [('Follow our channel', 3)]
    """
    keys = [[key for key in map(fold, lines) if key] for _, lines in sheets]
    groups = independent(sheets)
    total = len(set(groups))
    where = _places(keys)
    counts = {key: len({groups[i] for i in places}) for key, places in where.items()}
    often = {key: count for key, count in counts.items() if count >= LEAST and width(key) >= SHORTEST}
    neighbours = {key for key, count in counts.items() if count >= LEAST}
    steady = _steadiness(keys, groups, often, neighbours)
    printed = _printed(sheets, often)
    found = []
    for key, count in often.items():
        text = min(printed[key], key=lambda one, seen=printed[key]: (-seen[one], one))  # type: ignore[misc]
        enough = STANDING if is_sentence(text) else LISTED
        if count >= enough * total and steady[key] >= STEADY and not OPEN.search(text):
            days = sorted(day for i in where[key] if (day := sheets[i][0]))
            first, last = (days[0], days[-1]) if days else (None, None)
            found.append(Recurring(key, text, count, total, first, last))
    return tuple(sorted(found, key=lambda line: (-line.articles, line.key)))


def _places(keys: Sequence[Iterable[str]]) -> dict[str, list[int]]:
    """The articles that hold a key."""
    where: dict[str, list[int]] = defaultdict(list)
    for i, own in enumerate(keys):
        for key in set(own):
            where[key].append(i)
    return where


def independent(sheets: Sequence[Sheet]) -> list[int]:
    """The group of each article: articles that share much of their long text are in one.

    >>> text = [f"The council of Havenport voted on bridge {i} after a debate of some {i} hours, it said."
    ...         for i in range(6)]
    >>> independent([(None, text[:3]), (None, text[1:4]), (None, text[4:])])
    [0, 0, 2]
    """
    prose = [
        {fold(line) for line in lines if width(line) >= LONG and is_sentence(line)} for _, lines in sheets
    ]
    shared: Counter[tuple[int, int]] = Counter()
    for places in _places(prose).values():
        shared.update(combinations(places, 2))
    group = list(range(len(sheets)))
    for (one, other), count in shared.items():
        if count >= SAME_TEXT * min(len(prose[one]), len(prose[other])):
            first, second = sorted((_root(group, one), _root(group, other)))
            group[second] = first
    return [_root(group, i) for i in range(len(group))]


def _root(group: list[int], i: int) -> int:
    while group[i] != i:
        group[i] = i = group[group[i]]
    return i


def _steadiness(
    keys: Sequence[Sequence[str]],
    groups: Sequence[int],
    counts: Mapping[str, int],
    neighbours: Container[str],
) -> dict[str, float]:
    """For each key in ``counts``, in how many of its groups it has the same neighbour (0 to 1)."""
    beside: dict[str, dict[tuple[int, str], set[int]]] = defaultdict(lambda: defaultdict(set))
    for own, group in zip(keys, groups, strict=True):
        for i, key in enumerate(own):
            for side, neighbour in _beside(own, i) if key in counts else ():
                if not neighbour or neighbour in neighbours:
                    beside[key][side, neighbour].add(group)
    return {
        key: max(map(len, beside[key].values())) / count if key in beside else 0.0
        for key, count in counts.items()
    }


def _beside(own: Sequence[str], i: int) -> Iterator[tuple[int, str]]:
    """The lines before and after, with their side; an empty key where the file begins or ends."""
    yield -1, own[i - 1] if i else ""
    yield 1, own[i + 1] if i + 1 < len(own) else ""


def _printed(sheets: Sequence[Sheet], keys: Container[str]) -> dict[str, Counter[str]]:
    """How often each key is printed in which way."""
    printed: dict[str, Counter[str]] = defaultdict(Counter)
    for _, lines in sheets:
        for line in lines:
            if fold(line) in keys:
                printed[fold(line)][line] += 1
    return printed
