"""The pages /about and /queries: what the archive is worth, and what can be asked of it."""

from typing import Any

from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]

from web.archive import Part, Reader, answers_sql, archive
from web.dates import day
from web.gathered import computed
from web.home import covered, readable_queries
from web.overview import overview

#: Pieces of the page: the tables that each shows, and its SQL.
PARTS: dict[str, Part] = {
    "failures": (
        ("failures",),
        "select error, count(*) as n, max(at) as latest from failures group by error order by n desc, error",
    ),
    "runs": (
        ("runs",),
        """select count(*) as n, min(started_at) as first, max(started_at) as last,
               sum(documents) as documents, sum(added) as added, sum(duplicates) as duplicates,
               sum(failed) as failed
           from runs""",
    ),
}
#: Rows of the table of coverage; the list below it has every outlet.
OUTLETS = 40
#: What is known of the extraction's errors, on pages of outlets that it had never seen: field, right, and how
#: it fails, in per cent. From bench/README.md; a test holds them together.
ERRORS = (
    (
        "text of articles, from text dumps",
        ".970",
        "of the words are found; .044 of what is kept is no article",
    ),
    (
        "text of articles, from web pages",
        ".974",
        "of the words are found; .021 of what is kept is no article",
    ),
    ("headlines", ".755", "are right, .186 wrong, .060 not found"),
    ("authors", ".698", "are right, .148 wrong, .154 not found"),
    ("dates that the text shows", ".931", "are right, .030 wrong, .039 not found"),
)


async def about_page(datasette: Any, request: Any) -> Any:
    """Answer ``/about``."""
    reader = await _reader(datasette, request)
    seen = await computed(reader, ["articles", "outlets"], overview)
    found = await reader.parts(PARTS, {})
    context = {
        "about": {
            "overview": seen,
            **(covered(reader, seen, OUTLETS) if seen else {}),
            "failures": found["failures"],
            "runs": next(iter(found["runs"] or []), None),
            "errors": [(what, per_cent(right), in_per_cent(how)) for what, right, how in ERRORS],
            "licence": {
                name: datasette.metadata(name) for name in ("license", "license_url", "source", "source_url")
            },
            "description": datasette.metadata("description"),
            "day": day,
            "database": reader.database.name,
        }
    }
    html = await datasette.render_template("morgue_about.html", context, request=request, view_name="about")
    return Response.html(html)


async def queries_page(datasette: Any, request: Any) -> Any:
    """Answer ``/queries``."""
    reader = await _reader(datasette, request)
    name = reader.database.name
    context = {
        "queries": [
            {
                **query,
                "address": datasette.urls.query(name, query["name"]),
                "params": query.get("params") or [],
            }
            for query in await readable_queries(reader)
        ],
        "archive_name": name,
        "free": await answers_sql(datasette, request.actor, name),
    }
    html = await datasette.render_template(
        "morgue_queries.html", context, request=request, view_name="queries"
    )
    return Response.html(html)


async def _reader(datasette: Any, request: Any) -> Reader:
    database = await archive(datasette)
    if database is None:
        await datasette.ensure_permissions(request.actor, ["view-instance"])
        raise NotFound("No archive is being served")
    await datasette.ensure_permissions(request.actor, [("view-database", database.name), "view-instance"])
    return Reader(datasette, database, request.actor)


def per_cent(share: str) -> str:
    """A share as bench/README.md prints it, in words.

    >>> per_cent(".970"), per_cent(".044")
    ('97 per cent', '4 per cent')
    """
    return f"{100 * float(share):.0f} per cent"


def in_per_cent(sentence: str) -> str:
    """The same for each share in a sentence.

    >>> in_per_cent("are right, .186 wrong")
    'are right, 19 per cent wrong'
    """
    return " ".join(
        per_cent(word) if word[:1] == "." and word[1:].isdigit() else word for word in sentence.split()
    )
