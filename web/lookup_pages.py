"""Small answers: names and words for somebody who types, and an article at random."""

import secrets
from dataclasses import asdict
from typing import Any

from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]

from db.asking import named_query
from db.column_states import columns
from db.completing import completions
from db.search import reading
from db.statements import TooSlowError, in_time
from web.archive import archive, ensure, limited

#: The words of the archive are the words of its articles.
SUGGESTED = {"articles", "entities", "aliases"}


async def suggest_page(datasette: Any, request: Any) -> Any:
    """Answer ``/suggest.json?q=``: names and words that begin so."""
    database = await _archive(datasette, request)
    await ensure(datasette, request.actor, database.name, SUGGESTED)
    typed = request.args.get("q") or ""
    try:
        found = await limited(datasette, database, lambda conn: _completions(conn, typed))
    except TooSlowError:
        found = []
    url = datasette.urls
    listed = [
        asdict(one)
        | {"query": one.text if one.kind == "word" else named_query(one.kind, one.text)}
        | {"url": url.row(database.name, "entities", one.entity_id) if one.entity_id is not None else None}
        for one in found
    ]
    headers = {"Access-Control-Allow-Origin": "*"} if datasette.cors else {}
    return Response.json(
        {"q": typed.encode("utf-8", "replace").decode(), "suggestions": listed}, headers=headers
    )


def _completions(conn: Any, typed: str) -> Any:
    with in_time():
        return completions(conn, typed)


async def random_page(datasette: Any, request: Any) -> Any:
    """Answer ``/random`` by sending the reader to any article."""
    database = await _archive(datasette, request)
    await ensure(datasette, request.actor, database.name, {"articles"})
    try:
        number = await limited(datasette, database, _any_article)
    except TooSlowError:
        number = None
    if number is None:
        raise NotFound("The archive holds no article")
    url = datasette.urls.row(database.name, "articles", number)
    return Response.redirect(url, headers={"Cache-Control": "no-store"})


def _any_article(conn: Any) -> int | None:
    with in_time(), reading(conn):
        held = columns(conn)
        return int(held.ids[secrets.randbelow(len(held))]) if len(held) else None


async def _archive(datasette: Any, request: Any) -> Any:
    database = await archive(datasette)
    if database is None:
        await datasette.ensure_permissions(request.actor, ["view-instance"])
        raise NotFound("No archive is being served")
    return database
