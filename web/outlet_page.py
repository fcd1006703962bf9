"""The page of one outlet: how much of it the archive holds, whom it names, and how well it was read."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from web.archive import Part, Reader, Row, visible
from web.charts import Share, bars, main_span, months
from web.dates import day
from web.gathered import Gathered, computed, gathered_for, of_outlet, shares, titles
from web.search_facets import shown

#: Lines of a list: with more, the lists beside the articles are longer than these.
LINES = 7
#: Pieces of the page: the tables that each shows, and its SQL. :id is the outlet.
PARTS: dict[str, Part] = {
    "outlets": (("outlets",), "select * from outlets where id = :id"),
    "lines": (
        ("outlet_lines",),
        """select text, articles, looked_at, status, first_seen, last_seen from outlet_lines
           where outlet_id = :id order by status = 'rejected', articles desc, key limit 12""",
    ),
}
#: The same of tables that an archive has once its coverage was counted: months with missing days, and fields
#: that articles had once and lack since.
COVERAGE: dict[str, Part] = {
    "thin": (
        ("coverage_rhythm",),
        """select substr(day, 1, 7) as month, sum(mark = 'gap') as gaps, sum(mark = 'drop') as drops
           from coverage_rhythm where mark in ('gap', 'drop') and outlet_id = :id
           group by 1 order by 1 desc limit 8""",
    ),
    "breaks": (
        ("coverage_breaks",),
        """select field, since, until, before, after from coverage_breaks where outlet_id = :id
           order by since desc, field limit 8""",
    ),
}
#: Lists of the page: the field of a search, and the title of the list. Names stand above the articles.
NAMES = (("person", "People"), ("organisation", "Organisations"), ("place", "Places"))
LISTS = (
    ("outlet", "Outlets"),
    ("section", "Sections"),
    ("agency", "Agencies"),
    ("language", "Languages"),
)


async def outlet_context(reader: Reader, key: str) -> dict[str, Any] | None:
    """What the template needs for the outlet ``key``, or None if there is none.

    ``(await outlet_context(reader, "1"))["outlet"]["name"]``
    """
    held_tables = set(await reader.database.table_names())
    counted = {name: part for name, part in COVERAGE.items() if held_tables.issuperset(part[0])}
    found = await reader.parts(PARTS | counted, {"id": key})
    if not found["outlets"]:
        return None
    outlet = found["outlets"][0]
    held = await gathered_for(reader, [], partial(of_outlet, outlet=outlet["id"]))
    search = reader.datasette.urls.path("/search")
    return {
        "outlet": outlet,
        "lines": found["lines"] or [],
        "thin": found.get("thin") or [],
        "breaks": found.get("breaks") or [],
        "newest": await titles(reader, held.newest) if held else None,
        **pieces(held, [("outlet", outlet["name"])], search),
        "scores": await scores(reader, held) if held else [],
        "searchable": bool(
            await visible(reader.datasette, reader.actor, reader.database.name, ["articles_fts"])
        ),
        "database": reader.database.name,
        "day": day,
    }


def pieces(held: Gathered | None, asked: list[tuple[str, str]], search: str) -> dict[str, Any]:
    """The chart and the lists of some articles; each bar and line leads to the search that finds them.

    ``asked`` are the parameters of the search that finds all of them. All of them are counted here, so
    that the search must not fold copies.
    """

    every = ("once", "0")

    def address(field: str, value: str) -> str:
        return f"{search}?{urlencode([*asked, (field, value), every])}"

    def lists(fields: Sequence[tuple[str, str]]) -> list[tuple[str, list[Share]]]:
        counts = held.facets if held else {}
        return [
            (
                title,
                bars([(shown(field, value), n, address(field, value)) for value, n in counts[field][:LINES]]),
            )
            for field, title in fields
            if counts.get(field) and field not in dict(asked)
        ]

    return {
        "held": held,
        "all": f"{search}?{urlencode([*asked, ('sort', 'newest'), every])}",
        "chart": months(main_span(held.months), address, covered=held.covered) if held else None,
        "names": lists(NAMES),
        "lists": lists(LISTS),
    }


async def scores(reader: Reader, held: Gathered) -> list[Row]:
    """The extraction's own scorecard: of each field the share of articles that have it."""
    if not held.total:
        return []
    read = await computed(reader, ["articles"], partial(shares, ids=held.sample)) or {}
    sampled = held.total > len(held.sample)
    exact = {
        "date": 100 * held.dated / held.total,
        "section": 100 * held.with_section / held.total,
        "agency credit": 100 * held.wire / held.total,
    }
    names = {"headline": "headline", "byline": "byline", "inferred": "inferred date"}
    rows: list[Row] = [{"name": name, "share": share, "sampled": False} for name, share in exact.items()]
    rows += [{"name": names[name], "share": share, "sampled": sampled} for name, share in read.items()]
    order = ["headline", "byline", "date", "inferred date", "section"]
    return sorted(rows, key=lambda row: order.index(row["name"]) if row["name"] in order else len(order))
