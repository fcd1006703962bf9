"""Where quotation marks open and close, paragraph by paragraph; whether it is a quote is told elsewhere."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.quotes.lexicon import pairs

MARK = re.compile(r"[“”„«»「」『』\"‘’'‚]")
SINGLE = frozenset("‘'‚")
#: These open wherever they stand; the others only where a word begins.
ALWAYS_OPEN = frozenset("“„«「『")
GAP = re.compile(r"\n[^\S\n]*\n\s*")
#: A closing single mark for certain: an apostrophe never follows these.
SURE_END = frozenset('.,!?…;:”"')


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch between marks: ``start`` to ``end`` are the words, ``low`` to ``high`` the marks as well.

    ``continues`` where the next paragraph goes on with it, ``continued`` where it is such a next one.
    """

    start: int
    end: int
    low: int
    high: int
    continues: bool = False
    continued: bool = False


def paragraphs(body: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each paragraph.

    >>> list(paragraphs("One.\\n\\nTwo."))
    [(0, 4), (6, 10)]
    """
    start = 0
    for gap in GAP.finditer(body):
        yield start, gap.start()
        start = gap.end()
    yield start, len(body)


def marked(body: str) -> list[list[Marked]]:
    """The stretches between marks of each paragraph.

    A quotation that its paragraph does not close goes on in the next if that begins with the same mark;
    else it is none.

    >>> [[body[m.start : m.end] for m in line] for body in ["“Go,” she said.\\n\\n‘Isn’t it?’"]
    ...  for line in marked(body)]
    [['Go,'], ['Isn’t it?']]
    """
    places = list(paragraphs(body))
    found: list[list[Marked]] = []
    going_on = False
    for number, (start, end) in enumerate(places):
        onward = places[number + 1][0] if number + 1 < len(places) else len(body)
        following = body[onward : onward + 1]
        spans = list(in_paragraph(body, start, end, following))
        if spans and going_on and spans[0].low == start:
            first = spans[0]
            spans[0] = Marked(first.start, first.end, first.low, first.high, first.continues, True)
        going_on = bool(spans) and spans[-1].continues
        found.append(spans)
    return found


def in_paragraph(body: str, start: int, end: int, following: str) -> Iterator[Marked]:
    """The stretches of one paragraph, ``following`` being the first character of the next."""
    places = [match.start() for match in MARK.finditer(body, start, end)]
    sure = [at for at in places if is_sure_end(body, at, end)]
    # Marks that nothing closes in the rest of the paragraph; each sort once, so that time stays linear.
    hopeless: set[str] = set()
    number, opened = 0, -1
    while True:
        while number < len(places):
            at = places[number]
            if opened >= 0 and closes(body, opened, at, end, sure):
                yield from inner(body, opened, at)
                opened = -1
            elif opens(body, at, start, end) and (opened < 0 or body[at] == body[opened]):
                opened = at if body[at] not in hopeless else opened
            number += 1
        if opened < 0:
            return
        if following and following == body[opened] and following not in SINGLE:
            yield from inner(body, opened, end, continues=True)
            return
        hopeless.add(body[opened])
        number, opened = bisect_right(places, opened), -1


def inner(body: str, opened: int, at: int, *, continues: bool = False) -> Iterator[Marked]:
    """The words between two marks, if there are any."""
    text = body[opened + 1 : at]
    if text.strip():
        begin = opened + 1 + len(text) - len(text.lstrip())
        high = at if continues else at + 1
        yield Marked(begin, begin + len(text.strip()), opened, high, continues)


def opens(body: str, at: int, start: int, end: int) -> bool:
    """Whether the mark at a place can open a quotation."""
    char = body[at]
    if char not in pairs() or at + 1 >= end:
        return False
    if char in ALWAYS_OPEN:
        return True
    before, after = body[at - 1] if at > start else " ", body[at + 1]
    if char in SINGLE and after.isdigit():
        return False
    return not before.isalnum() and before not in ".,!?" and not after.isspace()


def closes(body: str, opened: int, at: int, end: int, sure: list[int]) -> bool:
    """Whether the mark at a place closes what another has opened; an apostrophe does not."""
    if body[at] not in pairs()[body[opened]]:
        return False
    before, after = body[at - 1], body[at + 1] if at + 1 < end else " "
    if body[opened] in SINGLE:
        if before.isspace() or after.isalnum():
            return False
        # "the dogs’ beach": behind an s it is the owner's, as long as a mark that is surely one follows.
        return before not in "sS" or not after.isspace() or bisect_right(sure, at) == len(sure)
    if body[at] != '"':
        return True
    return not (before.isspace() and after.isalnum())


def is_sure_end(body: str, at: int, end: int) -> bool:
    """Whether a single mark stands where only a closing one does."""
    after = body[at + 1] if at + 1 < end else " "
    return body[at] in "’'‘" and body[at - 1] in SURE_END and not after.isalnum() if at else False
