"""``morgue entities merge`` and the other commands that correct who is named."""

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from morgue import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.curator import Curator, Done
    from db.entity_sheets import Problems

KINDS = click.Choice(["person", "organisation", "place"])
WAIT = click.option(
    "--wait", type=click.FloatRange(min=0), default=0, metavar="SECONDS", help="Wait for another writer."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print what changed as JSON.")


def _correct(database: Path, wait: float, as_json: bool, do: "Callable[[Curator], Any]") -> None:
    from morgue.curation import correct

    done, _ = correct(database, do, wait)
    _tell(done, as_json)


def _tell(done: "Done", as_json: bool, problems: "Problems | None" = None) -> None:
    told = {"lines": done.lines, "mentions": done.mentions, "entities": done.entities}
    if problems is not None:
        told["problems"] = [{"row": row, "detail": detail} for row, detail in problems]
        for row, detail in problems:
            click.echo(f"row {row}: {detail}", err=True)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    elif not done.lines:
        click.echo("nothing to change", err=True)
    else:
        first, last = done.lines[0], done.lines[-1]
        lines = f"line {first}" if first == last else f"lines {first} to {last}"
        back = f"undo {first}" if first == last else "undo with a line's number"
        counts = f"{_number(done.mentions, 'mention')}, {_number(done.entities, 'entit', 'y', 'ies')}"
        click.echo(f"{lines} of the log: {counts} changed; {back} takes it back", err=True)


def _number(number: int, word: str, one: str = "", many: str = "s") -> str:
    return f"{number:,} {word}{one if number == 1 else many}"


@click.command()
@click.argument("entities", metavar="ENTITY... INTO", nargs=-1, required=True)
@options.database
@WAIT
@AS_JSON
def merge(entities: tuple[str, ...], database: Path, wait: float, as_json: bool) -> None:
    """Let each ENTITY mean INTO, which keeps its name."""
    if len(entities) < 2:
        raise click.UsageError("whom to merge, and into whom")
    *others, into = entities
    _correct(database, wait, as_json, lambda curator: curator.merge(others, into))


@click.command()
@click.argument("entity")
@click.argument("spelling")
@click.option("--as", "name", metavar="NAME", help="What the other is called. [default: SPELLING]")
@click.option("--article", "articles", metavar="ID", type=int, multiple=True, help="Only in this article.")
@options.database
@WAIT
@AS_JSON
def split(
    entity: str,
    spelling: str,
    name: str | None,
    articles: tuple[int, ...],
    database: Path,
    wait: float,
    as_json: bool,
) -> None:
    """Let a SPELLING of ENTITY mean somebody else.

    SPELLING is a span as printed or the full name that it stands for. --article may be given many times.
    """
    _correct(database, wait, as_json, lambda curator: curator.split(entity, spelling, name, articles))


@click.command()
@click.argument("entity")
@click.argument("name")
@options.database
@WAIT
@AS_JSON
def rename(entity: str, name: str, database: Path, wait: float, as_json: bool) -> None:
    """Show ENTITY under another NAME."""
    _correct(database, wait, as_json, lambda curator: curator.rename(entity, name))


@click.command()
@click.argument("entity")
@click.argument("kind", type=KINDS)
@options.database
@WAIT
@AS_JSON
def retype(entity: str, kind: str, database: Path, wait: float, as_json: bool) -> None:
    """Make ENTITY a person, organisation or place."""
    _correct(database, wait, as_json, lambda curator: curator.retype(entity, kind))


@click.command()
@click.argument("entity", nargs=-1, required=True)
@options.database
@WAIT
@AS_JSON
def block(entity: tuple[str, ...], database: Path, wait: float, as_json: bool) -> None:
    """Say that ENTITY is no name: it is counted and shown no more."""
    _correct(database, wait, as_json, lambda curator: curator.block(entity))


@click.command()
@click.argument("lines", metavar="LINE...", type=int, nargs=-1, required=True)
@options.database
@WAIT
@AS_JSON
def undo(lines: tuple[int, ...], database: Path, wait: float, as_json: bool) -> None:
    """Take back each LINE of the log, whatever came after it.

    Undoing the line of an undo brings the correction back.
    """
    _correct(database, wait, as_json, lambda curator: curator.undo(*lines))


@click.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@options.database
@WAIT
@AS_JSON
@click.pass_context
def import_(ctx: click.Context, file: IO[str], database: Path, wait: float, as_json: bool) -> None:
    """Take back the CSV of `export`, or the lines of `log --nl`.

    Rows of a kind with an equal new_name become one entity of that name; merge_into names another. What
    cannot be done is told by row, and the rest is done.
    """
    from morgue.curation import take_file

    done, problems = take_file(database, file, wait)
    _tell(done, as_json, problems)
    ctx.exit(1 if problems else 0)


@click.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@options.database
@WAIT
@AS_JSON
@click.pass_context
def link(ctx: click.Context, file: IO[str], database: Path, wait: float, as_json: bool) -> None:
    """Take Wikidata ids and coordinates from a CSV.

    Its columns: name, kind, wikidata_id and, if you like, latitude and longitude in degrees.
    """
    from morgue.curation import take_links

    done, problems = take_links(database, file, wait)
    _tell(done, as_json, problems)
    ctx.exit(1 if problems else 0)


COMMANDS = (merge, split, rename, retype, block, undo, import_, link)
