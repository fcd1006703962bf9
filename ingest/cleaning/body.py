"""Which lines are the article's body.

A reader that has seen the markup says so itself (``Line.kept``). For a dump of text the labeller does,
and what it chose is shown to it again, alone, until it keeps all of it: cleaning what is clean changes
nothing.
"""

from collections.abc import Sequence

from ingest.cleaning import labeller
from ingest.cleaning.rules import Verdict, judge
from ingest.model import Line
from ingest.text import is_sentence, width

#: Lines at least so likely are the body. On outlets left out of training the shingle F1 is .955 at .4,
#: .957 at .5 and .958 at .6, but paragraphs kept fall from .959 over .953 to .945: a paragraph lost is
#: worse than a caption kept.
LIKELY = 0.5
#: A sentence right after the body is its last unless the labeller is sure that it is not (F1 alike,
#: paragraphs kept .002 more) ...
NOT_UNLIKELY = 0.08
#: ... and if it is at least this wide (characters).
SHORT_LAST = 15
#: Share of a line's characters that are link text, from which it is a link alone.
ALL_LINK = 0.95
#: Rounds after which what is left is taken; two are enough for nearly all files.
ROUNDS = 6
#: Shortest line that is taken for an article if nothing longer is there (words).
SHORT_SENTENCE = 4


def find(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> list[int]:
    """The numbers of the body's lines, in order."""
    if any(line.kept for line in lines):
        return [i for i, line in enumerate(lines) if line.kept and verdicts[i] is None]
    chosen = _likely(lines, verdicts)
    for _ in range(ROUNDS):
        alone = [Line(lines[i].text, gap=True) for i in chosen]
        kept = _likely(alone, [judge(line) for line in alone])
        if len(kept) in {0, len(chosen)}:
            break
        chosen = [chosen[i] for i in kept]
    return chosen or _any_sentence(lines, verdicts)


def _likely(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> list[int]:
    probability = labeller.body_probability(lines, verdicts)
    chosen = [
        i
        for i, verdict in enumerate(verdicts)
        if verdict is None and probability[i] >= LIKELY and not _is_listed_link(lines[i])
    ]
    after = chosen[-1] + 1 if chosen else len(lines)
    while after < len(lines) and verdicts[after] is None and probability[after] >= NOT_UNLIKELY:
        if not is_sentence(lines[after].text) or width(lines[after].text) < SHORT_LAST:
            break
        chosen.append(after)
        after += 1
    return chosen


def _is_listed_link(line: Line) -> bool:
    """An item of a list that is a link and no sentence: of 41,687 in 426 pages, 64 are in their gold."""
    return line.mark == "bullet" and line.links >= ALL_LINK and not is_sentence(line.text)


def _any_sentence(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> list[int]:
    """A brief of short sentences, where nothing looks like an article."""
    return [
        i
        for i, (line, verdict) in enumerate(zip(lines, verdicts, strict=True))
        if verdict is None
        and is_sentence(line.text)
        and (line.text.count(" ") + 1 >= SHORT_SENTENCE or width(line.text) >= 20 > len(line.text))
    ]
