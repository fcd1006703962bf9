"""Exported articles as text: each format has a head, one text for each article, and a tail."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from db.citations import bibtex, ris
from db.exporting import FIELDS

Row = Mapping[str, object]

#: A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Format:
    """How articles are written. ``between`` stands between two of them."""

    media_type: str
    one: Callable[[Row], str]
    head: str = ""
    between: str = ""
    tail: str = ""


def written(rows: Iterable[Row], how: Format) -> Iterator[str]:
    """The whole text, piece by piece.

    >>> "".join(written([{"id": 1}, {"id": 2}], FORMATS["json"]))
    '[{"id": 1},\\n{"id": 2}]\\n'
    """
    yield how.head
    between = ""
    for row in rows:
        yield between + how.one(row)
        between = how.between
    yield how.tail


def _line(cells: Iterable[object], delimiter: str) -> str:
    text = io.StringIO()
    # what stands in the terminator gets quotation marks in a cell: a lone \\r would end the row otherwise
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return text.getvalue().removesuffix("\r\n") + "\n"


def _separated(row: Row, delimiter: str = ",", safe: bool = False) -> str:
    """A row of CSV; ``safe`` keeps spreadsheets from running what an article begins with.

    >>> _separated({name: None for name in FIELDS} | {"id": 1, "title": "=1+1"}, safe=True)
    "1,,'=1+1,,,,,,,,,,,,,,,\\n"
    """
    cells = [_cell(row.get(name)) for name in FIELDS]
    if safe:
        cells = list(map(guarded, cells))
    return _line(cells, delimiter)


def guarded(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("tax"), guarded(-1)
    ("'=1+1", 'tax', -1)
    """
    return "'" + cell if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value.replace("\x00", "") if isinstance(value, str) else value


def _json(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False)


_CSV, _TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"

FORMATS = {
    "csv": Format(_CSV, _separated, _line(FIELDS, ",")),
    "safe-csv": Format(_CSV, lambda row: _separated(row, safe=True), _line(FIELDS, ",")),
    "tsv": Format(_TSV, lambda row: _separated(row, "\t"), _line(FIELDS, "\t")),
    "json": Format("application/json; charset=utf-8", _json, "[", ",\n", "]\n"),
    "nl": Format("application/x-ndjson; charset=utf-8", lambda row: _json(row) + "\n"),
    "bibtex": Format("application/x-bibtex; charset=utf-8", bibtex, between="\n"),
    "ris": Format("application/x-research-info-systems; charset=utf-8", ris),
}
