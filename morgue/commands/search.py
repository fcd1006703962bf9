"""``morgue search`` and ``morgue show``."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from morgue import options
from morgue.output import formats, write

if TYPE_CHECKING:
    from db.search import Answer
    from morgue.archive import Archive


@click.command()
@click.argument("query")
@options.database
@click.option("--limit", type=click.IntRange(min=0), default=20, show_default=True, help="Articles to print.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Articles to pass over first.")
@click.option("--newest", is_flag=True, help="Newest first instead of best first.")
@formats("json", "nl", "csv", "tsv", "table")
def search(query: str, database: Path, limit: int, offset: int, newest: bool, fmt: str | None) -> None:
    """Print the articles that QUERY finds, best first.

    Words must all occur; "a phrase", -without, this OR that, begin* and headline:word narrow or widen.
    --json prints the whole answer with facets; the other formats print the hits.
    """
    from morgue.archive import Archive

    with Archive(database) as archive:
        answer = archive.search(query, newest=newest, limit=limit, offset=offset)
    if fmt == "json":
        click.echo(json.dumps(answer.as_dict(), ensure_ascii=False))
        return
    for note in answer.notes:
        click.echo(note, err=True)
    if fmt:
        hits = answer.as_dict()["hits"]
        assert isinstance(hits, list)
        write(hits, fmt)
        return
    for line in _readable(answer):
        click.echo(line)


def _readable(answer: "Answer") -> Iterator[str]:
    from db.search import MARKS

    marked = re.compile(f"{MARKS[0]}(.*?){MARKS[1]}")
    yield f"{answer.total:,} articles: {answer.understood or 'all'}"
    for hit in answer.hits:
        yield ""
        yield f"{hit.id}  {click.style(hit.title, bold=True)}"
        about = [word for word in (hit.outlet, hit.published) if word]
        if about:
            yield f"    {', '.join(about)}"
        snippet = " ".join(hit.snippet.split())
        yield f"    {marked.sub(lambda word: click.style(word[1], bold=True), snippet)}"
    shown = {field: list(counts)[:5] for field, counts in answer.facets.items() if counts}
    if shown:
        yield ""
    for field, counts in shown.items():
        yield f"{field}: {', '.join(f'{value} {count:,}' for value, count in counts)}"


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
            raise click.ClickException(f"{database}: there is no article {article}")
        if version or diff:
            _show_version(archive, article, version or len(found["versions"]) + 1, as_json, diff)
            return
    if as_json:
        told = {name: found[name] for name in ("id", "versions", "changes")} if versions else found
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in (listed if versions else page)(found):
        click.echo(line)


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
