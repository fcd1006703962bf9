"""Rows of shades: what there is of each outlet in each month, gaps and all, for `_charts.html`."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from web.charts import said

#: Shades of a row, from few to the most.
SHADES = 5


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell of a row: ``level`` 0 to 5; ``gap`` where nothing stands between two that hold something."""

    label: str
    count: int
    level: int
    gap: bool
    said: str
    address: str | None


def shades(
    counts: Mapping[str, int], labels: Sequence[str], address: Callable[[str], str] | None = None
) -> list[Shade]:
    """A row of cells, shaded against the fullest of the row; whatever holds anything has the lightest shade.

    >>> row = shades({"2023": 100, "2025": 1}, ["2022", "2023", "2024", "2025"])
    >>> [(cell.level, cell.gap) for cell in row]
    [(0, False), (5, False), (0, True), (1, False)]
    """
    most = max(counts.values(), default=0) or 1
    filled = [place for place, label in enumerate(labels) if counts.get(label)]
    row = []
    for place, label in enumerate(labels):
        count = counts.get(label, 0)
        gap = not count and bool(filled) and filled[0] < place < filled[-1]
        level = math.ceil(SHADES * count / most) if count else 0
        row.append(Shade(label, count, level, gap, said(label, count), address(label) if address else None))
    return row
