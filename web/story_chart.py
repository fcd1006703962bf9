"""When a story was told: its reports by hour, day or month."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from web.charts import HEIGHT, LABELLED, MAX_BARS, Bar, Months, months
from web.dates import MONTHS
from web.dates import day as in_words
from web.story_reports import Report

#: Hours of a story that is drawn by the hour: two days.
MAX_HOURS = 48
#: Reports below which there is no course to be seen.
FEWEST = 3
#: Labels below the bars, where not each has one: more of them touch each other on a phone.
LABELS = 6


def course(reports: Sequence[Report], address: Callable[[date], str | None]) -> Months | None:
    """The bars of a story, hours only where the time of every dated report is known; None if it is too short.

    ``address`` gives the link of a day's bar.

    >>> from web.story_reports import report
    >>> rows = [{"published_at": f"2025-03-0{number}"} for number in (1, 1, 3)]
    >>> drawn = course([report(row) for row in rows], lambda day: f"#{day}")
    >>> [(bar.said, bar.address) for bar in drawn.bars][::2]
    [('1 March 2025: 2 reports', '#2025-03-01'), ('3 March 2025: 1 report', '#2025-03-03')]
    """
    days = [one.day for one in reports if one.day]
    times = [one.at for one in reports if one.at]
    if len(days) < FEWEST:
        return None
    if len(times) == len(days) and max(times) - min(times) <= timedelta(hours=MAX_HOURS):
        return _by_hour(times)
    span = (max(days) - min(days)).days + 1
    if span == 1:
        return None
    if span > MAX_BARS:
        counts = Counter(one.isoformat()[:7] for one in days)
        return months(sorted(counts.items()), title="Reports", noun="report")
    labels = [min(days) + timedelta(days=number) for number in range(span)]
    bars = [
        (f"{one.day} {MONTHS[one.month - 1][:3]}", in_words(one.isoformat()), days.count(one), address(one))
        for one in labels
    ]
    return _chart("day", bars)


def _by_hour(times: Sequence[datetime]) -> Months | None:
    hours = Counter(one.replace(minute=0, second=0, microsecond=0) for one in times)
    span = int((max(hours) - min(hours)).total_seconds()) // 3600 + 1
    if span == 1:
        return None
    labels = [min(hours) + timedelta(hours=number) for number in range(span)]
    return _chart(
        "hour",
        [
            (f"{one:%H}:00", f"{in_words(one.date().isoformat())}, {one:%H}:00 UTC", hours[one], None)
            for one in labels
        ],
    )


def _chart(unit: str, rows: Sequence[tuple[str, str, int, str | None]]) -> Months:
    """Rows of (short label, label, count, address) as a chart."""
    most = max(count for _, _, count, _ in rows)
    bars = tuple(
        Bar(
            label,
            count,
            round(HEIGHT * count / most, 1),
            f"{label}: {count:,} report{'' if count == 1 else 's'}",
            address,
        )
        for _, label, count, address in rows
    )
    step = 1 if len(rows) <= LABELLED // 2 else -(-len(rows) // LABELS)
    places = range(0, len(rows), step)
    ticks = tuple(
        (at + 1, min(step, len(rows) - at), rows[at][0], number % 2 > 0) for number, at in enumerate(places)
    )
    return Months(f"Reports per {unit}", unit, bars, most, ticks)
