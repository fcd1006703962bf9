"""Days as people type them: a year, a month or a day, alone, compared or as a range."""

import re
from calendar import monthrange
from datetime import date, timedelta

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september"]
_MONTHS += ["october", "november", "december"]
_NUMERIC = re.compile(r"(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?|[-/](\d)(?:[-/](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)? +)?([a-z]{3,9})\.?,? +(\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
_RANGE = re.compile(r"\s*(?:\.\.\.?|…|–|—|\bto\b)\s*")


def days(text: str) -> tuple[date, date] | None:
    """The first and last day of a year, month or day; None if there is no such day.

    >>> [str(day) for day in days("2025-02")]
    ['2025-02-01', '2025-02-28']
    >>> days("13 Feb 2025") == days("2025-02-13") == days("20250213"), days("2025-02-30")
    (True, None)
    """
    found = _numbers(" ".join(text.lower().split()))
    if not found:
        return None
    year, month, day = found
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first
        return first, date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        return None


def _numbers(text: str) -> tuple[int, int | None, int | None] | None:
    if found := _NUMERIC.fullmatch(text):
        year, month, day, short, short_day = found.groups()
        month, day = month or short, day or short_day
        return int(year), int(month) if month else None, int(day) if day else None
    if found := _DAY_FIRST.fullmatch(text):
        day, name, year = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        name, day, year = found.groups()
    else:
        return None
    months = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name[:4]) and name[:3]]
    return (int(year), months[0], int(day) if day else None) if months else None


def span(relation: str, text: str) -> tuple[str | None, str | None] | None:
    """The first and last day of what ``relation`` (on, after, since, before, until) says of a date.

    None stands for an open end; the whole is None if the date is none.

    >>> span("on", "2025-02"), span("after", "2025-01-05"), span("before", "2025")
    (('2025-02-01', '2025-02-28'), ('2025-01-06', None), (None, '2024-12-31'))
    >>> span("on", "2025-01..2025-03"), span("on", "2025-13")
    (('2025-01-01', '2025-03-31'), None)
    """
    ends = [days(end) for end in _RANGE.split(text)] if relation == "on" else [days(text)]
    if len(ends) > 2 or ends[0] is None or ends[-1] is None:
        return None
    (first, last), (later, latest) = ends[0], ends[-1]
    try:
        match relation:
            case "after":
                return (last + timedelta(1)).isoformat(), None
            case "since":
                return first.isoformat(), None
            case "before":
                return None, (first - timedelta(1)).isoformat()
            case "until":
                return None, last.isoformat()
            case _:
                return min(first, later).isoformat(), max(last, latest).isoformat()
    except OverflowError:
        return None


def told(first: str | None, last: str | None) -> str:
    """A stretch of days in plain words, no finer than it is.

    >>> told("2025-02-01", "2025-02-28"), told("2025-01-06", None), told(None, "2024-12-31")
    ('in February 2025', 'after 5 January 2025', 'before 2025')
    >>> told("2025-01-01", "2025-03-31"), told("2025-02-13", "2025-02-13")
    ('from January 2025 to March 2025', 'on 13 February 2025')
    """
    start = date.fromisoformat(first) if first else None
    end = date.fromisoformat(last) if last else None
    if start and end:
        return _between(start, end)
    if start:
        return f"after {_unit_that_ends(start - timedelta(1))}" if start > date.min else "on any day"
    if end:
        return f"before {_unit_that_begins(end + timedelta(1))}" if end < date.max else "on any day"
    return "on any day"


def _between(start: date, end: date) -> str:
    if start == end:
        return f"on {_day(start)}"
    whole = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if not whole:
        return f"from {_day(start)} to {_day(end)}"
    if (start.month, end.month) == (1, 12):
        return f"in {start.year}" if start.year == end.year else f"from {start.year} to {end.year}"
    same = (start.year, start.month) == (end.year, end.month)
    return f"in {_month(start)}" if same else f"from {_month(start)} to {_month(end)}"


def _unit_that_ends(day: date) -> str:
    if (day.month, day.day) == (12, 31):
        return str(day.year)
    return _month(day) if day.day == monthrange(day.year, day.month)[1] else _day(day)


def _unit_that_begins(day: date) -> str:
    if (day.month, day.day) == (1, 1):
        return str(day.year)
    return _month(day) if day.day == 1 else _day(day)


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1].title()} {day.year}"


def _day(day: date) -> str:
    return f"{day.day} {_month(day)}"
