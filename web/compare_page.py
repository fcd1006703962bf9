"""The page /compare and its data, /compare.json: two to five searches beside each other."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]

from db.asking import label
from db.comparing import MOST, Comparison, Side, compare
from db.statements import TooSlowError
from web.archive import SIGNED, TABLES, archive, ensure, limited, needed, unseen
from web.dates import day
from web.lines import Lines, lines

#: What the lines show, by the value of ``per``.
MEASURES = {"articles": "articles", "thousand": "of a thousand articles"}
#: Characters of a query that are read, as by the search itself.
MAX_CHARS = 1000


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for."""

    queries: tuple[str, ...] = ()
    per: str = "articles"

    @property
    def address(self) -> str:
        """The query string that asks for the same.

        >>> Wish(("tax", "oil"), "thousand").address
        '?q=tax&q=oil&per=thousand'
        """
        pairs = [("q", query) for query in self.queries]
        return "?" + urlencode(pairs + ([("per", self.per)] if self.per != "articles" else []))

    def without(self, query: str) -> "Wish":
        """The same with one search less."""
        return replace(self, queries=tuple(one for one in self.queries if one != query))


def wish(args: Any) -> Wish:
    """Read an address; whatever makes no sense in it is left out."""
    queries = (" ".join(query.split())[:MAX_CHARS] for query in args.getlist("q"))
    stored = (query.encode("utf-8", "replace").decode() for query in queries if query)
    per = args.get("per")
    return Wish(tuple(dict.fromkeys(stored))[:MOST], per if per in MEASURES else "articles")


async def compare_page(datasette: Any, request: Any) -> Any:
    """Answer ``/compare`` and ``/compare.json``."""
    database = await archive(datasette)
    if database is None:
        await datasette.ensure_permissions(request.actor, ["view-instance"])
        raise NotFound("No archive is being served")
    wanted = wish(request.args)
    signed = {table for query in wanted.queries for table in needed(query)} & SIGNED
    await ensure(datasette, request.actor, database.name, TABLES | signed)
    found = None
    try:
        if wanted.queries:
            hidden = await unseen(datasette, request.actor, database)
            found = await limited(datasette, database, lambda conn: compare(conn, wanted.queries, hidden))
    except TooSlowError:
        pass
    if request.url_vars["format"]:
        return _json(datasette, wanted, found)
    context: dict[str, Any] = {"wish": wanted, "found": found, "slow": bool(wanted.queries) and found is None}
    if found is not None:
        context |= _pieces(datasette, database.name, wanted, found)
    context |= {"label": label, "titles": [label(query) for query in wanted.queries]}
    context |= {"fields": max(2, min(MOST, len(wanted.queries) + 1))}
    html = await datasette.render_template(
        "morgue_compare.html", context, request=request, view_name="compare"
    )
    return Response.html(html)


def _json(datasette: Any, wanted: Wish, found: Comparison | None) -> Any:
    headers = {"Access-Control-Allow-Origin": "*"} if datasette.cors else {}
    if found is None:
        told = "Too many articles to compare in time" if wanted.queries else "Ask for something: ?q=…&q=…"
        return Response.json({"ok": False, "error": told, "status": 400}, status=400, headers=headers)
    data = asdict(found)
    data["pairs"] = [{"sides": list(pair), "articles": n} for pair, n in found.pairs.items()]
    return Response.json(data, headers=headers)


def _pieces(datasette: Any, database: str, wanted: Wish, found: Comparison) -> dict[str, object]:
    """What the template shows, with every link made."""
    path = datasette.urls.path

    def search(*queries: str, **more: str) -> str:
        text = queries[0] if len(queries) == 1 else " ".join(f"({query})" for query in queries)
        # the numbers are those of articles, copies included
        return str(path("/search?" + urlencode([("q", text), *more.items(), ("once", "0")])))

    counts = [side.months for side in found.sides]
    per_thousand = wanted.per == "thousand"
    chart = lines(found.months, counts, found.archive, per_thousand=per_thousand)
    return {
        "chart": chart if chart and len(chart.labels) > 1 else None,
        "rows": _rows(chart, found.sides, search) if chart else [],
        "sides": [(side, search(side.query), wanted.without(side.query).address) for side in found.sides],
        "measures": [
            (name, replace(wanted, per=per).address, per == wanted.per) for per, name in MEASURES.items()
        ],
        "pairs": [
            (
                found.sides[one],
                found.sides[other],
                n,
                search(found.sides[one].query, found.sides[other].query),
            )
            for (one, other), n in found.pairs.items()
        ],
        **_names(found, search),
        "json_url": path("/compare.json") + wanted.address,
        "entity_url": lambda key: datasette.urls.row(database, "entities", key),
    }


def _names(found: Comparison, search: Any) -> dict[str, object]:
    """What the searches share and what sets each apart, with links to the articles."""
    return {
        "shared": [
            (
                one.name,
                [
                    (n, search(side.query, **{one.name.kind: one.name.name}))
                    for n, side in zip(one.counts, found.sides, strict=True)
                ],
            )
            for one in found.shared
        ],
        "apart": [
            (
                side,
                [(word, search(f"({side.query}) {word.text}")) for word in side.words],
                [(name, search(side.query, **{name.kind: name.name})) for name in side.names],
            )
            for side in found.sides
        ],
    }


def _rows(
    chart: Lines, sides: Sequence[Side], search: Any
) -> list[tuple[str, list[tuple[float | None, str]]]]:
    """The rows of the table behind the picture: a time, and of each search the value and its articles."""
    found = []
    for at, time in enumerate(chart.labels):
        cells = [
            (one.values[at], search(side.query, **{chart.unit: time}) if one.counts[at] else "")
            for one, side in zip(chart.series, sides, strict=True)
        ]
        found.append((day(time) if chart.unit == "month" else time, cells))
    return found
