"""What the archive knows of its outlets' furniture: read, counted anew, judged by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.sqlite import transaction
from ingest.model import Recurring

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Articles of an outlet that are compared: 200 take some 0.2 s and tell a share of a tenth from one of a
#: twentieth; an outlet with a million is judged by as many.
SAMPLE = 200
#: The digits of an id that come from the article's content (``db.ids``): the sample that they choose is
#: spread over all years, is the same whatever was filed first, and stays nearly the same as articles come.
CONTENT_DIGITS = 100_000_000

Status = Literal["proposed", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as its file printed it: its day, if known, all lines in order, and those of its body."""

    day: str | None
    lines: tuple[str, ...]
    body: tuple[str, ...]


#: Finds the recurring lines of an outlet, by its name, in the articles that are compared.
Find = Callable[[str, Sequence[Printed]], Sequence[Recurring]]


def snapshot(conn: "sqlite3.Connection") -> dict[str, frozenset[str]]:
    """The keys of all lines that are not rejected, by the outlet's name."""
    rows = conn.execute(
        "select outlets.name, key from outlet_lines join outlets on outlets.id = outlet_id "
        "where status <> 'rejected'"
    )
    lines: dict[str, set[str]] = {}
    for outlet, key in rows:
        lines.setdefault(outlet, set()).add(key)
    return {outlet: frozenset(keys) for outlet, keys in lines.items()}


def recount(conn: "sqlite3.Connection", find: Find) -> None:
    """Count the lines of all outlets whose articles changed since the last time, in one transaction.

    What somebody accepted or rejected stays so, even where the line no longer recurs.
    """
    due = conn.execute(
        "select id, name from outlets where id in (select outlet_id from outlets_to_learn) order by id"
    ).fetchall()
    if not due:
        return
    with transaction(conn):
        for number, name in due:
            _store(conn, number, find(name, printed(conn, number)))
        conn.execute("delete from outlets_to_learn")


def _store(conn: "sqlite3.Connection", outlet: int, found: Sequence[Recurring]) -> None:
    conn.execute("delete from outlet_lines where outlet_id = ? and status = 'proposed'", [outlet])
    conn.executemany(
        """
        insert into outlet_lines (outlet_id, key, text, articles, looked_at, first_seen, last_seen)
        values (?, ?, ?, ?, ?, ?, ?)
        on conflict do update set text = excluded.text, articles = excluded.articles,
            looked_at = excluded.looked_at, first_seen = excluded.first_seen, last_seen = excluded.last_seen
        """,
        [
            (outlet, one.key, one.text, one.articles, one.looked_at, one.first_seen, one.last_seen)
            for one in found
        ],
    )


def printed(conn: "sqlite3.Connection", outlet: int) -> list[Printed]:
    """The articles of an outlet that are compared: body and blocks together, as the files held them.

    So that what is learned does not depend on what was learned before.
    """
    rows = conn.execute(
        "select id, published_on, body from articles where id in ("
        "select id from articles where outlet_id = ? order by id % ?, id limit ?) order by id",
        [outlet, CONTENT_DIGITS, SAMPLE],
    ).fetchall()
    return [_printed(conn, *row) for row in rows]


def _printed(conn: "sqlite3.Connection", article: int, day: str | None, body: str) -> Printed:
    blocks = dict(conn.execute("select position, text from blocks where article_id = ?", [article]))
    paragraphs = tuple(body.split("\n\n"))
    rest = iter(paragraphs)
    lines = [
        blocks[i] if i in blocks else next(rest, "")
        for i in range(max([len(blocks) + len(paragraphs) - 1, *blocks]) + 1)
    ]
    return Printed(day, (*lines, *rest), paragraphs)


def judge(
    conn: "sqlite3.Connection", key: str, status: Status, outlet: str | None = None
) -> Mapping[str, str]:
    """Accept or reject a line, in one outlet or in all that have it: its text by the outlet's name."""
    rows = conn.execute(
        "select outlets.name, text, outlet_id from outlet_lines join outlets on outlets.id = outlet_id "
        "where key = ? and coalesce(outlets.name = ?, 1) order by 1",
        [key, outlet],
    ).fetchall()
    conn.executemany(
        "update outlet_lines set status = ? where outlet_id = ? and key = ?",
        [(status, number, key) for _, _, number in rows],
    )
    return {name: text for name, text, _ in rows}
