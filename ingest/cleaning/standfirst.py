"""The standfirst of a text dump: leading lines of the body that apparatus cuts off from the rest.

The body's first paragraph often stands above the byline or the picture and is the lede all the same: of
the lines so cut off on 760 pages of 109 outlets, publishers count four in five as text. So a line is taken
out of the body only where it is certain that nothing is lost by it, or that it is none of the text.
"""

from collections.abc import Sequence

from ingest.cleaning.rules import Verdict
from ingest.model import BODY_ROLES, Line
from ingest.outlets.profiles import Profile
from ingest.text import WORD, fold, width

#: A standfirst is no longer than this (characters) ...
WIDTH = 420
#: ... and at most this many lines.
LINES = 2
#: How many lines from the body's first may hold its apparatus (byline, stamp, picture).
REACH = 14
#: What may stand between a standfirst and the body. Pictures alone do: they come after the lede as well.
BETWEEN = frozenset({"byline", "timestamp", "caption", "credit"})
#: Apparatus that is printed above the line as well stands at most so many lines above.
ABOVE = 4
#: Share of the standfirst's words that the body says again, from which nothing is lost without it.
SAID_AGAIN = 0.95
#: Letters of a word that are compared, and the shortest that is.
STEM, SHORTEST = 6, 5


def cut_off(
    lines: Sequence[Line], verdicts: list[Verdict | None], start: int, end: int, profile: Profile | None
) -> int:
    """Give the standfirst at the head of the body ``start:end`` its role; the new start of the body."""
    found: list[int] = []
    for i in range(start, min(end, start + REACH)):
        verdict = verdicts[i]
        if verdict is None or verdict.role not in BODY_ROLES | BETWEEN:
            continue
        if verdict.role in BODY_ROLES:
            found.append(i)
            if len(found) > LINES or width(lines[i].text) > WIDTH:
                return start
        elif found and _enough_after(verdicts, i + 1, end):
            if not (
                len(found) == LINES
                or (profile and profile.standfirst)
                or _stands_above(lines, start, i)
                or _said_again(lines, verdicts, found, i, end)
            ):
                return start
            for j in found:
                verdicts[j] = Verdict("standfirst", "cut-off-before-the-body")
            return next((j for j in range(i, end) if _is_body(verdicts[j])), end)
    return start


def _is_body(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.role in BODY_ROLES


def _enough_after(verdicts: Sequence[Verdict | None], i: int, end: int) -> bool:
    """Whether two paragraphs or more follow: else the first lines are the article."""
    return sum(verdict is not None and verdict.role == "paragraph" for verdict in verdicts[i:end]) >= 2


def _stands_above(lines: Sequence[Line], start: int, i: int) -> bool:
    """Whether the line of apparatus ``i`` is printed above the body's start as well."""
    return fold(lines[i].text) in {fold(line.text) for line in lines[max(0, start - ABOVE) : start]}


def _said_again(
    lines: Sequence[Line], verdicts: Sequence[Verdict | None], found: Sequence[int], i: int, end: int
) -> bool:
    """Whether the body says the words of the lines ``found`` again."""
    words = set().union(*(_stems(lines[j].text) for j in found))
    body = set().union(*(_stems(lines[j].text) for j in range(i, end) if _is_body(verdicts[j])))
    return bool(words) and len(words & body) >= SAID_AGAIN * len(words)


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in WORD.findall(text.casefold()) if len(word) >= SHORTEST}
