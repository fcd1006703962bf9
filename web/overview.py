"""The archive at a glance: how much it holds of which outlet and when, counted in memory."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from db.column_states import columns
from db.columns import Ints
from db.statements import rows
from web.charts import main_span
from web.dates import months_between
from web.gathered import stored_day

#: More months than this are shown as years: cells of a row should stay wide enough to hit.
MAX_MONTHS = 36
#: The name of what has no outlet.
NOBODY = "no outlet known"


@dataclass(frozen=True, slots=True)
class Held:
    """What the archive holds of one outlet; ``counts`` by month or year, ``outlet_id`` 0 for no outlet."""

    outlet_id: int
    name: str
    total: int
    undated: int
    first: str | None
    last: str | None
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """All articles: by month, and by outlet, the fullest first, with ``labels`` for its months or years."""

    total: int
    undated: int
    first: str | None
    last: str | None
    months: tuple[tuple[str, int], ...]
    #: the same without stray dates that lie far from all others
    drawn: tuple[tuple[str, int], ...]
    labels: tuple[str, ...]
    outlets: tuple[Held, ...]

    @property
    def by_month(self) -> bool:
        """Whether the labels are months."""
        return len(next(iter(self.labels), "")) > len("2025")


def overview(conn: sqlite3.Connection) -> Overview:
    """Count the archive. ``overview(conn).total`` is the number of its articles."""
    held = columns(conn)
    month, day = (held.column(conn, name).astype(np.int64) for name in ("month", "day"))
    months = tuple(_counted(month, _label))
    drawn = tuple(main_span(months))
    labels = months_between(drawn[0][0], drawn[-1][0]) if drawn else []
    by_month = len(labels) <= MAX_MONTHS
    period = month if by_month else month // 12
    label = _label if by_month else "{:04}".format
    names = {int(str(key)): str(name) for key, name in rows(conn, "select id, name from outlets")}
    outlets = held.column(conn, "outlet")
    # one sort instead of a look at every article for each outlet
    order = np.argsort(outlets, kind="stable")
    keys, starts = np.unique(outlets[order], return_index=True)
    pieces = np.split(order, starts[1:]) if len(keys) else []
    found = [
        _held(int(key), names.get(int(key), NOBODY), day[here], _counted(period[here], label))
        for key, here in zip(keys, pieces, strict=True)
    ]
    found.sort(key=lambda one: (not one.outlet_id, -one.total, one.name))
    whole = _held(0, NOBODY, day, [])
    periods = dict.fromkeys(labels if by_month else (month[:4] for month in labels))
    return Overview(
        whole.total, whole.undated, whole.first, whole.last, months, drawn, tuple(periods), tuple(found)
    )


def _held(key: int, name: str, days: Ints, counts: Iterable[tuple[str, int]]) -> Held:
    dated = days[days > 0]
    first, last = (stored_day(int(dated.min())), stored_day(int(dated.max()))) if len(dated) else (None, None)
    return Held(key, name, len(days), len(days) - len(dated), first, last, dict(counts))


def _counted(numbers: Ints, label: Callable[[int], str]) -> list[tuple[str, int]]:
    """Articles by period; those of none are left out."""
    counts = np.bincount(numbers)
    return [(label(i), int(counts[i])) for i in np.flatnonzero(counts).tolist() if i]


def _label(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
