"""/search.csv and the like: every article that a search finds, as a file, however many they are."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any

from datasette.utils.asgi import (  # type: ignore[import-untyped]
    AsgiStream,
    BadRequest,
    Forbidden,
    Response,
)

from db.counting_once import ALIKE
from db.export_formats import FORMATS, Format
from db.exporting import Selection, rows_of, select
from db.statements import TooSlowError
from web.archive import gives_files, limited, searchable
from web.wish import Wish, wish


@dataclass(frozen=True, slots=True)
class File:
    """A kind of file, by the name that readers know."""

    title: str
    format: Format


#: By the ending of the address.
FILES = {
    "csv": File("CSV", FORMATS["csv"]),
    "tsv": File("TSV", FORMATS["tsv"]),
    "jsonl": File("JSON Lines", FORMATS["nl"]),
    "bib": File("BibTeX", FORMATS["bibtex"]),
    "ris": File("RIS", FORMATS["ris"]),
}


async def search_file(datasette: Any, request: Any, receive: Any) -> Any:
    """Answer ``/search.csv`` and the like, with the filters and the order of the page.

    The numbers of the articles are found at once, under the time limit; their texts are read batch by
    batch as the reader takes them, so that nobody else waits.
    """
    database = await searchable(datasette, request, ["authors", "article_authors"])
    if not gives_files(datasette):
        raise Forbidden("This site gives no files of whole searches")
    ending = request.url_vars["format"]
    file = FILES[ending]
    wanted = wish(request)
    if wanted.left_out:
        raise BadRequest(wanted.note)
    selection = await _select(datasette, database, wanted)
    headers = {"content-disposition": f'attachment; filename="search.{ending}"'}
    if datasette.cors:
        headers["Access-Control-Allow-Origin"] = "*"
    if request.method == "HEAD":
        return Response("", headers=headers, content_type=file.format.media_type)
    stream = partial(_stream, database, selection, file.format, receive)
    return AsgiStream(stream, headers=headers, content_type=file.format.media_type)


async def _select(datasette: Any, database: Any, wanted: Wish) -> Selection:
    """What is found; too many to rank in time are given newest first."""
    once = ALIKE if wanted.once else 0
    ask = partial(
        select, query=wanted.query, filters=wanted.by_field, without=wanted.without_by_field, once=once
    )
    for sort in (wanted.sort, "newest"):
        try:
            return await limited(datasette, database, partial(ask, sort=sort))
        except TooSlowError:
            continue
    raise BadRequest("Too many articles to search in time")


async def _stream(database: Any, selection: Selection, how: Format, receive: Any, writer: Any) -> None:
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await writer.write(how.head)
        between = ""
        for batch in selection.batches():
            if gone.done():
                return
            rows = await database.execute_fn(partial(rows_of, selection=selection, ids=batch))
            if rows:
                text = between + how.between.join(map(how.one, rows))
                await writer.write(text.encode("utf-8", "replace").decode())
                between = how.between
        await writer.write(how.tail)
    finally:
        gone.cancel()


async def _gone(receive: Any) -> None:
    """Wait until the reader closes the connection: nobody needs the rest of a million articles then."""
    while (await receive())["type"] != "http.disconnect":
        pass
