"""``morgue check`` and ``morgue backup``."""

from pathlib import Path

import click

from morgue import options


@click.command()
@options.database
@click.option("--accept", is_flag=True, help="Take the file as it is: another program wrote to it.")
@click.pass_context
def check(ctx: click.Context, database: Path, accept: bool) -> None:
    """Tell whether the archive is sound.

    No byte flipped, pages and references are whole, the search index is in step with the articles, counts
    add up, and every name stands where it is said to stand. What is merely worth a look is told as such:
    exit 1 is for an unsound archive.
    """
    from db.check import accept as take
    from db.check import check as findings

    if accept:
        take(database)
    unsound = False
    for finding in findings(database):
        unsound |= finding.unsound
        click.echo(finding.text if finding.unsound else f"worth a look: {finding.text}")
    click.echo(f"{database}: {'unsound' if unsound else 'sound'}", err=True)
    ctx.exit(1 if unsound else 0)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@options.database
@click.option("--force", is_flag=True, help="Replace FILE if there is one.")
def backup(file: Path, database: Path, force: bool) -> None:
    """Write a consistent copy of the archive to FILE, while others read and write.

    `morgue backup news.db --db copy.db --force` puts a copy back, and takes away what a killed ingest
    left beside the old file. Nobody may write to that, or have it open.
    """
    from db.backup import backup as copy

    size = copy(database, file, force=force)
    click.echo(f"{file}: {size:,} bytes, checked", err=True)
