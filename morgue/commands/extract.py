"""``morgue extract`` and ``morgue explain``: what ingest would store, and why."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from morgue import options
from morgue.output import formats, write

if TYPE_CHECKING:
    from ingest.model import Document, Ner
    from morgue.stopping import Stop


@click.command()
@options.paths
@formats("json", "nl")
@options.no_entities
@options.ner
@options.workers
@click.pass_context
def extract(
    ctx: click.Context,
    paths: tuple[str, ...],
    fmt: str | None,
    no_entities: bool,
    ner: "Ner",
    workers: int | None,
) -> None:
    """Print what ingest would store of PATH..., without a database; - is standard input.

    A JSON array, unless --nl is given.
    """
    from morgue.extraction import extract as documents
    from morgue.reading import default_workers
    from morgue.stopping import stoppable

    with stoppable() as stop:
        found = documents(
            paths,
            entities=not no_entities,
            ner=ner,
            workers=workers or default_workers(),
            stop=lambda: stop.requested,
        )
        told = _Told(found, stop)
        write(told, fmt or "json")
    ctx.exit(stop.exit_code or (1 if told.failed else 0))


class _Told:
    """Documents as objects; those that failed are told on stderr and counted on the way."""

    def __init__(self, documents: "Iterator[Document]", stop: "Stop") -> None:
        self._documents, self._stop = documents, stop
        self.failed = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        from morgue.records import failure, record

        for document in self._documents:
            if document.article is None:
                self.failed += 1
                click.echo(failure(document), err=True)
            yield record(document)


@click.command()
@click.argument("file")
@click.pass_context
def explain(ctx: click.Context, file: str) -> None:
    """Print every block of FILE with its role and rule, and where each field comes from.

    Under a field stand the values that it could have had; a star marks the chosen one. What an archive
    has learned of its outlets is not asked.
    """
    from morgue.explanation import lines
    from morgue.extraction import explain as documents

    found = documents(file)
    for document in found:
        for line in lines(document):
            click.echo(line)
    ctx.exit(0 if all(document.article for document in found) else 1)
