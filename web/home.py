"""The first page: the archive at a glance, what is new in it, and ways in."""

from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Response  # type: ignore[import-untyped]
from datasette.views.index import IndexView  # type: ignore[import-untyped]

from db.rising import FEWEST, Rising, rising
from web.archive import Part, Reader, Row, archive, visible
from web.charts import bars, months, sparkline, ticks
from web.dates import day
from web.gathered import computed
from web.once import Permission, allowed
from web.overview import Held, Overview, overview
from web.shades import Shade, shades

_TOP = """select id, name, kind, article_count as n from entities where kind = '{}' and article_count > 0
          order by article_count desc, name limit 8"""

#: Pieces of the page: the tables that each shows, and its SQL.
PARTS: dict[str, Part] = {
    "newest": (
        ("articles", "outlets", "copies"),
        """select articles.id, title, articles.language, standfirst, section, published_at, published_local,
               outlets.name as outlet
           from articles left join outlets on outlets.id = outlet_id
           where not exists (select 1 from copies where article_id = articles.id and family_id <> articles.id)
           order by articles.id desc limit 8""",
    ),
    "people": (("entities",), _TOP.format("person")),
    "organisations": (("entities",), _TOP.format("organisation")),
    "places": (("entities",), _TOP.format("place")),
    "failures": (("failures",), "select count(*) as n from failures"),
}
#: The largest stories, where stories have been found: newest of the largest, so that old news makes room.
#: A story's headline is that of one of its articles.
STORIES: Part = (
    ("stories", "articles"),
    """select id, headline, first_published, last_published, article_count, outlet_count from stories
       where article_count > 1 order by article_count desc, id desc limit 6""",
)
#: Rows of the table of outlets on this page; the page about the archive has all of them.
OUTLETS = 16
#: Names that rose, on either side.
RISEN = 7


async def home_page(datasette: Any, request: Any) -> Any:
    """Answer ``/``; without an archive as Datasette does.

    Datasette's own view would count the rows of every table first: 0.2 s at 100,000 articles.
    """
    await datasette.ensure_permissions(request.actor, ["view-instance"])
    database = await archive(datasette)
    if database is None:
        return await IndexView(datasette).dispatch_request(request)
    context = {
        "morgue": await home_context(Reader(datasette, database, request.actor)),
        "metadata": datasette.metadata(),
    }
    html = await datasette.render_template("morgue_home.html", context, request=request, view_name="index")
    return Response.html(html)


async def home_context(reader: Reader) -> dict[str, Any]:
    """What the template of the first page needs; pieces that the reader may not see are None.

    ``(await home_context(reader))["overview"].total`` is 1204.
    """
    datasette, name = reader.datasette, reader.database.name
    stories = {"stories": STORIES} if "stories" in await reader.database.table_names() else {}
    found: dict[str, Any] = dict(await reader.parts(PARTS | stories, {}))
    seen = await computed(reader, ["articles", "outlets"], overview)
    # in a tuple: nothing that may be seen is not the same as too little to compare
    rose = await computed(
        reader,
        ["articles", "entities", "article_entities", "copies"],
        lambda conn: (rising(conn, limit=60),),
    )
    tops = [(title, found[key] or []) for key, title in _TOPS]
    return {
        "newest": found["newest"],
        "failures": found["failures"],
        "stories": found.get("stories"),
        "tops": [(title, _named(reader, rows)) for title, rows in tops if rows],
        "overview": seen,
        **(covered(reader, seen) if seen else {}),
        **_news(reader, rose),
        "examples": examples([row["name"] for _, rows in tops for row in rows[:1]]),
        "queries": await readable_queries(reader),
        "searchable": bool(await visible(datasette, reader.actor, name, ["articles_fts"])),
        "day": day,
        "database": name,
    }


_TOPS = (("people", "People"), ("organisations", "Organisations"), ("places", "Places"))


