"""Two texts compared word by word: what stayed, what went and what came, in bounded time.

Lines that are in both texts once are fixed points, in the order that keeps most of them; between them lines
that share most words answer to each other. Within two such lines words that are there once are fixed points,
and between those stands the longest common subsequence by Myers's algorithm. Where that would take too many
steps, a stretch counts as written anew.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from db.unspaced import LETTERS

#: Differences that are looked for between two fixed points; the time grows with the square: 200 take 8 ms.
MOST_STEPS = 200
#: Pairs of lines between two fixed points that are compared, a microsecond or two each.
MOST_LINES = 10_000
#: A line is another one's new wording from this share of common words on.
SAME_LINE = 0.4
#: Words that stayed between two changes, and are too few to be worth an island: ``was [-a-] the [-b-] man``.
ISLAND = 2

_TOKEN = re.compile(rf"[{LETTERS}]|[^\W{LETTERS}]+|\s+|.", re.S)
_WORD = re.compile(r"\w")

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts: the same in both, or ``old`` in one where ``new`` is in the other."""

    old: str
    new: str

    @property
    def same(self) -> bool:
        """Whether nothing changed here."""
        return self.old == self.new


def differences(old: str, new: str) -> list[Piece]:
    """The pieces of two texts, in order; all that is old joined is the old text, all that is new the new.

    >>> [(one.old, one.new) for one in differences("Two men fell.", "Three men fell.")]
    [('Two', 'Three'), (' men fell.', ' men fell.')]
    """
    if old == new:
        return [Piece(old, new)] if old else []
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    pairs = _common(left, right)
    return _islands_drowned(list(_pieces(left, right, pairs)))


def _pieces(left: Sequence[str], right: Sequence[str], pairs: Pairs) -> Iterator[Piece]:
    """Runs of the common places, and what lies between them."""
    at, to, place = 0, 0, 0
    while place < len(pairs):
        first, second = pairs[place]
        if first > at or second > to:
            yield Piece("".join(left[at:first]), "".join(right[to:second]))
        run = 1
        while place + run < len(pairs) and pairs[place + run] == (first + run, second + run):
            run += 1
        text = "".join(left[first : first + run])
        yield Piece(text, text)
        at, to, place = first + run, second + run, place + run
    if at < len(left) or to < len(right):
        yield Piece("".join(left[at:]), "".join(right[to:]))


def _islands_drowned(pieces: list[Piece]) -> list[Piece]:
    """The pieces, those that stayed but are hardly anything between two changes taken into these."""
    found: list[list[Piece]] = []
    # what was joined is put together at its end only: bit by bit it would take the square of a long text
    changed, longer = False, 0
    for place, piece in enumerate(pieces):
        inside = piece.same and 0 < place < len(pieces) - 1
        small = inside and _words(piece.old) < ISLAND and not _at_line_end(pieces[place - 1 : place + 2])
        if small or (not piece.same and found and (changed or longer or not _joined(found[-1]).same)):
            found[-1].append(piece)
        else:
            found.append([piece])
            changed, longer = _apart(piece), 0
        longer += len(piece.new) - len(piece.old)
    return [_joined(run) for run in found]


def _apart(piece: Piece) -> bool:
    """Whether nothing that follows can make the two sides the same.

    >>> _apart(Piece("oil", "gas")), _apart(Piece("oil", "oils"))
    (True, False)
    """
    return not piece.old.startswith(piece.new) and not piece.new.startswith(piece.old)


def _joined(run: Sequence[Piece]) -> Piece:
    return Piece("".join(piece.old for piece in run), "".join(piece.new for piece in run))


def _at_line_end(pieces: Sequence[Piece]) -> bool:
    """Whether a piece holds a line break, or one of its neighbours has one where they touch."""
    before, piece, after = pieces
    near = (before.old[-1:], before.new[-1:], piece.old, after.old[:1], after.new[:1])
    return any("\n" in text for text in near)


def _words(text: str) -> int:
    return sum(1 for token in _TOKEN.findall(text) if _WORD.match(token))


def _common(left: Sequence[str], right: Sequence[str]) -> Pairs:
    """Places of tokens that stayed: lines that answer to each other, and within these single words."""
    found: Pairs = []
    one, other = _lines(left), _lines(right)
    for (a, b), (c, d) in ((one[i], other[j]) for i, j in _answering(left, right, one, other)):
        within: Pairs = []
        for (e, f), (g, h) in _gaps(b - a, d - c, _fixed(left[a:b], right[c:d]), within):
            within += [(e + i, g + j) for i, j in _myers(left[a + e : a + f], right[c + g : c + h])]
        found += [(a + i, c + j) for i, j in within]
        if b < len(left) and d < len(right) and left[b] == right[d]:
            found.append((b, d))
    return sorted(found)


Range = tuple[int, int]


