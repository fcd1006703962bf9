"""The ledger of coverage: what the archive has of each outlet day by day, and what it lacks.

After a run the outlets whose articles changed are counted anew, from an index that holds all that is
counted. What is written follows from the articles alone, in whatever order they came.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from db.breaks import Month, breaks
from db.rhythm import rhythm
from db.sqlite import transaction

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Fields whose share is watched, and how to count the articles that have each.
FIELDS = {
    "headline": "sum(headline is not null)",
    "byline": "sum(byline is not null)",
    "section": "sum(section is not null)",
    "agency": "sum(agency is not null)",
    "day": "count(published_on)",
    "stated day": "count(published_on) - sum(published_on is not null and published_source = 'inferred')",
}
#: Outlets in one transaction: a kill costs little, and little is spent on commits.
AT_ONCE = 200

_DAYS = """
    select published_on, count(*) from articles indexed by articles_coverage
    where outlet_id = ? group by month, published_on
"""
_MONTHS = f"""
    select month, count(*), {", ".join(FIELDS.values())} from articles indexed by articles_coverage
    where outlet_id = ? and month is not null group by month order by month
"""
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """A field that an outlet's articles had until some month, and mostly lack since; shares in per cent.

    ``until`` is None where it is still so.
    """

    outlet: str
    field: str
    since: str
    until: str | None
    before: float
    after: float
    articles_before: int
    articles_after: int
    score: float

    def as_dict(self) -> dict[str, Any]:
        """Give the alarm by column."""
        return asdict(self)


def refresh(conn: "sqlite3.Connection") -> None:
    """Count anew the outlets whose articles changed since the last time.

    Rows that stay what they are are not written: a day's news of a large archive costs a day's rows.
    """
    due = [number for (number,) in conn.execute("select outlet_id from outlets_to_cover order by 1")]
    for start in range(0, len(due), AT_ONCE):
        some = due[start : start + AT_ONCE]
        with transaction(conn):
            for outlet in some:
                _count(conn, outlet)
            conn.executemany("delete from outlets_to_cover where outlet_id = ?", [(one,) for one in some])
            if start + AT_ONCE >= len(due):
                _fill_calendar(conn)


def alarms(conn: "sqlite3.Connection", outlet: str | None = None) -> list[Alarm]:
    """What broke down in the outlets (or in one, by its name), the latest first."""
    rows = conn.execute(
        """select outlets.name, field, since, until, before, after, articles_before, articles_after, score
           from coverage_breaks join outlets on outlets.id = outlet_id
           where coalesce(outlets.name = ?, 1) order by since desc, score desc, outlets.name, field""",
        [outlet],
    )
    return [Alarm(*row) for row in rows]


def _count(conn: "sqlite3.Connection", outlet: int) -> None:
    counted = conn.execute(_DAYS, [outlet]).fetchall()
    days = {date.fromisoformat(day): articles for day, articles in counted if day}
    total = sum(articles for _, articles in counted)
    span = (min(days).isoformat(), max(days).isoformat()) if days else (None, None)
    whole = [(outlet, *span, total, total - sum(days.values()))] if total else []
    _write(conn, "coverage_outlets", outlet, whole, keys=1)
    rows = [(outlet, one.day.isoformat(), one.articles, one.expected, one.mark) for one in rhythm(days)]
    _write(conn, "coverage_rhythm", outlet, rows, keys=2)
    months = conn.execute(_MONTHS, [outlet]).fetchall()
    _write(conn, "coverage_breaks", outlet, list(_broken(outlet, months)), keys=3)


def _broken(outlet: int, months: Sequence[Row]) -> Iterator[Row]:
    for place, field in enumerate(FIELDS, 2):
        for one in breaks([Month(row[0], row[1], row[place]) for row in months]):
            levels = (one.before, one.after, one.articles_before, one.articles_after, one.score)
            yield outlet, field, one.since, one.until, *levels


def _write(conn: "sqlite3.Connection", table: str, outlet: int, rows: Iterable[Row], keys: int) -> None:
    """Make these the rows of an outlet; ``keys`` columns at the front are the key."""
    here = conn.execute(f"select * from {table} where outlet_id = ?", [outlet]).fetchall()
    wanted = {row[:keys]: row for row in rows}
    gone = [row[:keys] for row in here if row[:keys] not in wanted]
    if gone:
        names = [row[1] for row in conn.execute(f"pragma table_info({table})")][:keys]
        where = " and ".join(f"{name} = ?" for name in names)
        conn.executemany(f"delete from {table} where {where}", gone)
    fresh = sorted(set(wanted.values()).difference(map(tuple, here)), key=lambda row: row[:keys])
    if fresh:
        marks = ", ".join("?" * len(fresh[0]))
        conn.executemany(f"insert or replace into {table} values ({marks})", fresh)


def _fill_calendar(conn: "sqlite3.Connection") -> None:
    """Make the calendar reach from the first day of all to the last."""
    [(first, last)] = conn.execute("select min(first_day), max(last_day) from coverage_outlets")
    conn.execute("delete from coverage_calendar where coalesce(not day between ? and ?, 1)", [first, last])
    if first is None:
        return
    begin = date.fromisoformat(first)
    known = {day for (day,) in conn.execute("select day from coverage_calendar")}
    days = ((begin + timedelta(i)).isoformat() for i in range((date.fromisoformat(last) - begin).days + 1))
    conn.executemany(
        "insert into coverage_calendar (day) values (?)", [(day,) for day in days if day not in known]
    )