def covered(reader: Reader, seen: Overview, most: int | None = OUTLETS) -> dict[str, Any]:
    """The chart of all articles and the rows of outlets, with their links."""
    urls = reader.datasette.urls
    search = urls.path("/search")

    def found(**asked: str) -> str:
        # the numbers are those of articles, copies included
        return f"{search}?{urlencode(asked | {'once': '0'})}"

    labels, unit = seen.labels, "month" if seen.by_month else "year"

    def row(one: Held) -> tuple[str, str | None, int, list[Shade]]:
        if not one.outlet_id:
            return one.name, None, one.total, shades(one.counts, labels)
        address = urls.row(reader.database.name, "outlets", one.outlet_id)
        cells = shades(one.counts, labels, lambda label: found(**{"outlet": one.name, unit: label}))
        return one.name, address, one.total, cells

    rows = [row(one) for one in seen.outlets[:most]]
    stray = sum(count for _, count in seen.months) - sum(count for _, count in seen.drawn)
    return {
        "chart": months(
            seen.drawn,
            lambda unit, label: found(**{unit: label}),
            covered=[month for month, _ in seen.drawn],
        ),
        "stray": stray,
        "heat": rows,
        "labels": labels,
        "ticks": ticks(labels),
        "outlets_more": max(0, len(seen.outlets) - len(rows)),
    }


def examples(names: list[str]) -> list[str]:
    """Queries to try, made of names that the archive holds.

    >>> examples(["Ada Brandt", "Port Authority", "Eastmouth"])
    ['"Ada Brandt"', '"Ada Brandt" -Eastmouth', 'headline:Eastmouth']
    >>> examples([])
    ['"prime minister"', 'tax OR levy -opinion']
    """
    if len(names) < len(_TOPS):
        return ['"prime minister"', "tax OR levy -opinion"]
    who, where = (f'"{name}"' if " " in name else name for name in (names[0], names[-1]))
    return [who, f"{who} -{where}", f"headline:{where}"]


async def readable_queries(reader: Reader) -> list[Row]:
    """The canned queries that the actor may see, in the order of metadata.yml."""
    datasette, name = reader.datasette, reader.database.name
    found = []
    for query in (await datasette.get_canned_queries(name, reader.actor)).values():
        needed: list[Permission] = [
            ("view-query", (name, query["name"])),
            ("view-database", name),
            "view-instance",
        ]
        if await allowed(datasette, reader.actor, needed):
            found.append(query)
    return found


def _named(reader: Reader, rows: list[Row]) -> Any:
    urls, name = reader.datasette.urls, reader.database.name
    return bars([(row["name"], row["n"], urls.row(name, "entities", row["id"])) for row in rows])


def _news(reader: Reader, rose: tuple[Rising | None] | None) -> dict[str, Any]:
    """Who is in the news, or why that cannot be told; nothing at all where it may not be."""
    if rose is None:
        return {"rising": None, "risen": [], "calm": None}
    if rose[0] is None:
        little = (
            f"There is too little to compare: thirty days and the thirty before need {FEWEST} texts each."
        )
        return {"rising": None, "risen": [], "calm": little}
    risen = _risen(reader, rose[0])
    still = None if risen else "No name rose more than chance would have it."
    return {"rising": rose[0], "risen": risen, "calm": still}


def _risen(reader: Reader, rose: Rising) -> list[tuple[str, list[Row]]]:
    """Who and where is in the news: each name with its line, and a link to what is new of it."""
    urls, name = reader.datasette.urls, reader.database.name
    since = {"sort": "newest"}
    lists: dict[str, list[Row]] = {"Who": [], "Where": []}
    for one in rose.names:
        listed = lists["Where" if one.kind == "place" else "Who"]
        if len(listed) < RISEN:
            asked = urlencode({one.kind: one.name, **since})
            listed.append(
                {
                    "name": one.name,
                    "address": urls.row(name, "entities", one.entity_id),
                    "found": f"{urls.path('/search')}?{asked}",
                    "now": one.now,
                    "before": one.before,
                    "course": sparkline(one.course, "texts in every six days, the latest last"),
                }
            )
    return [(title, rows) for title, rows in lists.items() if rows]
