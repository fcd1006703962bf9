"""``morgue entities``: who is named; its corrections are in ``morgue.commands.correct``."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click

from morgue import options
from morgue.commands import correct
from morgue.output import formats, write

#: Spellings and others that ``show`` prints; --json gives all.
SHOWN = 20


class InOrder(click.Group):
    """Lists its commands in the order in which they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the commands as they were added."""
        return list(self.commands)


@click.group(cls=InOrder)
def entities() -> None:
    """Find people, organisations and places, and correct them.

    ENTITY is a number or an exact name. What you correct is kept as a log that is replayed on what the
    tagger found: it holds for files that come later, and every line can be undone.
    """


@entities.command()
@click.argument("text")
@options.database
@options.kind
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="How many.")
@formats("json", "nl", "csv", "tsv", "table")
def find(text: str, database: Path, kind: str | None, limit: int, fmt: str | None) -> None:
    """Print the entities with TEXT in a spelling, the most named first."""
    from db.entity_reading import find as ask
    from morgue.archive import Archive

    with Archive(database) as archive:
        write(ask(archive.conn, text, kind=kind, limit=limit), fmt or "table")


@entities.command()
@click.argument("entity")
@options.database
@click.option("--json", "as_json", is_flag=True, help="Print all that is known as JSON.")
def show(entity: str, database: Path, as_json: bool) -> None:
    """Print one entity: spellings, days, who is named with it, corrections."""
    from db.addressing import Finder
    from db.entity_reading import about
    from morgue.archive import Archive

    with Archive(database) as archive:
        found = about(archive.conn, Finder(archive.conn, database).one(entity))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for line in _page(found):
        click.echo(line)


def _page(found: dict[str, Any]) -> Iterator[str]:
    yield click.style(found["name"], bold=True)
    days = " to ".join(dict.fromkeys(day for day in (found["first_seen"], found["last_seen"]) if day))
    articles = f"{found['article_count']:,} article{'' if found['article_count'] == 1 else 's'}"
    yield f"{found['id']}, {found['kind']}, {articles}{', ' + days if days else ''}"
    known = [found["wikidata_id"], *(found[name] for name in ("latitude", "longitude"))]
    if any(value is not None for value in known):
        yield ", ".join(str(value) for value in known if value is not None)
    spelled = [f"{one['alias']} {one['mentions']:,}" for one in found["aliases"] if one["mentions"]]
    yield f"spelled: {', '.join(spelled[:SHOWN])}{', …' if len(spelled) > SHOWN else ''}"
    together = [f"{one['name']} {one['articles']:,}" for one in found["together"]]
    yield f"named with: {', '.join(together[:SHOWN]) or 'nobody'}"
    for line in found["corrections"]:
        yield _told(line)


def _told(line: dict[str, Any]) -> str:
    return f"{line['id']}  {line['at']}  {line['told']}{'' if line['counts'] else '  (undone)'}"


@entities.command()
@options.database
@formats("json", "nl", "csv", "tsv", "table")
def log(database: Path, fmt: str | None) -> None:
    """Print all corrections in order; with --nl, as `morgue entities import` takes them."""
    from db.entity_reading import log as lines
    from morgue.archive import Archive

    with Archive(database) as archive:
        rows = list(lines(archive.conn))
    if fmt:
        write(rows, fmt)
        return
    for line in rows:
        click.echo(_told(line))


@entities.command()
@options.database
@options.kind
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@formats("json", "nl", "csv", "tsv", "table")
def suggest(database: Path, kind: str | None, limit: int, fmt: str | None) -> None:
    """Print pairs that may be one, with what speaks for it; nothing is merged.

    Names of one kind with the same letters or words, of one surname with given names that agree, or one
    the initials of the other; "together" counts articles that name both, "shared" others named with both.
    """
    from db.suggestions import suggest as ask
    from morgue.archive import Archive

    with Archive(database) as archive:
        rows = [one.as_dict() for one in ask(archive.conn, limit, kind)]
    if fmt:
        write(rows, fmt)
        return
    for row in rows:
        click.echo(
            f"{row['one_id']} {row['one']} ({row['one_articles']:,}) → "
            f"{row['into_id']} {row['into']} ({row['into_articles']:,}): {row['reason']}; "
            f"together in {row['together']:,}, {row['shared']:,} others named with both"
        )


@entities.command()
@options.database
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many.")
@formats("json", "nl", "csv", "tsv", "table")
def namesakes(database: Path, limit: int, fmt: str | None) -> None:
    """Print people who may be two: their articles fall into parts that share nobody.

    Mostly it is one person in two stories, so nothing is split; `morgue entities split --article` does.
    """
    from db.namesakes import namesakes as ask
    from morgue.archive import Archive
    from morgue.matching import language

    with Archive(database) as archive:
        found = list(islice(ask(archive.conn, language()), limit))
    if fmt:
        write([{"id": one.id, "name": one.name, "parts": one.parts} for one in found], fmt)
        return
    for one in found:
        parts = " | ".join(" ".join(map(str, part)) for part in one.parts)
        click.echo(f"{one.id} {one.name}: articles {parts}")


@entities.command()
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True))
@options.database
def export(file: Any, database: Path) -> None:
    """Write all entities to FILE as CSV, for OpenRefine; - is standard output.

    Give rows an equal new_name to merge them, or a new one to rename; `morgue entities import` takes the
    file back.
    """
    from morgue.curation import write_sheet

    number = write_sheet(database, file)
    click.echo(f"{number:,} entities", err=True)


for command in correct.COMMANDS:
    entities.add_command(command)
