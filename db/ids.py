"""Numbers for articles: they follow from date and content alone, and grow with time.

A number is the day of publication (UTC) as ``YYYYMMDD`` and eight digits from the content. Archives
that are built apart number the same article alike, a link to an article outlives a rebuild of the
archive, and the order of numbers is the order of time.
"""

import re

from ingest.model import Moment

#: Digits behind the day.
DIGITS = 10**8
#: A day has 1,440 minutes; each gets an equal slot, so that the order holds within the day.
SLOT = DIGITS // 1440
#: Undated articles lie before the year 1000: 10^15 numbers, where 100,000 articles clash once in 200,000
#: archives.
UNDATED = 10**15
#: JavaScript, and so every JSON reader in a browser, is exact up to here.
LIMIT = 2**53

_AT = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2}))?)?")


def article_id(published: Moment | None, sha256: str) -> int:
    """Number an article by its moment of publication and the hash of its document (hexadecimal).

    A month's articles stand before its first day, as day 00. Two articles may get one number (two of
    one minute: 1 in 69,444); the second then takes the next that is free.

    >>> article_id(Moment("2025-02-13T00:28:00Z", "2025-02-12T19:28-05:00", "minute", "stated"), "0a" * 32)
    2025021302001554
    >>> article_id(Moment("2025-02", "2025-02", "month", "url"), "0a" * 32) // 10**8
    20250200
    >>> article_id(None, "0a" * 32) < 10**15
    True
    """
    number = int(sha256, 16)
    match = _AT.match(published.at) if published else None
    if match is None:
        return 1 + number % (UNDATED - 1)
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    digits = (hour * 60 + minute) * SLOT + number % SLOT if match[4] else number % DIGITS
    dated = (year * 10_000 + month * 100 + day) * DIGITS + digits
    return dated if UNDATED <= dated < LIMIT else 1 + number % (UNDATED - 1)
