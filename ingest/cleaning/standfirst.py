"""The standfirst: the line below the headline, or leading lines of the body that apparatus cuts off.

The body's first paragraph often stands above the byline or the picture and is the lede all the same: of
the lines so cut off on 760 pages of 109 outlets, publishers count four in five as text, and even of those
whose words the body says again nine in ten. So a line is taken out of the body only where the outlet's
profile says what it is, the same apparatus stands on both sides of it, or it is a heading.
"""

from collections.abc import Sequence

from ingest.cleaning.headline_page import BELOW
from ingest.cleaning.rules import Verdict
from ingest.model import BODY_ROLES, Line
from ingest.outlets.profiles import Profile
from ingest.text import fold, is_sentence, width

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
            is_heading = all(lines[j].mark == "heading" for j in found)
            if not (is_heading or (profile and profile.standfirst) or _stands_above(lines, start, i)):
                return start
            for j in found:
                verdicts[j] = Verdict("standfirst", "cut-off-before-the-body")
            return next((j for j in range(i, end) if _is_body(verdicts[j])), end)
    return start


def below(lines: Sequence[Line], verdicts: list[Verdict | None], headline: int, start: int) -> None:
    """An ended line right below the headline, or any that a byline or stamp follows, is the standfirst."""
    i = headline + 1
    if i >= start or verdicts[i] is not None or lines[i].links > LINKED or lines[i].kept:
        return
    size = width(lines[i].text)
    ended = is_sentence(lines[i].text) and size >= ENDED
    closed = size >= CLOSED and lines[i].text.count(" ") >= 3 and _apparatus_follows(verdicts, i, start)
    if (ended or closed) and size <= WIDTH:
        verdicts[i] = Verdict("standfirst", "below-the-headline")


#: Narrowest line below the headline that is one: if it ends a sentence, if apparatus follows (characters);
#: and the share of link text from which it leads elsewhere.
ENDED, CLOSED, LINKED = 40, 25, 0.5


def _apparatus_follows(verdicts: Sequence[Verdict | None], i: int, start: int) -> bool:
    """Whether a byline, a stamp, a standfirst or a picture stands within two lines below."""
    near = (verdicts[j] for j in range(i + 1, min(i + 3, start)))
    return any(verdict is not None and verdict.role in BELOW for verdict in near)


def _is_body(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.role in BODY_ROLES


def _enough_after(verdicts: Sequence[Verdict | None], i: int, end: int) -> bool:
    """Whether two paragraphs or more follow: else the first lines are the article."""
    return sum(verdict is not None and verdict.role == "paragraph" for verdict in verdicts[i:end]) >= 2


def _stands_above(lines: Sequence[Line], start: int, i: int) -> bool:
    """Whether the line of apparatus ``i`` is printed above the body's start as well."""
    return fold(lines[i].text) in {fold(line.text) for line in lines[max(0, start - ABOVE) : start]}
