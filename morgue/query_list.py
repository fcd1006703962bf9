"""A file of queries as lines: plain text, CSV with the columns label and query, or JSON Lines."""

import codecs
import csv
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.list_search import Line

#: Names of the columns, in any case; further columns are passed over.
LABEL, QUERY = "label", "query"

#: What stands between the cells: spreadsheets of many countries write semicolons.
DELIMITERS = ",;\t"

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read_queries(data: bytes) -> "list[Line]":
    """The lines of a file; what cannot be read is a line with a note.

    A first line with ``query`` in it is a header, as spreadsheets write it. Without one, two cells in every
    line are label and query; else each line is a query as it stands, with its quotation marks.

    >>> [(line.label, line.query) for line in read_queries(b"label,query\\nlevies,tax OR levy")]
    [('levies', 'tax OR levy')]
    >>> [line.query for line in read_queries(b'"prime minister" resigns\\ntax, levy, oil')]
    ['"prime minister" resigns', 'tax, levy, oil']
    """
    lines = _text(data).splitlines()
    filled = [line for line in lines if line.strip()]
    if not filled:
        return []
    if filled[0].lstrip().startswith("{"):
        return [_object(line) for line in lines]
    for sign in DELIMITERS:
        header = [cell.strip().casefold() for cell in _cells(filled[0], sign) or []]
        if QUERY in header:
            label = header.index(LABEL) if LABEL in header else None
            return list(_table(lines[lines.index(filled[0]) + 1 :], sign, label, header.index(QUERY)))
    for sign in DELIMITERS:
        if all(len(_cells(line, sign) or []) == 2 for line in filled):
            return list(_table(lines, sign, 0, 1))
    return [_line("", _plain(line)) for line in lines]


def _text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(
                encoding, "replace" if "16" in encoding else "surrogateescape"
            )
    return data.decode("utf-8", "surrogateescape")


def _line(label: str, query: str, note: str = "") -> "Line":
    from db.list_search import Line

    if any("\udc80" <= sign <= "\udcff" for sign in label + query):
        note = "This line is not UTF-8: not searched."
    elif not query.strip():
        note = note or "The line is empty: not searched."
    return Line(_sound(query), _sound(label), note)


def _sound(text: str) -> str:
    """Text that can be printed: what is no letter in UTF-8 becomes a question mark."""
    return text.strip().encode("utf-8", "replace").decode()


def _object(line: str) -> "Line":
    try:
        made = json.loads(line) if line.strip() else {}
    except ValueError:
        return _line("", line, "This line is not JSON: not searched.")
    if not isinstance(made, dict):
        return _line("", line, "This line is no object with a query: not searched.")
    label, query = (made.get(name) for name in (LABEL, QUERY))
    return _line("" if label is None else str(label), "" if query is None else str(query))


def _cells(line: str, delimiter: str) -> list[str] | None:
    """The cells of one line; None if it is no CSV."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _table(lines: list[str], delimiter: str, label: int | None, query: int) -> "Iterator[Line]":
    """The lines of a table; one that is no CSV is cut at its commas, and keeps its quotation marks."""
    last = max(label or 0, query)
    for line in lines:
        cells = _cells(line, delimiter)
        if cells is None:
            cells = line.split(delimiter, last)
        cells += [""] * (last + 1 - len(cells))
        yield _line("" if label is None else cells[label], cells[query])


def _plain(line: str) -> str:
    """A line that is a query, or a spreadsheet's cell with one that has quotation marks, which it doubles."""
    cells = _cells(line, ",") or []
    return cells[0] if len(cells) == 1 and line.lstrip().startswith('"') and '"' in cells[0] else line
