"""Two to five courses over the same months in one drawing, each by its own dash as well as its colour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.charts import HEIGHT, MAX_BARS, named, ticks
from web.dates import months_between

#: More lines than this cannot be told apart.
MAX_LINES = 5
#: Articles that a share is given for: whole articles of a thousand read better than hundredths of a per cent.
PER = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One course: its pieces as points of SVG polylines, and its value at each label (None: not known)."""

    name: str
    number: int
    pieces: tuple[str, ...]
    dots: tuple[tuple[float, float], ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A chart of lines; ``most`` is its upper edge, ``width`` the box that all points lie in."""

    title: str
    unit: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    most: float
    width: int
    ticks: tuple[tuple[int, int, str, bool], ...]

    @property
    def said(self) -> str:
        """The drawing in a sentence, for those who do not see it."""
        highest = [
            f"{line.name} highest in {named(self.labels[line.values.index(peak)])} with {shown(peak)}"
            for line in self.lines
            if (peak := max((value for value in line.values if value is not None), default=0))
        ]
        return "; ".join(highest) or "nothing"

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The table behind the drawing: a label and the value of each line."""
        return [
            (named(label), [shown(line.values[i]) for line in self.lines])
            for i, label in enumerate(self.labels)
        ]


def shown(value: float | None) -> str:
    """A value as the table prints it.

    >>> shown(1200.0), shown(2.345), shown(None)
    ('1,200', '2.3', '–')
    """
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def lines(
    series: Sequence[tuple[str, Mapping[str, int]]],
    totals: Mapping[str, int] | None = None,
    *,
    title: str = "Articles",
) -> Lines:
    """Names with their articles by month (YYYY-MM); with ``totals`` per thousand of all articles.

    Where a share is asked for and the archive has no article, a line is broken.

    >>> chart = lines([("Ada", {"2025-01": 2, "2025-03": 4}), ("Tom", {"2025-02": 1})])
    >>> chart.lines[0].pieces, chart.lines[1].values
    (('50,50 150,100 250,0',), (0.0, 1.0, 0.0))
    >>> lines([("Ada", {"2025-01": 2})], {"2025-01": 40, "2025-03": 9}).lines[0].values
    (50.0, None, 0.0)
    """
    kept = series[:MAX_LINES]
    held = sorted({month for _, counts in kept for month in counts} | set(totals or ()))
    labels = months_between(held[0], held[-1]) if held else []
    cut = len("2025-01") if len(labels) <= MAX_BARS else len("2025")
    labels = list(dict.fromkeys(label[:cut] for label in labels))
    whole = _joined(totals, cut) if totals is not None else None
    values = [_values(_joined(counts, cut), labels, whole) for _, counts in kept]
    most = max((value for row in values for value in row if value is not None), default=0) or 1
    found = tuple(
        Line(name, number, *_drawn(row, most), tuple(row))
        for number, ((name, _), row) in enumerate(zip(kept, values, strict=True), 1)
    )
    unit = "year" if cut == len("2025") else "month"
    title = f"{title} per {unit}" + (f", of {PER:,} in the archive" if whole is not None else "")
    return Lines(title, unit, tuple(labels), found, most, len(labels) * HEIGHT, ticks(labels))


def _joined(counts: Mapping[str, int], cut: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for month, count in counts.items():
        found[month[:cut]] = found.get(month[:cut], 0) + count
    return found


def _values(
    counts: Mapping[str, int], labels: Sequence[str], whole: Mapping[str, int] | None
) -> list[float | None]:
    if whole is None:
        return [float(counts.get(label, 0)) for label in labels]
    return [PER * counts.get(label, 0) / whole[label] if whole.get(label) else None for label in labels]


def _drawn(
    values: Sequence[float | None], most: float
) -> tuple[tuple[str, ...], tuple[tuple[float, float], ...]]:
    """The pieces of a line between what is not known, and its single points, each amid its label's column."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(((place + 0.5) * HEIGHT, round(HEIGHT * (1 - value / most), 1)))
    drawn = (" ".join(f"{x:g},{y:g}" for x, y in piece) for piece in pieces if len(piece) > 1)
    return tuple(drawn), tuple(piece[0] for piece in pieces if len(piece) == 1)
