"""Rows on stdout, in the formats that sqlite-utils has: JSON, JSON lines, CSV, TSV and a table."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import click

Row = Mapping[str, Any]
Command = TypeVar("Command", bound=Callable[..., Any])

#: Widest column of a table, in characters.
WIDEST = 60


def formats(*names: str) -> Callable[[Command], Command]:
    """Make the options for these formats (json, nl, csv, tsv, table and more); the command gets ``fmt``."""
    told = {
        "json": "JSON",
        "nl": "JSON, one object a line",
        "csv": "comma-separated values",
        "tsv": "tab-separated values",
        "table": "a table",
        "safe-csv": "CSV in which no cell is a formula to a spreadsheet",
        "bibtex": "references for LaTeX",
        "ris": "references for Zotero, EndNote and the like",
    }

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            option = click.option(
                f"--{name}", "fmt", flag_value=name, default=None, help=f"Print {told[name]}."
            )
            command = option(command)
        return command

    return decorate


def write(rows: Iterable[Row], fmt: str) -> None:
    """Print rows as ``fmt`` says; JSON as one array, written row by row."""
    if fmt == "json":
        _write_array(rows)
    elif fmt == "nl":
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
    elif fmt == "table":
        for line in table(list(rows)):
            click.echo(line)
    else:
        _write_separated(rows, "\t" if fmt == "tsv" else ",")


def _write_array(rows: Iterable[Row]) -> None:
    before = "["
    for row in rows:
        click.echo(f"{before}{json.dumps(row, ensure_ascii=False, indent=1)}", nl=False)
        before = ",\n"
    click.echo("[]" if before == "[" else "]")


def _write_separated(rows: Iterable[Row], delimiter: str) -> None:
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(sys.stdout, list(row), delimiter=delimiter, lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)


def table(rows: list[Row]) -> Iterator[str]:
    """Lay out rows in columns, long values cut.

    >>> print(*table([{"id": 1, "name": "Kyiv"}]), sep="\\n")
    id  name
    --  ----
    1   Kyiv
    """
    if not rows:
        return
    names = list(rows[0])
    cells = [names, *([_cell(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[i]) for line in cells) for i in range(len(names))]
    cells.insert(1, ["-" * width for width in widths])
    for line in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"
