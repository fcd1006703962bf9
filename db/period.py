"""The articles of some days, and of the month before them: what is new is told from these."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db.ids import DIGITS, UNDATED

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Days of the default period: a week has every weekday once.
DAYS = 7
#: Days of the month before: four weeks, so that weekdays weigh the same.
BEFORE = 28

_SOME = """
    select id, published_on, {outlet} from articles indexed by articles_coverage
    where {where} and month in (select value from json_each(:months))
    and published_on between :first and :last
"""
_ARTICLES = f"""
    {_SOME.format(outlet="outlet_id", where="outlet_id in (select id from outlets)")}
    union all {_SOME.format(outlet="0", where="outlet_id is null")} order by 1
"""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``since`` to ``until``, both included.

    ``articles`` and ``before`` (those of the month before) give each article's outlet by its number, 0
    where it has none; ``days`` gives the days of the articles. Undated articles are in no period.
    """

    since: date
    until: date
    articles: dict[int, int]
    before: dict[int, int]
    days: dict[int, str]

    @property
    def begins(self) -> int:
        """Articles of earlier days have lower numbers, but for a few of the night."""
        return first_id(self.since)

    @property
    def night(self) -> int:
        """All articles of earlier days have lower numbers: an evening in the west is the next day in UTC."""
        return first_id(self.since + timedelta(1))

    @property
    def month_before(self) -> tuple[date, date]:
        """The days that the period is compared with."""
        return self.since - timedelta(BEFORE), self.since - timedelta(1)


def first_id(day: date) -> int:
    """The lowest number of an article of a day (UTC).

    >>> first_id(date(2025, 2, 13))
    2025021300000000
    """
    return max(int(day.strftime("%Y%m%d")) * DIGITS, UNDATED)


def newest_day(conn: "sqlite3.Connection") -> date | None:
    """The day of the newest article; days after the last run are misread, and passed over."""
    run = conn.execute("select date(max(started_at), '+1 day') from runs").fetchone()[0]
    newest = "select max(published_on) from articles indexed by articles_coverage where published_on <= ?"
    for latest in (run, "9999"):
        found = latest and conn.execute(newest, [latest]).fetchone()[0]
        if found:
            return date.fromisoformat(found)
    return None


def period(conn: "sqlite3.Connection", since: date, until: date) -> Period:
    """Read which articles are of these days, and which of the month before."""
    first = since - timedelta(BEFORE)
    found = list(_articles(conn, since, until))
    return Period(
        since,
        until,
        {number: outlet for number, _, outlet in found},
        {number: outlet for number, _, outlet in _articles(conn, first, since - timedelta(1))},
        {number: day for number, day, _ in found},
    )


def _articles(conn: "sqlite3.Connection", first: date, last: date) -> Iterator[tuple[int, str, int]]:
    months = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(_month(first), _month(last) + 1)]
    values = {"months": json.dumps(months), "first": first.isoformat(), "last": last.isoformat()}
    yield from conn.execute(_ARTICLES, values)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def listed(numbers: Iterable[int]) -> str:
    """Numbers as ``json_each`` takes them."""
    return json.dumps(list(numbers))