def _gaps(left: int, right: int, fixed: Pairs, found: Pairs) -> Iterator[tuple[Range, Range]]:
    """What lies between fixed points, which go to ``found``."""
    at, to = 0, 0
    for first, second in [*fixed, (left, right)]:
        if first > at and second > to:
            yield (at, first), (to, second)
        if first < left and second < right:
            found.append((first, second))
        at, to = first + 1, second + 1


def _lines(tokens: Sequence[str]) -> list[Range]:
    """Where lines begin and end; line breaks belong to none."""
    found, start = [], 0
    for place, token in [*enumerate(tokens), (len(tokens), "\n")]:
        if "\n" in token:
            if place > start:
                found.append((start, place))
            start = place + 1
    return found


def _answering(left: Sequence[str], right: Sequence[str], one: list[Range], other: list[Range]) -> Pairs:
    """Lines of one text and those that they have become in the other."""
    first = ["".join(left[a:b]) for a, b in one]
    second = ["".join(right[a:b]) for a, b in other]
    words = [
        [frozenset(filter(_WORD.match, tokens[a:b])) for a, b in lines]
        for tokens, lines in ((left, one), (right, other))
    ]
    pairs: Pairs = []
    for (a, b), (c, d) in _gaps(len(first), len(second), _fixed(first, second), pairs):
        if (b - a) * (d - c) <= MOST_LINES:
            pairs += [(a + i, c + j) for i, j in _likely(words[0][a:b], words[1][c:d])]
    return sorted(pairs)


def _likely(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> Pairs:
    """The lines that have most words in common, as many as can stand in one order."""
    best = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    alike: dict[tuple[int, int], float] = {}
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            share = 2 * len(one[i] & other[j]) / max(1, len(one[i]) + len(other[j]))
            if share >= SAME_LINE or one[i] == other[j]:
                alike[i, j] = max(share, SAME_LINE)
            best[i][j] = max(best[i + 1][j], best[i][j + 1], alike.get((i, j), -1.0) + best[i + 1][j + 1])
    found: Pairs = []
    i = j = 0
    while i < len(one) and j < len(other):
        if (i, j) in alike and best[i][j] == alike[i, j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _fixed(left: Sequence[str], right: Sequence[str]) -> Pairs:
    """Places of what is once in both, as many as can stand in one order (patience sorting)."""
    once, also = Counter(left), Counter(right)
    where = {token: place for place, token in enumerate(right) if also[token] == 1}
    pairs = [(place, where[token]) for place, token in enumerate(left) if once[token] == 1 and token in where]
    tops: list[int] = []
    piles: list[int] = []
    before: list[int | None] = []
    for number, (_, second) in enumerate(pairs):
        pile = bisect_left(tops, second)
        before.append(piles[pile - 1] if pile else None)
        tops[pile : pile + 1] = [second]
        piles[pile : pile + 1] = [number]
    chain, number_ = [], piles[-1] if piles else None
    while number_ is not None:
        chain.append(pairs[number_])
        number_ = before[number_]
    return chain[::-1]


def _myers(left: Sequence[str], right: Sequence[str]) -> Pairs:
    """Places of a longest common subsequence; only what both begin and end with if it is too long a way."""
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < min(len(left), len(right)) - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    ends = [(i, i) for i in range(head)]
    ends += [(len(left) - 1 - i, len(right) - 1 - i) for i in range(tail)]
    inner = _snakes(left[head : len(left) - tail], right[head : len(right) - tail])
    return [*ends, *((head + i, head + j) for i, j in inner)]


def _snakes(left: Sequence[str], right: Sequence[str]) -> Pairs:
    width, height = len(left), len(right)
    if not width or not height:
        return []
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for steps in range(min(width + height, MOST_STEPS) + 1):
        trace.append(dict(reach))
        for line in range(-steps, steps + 1, 2):
            down = line == -steps or (line != steps and reach.get(line - 1, -1) < reach.get(line + 1, -1))
            x = reach.get(line + 1, 0) if down else reach.get(line - 1, 0) + 1
            while x < width and 0 <= x - line < height and left[x] == right[x - line]:
                x += 1
            reach[line] = x
            if x >= width and x - line >= height:
                return _walked_back(trace, width, height)
    return []


def _walked_back(trace: list[dict[int, int]], x: int, y: int) -> Pairs:
    found: Pairs = []
    for steps in range(len(trace) - 1, -1, -1):
        reach, line = trace[steps], x - y
        down = line == -steps or (line != steps and reach.get(line - 1, -1) < reach.get(line + 1, -1))
        before = line + 1 if down else line - 1
        from_x = reach.get(before, 0)
        from_y = from_x - before
        while x > from_x and y > from_y and x > 0 and y > 0:
            x, y = x - 1, y - 1
            found.append((x, y))
        x, y = from_x, from_y
    return found
