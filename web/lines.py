"""Searches over time as lines in one picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.timeline import by_year, ticks

#: Months of more time are too close to be told apart: years are drawn then.
MAX_MONTHS = 240
#: Articles of the archive in a month or year below which a share of a thousand is noise.
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Series:
    """One search: a value for each label, None where the archive holds no article of that time."""

    counts: tuple[int, ...]
    values: tuple[float | None, ...]
    #: the line as an SVG path, x from 0 to the number of labels, y from 0 (most) to 100
    path: str
    #: values that stand alone between gaps, which a line cannot show
    dots: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over the same labels; ``gaps`` are (first place, number) with fewer than ``least`` articles."""

    unit: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    most: float
    gaps: tuple[tuple[int, int], ...]
    least: int
    ticks: tuple[tuple[str, float], ...]


def lines(
    months: Sequence[str],
    counts: Sequence[Sequence[int]],
    archive: Sequence[int],
    *,
    per_thousand: bool = False,
) -> Lines | None:
    """The lines of counts by month, absolute or per thousand articles of the archive; None without months.

    >>> found = lines(["2025-01", "2025-02", "2025-03"], [[1, 0, 4]], [10, 0, 20])
    >>> found.gaps, found.series[0].values, found.series[0].dots
    (((1, 1),), (1, None, 4), 'M0.5 75h0M2.5 0h0')
    >>> lines(["2025-01"], [[1]], [10], per_thousand=True).series[0].values
    (100.0,)
    """
    if not months:
        return None
    unit = "month"
    if len(months) > MAX_MONTHS:
        unit = "year"
        yearly = [by_year(dict(zip(months, each, strict=True))) for each in (archive, *counts)]
        months = list(yearly[0])
        archive, *counts = [list(each.values()) for each in yearly]
    least = min(FEWEST, max(archive)) if per_thousand else 1
    archive = [held if held >= least else 0 for held in archive]
    values = [
        [_value(n, held, per_thousand) for n, held in zip(each, archive, strict=True)] for each in counts
    ]
    most = max((one for each in values for one in each if one is not None), default=0) or 1
    series = tuple(
        Series(tuple(each), tuple(shown), *_drawn(shown, most))
        for each, shown in zip(counts, values, strict=True)
    )
    return Lines(unit, tuple(months), series, most, _gaps(archive), least, ticks(list(months)))


def _value(number: int, held: int, per_thousand: bool) -> float | None:
    if not held:
        return None
    return round(1000 * number / held, 2) if per_thousand else number


def _drawn(values: Sequence[float | None], most: float) -> tuple[str, str]:
    """A line through values that stand beside each other, and dots for those that stand alone."""
    line, dots = "", ""
    for at, value in enumerate(values):
        if value is None:
            continue
        place = f"{at + 0.5:g} {round(100 - 100 * value / most, 1):g}"
        before = at > 0 and values[at - 1] is not None
        behind = at + 1 < len(values) and values[at + 1] is not None
        if before or behind:
            line += ("L" if before else "M") + place
        else:
            dots += f"M{place}h0"
    return line, dots


def _gaps(archive: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Runs of labels without any article.

    >>> _gaps([3, 0, 0, 1, 0])
    ((1, 2), (4, 1))
    """
    found: list[tuple[int, int]] = []
    for at, held in enumerate(archive):
        if held:
            continue
        if found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((at, 1))
    return tuple(found)
