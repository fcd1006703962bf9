"""``morgue check`` and ``morgue backup``."""

from pathlib import Path

import click

from morgue import options


@click.command()
@options.database
@click.pass_context
def check(ctx: click.Context, database: Path) -> None:
    """Tell whether the archive is sound.

    Pages and references are whole, the search index is in step with the articles, counts add up, and
    every name stands where it is said to stand.
    """
    from db.check import check as findings

    unsound = False
    for finding in findings(database):
        unsound |= finding.unsound
        click.echo(finding.text)
    click.echo(f"{database}: {'unsound' if unsound else 'sound'}", err=True)
    ctx.exit(1 if unsound else 0)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@options.database
@click.option("--force", is_flag=True, help="Replace FILE if there is one.")
def backup(file: Path, database: Path, force: bool) -> None:
    """Write a consistent copy of the archive to FILE, while others read and write."""
    from db.backup import backup as copy

    size = copy(database, file, force=force)
    click.echo(f"{file}: {size:,} bytes, checked", err=True)
