"""Dates as a reader likes them."""

from datetime import date

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August"]
MONTHS += ["September", "October", "November", "December"]


def day(stored: str | None) -> str:
    """A stored date or moment in words, as far as it is known.

    >>> day("2025-02-13T00:28:00+08:00"), day("2025-02-13"), day("2025-02"), day(None)
    ('13 February 2025', '13 February 2025', 'February 2025', 'undated')
    """
    if not stored:
        return "undated"
    try:
        if len(stored) == len("2025-02"):
            return f"{MONTHS[date.fromisoformat(stored + '-01').month - 1]} {stored[:4]}"
        at = date.fromisoformat(stored[:10])
    except ValueError:
        return stored
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def moment(stored: str | None) -> str:
    """The same with the time of day, where there is one.

    >>> moment("2025-02-13T00:28:00Z"), moment("2025-02-13T00:28:00+08:00"), moment("2025-02-13")
    ('13 February 2025, 00:28 UTC', '13 February 2025, 00:28 (+08:00)', '13 February 2025')
    """
    words, time = day(stored), (stored or "")[11:]
    if not time:
        return words
    zone = time[5:].partition("+")[1] + time[5:].partition("+")[2]
    if "-" in time:
        zone = "-" + time.partition("-")[2]
    if time.endswith("Z"):
        return f"{words}, {time[:5]} UTC"
    return f"{words}, {time[:5]}" + (f" ({zone})" if zone else "")


def in_utc(local: str | None, utc: str | None) -> str | None:
    """A moment of UTC beside the same as it was stated, the day only where it is another; None if they agree.

    >>> in_utc("2025-02-13T08:15:00+02:00", "2025-02-13T06:15:00Z")
    '06:15 UTC'
    >>> in_utc("2025-02-13T00:28:00+08:00", "2025-02-12T16:28:00Z"), in_utc("2025-02-13", "2025-02-13")
    ('12 February 2025, 16:28 UTC', None)
    """
    stated, other = local or "", utc or ""
    if not stated[11:16] or not other[11:16] or stated[:16] == other[:16]:
        return None
    return f"{other[11:16]} UTC" if stated[:10] == other[:10] else moment(utc)


def months_between(first: str, last: str) -> list[str]:
    """All months from ``first`` to ``last``; only the ends if they are no months, or in no order.

    >>> months_between("2024-12", "2025-02")
    ['2024-12', '2025-01', '2025-02']
    """
    try:
        start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    except ValueError:
        return [first, last]
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]
