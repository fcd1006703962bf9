"""Charts as numbers that `_charts.html` draws: bars by month, small courses, shares.

Everything is drawn on the server, so that it works without scripts and prints. Labels stand in HTML beside
the drawing, which is stretched to its column: text inside it would shrink to nothing on a phone.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from web.dates import MONTHS, months_between

Counts = Sequence[tuple[str, int]]

#: More months than this are drawn as years: a bar of a sixtieth of a column is 12 pixels wide.
MAX_BARS = 60
#: Bars that the keyboard goes through. More would be smaller than 24 pixels on a phone, which is too small to
#: hit; the table behind the chart has the same links.
REACHABLE = 14
#: Bars that each have a label; more of them have one at each new year, or at each fifth.
LABELLED = 14
#: Share of the articles that may be left out of a chart for being far from all others.
STRAY = 0.01
#: Points across a drawing; it is stretched to its column, so that this is its resolution only.
HEIGHT = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year: ``height`` in per cent of the fullest, ``gap`` where nothing is known of it."""

    label: str
    count: int
    height: float
    said: str
    address: str | None = None
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Months:
    """A bar chart; ``unit`` is month or year, ``ticks`` are (column from 1, its columns, text, minor)."""

    title: str
    unit: str
    bars: tuple[Bar, ...]
    most: int
    ticks: tuple[tuple[int, int, str, bool], ...]

    @property
    def reachable(self) -> bool:
        """Whether the keyboard goes through the bars."""
        return len(self.bars) <= REACHABLE

    @property
    def gaps(self) -> bool:
        """Whether any part of the chart is shaded."""
        return any(bar.gap for bar in self.bars)


def months(
    counts: Counts,
    address: Callable[[str, str], str] | None = None,
    *,
    covered: Collection[str] | None = None,
    title: str = "Articles",
    noun: str = "article",
) -> Months:
    """Bars for months (YYYY-MM) in order; a long span is drawn by year.

    ``address`` gives the link of a bar from its unit and label. ``covered`` are the months of which anything
    could be known: the others are shaded; without it nothing is.

    >>> chart = months([("2025-01", 2), ("2025-03", 4)], lambda unit, label: f"/search?{unit}={label}")
    >>> [(bar.count, bar.height) for bar in chart.bars], chart.bars[0].said, chart.bars[2].address
    ([(2, 50.0), (0, 0.0), (4, 100.0)], 'January 2025: 2 articles', '/search?month=2025-03')
    >>> [bar.gap for bar in months([("2025-01", 2), ("2025-03", 4)], covered={"2025-01", "2025-03"}).bars]
    [False, True, False]
    """
    spread = spread_out(counts)
    unit = "year" if spread and len(spread[0][0]) == len("2025") else "month"
    known = (
        None if covered is None else {month[: len(spread[0][0])] for month in covered} if spread else set()
    )
    most = max((count for _, count in spread), default=0)
    bars = tuple(
        Bar(
            label,
            count,
            round(HEIGHT * count / most, 1) if most else 0.0,
            said(label, count, noun, known is None or label in known),
            address(unit, label) if address else None,
            known is not None and label not in known and not count,
        )
        for label, count in spread
    )
    return Months(f"{title} per {unit}", unit, bars, most, ticks([label for label, _ in spread]))


def spread_out(counts: Counts) -> list[tuple[str, int]]:
    """The same without holes: every month from the first to the last, or every year of a long span.

    >>> spread_out([("2024-12", 1), ("2025-02", 3)])
    [('2024-12', 1), ('2025-01', 0), ('2025-02', 3)]
    >>> spread_out([("1999-12", 1), ("2025-02", 3)])[-2:]
    [('2024', 0), ('2025', 3)]
    """
    if not counts:
        return []
    held: dict[str, int] = dict(counts)
    labels = months_between(min(held), max(held))
    if len(labels) > MAX_BARS:
        years: dict[str, int] = {}
        for month, count in counts:
            years[month[:4]] = years.get(month[:4], 0) + count
        held, labels = years, [f"{year:04}" for year in range(int(min(years)), int(max(years)) + 1)]
    return [(label, held.get(label, 0)) for label in labels]


