"""What many articles have in common, counted in memory: by month, section, language, agency and name."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

import numpy as np

from db.column_filters import KINDS
from db.column_states import columns
from db.columns import Columns
from db.search import reading
from db.search_facets import Counts, Mask, facets
from db.statements import TooSlowError, in_time, numbers, rows
from web.archive import Reader, Row, limited, visible

T = TypeVar("T")

#: Newest articles that are listed.
NEWEST = 12
#: Articles whose rows are read for shares that no column in memory holds: they lie behind the body, 50 µs
#: each, and a share of 400 is right to five hundredths.
SAMPLE = 400


@dataclass(frozen=True, slots=True)
class Gathered:
    """Some articles: how many, by month, by field, and the ids of the newest."""

    total: int
    months: Counts
    facets: Mapping[str, Counts]
    notes: tuple[str, ...]
    newest: tuple[int, ...]
    #: articles with a day, a section and an agency
    dated: int
    with_section: int
    wire: int
    first: str | None
    last: str | None
    #: every so many of them, for `shares`
    sample: tuple[int, ...]
    #: months of which the archive holds anything at all
    covered: frozenset[str]


async def computed(
    reader: Reader, tables: Iterable[str], function: Callable[[sqlite3.Connection], T]
) -> T | None:
    """What a function makes of the archive; None if the actor may not see a table, or it takes too long.

    ``await computed(reader, ["articles"], lambda conn: len(columns(conn)))`` is the number of articles.
    """
    needed = set(tables)
    if not needed <= set(await reader.database.table_names()):
        return None
    if await visible(reader.datasette, reader.actor, reader.database.name, needed) != needed:
        return None

    def one_state(conn: sqlite3.Connection) -> T:
        with in_time(), reading(conn):
            return function(conn)

    try:
        return await limited(reader.datasette, reader.database, one_state)
    except TooSlowError:
        return None


async def gathered_for(
    reader: Reader, tables: Iterable[str], function: Callable[[sqlite3.Connection], Gathered]
) -> Gathered | None:
    """The same for counts of articles: without names, where the actor may not see who is named."""
    held = await computed(reader, ["articles", *tables], function)
    names = {"entities", "article_entities"}
    seen = await visible(reader.datasette, reader.actor, reader.database.name, names)
    if held is None or seen == names:
        return held
    return replace(held, facets={field: held.facets[field] for field in held.facets if field not in KINDS})


def of_outlet(conn: sqlite3.Connection, outlet: int) -> Gathered:
    """The articles of one outlet. ``of_outlet(conn, 7).total`` is their number."""
    held = columns(conn)
    return gathered(conn, held, held.column(conn, "outlet") == outlet)


def of_author(conn: sqlite3.Connection, author: int) -> Gathered:
    """The articles that somebody signed. ``of_author(conn, 7).total`` is their number."""
    held = columns(conn)
    mask = np.zeros(len(held), bool)
    sql = "select article_id from article_authors where author_id = ? order by 1"
    mask[held.at(numbers(conn, sql, (author,)))] = True
    return gathered(conn, held, mask)


def gathered(conn: sqlite3.Connection, held: Columns, mask: Mask) -> Gathered:
    """Count the articles of a mask, one truth value for each article of the archive."""
    counted = facets(conn, held, mask, {})
    places = np.flatnonzero(mask)
    days = held.column(conn, "day")[places]
    days = days[days > 0]
    even = np.linspace(0, max(len(places) - 1, 0), min(len(places), SAMPLE)).astype(np.int64)
    return Gathered(
        total=len(places),
        months=counted.histogram,
        facets=counted.facets,
        notes=counted.notes,
        newest=tuple(held.ids[places[-NEWEST:][::-1]].tolist()),
        dated=len(days),
        with_section=int(np.count_nonzero(held.column(conn, "section")[places])),
        wire=int(np.count_nonzero(held.column(conn, "agency")[places])),
        first=stored_day(int(days.min())) if len(days) else None,
        last=stored_day(int(days.max())) if len(days) else None,
        sample=tuple(held.ids[places[even]].tolist()),
        covered=frozenset(
            f"{i // 12:04}-{i % 12 + 1:02}" for i in np.unique(held.column(conn, "month")).tolist() if i
        ),
    )


def stored_day(number: int) -> str | None:
    """A day of the columns as the tables store it.

    >>> stored_day(20250213), stored_day(0)
    ('2025-02-13', None)
    """
    try:
        return date(number // 10000, number // 100 % 100, number % 100).isoformat()
    except ValueError:
        return None


def shares(conn: sqlite3.Connection, ids: Iterable[int]) -> dict[str, float]:
    """Per cent of articles with a headline and a byline, and with a date that is inferred."""
    listed = list(ids)
    if not listed:
        return {}
    sql = """select count(headline), count(byline), coalesce(sum(published_source = 'inferred'), 0)
        from articles where id in (select value from json_each(?))"""
    (found,) = rows(conn, sql, (json.dumps(listed),))
    names = ("headline", "byline", "inferred")
    return {name: 100 * int(str(count)) / len(listed) for name, count in zip(names, found, strict=True)}


async def titles(reader: Reader, ids: Iterable[int]) -> list[Row]:
    """The rows of a list of articles, the newest first, without their bodies."""
    return (
        await reader.rows(
            """select articles.id, title, articles.language,
                   standfirst, section, agency, published_at, published_local,
                   outlets.name as outlet
               from articles left join outlets on outlets.id = outlet_id
               where articles.id in (select value from json_each(:ids)) order by articles.id desc""",
            {"ids": json.dumps(list(ids))},
        )
        or []
    )
