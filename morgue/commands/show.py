"""``morgue show``: one article, its states, and what changed between them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from morgue import options

if TYPE_CHECKING:
    from morgue.archive import Archive


@click.command()
@click.argument("article", metavar="ID", type=int)
@options.database
@click.option("--json", "as_json", is_flag=True, help="Print all that is kept about it as JSON.")
@click.option("--versions", is_flag=True, help="List its states and what each changed, the oldest first.")
@click.option(
    "--version", type=click.IntRange(min=1), metavar="N", help="Print its state N; 1 is the oldest."
)
@click.option("--diff", is_flag=True, help="Print what that state, or the newest, changed of the one before.")
def show(
    article: int, database: Path, as_json: bool, versions: bool, version: int | None, diff: bool
) -> None:
    """Print one article."""
    from morgue.archive import Archive
    from morgue.reader import page
    from morgue.versions import listed

    with Archive(database) as archive:
        found = archive.article(article)
        if found is None:
            raise click.ClickException(f"{database}: {_absent(archive, article)}")
        if version or diff:
            _show_version(archive, article, version or len(found["versions"]) + 1, as_json, diff)
            return
    if as_json:
        told = {name: found[name] for name in ("id", "versions", "changes")} if versions else found
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in (listed if versions else page)(found):
        click.echo(line)


def _absent(archive: "Archive", article: int) -> str:
    """Why there is no such article."""
    from db.deletion import tombstone

    gone = tombstone(archive.conn, article)
    if gone is None:
        return f"there is no article {article}"
    return f"article {article} was deleted on {gone.deleted_at[:10]}: {gone.reason}"


def _show_version(archive: "Archive", article: int, number: int, as_json: bool, diff: bool) -> None:
    """Print one state of an article, or what it changed of the one before."""
    from morgue import versions

    state = archive.version(article, number)
    if state is None:
        raise click.ClickException(f"{archive.path}: article {article} has no version {number}")
    if as_json:
        click.echo(json.dumps(state, ensure_ascii=False, indent=1))
        return
    before = archive.version(article, number - 1)
    if diff and before is None:
        raise click.ClickException(f"{archive.path}: nothing is known before version {number} of {article}")
    for line in versions.difference(before, state) if diff and before else versions.page(state):
        click.echo(line)
