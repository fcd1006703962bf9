"""The files that were filed, byte for byte."""

import asyncio
import zlib
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from datasette.blob_renderer import render_blob  # type: ignore[import-untyped]
from datasette.utils.asgi import Forbidden  # type: ignore[import-untyped]

from web.archive import gives_files
from web.safety import ORIGINALS


async def blob_file(
    datasette: Any, database: str, rows: Any, columns: Any, request: Any, table: Any, view_name: str
) -> Any:
    """Answer ``/news/files/1.blob?_blob_column=content`` with the file as it came, if the site gives files.

    The archive holds it compressed. Other bytes are given as Datasette gives them.
    """
    if not gives_files(datasette):
        raise Forbidden("This site gives no original files")
    answer = await render_blob(datasette, database, rows, columns, request, table, view_name)
    if (table, request.args.get("_blob_column")) != ORIGINALS or not answer.body:
        return answer
    row = next(row for row in rows if row["content"] == answer.body)
    answer.body = await asyncio.to_thread(zlib.decompress, answer.body)
    if "path" in columns:
        answer.headers["Content-Disposition"] = _as_file(str(row["path"]))
    return answer


def _as_file(path: str) -> str:
    """How a browser is told to keep a file, and under which name.

    >>> _as_file("clips/Zürich.html")
    "attachment; filename*=UTF-8''Z%C3%BCrich.html"
    """
    return f"attachment; filename*=UTF-8''{quote(PurePosixPath(path).name, safe='')}"
