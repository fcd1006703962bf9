"""``morgue ingest``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from morgue import options

if TYPE_CHECKING:
    from ingest.model import Document, Ner
    from morgue.ingest_run import Report
    from morgue.learning import Furnished


def traces_left(why: str) -> str:
    """Tell that cleaning could not be finished."""
    return f"traces of deleted articles are still in the file ({why}): ingest or delete again"


@click.command()
@options.paths
@options.database
@options.no_entities
@options.ner
@options.workers
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0,
    metavar="SECONDS",
    help="Wait for another ingest to end.",
)
@click.option("--again", is_flag=True, help="File also what was deleted from the archive before.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.pass_context
def ingest(
    ctx: click.Context,
    paths: tuple[str, ...],
    database: Path,
    no_entities: bool,
    ner: "Ner",
    workers: int | None,
    wait: float,
    again: bool,
    as_json: bool,
) -> None:
    """File everything under PATH... into the archive; - is standard input.

    Run it again and nothing changes: what is filed is known by its bytes. Changed files become new
    versions of their articles. Ctrl-C ends in order, and the next run goes on from there.
    """
    from db.sqlite import JOURNAL_SIZE_LIMIT
    from morgue.ingest_run import Options
    from morgue.ingest_run import ingest as run
    from morgue.reading import default_workers

    how = Options(
        entities=not no_entities,
        workers=workers or default_workers(),
        wait=wait,
        on_failure=_tell_failure,
        on_archive=_tell_archive,
        ner=ner,
        again=again,
    )
    report = run(database, paths, how)
    if as_json:
        click.echo(json.dumps(report.as_dict()))
    else:
        click.echo(_summary(database, report), err=True)
    for doubt in report.doubts:
        click.echo(f"{database}: {doubt}", err=True)
    if report.deleted:
        noun = "document was" if report.deleted == 1 else "documents were"
        click.echo(f"{report.deleted:,} {noun} deleted before and skipped: --again files them", err=True)
    if report.traces:
        click.echo(traces_left(report.traces), err=True)
    if report.furnished.articles:
        click.echo(_furnished(report.furnished), err=True)
    if report.log > JOURNAL_SIZE_LIMIT:
        click.echo(_kept(database, report.log), err=True)
    ctx.exit(report.exit_code or (1 if report.counts.failed or report.traces else 0))


def _tell_failure(document: "Document") -> None:
    from morgue.records import failure

    click.echo(failure(document), err=True)


def _tell_archive(path: str) -> None:
    click.echo(f"{path}: an archive of morgue: not filed", err=True)


def _furnished(found: "Furnished") -> str:
    more = " or more" if found.or_more else ""
    noun = "article holds" if found.articles == 1 and not more else "articles hold"
    told = "lines that recur in their outlets: `morgue reclean` shows them"
    return f"{found.articles:,}{more} {noun} {told}"


def _kept(database: Path, log: int) -> str:
    return (
        f"{database}-wal keeps {log / 1e6:,.0f} MB, as somebody still reads an older state of the archive: "
        "it shrinks with the first run after that"
    )


def _summary(database: Path, report: "Report") -> str:
    counts = report.counts
    told = [
        f"{number:,} {name}"
        for name, number in counts.as_dict().items()
        if number and name not in ("documents", "duplicates")
    ]
    if counts.duplicates:
        told.append(f"{counts.duplicates:,} filed already")
    stopped = "stopped early: " if report.exit_code else ""
    noun = "document" if counts.documents == 1 else "documents"
    return (
        f"{database}: {stopped}{counts.documents:,} {noun} in {report.seconds:.1f} s"
        f"{': ' if told else ''}{', '.join(told)}"
    )
