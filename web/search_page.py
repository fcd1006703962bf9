"""The page /search and its data, /search.json."""

import re
from dataclasses import replace
from functools import partial
from typing import Any

from datasette.utils.asgi import Response  # type: ignore[import-untyped]
from markupsafe import Markup, escape

from db.query import parse
from db.search import MARKS, SORTS, Answer, search, unmarked
from db.search_facets import Counts
from db.statements import TooSlowError
from web.archive import Reader, answers_sql, gives_files, limited, searchable, unseen
from web.dates import day, months_between
from web.search_facets import facets, shown
from web.search_files import FILES
from web.search_sql import in_sql
from web.stories_of import languages_of, stories_of
from web.table_links import as_table
from web.wish import MAX_PAGE, Wish, wish

PAGE_SIZE = 20
#: More bars than this are hard to hit with a finger; the histogram then counts years.
MAX_BARS = 60


async def search_page(datasette: Any, request: Any) -> Any:
    """Answer ``/search`` and ``/search.json``."""
    database = await searchable(datasette, request, partly=True)
    hidden = await unseen(datasette, request.actor, database)
    wanted = wish(request)
    answer = await _answer(datasette, database, wanted, hidden)
    if answer and wanted.note:
        answer = replace(answer, notes=(wanted.note, *answer.notes))
    if request.url_vars["format"]:
        return _json(datasette, answer)
    allowed = await answers_sql(datasette, request.actor, database.name)
    context = {"wish": wanted, "answer": answer, "slow": answer is None} | _pieces(
        datasette, database.name, wanted, answer
    )
    reader = Reader(datasette, database, request.actor)
    context["languages"] = await languages_of(reader, [hit.id for hit in answer.hits] if answer else [])
    context["foldable"] = "copies" not in hidden
    context["stories"] = await stories_of(reader, [hit.id for hit in answer.hits] if answer else [])
    table, whole = await as_table(reader, wanted)
    # the table knows no copies
    whole = whole and not (answer and answer.folded)
    context["table"] = (
        "as a table" if whole else "nearly the same as a table",
        datasette.urls.table(database.name, "articles") + table,
    )
    context["sql"] = None
    if allowed and not (wanted.once and answer is None):
        once = wanted.once and bool(answer and answer.folded)
        here = datasette.urls.database(database.name)
        context["sql"] = in_sql(here, wanted, once=once, unseen=hidden)
    html = await datasette.render_template("morgue_search.html", context, request=request, view_name="search")
    return Response.html(html)


async def _answer(datasette: Any, database: Any, wanted: Wish, hidden: frozenset[str]) -> Answer | None:
    """Search within the time limit. Too many matches to rank in time: the newest of them."""
    ask = partial(
        search,
        query=wanted.query,
        filters=wanted.by_field,
        without=wanted.without_by_field,
        look_for=dict(wanted.look_for),
        limit=PAGE_SIZE,
        offset=(wanted.page - 1) * PAGE_SIZE,
        # whether an article has copies is told by a table too
        once=wanted.once and "copies" not in hidden,
        unseen=hidden,
    )
    try:
        return await limited(datasette, database, partial(ask, sort=wanted.sort))
    except TooSlowError:
        pass
    try:
        answer = await limited(datasette, database, partial(ask, sort="newest"))
    except TooSlowError:
        return None
    return replace(answer, notes=(*answer.notes, "Too many articles to rank in time: newest first."))


def _json(datasette: Any, answer: Answer | None) -> Any:
    headers = {"Access-Control-Allow-Origin": "*"} if datasette.cors else {}
    if answer is None:
        error = {"ok": False, "error": "Too many articles to search in time", "status": 400}
        return Response.json(error, status=400, headers=headers)
    return Response.json(answer.as_dict(), headers=headers)


