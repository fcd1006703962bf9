"""The ledger of coverage, read: how much there is of each outlet, and all that is missing."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from db.coverage import alarms

if TYPE_CHECKING:
    from db.sqlite import sqlite3


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that an outlet lacks: a gap or drop in days, or a break of a field in months.

    ``days`` counts those that should have articles; ``articles`` are there, where ``expected`` were usual.
    Of a break ``before`` and ``after`` are per cent of the articles. Without ``until`` it is still so.
    """

    outlet: str
    what: str
    since: str
    until: str | None
    days: int | None = None
    articles: int | None = None
    expected: float | None = None
    field: str | None = None
    before: float | None = None
    after: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give it by column."""
        return asdict(self)

    def told(self) -> str:
        """Say it in plain words.

        >>> Missing("Gazette", "gap", "2025-03-01", None, 31, 0, 310.0).told()
        'gap: nothing since 2025-03-01 (usual: 310)'
        >>> Missing("Gazette", "break", "2025-03", None, field="byline", before=92.0, after=3.4).told()
        'byline: 92 % → 3 % since 2025-03, its layout may have changed'
        """
        if self.what == "break":
            when = f"{self.since} to {self.until}" if self.until else f"since {self.since}"
            levels = f"{self.before:.0f} % → {self.after:.0f} %"
            return f"{self.field}: {levels} {when}, its layout may have changed"
        span = f"since {self.since}" if self.until is None else f"{self.since} to {self.until}"
        when = f"on {self.since}" if self.until == self.since else span
        there = "nothing" if self.what == "gap" else f"{self.articles:,} article{'s' * (self.articles != 1)}"
        return f"{self.what}: {there} {when} (usual: {self.expected:,.0f})"


@dataclass(frozen=True, slots=True)
class Outlet:
    """How much there is of an outlet, and how much of it has no day."""

    name: str
    articles: int
    undated: int
    first_day: str | None
    last_day: str | None


def outlets(conn: "sqlite3.Connection", outlet: str | None = None) -> list[Outlet]:
    """All outlets with articles (or one, by its name), the fullest first."""
    rows = conn.execute(
        """select name, articles, undated, first_day, last_day
           from coverage_outlets join outlets on outlets.id = outlet_id
           where coalesce(name = ?, 1) order by articles desc, name""",
        [outlet],
    )
    return [Outlet(*row) for row in rows]


def missing(conn: "sqlite3.Connection", outlet: str | None = None) -> Iterator[Missing]:
    """All that is missing (or of one outlet, by its name): breaks first, then days; the latest first."""
    for one in alarms(conn, outlet):
        yield Missing(
            one.outlet,
            "break",
            one.since,
            one.until,
            articles=one.articles_after,
            field=one.field,
            before=one.before,
            after=one.after,
        )
    rows = conn.execute(
        """select outlet, mark, since, until, days, articles, expected from coverage_gaps
           where coalesce(outlet = ?, 1)""",
        [outlet],
    )
    yield from (Missing(*row) for row in rows)


def due(conn: "sqlite3.Connection") -> int:
    """The number of outlets that changed since their days were counted; 0 after a whole run."""
    return int(conn.execute("select count(*) from outlets_to_cover").fetchone()[0])
