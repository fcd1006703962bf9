"""The reports of a story in the order of time: who was first, how long the others took, copies folded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from web.archive import Row

#: Minutes and hours up to which these are counted; what took longer is told in hours and days.
MINUTES, HOURS = 90, 48
#: The end of every day on which a report's time is not known: it stands after those whose time is.
_LATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Report:
    """An article of a story: ``at`` is its minute (UTC), ``day`` its day, None as far as they are not known.

    The day of a report with a time is that of UTC, of others the one that is printed.
    """

    row: Row
    day: date | None
    at: datetime | None

    @property
    def outlet(self) -> str | None:
        """The outlet's name."""
        name: str | None = self.row["outlet"]
        return name


@dataclass(frozen=True, slots=True)
class Told:
    """A text of the story: the report that had it first, and the ``copies`` that followed it.

    ``original`` is what copies are compared with: the presumed original, else the first.
    """

    report: Report
    copies: tuple[Report, ...]
    original: int


def report(row: Row) -> Report:
    """An article's row as a report.

    >>> report({"published_at": "2025-03-04T08:12:00Z"}).at.hour, report({"published_at": "2025-03"}).day
    (8, None)
    """
    stored = row["published_at"] or ""
    try:
        if len(stored) <= len("2025-03-04"):
            return Report(row, date.fromisoformat(stored), None)
        at = datetime.fromisoformat(stored)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return Report(row, None, None)
    return Report(row, at.date(), at)


def ordered(rows: Sequence[Row]) -> list[Report]:
    """All reports, the first first; those without a time end their day, those without a day the list.

    >>> days = ["2025-03-05", None, "2025-03-04", "2025-03-04T23:00:00Z"]
    >>> [one.row["id"] for one in ordered([{"id": i, "published_at": day} for i, day in enumerate(days)])]
    [3, 2, 0, 1]
    """
    return sorted(map(report, rows), key=lambda one: (one.day or date.max, one.at or _LATE, one.row["id"]))


def first(reports: Sequence[Report]) -> list[Report]:
    """Who was first; several where only days are known that day, none where no day is known at all.

    >>> days = ["2025-03-04T08:12:00Z", "2025-03-04T09:12:00Z", "2025-03-04", "2025-03-05"]
    >>> made = ordered([{"id": i, "published_at": day} for i, day in enumerate(days)])
    >>> [one.row["id"] for one in first(made)], [one.row["id"] for one in first(made[:2])]
    ([0, 2], [0])
    """
    days = [one.day for one in reports if one.day]
    day_one = [one for one in reports if days and one.day == min(days)]
    times = [one.at for one in day_one if one.at]
    return [one for one in day_one if one.at is None or one.at == min(times)]


def lag(firsts: Sequence[Report], later: Report) -> str | None:
    """How long after the first a report came, as exactly as both are known; None if it was first itself.

    >>> days = ["2025-03-04T08:12:00Z", "2025-03-04T12:12:00Z", "2025-03-04", "2025-03-06", None]
    >>> made = [report({"published_at": day, "outlet": "Post"}) for day in days]
    >>> [lag(made[:1], one) for one in made]
    [None, '4 hours later', 'the same day, time not known', '2 days later', 'day not known']
    >>> lag([made[0], made[2]], made[1])
    '4 hours after Post'
    """
    if later in firsts:
        return None
    if later.day is None or not firsts or firsts[0].day is None:
        return "day not known"
    timed = next((one for one in firsts if one.at), None)
    if later.at and timed and timed.at:
        passed = _words(int((later.at - timed.at).total_seconds()) // 60)
        # where only the day of another is known, which was first is not
        sure = all(one.at for one in firsts)
        return f"{passed} later" if sure else f"{passed} after {timed.outlet or 'the first known time'}"
    days = (later.day - firsts[0].day).days
    if days:
        return f"{_many(days, 'day')} later"
    return "the same day" if later.at else "the same day, time not known"


def _words(minutes: int) -> str:
    """Time that passed; reports of one minute are all first, so that there always is some."""
    if minutes < MINUTES:
        return _many(minutes, "minute")
    hours = round(minutes / 60)
    return _many(hours, "hour") if hours <= HOURS else _many(round(hours / 24), "day")


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def folded(reports: Sequence[Report]) -> list[Told]:
    """The texts of a story in their order, each with its copies.

    >>> made = [{"id": 1, "family_id": 2}, {"id": 2, "family_id": 2}, {"id": 3, "family_id": None}]
    >>> made = [Report(row, None, None) for row in made]
    >>> [(told.report.row["id"], len(told.copies), told.original) for told in folded(made)]
    [(1, 1, 2), (3, 0, 3)]
    """
    families: dict[tuple[str, int], list[Report]] = {}
    for one in reports:
        family = ("family", one.row["family_id"]) if one.row["family_id"] else ("alone", one.row["id"])
        families.setdefault(family, []).append(one)
    ids = {one.row["id"] for one in reports}
    return [
        Told(members[0], tuple(members[1:]), original if original in ids else members[0].row["id"])
        for (_, original), members in families.items()
    ]


def by_outlet(reports: Sequence[Report], firsts: Sequence[Report]) -> list[tuple[Report, str | None, int]]:
    """Each known outlet's first report, how long after the first of all it came, and how many there are.

    >>> rows = [{"outlet": name, "published_at": "2025-03-04"} for name in ("Post", "Gazette", "Post", None)]
    >>> made = [report(row) for row in rows]
    >>> [(one.outlet, when, number) for one, when, number in by_outlet(made, made[:1])]
    [('Post', None, 2), ('Gazette', 'the same day, time not known', 1)]
    """
    found: dict[str, list[Report]] = {}
    for one in reports:
        if one.outlet is not None:
            found.setdefault(one.outlet, []).append(one)
    return [(mine[0], lag(firsts, mine[0]), len(mine)) for mine in found.values()]