def _pieces(datasette: Any, database: str, wanted: Wish, answer: Answer | None) -> dict[str, object]:
    """What the template shows besides the answer, with every link made."""
    total = answer.total + answer.partial if answer else 0
    pages = min(MAX_PAGE, -(-total // PAGE_SIZE))
    path = datasette.urls.path
    hits = [(hit, marked(hit.snippet), day(hit.published)) for hit in answer.hits] if answer else []
    return {
        "database": database,
        "chosen": [
            (field, shown(field, value), wanted.toggled(field, value).address)
            for field, value in wanted.filters
        ],
        "excluded": [
            (field, shown(field, value), wanted.excluded(field, value).address)
            for field, value in wanted.without
        ],
        "facets": list(facets(wanted, answer)) if answer else [],
        "bars": bars(wanted, answer.histogram) if answer else [],
        "sorts": [(sort, replace(wanted, sort=sort, page=1).address) for sort in SORTS],
        "unfiltered": replace(wanted, filters=(), without=(), page=1, look_for=()).address,
        "other_count": replace(wanted, once=not wanted.once, page=1).address,
        "any_word": any_word(wanted, answer) if answer else None,
        "pages": pages,
        "previous": replace(wanted, page=wanted.page - 1).address if wanted.page > 1 else None,
        "next": replace(wanted, page=wanted.page + 1).address if wanted.page < pages else None,
        "first_number": (wanted.page - 1) * PAGE_SIZE + 1,
        "about": about(answer) if answer else "",
        "suggestions": [(other, replace(wanted, query=other, page=1).address) for other in answer.suggestions]
        if answer
        else [],
        "json_url": path("/search.json") + wanted.address,
        "files": files(datasette, wanted),
        "feed": path("/search.atom") + replace(wanted, sort="rank", page=1, look_for=()).address,
        "shown": hits,
        "whole": [row for row in hits if not row[0].partial],
        "partly": [row for row in hits if row[0].partial],
        # an article marks the words that led to it, and knows the way back
        "row_url": lambda key: datasette.urls.row(database, "articles", key) + wanted.carried,
    }


def files(datasette: Any, wanted: Wish) -> list[tuple[str, str]]:
    """Names and addresses of the files that hold every article found; none where the site gives none."""
    if not gives_files(datasette):
        return []
    address = replace(wanted, page=1, look_for=()).address
    return [
        (file.title, datasette.urls.path(f"/search.{ending}") + address) for ending, file in FILES.items()
    ]


def about(answer: Answer) -> str:
    """The number of articles; an estimate is told with two digits.

    >>> about(Answer("", "", 12345, (), {}, [], (), exact=False))
    'about 12,000'
    """
    if answer.exact:
        return f"{answer.total:,}"
    digits = len(str(answer.total)) - 2
    return f"about {round(answer.total, -max(0, digits)):,}"


def marked(snippet: str) -> Markup:
    """A snippet as HTML, the matched words in ``mark``.

    >>> marked("<b> \x01tax\x02")
    Markup('&lt;b&gt; <mark>tax</mark>')
    """
    begin, end = (re.escape(mark) for mark in MARKS)
    html = re.sub(f"{begin}([^{begin}{end}]*){end}", r"<mark>\1</mark>", str(escape(snippet)))
    return Markup(unmarked(html))


def any_word(wanted: Wish, answer: Answer) -> str | None:
    """Where all the words together find nothing: the address that asks for any of them."""
    words = [term.words for term in parse(answer.query).terms if not (term.prefix or term.part)]
    found = answer.total or answer.partial
    if len(words) < 2 or found:
        return None
    return replace(wanted, query=" OR ".join(words), page=1, look_for=()).address


def bars(wanted: Wish, months: Counts) -> list[dict[str, object]]:
    """The histogram: label, count, height in per cent and the address that filters by it.

    >>> [bar["count"] for bar in bars(Wish("tax"), [("2025-01", 2), ("2025-03", 4)])]
    [2, 0, 4]
    >>> bars(Wish("tax", (("month", "2018-05"),)), [("2001-01", 2), ("2025-03", 4)])[0]["address"]
    '?q=tax&year=2001'
    """
    field, counts = "month", dict(months)
    labels = months_between(months[0][0], months[-1][0]) if months else []
    if len(labels) > MAX_BARS:
        field, counts = "year", {}
        # the months that are chosen do not narrow these counts: kept, they would empty most years
        wanted = replace(
            wanted,
            filters=tuple(pair for pair in wanted.filters if pair[0] != "month"),
            without=tuple(pair for pair in wanted.without if pair[0] != "month"),
        )
        for month, count in months:
            counts[month[:4]] = counts.get(month[:4], 0) + count
        labels = [f"{year:04}" for year in range(int(min(counts)), int(max(counts)) + 1)]
    most = max(counts.values(), default=1)
    return [
        {
            "label": label,
            "count": counts.get(label, 0),
            "height": round(100 * counts.get(label, 0) / most, 1),
            "address": wanted.toggled(field, label).address,
            "chosen": (field, label) in wanted.filters,
            "excluded": (field, label) in wanted.without,
        }
        for label in labels
    ]
