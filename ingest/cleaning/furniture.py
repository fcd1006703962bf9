"""The body without lines that are known to recur in the outlet.

Only lines that would be part of the body are judged by what was learned: whatever else a line may be
(a section's name in the menu, a byline) is told by the rules that look at it. Without the known lines
the labeller is asked again, as one of them may have carried its neighbours into the body.
"""

from collections.abc import Sequence, Set

from ingest.cleaning import body
from ingest.cleaning.rules import Verdict
from ingest.model import Line
from ingest.text import fold, word_count

#: The rule's name, as blocks keep it.
RULE = "recurs-in-the-outlet"
#: The least share of the body's words that must be left: what takes more has mistaken an article for
#: furniture, and is not applied at all.
LEFT = 0.5


def find_body(
    lines: Sequence[Line], verdicts: list[Verdict | None], known: Set[str] = frozenset()
) -> list[int]:
    """The numbers of the body's lines, in order; lines in ``known`` (by key) get their verdict.

    ``verdicts`` is changed in place.
    """
    chosen = body.find(lines, verdicts)
    tried = list(verdicts)
    left = _without(lines, tried, known, chosen) if known else chosen
    if left is chosen or _words(lines, left) < LEFT * _words(lines, chosen):
        return chosen
    verdicts[:] = tried
    return left


def _without(
    lines: Sequence[Line], verdicts: list[Verdict | None], known: Set[str], chosen: list[int]
) -> list[int]:
    """Judge the known lines of the body and find it again, until it holds none."""
    while found := [i for i in chosen if fold(lines[i].text) in known]:
        for i in found:
            verdicts[i] = Verdict("boilerplate", RULE)
        chosen = body.find(lines, verdicts)
    return chosen


def _words(lines: Sequence[Line], chosen: Sequence[int]) -> int:
    return sum(word_count(lines[i].text) for i in chosen)
