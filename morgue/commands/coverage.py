"""``morgue coverage``."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from morgue import options
from morgue.output import formats, write

if TYPE_CHECKING:
    from db.coverage_reading import Missing, Outlet

#: Of each outlet so many are told; --outlet tells all.
SHOWN = 3


@click.command()
@options.database
@click.option("--outlet", metavar="NAME", help="Only this outlet, with all that it lacks.")
@formats("json", "nl", "csv", "tsv", "table")
def coverage(database: Path, outlet: str | None, fmt: str | None) -> None:
    """Print what the archive lacks: days without articles, and fields that broke down.

    Each outlet is held against its own rhythm by weekday: a gap is a day on which it usually has articles
    and the archive has none, a drop one with far fewer; no data is not no news. A break is a field, as the
    byline, that its articles had until some month and lack since. A format prints one row for each.
    """
    from db.coverage_reading import due, missing, outlets
    from morgue.archive import Archive

    with Archive(database) as archive:
        there = outlets(archive.conn, outlet)
        found = list(missing(archive.conn, outlet))
        if changed := due(archive.conn):
            click.echo(f"{changed:,} outlets changed since; any `morgue ingest` counts them", err=True)
    if outlet is not None and not there:
        raise click.ClickException(f"{database}: there is no article of an outlet called {outlet}")
    if fmt:
        write([one.as_dict() for one in found], fmt)
        return
    for line in _readable(there, found, len(found) if outlet else SHOWN):
        click.echo(line)


def _readable(there: "Sequence[Outlet]", found: "Sequence[Missing]", shown: int) -> Iterator[str]:
    lacking: dict[str, list[Missing]] = defaultdict(list)
    for one in found:
        lacking[one.outlet].append(one)
    for outlet in there:
        lacks = lacking[outlet.name]
        days = f", {outlet.first_day} to {outlet.last_day}" if outlet.first_day else ""
        undated = f", {outlet.undated:,} without a day" if outlet.undated else ""
        articles = f"{outlet.articles:,} article{'s' * (outlet.articles != 1)}"
        yield f"{click.style(outlet.name, bold=True)}: {articles}{days}{undated}{_counted(lacks)}"
        for one in lacks[:shown]:
            yield f"    {one.told()}"
        if len(lacks) > shown:
            yield f"    and {len(lacks) - shown:,} more: --outlet '{outlet.name}'"


def _counted(lacks: "Sequence[Missing]") -> str:
    counts = Counter(one.what for one in lacks)
    told = [f"{n:,} {what}{'s' * (n != 1)}" for what in ("gap", "drop", "break") if (n := counts[what])]
    return f"; {', '.join(told)}" if told else ""
