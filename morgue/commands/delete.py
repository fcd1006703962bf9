"""``morgue delete``."""

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from morgue import options
from morgue.commands.ingest import traces_left

if TYPE_CHECKING:
    from morgue.deletion import Report


@click.command()
@click.argument("articles", metavar="ID...", type=int, nargs=-1, required=True)
@options.database
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept, and shown to who asks.")
@click.option("--forget-path", is_flag=True, help="Forget the names of the files, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--wait", type=click.FloatRange(min=0), default=0, metavar="SECONDS", help="Wait for an ingest to end."
)
@click.pass_context
def delete(
    ctx: click.Context,
    articles: tuple[int, ...],
    database: Path,
    reason: str,
    forget_path: bool,
    yes: bool,
    wait: float,
) -> None:
    """Delete articles for good: text, all versions, names, index and the files' bytes.

    What stays is the number, the day and the reason. The file is written anew, so that no word of it is
    left. The files that were ingested are not touched, nor are backups; ingest skips those files from now on.
    """
    from morgue.deletion import delete as run

    if not reason.strip():
        raise click.UsageError("--reason must say something")
    if not yes:
        _ask(database, articles)
    report = run(database, articles, reason, forget_path=forget_path, wait=wait)
    for line in _told(database, report):
        click.echo(line, err=True)
    ctx.exit(128 + signal.SIGINT if report.interrupted else 0 if report.cleaned else 1)


def _ask(database: Path, articles: tuple[int, ...]) -> None:
    """Show what is to be deleted and ask; without a terminal nobody can answer."""
    from morgue.archive import Archive

    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask: --yes says that you mean it")
    with Archive(database) as archive:
        for number in articles:
            found = archive.article(number)
            if found is None:
                raise click.ClickException(f"{database}: there is no article {number}")
            click.echo(f"{number}  {found['title']}", err=True)
    click.confirm("Delete for good?", abort=True, err=True)


def _told(database: Path, report: "Report") -> list[str]:
    from morgue.ingest_run import READ

    done = report.deleted
    articles = f"{done.articles:,} article{'' if done.articles == 1 else 's'}"
    documents = f"{done.documents:,} document{'' if done.documents == 1 else 's'}"
    lines = [f"{database}: {articles} deleted, with the bytes of {documents}, in {report.seconds:.1f} s"]
    if done.names_in_log:
        noun = "name" if done.names_in_log == 1 else "names"
        lines.append(
            f"{done.names_in_log:,} {noun} of theirs stay in your corrections: `morgue entities log`"
        )
    lines.append("backups that were made before still hold what was deleted")
    if not report.cleaned:
        lines.append(traces_left("it was interrupted" if report.interrupted else READ))
    return lines
