"""Where the share of articles that have a field breaks down: change points in series of months.

Pure. A break is not a bad month: it is where two levels explain the series so much better than one that
chance would not do it in ten thousand outlets, and where the field is mostly gone afterwards.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

#: How much likelier two levels must be than one (natural logarithm of the ratio). Of chance alone, 10 is
#: exceeded by one split in 130,000; a series of ten years has 120 splits, an outlet six fields. Five articles
#: without a byline where 92 % had one have 12; three have 7, and may be chance.
EVIDENCE = 10.0
#: Percentage points by which the share falls at least, and the part of it that is left at most.
FALL, LEFT = 30.0, 0.5
#: What half of all squared standard deviations stay below, where chance alone is at work.
MEDIAN_SQUARE = 0.455
#: Series are cut into so many pieces at most: 16 are eight breaks and eight repairs.
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Month:
    """Articles of a month, and how many of them have the field."""

    month: str
    articles: int
    having: int


@dataclass(frozen=True, slots=True)
class Break:
    """A fall from ``before`` to ``after`` (per cent) in ``since``; ``until`` is None if it is still so."""

    since: str
    until: str | None
    before: float
    after: float
    articles_before: int
    articles_after: int
    score: float


def breaks(months: Sequence[Month]) -> Iterator[Break]:
    """The breaks in a series of months with articles, in their order.

    >>> good, bad = [Month(f"2024-{i:02}", 50, 46) for i in range(1, 13)], [Month("2025-01", 40, 1)]
    >>> [(one.since, one.until, one.before, one.after) for one in breaks(good + bad)]
    [('2025-01', None, 92.0, 2.5)]
    """
    if sum(one.having for one in months) in (0, sum(one.articles for one in months)):
        return
    excess = _excess(months)
    pieces = _pieces(list(months), EVIDENCE * excess, DEEPEST)
    for place, (old, new) in enumerate(pairwise(pieces)):
        before, after = _share(old), _share(new)
        if before - after < FALL or after > LEFT * before:
            continue
        later = next((i for i in range(place + 2, len(pieces)) if not _lost(before, _share(pieces[i]))), None)
        lacking = pieces[place + 1 : later]
        whole = [month for piece in lacking for month in piece]
        yield Break(
            whole[0].month,
            None if later is None else whole[-1].month,
            before,
            _share(whole),
            sum(one.articles for one in old),
            sum(one.articles for one in whole),
            round(_gain(old, new) / excess, 2),
        )


def _lost(before: float, share: float) -> bool:
    return before - share >= FALL and share <= LEFT * before


def _share(months: Sequence[Month]) -> float:
    return round(100 * sum(one.having for one in months) / sum(one.articles for one in months), 1)


def _pieces(months: list[Month], needed: float, depth: int) -> list[list[Month]]:
    """Cut a series where two levels explain it best, and each piece again, while the evidence is enough."""
    if depth == 0 or len(months) < 2:
        return [months]
    gain, at = _best_cut(months)
    if gain < needed:
        return [months]
    return [piece for part in (months[:at], months[at:]) for piece in _pieces(part, needed, depth - 1)]


def _best_cut(months: Sequence[Month]) -> tuple[float, int]:
    """Where two levels explain a series best, and how much better; the earliest of equals."""
    articles = list(accumulate(one.articles for one in months))
    having = list(accumulate(one.having for one in months))
    whole = _likely(having[-1], articles[-1])
    gains = (
        _likely(x, a) + _likely(having[-1] - x, articles[-1] - a) - whole
        for x, a in zip(having[:-1], articles[:-1], strict=True)
    )
    return max(((gain, at) for at, gain in enumerate(gains, 1)), key=lambda cut: (cut[0], -cut[1]))


def _gain(old: Sequence[Month], new: Sequence[Month]) -> float:
    """How much likelier two levels are than one, as a logarithm."""
    [(articles, having), (more, also)] = [
        (sum(one.articles for one in months), sum(one.having for one in months)) for months in (old, new)
    ]
    return _likely(having, articles) + _likely(also, more) - _likely(having + also, articles + more)


def _likely(having: int, articles: int) -> float:
    return sum(part * math.log(part / articles) for part in (having, articles - having) if part)


def _excess(months: Sequence[Month]) -> float:
    """How much more neighbouring months differ than chance lets them; 1 at least.

    Where the share is 40 % in one month and 80 % in the next anyhow, a fall tells less. The median of all
    neighbours is not moved by the few between which there is a break.
    """
    squares = sorted(_square(one, other) for one, other in pairwise(months))
    return max(1.0, squares[(len(squares) - 1) // 2] / MEDIAN_SQUARE) if squares else 1.0


def _square(one: Month, other: Month) -> float:
    """How far the shares of two months lie apart, in squared standard deviations."""
    share = (one.having + other.having + 0.5) / (one.articles + other.articles + 1)
    apart = one.having / one.articles - other.having / other.articles
    return apart**2 / (share * (1 - share) * (1 / one.articles + 1 / other.articles))
