"""An outlet's own rhythm: how many articles each weekday usually has, and the days that fall out of it.

Pure: takes and gives days and numbers. A silence is told from a day off by the same weekdays around it: a
paper without Sundays lacks nothing on a Sunday, a weekly lacks nothing from Friday to Wednesday.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

#: Weeks with articles that are looked at on either side: two months bear a season, and a median of eight
#: stays what it is beside three wrong ones.
SIDE = 4
#: Fewer weeks on one side tell no rhythm: of two neighbours nobody knows whether they are neighbours by rule.
FEWEST = 3
#: Days are many: a silence is a gap, and a thin day a drop, where chance alone (Poisson) would bring it once
#: in a thousand times. Of 2,000 days that were chance alone, up to four were gaps at any number of articles.
EVIDENCE = math.log(1000)
#: A drop has less than two fifths of what is usual: a slow day has more.
DROP = 0.4
#: Weekdays whose numbers vary so little for their mean (variance / mean; chance has 1) are no chance: of
#: one article each Thursday a single missing one is a gap.
REGULAR = 0.15
#: A week belongs to a rhythm that begins or ends so many weeks away.
NEAR = 2
WEEK = 7

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of an outlet: what there is, what is usual (None: no rhythm), and gap, drop or None."""

    day: date
    articles: int
    expected: float | None
    mark: str | None


@dataclass(frozen=True, slots=True)
class _Usual:
    """By place: the median of the weeks around (NaN: no rhythm), and that of the side with the lower one.

    ``regular``: the weeks around hardly differ.
    """

    expected: Floats
    surely: Floats
    regular: NDArray[np.bool_]


def rhythm(counts: Mapping[date, int]) -> Iterator[Day]:
    """The days that have articles or should have, in order, from an outlet's articles by day.

    >>> weekly = {date.fromordinal(date(2025, 1, 2).toordinal() + 7 * i): 9 for i in range(12) if i != 6}
    >>> [(str(one.day), one.expected) for one in rhythm(weekly) if one.mark]
    [('2025-02-13', 9.0)]
    """
    if not counts:
        return
    first, last = min(counts), max(counts)
    monday = first.toordinal() - first.weekday()
    weeks = (last.toordinal() - monday) // WEEK + 1
    table = np.zeros(weeks * WEEK)
    for day, articles in counts.items():
        table[day.toordinal() - monday] = articles
    inside = np.zeros(weeks * WEEK, bool)
    inside[first.weekday() : last.toordinal() - monday + 1] = True
    usual = _usual(np.where(inside, table, np.nan).reshape(weeks, WEEK))
    marks = _marks(table, usual)
    for place in np.flatnonzero(inside & ((table > 0) | (usual.expected > 0))):
        expected = float(usual.expected[place])
        yield Day(
            date.fromordinal(monday + int(place)),
            int(table[place]),
            None if math.isnan(expected) else expected,
            marks.get(int(place)),
        )


def _usual(table: Floats) -> _Usual:
    """What is usual on each day of a table of weeks, by the weeks around that have articles.

    A week without articles has no say, and is itself expected to have some only where there is a rhythm on
    both of its sides: so a silence of months is judged by what stands at its ends. A week with articles
    needs one such side next to it: a stray article, decades away, has none.
    """
    weeks = np.arange(len(table))
    usual = _Usual(np.full(table.size, np.nan), np.zeros(table.size), np.zeros(table.size, bool))
    alive = np.flatnonzero(np.nansum(table, axis=1) > 0)
    place = np.searchsorted(alive, weeks)
    lives = alive[np.minimum(place, len(alive) - 1)] == weeks
    sides = [place[:, None] + np.arange(-SIDE, 0), (place + lives)[:, None] + np.arange(SIDE)]
    steady = np.stack([_steady(alive, side) for side in sides])
    nearest = [alive[np.clip(side, 0, len(alive) - 1)] for side in (place - 1, place + lives)]
    beside = steady & (np.abs(np.stack(nearest) - weeks) <= NEAR)
    known = steady.all(axis=0) | (lives & beside.any(axis=0))
    if not known.any():
        return usual
    values = [_values(table, alive, side) for side in sides]
    around = np.concatenate(values, axis=1)[known]
    usual.expected.reshape(table.shape)[known] = np.nanmedian(around, axis=1)
    mean = np.nanmean(around, axis=1)
    usual.regular.reshape(table.shape)[known] = (mean >= 1) & (np.nanvar(around, axis=1) <= REGULAR * mean)
    lower = np.full(table.shape, np.inf)
    for value, is_steady in zip(values, steady, strict=True):
        lower[is_steady] = np.fmin(lower[is_steady], np.nanmedian(value[is_steady], axis=1))
    usual.surely.reshape(table.shape)[known] = lower[known]
    return usual


def _values(table: Floats, alive: Places, side: Places) -> Floats:
    """The weeks of a side by weekday; NaN where there are fewer."""
    values = table[alive[np.clip(side, 0, len(alive) - 1)]]
    values[(side < 0) | (side >= len(alive))] = np.nan
    return values


def _steady(alive: Places, side: Places) -> NDArray[np.bool_]:
    """Whether the weeks with articles on one side (places in ``alive``) mostly follow one another."""
    there = (side >= 0) & (side < len(alive))
    weeks = np.where(there, alive[np.clip(side, 0, len(alive) - 1)], -1).astype(float)
    steps = np.diff(weeks, axis=1)
    steps[~(there[:, 1:] & there[:, :-1])] = np.nan
    follow = (steps == 1).sum(axis=1)
    enough = there.sum(axis=1) >= FEWEST
    steady: NDArray[np.bool_] = enough & (2 * follow > (~np.isnan(steps)).sum(axis=1))
    return steady


def _marks(table: Floats, usual: _Usual) -> dict[int, str]:
    """Gaps and drops by place. Days of one silence are judged together, by what both sides agree on."""
    surely, expected = usual.surely, np.nan_to_num(usual.expected)
    silent = table == 0
    changes = np.diff(silent, prepend=not silent[0])
    missed = np.add.reduceat(surely, np.flatnonzero(changes))[np.cumsum(changes) - 1]
    gap = silent & (surely > 0) & ((missed >= EVIDENCE) | (usual.regular & (surely >= 1)))
    few = ~silent & (table < DROP * expected)
    some, often = table[few], expected[few]
    drop = np.flatnonzero(few)[often - some + some * np.log(some / often) >= EVIDENCE]
    return dict.fromkeys(map(int, np.flatnonzero(gap)), "gap") | dict.fromkeys(map(int, drop), "drop")
