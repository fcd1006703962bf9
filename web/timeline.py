"""Articles over time as bars that lead to the search for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from web.dates import day, months_between

#: More bars than this are thinner than a finger or a mouse can hit: years are counted then.
MAX_BARS = 130
#: Labels below the bars; more of them touch each other on a phone.
MAX_TICKS = 6
#: A label that begins further right is cut by the edge of a phone.
LAST_TICK = 88.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year: its articles, its height in per cent, and the search that finds them."""

    label: str
    name: str
    count: int
    height: float
    address: str
    #: whether the archive holds no article of that time at all
    empty: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars in order; ``ticks`` are labels with their place in per cent of the width."""

    unit: str
    bars: tuple[Bar, ...]
    most: int
    ticks: tuple[tuple[str, float], ...]


def timeline(
    counts: Mapping[str, int], held: Mapping[str, int], address: Callable[[str, str], str]
) -> Timeline | None:
    """The bars of ``counts`` by month; None for less than two months.

    ``held`` are the articles of the whole archive by month; ``address("month", "2025-02")`` gives a link.

    >>> found = timeline({"2025-01": 2, "2025-03": 4}, {"2025-01": 9, "2025-03": 9}, "{}={}".format)
    >>> [(bar.label, bar.count, bar.height, bar.empty) for bar in found.bars]
    [('2025-01', 2, 50.0, False), ('2025-02', 0, 0.0, True), ('2025-03', 4, 100.0, False)]
    """
    if len(counts) < 2:
        return None
    unit, labels = "month", months_between(min(counts), max(counts))
    if len(labels) > MAX_BARS:
        unit, counts, held = "year", by_year(counts), by_year(held)
        labels = [f"{year:04}" for year in range(int(min(counts)), int(max(counts)) + 1)]
    most = max(counts.values())
    bars = tuple(
        Bar(
            label,
            day(label) if unit == "month" else label,
            (number := counts.get(label, 0)),
            round(100 * number / most, 1),
            address(unit, label),
            not held.get(label),
        )
        for label in labels
    )
    return Timeline(unit, bars, most, ticks(labels))


def by_year(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by month as counts by year.

    >>> by_year({"2024-12": 1, "2025-01": 2, "2025-02": 3})
    {'2024': 1, '2025': 5}
    """
    found: dict[str, int] = {}
    for month, count in counts.items():
        found[month[:4]] = found.get(month[:4], 0) + count
    return found


def ticks(labels: list[str]) -> tuple[tuple[str, float], ...]:
    """Labels of an axis: years where several begin, else months, each with its place in per cent.

    >>> ticks(["2024-11", "2024-12", "2025-01"])
    (('2024-11', 0.0), ('2024-12', 33.3), ('2025-01', 66.7))
    """
    marks = [(label, at) for at, label in enumerate(labels)]
    januaries = [(label[:4], at) for label, at in marks if label.endswith("-01")]
    if len(januaries) > 1:
        marks = januaries
    step = -(-len(marks) // MAX_TICKS)
    places = [(label, round(100 * at / len(labels), 1)) for label, at in marks[::step]]
    return tuple(pair for pair in places if pair[1] <= LAST_TICK)