def main_span(counts: Counts) -> Counts:
    """The same without a few stray dates at either end, from which most of the chart would be empty.

    An end is left out if it holds a hundredth of the articles at most, and if what lies between it and the
    rest is empty for longer than half of all the time.

    >>> main_span([("1970-01", 1), ("2024-12", 90), ("2025-02", 99)])
    [('2024-12', 90), ('2025-02', 99)]
    >>> main_span([("2000-01", 50), ("2025-02", 99)])
    [('2000-01', 50), ('2025-02', 99)]
    """
    kept = list(counts)
    few = STRAY * sum(count for _, count in kept)
    while len(kept) > 1:
        times = [int(month[:4]) * 12 + int(month[5:7]) for month, _ in kept]
        gap, place = max((times[i] - times[i - 1], i) for i in range(1, len(times)))
        before, after = kept[:place], kept[place:]
        least = min((before, after), key=lambda part: sum(count for _, count in part))
        if gap * 2 <= times[-1] - times[0] or sum(count for _, count in least) > few:
            break
        kept = before if least is after else after
    return kept


def named(label: str) -> str:
    """A month or year in words.

    >>> named("2025-02"), named("2025")
    ('February 2025', '2025')
    """
    return f"{MONTHS[int(label[5:7]) - 1]} {label[:4]}" if len(label) > len("2025") else label


def said(label: str, count: int, noun: str = "article", known: bool = True) -> str:
    """What a bar says of itself.

    >>> said("2025-02", 1), said("2025", 1200), said("2025-02", 0, known=False)
    ('February 2025: 1 article', '2025: 1,200 articles', 'February 2025: nothing in the archive')
    """
    if not known and not count:
        return f"{named(label)}: nothing in the archive"
    return f"{named(label)}: {count:,} {noun}{'' if count == 1 else 's'}"


def ticks(labels: Sequence[str]) -> tuple[tuple[int, int, str, bool], ...]:
    """Which bars have a label below them: column, columns up to the next, text, and whether a phone drops it.

    >>> ticks(["2024-12", "2025-01", "2025-02"])
    ((1, 1, 'Dec 2024', False), (2, 1, 'Jan 2025', True), (3, 1, 'Feb', True))
    """
    found: list[tuple[int, str, bool]] = []
    for place, label in enumerate(labels):
        first, month = place == 0, label[5:7]
        if len(labels) <= LABELLED:
            short = f"{MONTHS[int(month) - 1][:3]}" if month else label
            year = f" {label[:4]}" if month and (first or month == "01") else ""
            found.append((place + 1, short + year, place % 3 > 0))
        elif month and (month == "01" or (first and int(month) < 9)):
            found.append((place + 1, label[:4], False))
        elif not month and (int(label) % 5 == 0 or (first and int(label) % 5 < 3)):
            found.append((place + 1, label, False))
    ends = [*(column for column, _, _ in found[1:]), len(labels) + 1]
    return tuple(
        (column, end - column, text, minor) for (column, text, minor), end in zip(found, ends, strict=False)
    )


@dataclass(frozen=True, slots=True)
class Share:
    """A line of a list with a bar behind it, ``width`` per cent of the largest."""

    label: str
    count: int
    width: float
    address: str | None


def bars(rows: Sequence[tuple[str, int, str | None]]) -> list[Share]:
    """Rows of (label, count, address) as a list with bars.

    >>> [share.width for share in bars([("Eastmouth", 4, None), ("Westmouth", 1, None)])]
    [100.0, 25.0]
    """
    most = max((count for _, count, _ in rows), default=0) or 1
    return [Share(label, count, round(100 * count / most, 1), address) for label, count, address in rows]


@dataclass(frozen=True, slots=True)
class Course:
    """A small line without axes: ``points`` of an SVG polyline in a box of 100 by 20, and what it says."""

    points: str
    said: str


def sparkline(counts: Sequence[int], noun: str = "articles") -> Course:
    """How something went on, in a line as high as a word.

    >>> sparkline([0, 2, 4]).points
    '0,19 50,10 100,1'
    """
    most = max(counts, default=0) or 1
    step = 100 / max(len(counts) - 1, 1)
    points = " ".join(f"{step * i:g},{19 - 18 * count / most:g}" for i, count in enumerate(counts))
    return Course(points, f"{noun}: " + ", ".join(map(str, counts)))
