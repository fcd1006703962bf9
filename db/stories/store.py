"""Signatures, neighbours and links as rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from db.stories.agglomerate import Link
from db.stories.features import Facts
from db.stories.index import FAR, NEIGHBOURS, TELLING, UNDATED
from db.stories.signature import ROW, TERMS, StoryText, signature

if TYPE_CHECKING:
    from db.sqlite import sqlite3

Rows = NDArray[np.int64]

#: Values that one statement takes.
AT_ONCE = 500
COLUMNS = "article_id, day, outlet_id, words, terms"
#: Bytes of a signature that hold the terms by which an article is found.
FOUND_BY = TELLING * ROW.itemsize

#: How a list of neighbours is stored.
LISTED = np.dtype([("id", "<i8"), ("alike", "<i4")])


@dataclass(slots=True)
class Stored:
    """Signed articles within reach, in the order of day and id: telling terms, neighbours by id."""

    ids: Rows
    facts: Facts
    telling: NDArray[np.void]
    neighbours: NDArray[np.void]
    reach: NDArray[np.float64]


def chunks(values: Sequence[int], size: int = AT_ONCE) -> Iterator[list[int]]:
    """Cut into lists of at most so many.

    >>> list(chunks([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    for first in range(0, len(values), size):
        yield list(values[first : first + size])


def marks(values: Sequence[object]) -> str:
    """Question marks for a list in SQL.

    >>> marks([1, 2])
    '?,?'
    """
    return ",".join("?" * len(values))


def day_number(published_on: str | None) -> int:
    """Number a day; a month alone is no day.

    >>> day_number("0001-01-02"), day_number("2025-02"), day_number(None)
    (2, 0, 0)
    """
    try:
        return date.fromisoformat(published_on or "").toordinal()
    except ValueError:
        return UNDATED


def sign(conn: "sqlite3.Connection", ids: Sequence[int]) -> Rows:
    """Sign articles anew, and forget those that are gone; their days, before and now."""
    days: set[int] = set()
    for some in chunks(ids):
        held = f"where article_id in ({marks(some)})"
        days |= {day for (day,) in conn.execute(f"select day from story_signatures {held}", some)}
        conn.execute(f"delete from story_signatures {held}", some)
        rows = conn.execute(
            f"select id, coalesce(headline, ''), body, published_on, outlet_id, word_count from articles "
            f"where id in ({marks(some)})",
            some,
        ).fetchall()
        for number, headline, body, published, outlet, words in rows:
            terms, day = signature(StoryText(number, headline, body)), day_number(published)
            days.add(day)
            row = [number, day, outlet, words, terms.tobytes()]
            conn.execute(f"insert into story_signatures ({COLUMNS}) values (?, ?, ?, ?, ?)", row)
    return np.array(sorted(days), np.int64)


def within(conn: "sqlite3.Connection", days: Rows) -> Stored:
    """Read what can be near any article that can be near one of these days; all, if one has none."""
    where, values = "", list[int]()
    if len(days) and days[0] != UNDATED:
        # Twice: whoever lists an article of these days is listed in turn by others.
        where, values = (
            "where day = 0 or day between ? and ?",
            [int(days[0]) - 2 * FAR, int(days[-1]) + 2 * FAR],
        )
    (number,) = conn.execute(f"select count(*) from story_signatures {where}", values).fetchone()
    stored = Stored(
        np.zeros(number, np.int64),
        Facts(*(np.zeros(number, np.int64) for _ in range(3))),
        np.zeros((number, TELLING), ROW),
        np.zeros((number, NEIGHBOURS), LISTED),
        np.zeros(number),
    )
    rows = conn.execute(
        f"select article_id, day, coalesce(outlet_id, -1), words, substr(terms, 1, {FOUND_BY}), "
        f"neighbours, reach from story_signatures {where} order by day, article_id",
        values,
    )
    for place, (one, day, outlet, words, terms, neighbours, reach) in enumerate(rows):
        stored.ids[place], stored.reach[place] = one, reach
        stored.facts.day[place], stored.facts.outlet[place], stored.facts.words[place] = day, outlet, words
        telling = np.frombuffer(terms or b"", ROW)
        stored.telling[place, : len(telling)] = telling
        if neighbours:
            listed = np.frombuffer(neighbours, LISTED)
            stored.neighbours[place, : len(listed)] = listed
    return stored


def terms_of(conn: "sqlite3.Connection", ids: Rows) -> NDArray[np.void]:
    """Read whole signatures, in the order of ``ids``."""
    found = np.zeros((len(ids), TERMS), ROW)
    place = {number: i for i, number in enumerate(ids.tolist())}
    for some in chunks(ids.tolist()):
        ask = f"select article_id, terms from story_signatures where article_id in ({marks(some)})"
        for number, terms in conn.execute(ask, some):
            rows = np.frombuffer(terms or b"", ROW)
            found[place[number], : len(rows)] = rows
    return found


def days_of(conn: "sqlite3.Connection", ids: Sequence[int]) -> dict[int, int]:
    """Number the days of articles."""
    found: dict[int, int] = {}
    for some in chunks(ids):
        ask = f"select article_id, day from story_signatures where article_id in ({marks(some)})"
        found.update(conn.execute(ask, some))
    return found


def write_neighbours(
    conn: "sqlite3.Connection", ids: Rows, listed: NDArray[np.void], reach: Iterable[float]
) -> None:
    """Write whom articles list; an id of 0 is nobody."""
    conn.executemany(
        "update story_signatures set neighbours = ?, reach = ? where article_id = ?",
        [
            (row[row["id"] > 0].tobytes(), near, number)
            for number, row, near in zip(ids.tolist(), listed, reach, strict=True)
        ],
    )


def drop_links(conn: "sqlite3.Connection", ids: Sequence[int]) -> set[int]:
    """Delete all links of articles; give those at their other ends."""
    ends: set[int] = set()
    for some in chunks(ids):
        for mine, theirs in (("one_id", "other_id"), ("other_id", "one_id")):
            gone = f"delete from story_links where {mine} in ({marks(some)}) returning {theirs}"
            ends |= {one for (one,) in conn.execute(gone, some).fetchall()}
    return ends


def links_of(conn: "sqlite3.Connection", ids: Sequence[int], least: int) -> list[Link]:
    """All links of articles that are at least so likely, each once."""
    found: set[Link] = set()
    for some in chunks(ids):
        for mine in ("one_id", "other_id"):
            ask = f"select one_id, other_id, likely from story_links where {mine} in ({marks(some)})"
            found |= set(conn.execute(f"{ask} and likely >= ?", [*some, least]).fetchall())
    return sorted(found)
