"""``morgue reclean``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from morgue import options

if TYPE_CHECKING:
    from morgue.recleaning import Report

#: Lines shown for an outlet; --json gives all.
SHOWN = 20


@click.command()
@options.database
@click.option("--outlet", metavar="NAME", help="Only the articles of this outlet.")
@click.option("--apply", "action", flag_value="apply", help="Clean the articles again.")
@click.option("--undo", "action", flag_value="undo", help="Put back what the last --apply changed.")
@click.option("--keep", metavar="TEXT", help="Never take this line out of bodies.")
@click.option("--drop", metavar="TEXT", help="Take this line out, even if it recurs no more.")
@options.workers
@click.option(
    "--wait", type=click.FloatRange(min=0), default=0, metavar="SECONDS", help="Wait for an ingest to end."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def reclean(
    ctx: click.Context,
    database: Path,
    outlet: str | None,
    action: str | None,
    keep: str | None,
    drop: str | None,
    workers: int | None,
    wait: float,
    as_json: bool,
) -> None:
    """Clean filed articles again, with the lines that recur in their outlets.

    An outlet's footers, teasers and buttons stand in many of its articles; each ingest learns them, and
    cleans the files that come later. Without --apply nothing is changed: the lines are shown that would
    leave the bodies. They are kept beside them, as is all that a file held.
    """
    from morgue import recleaning
    from morgue.reading import default_workers

    if sum(map(bool, (action, keep, drop))) > 1:
        raise click.UsageError("--apply, --undo, --keep and --drop exclude one another")
    if keep or drop:
        status, told = ("rejected", "stays in bodies") if keep else ("accepted", "is taken out")
        outlets = recleaning.decide(database, keep or drop or "", status, outlet, wait)  # type: ignore[arg-type]
        click.echo(f"{told}: {', '.join(outlets)}; `morgue reclean` shows what changes", err=True)
        return
    if action == "undo":
        _tell_undone(recleaning.undo(database, wait))
        return
    if action == "apply":
        report = recleaning.apply(database, outlet, workers or default_workers(), wait)
    else:
        report = recleaning.preview(database, outlet, workers or default_workers())
    _print(report, as_json)
    ctx.exit(report.exit_code or (1 if report.failed else 0))


def _tell_undone(undone: tuple[int, int, int] | None) -> None:
    if undone is None:
        click.echo("nothing to undo", err=True)
        return
    run, back, changed = undone
    left = f"; {changed:,} left alone: filed anew since" if changed else ""
    click.echo(f"run {run} undone: {back:,} articles are as they were{left}", err=True)


def _print(report: "Report", as_json: bool) -> None:
    for document in report.failed:
        click.echo(f"{document.path}: {document.error}: {document.detail}", err=True)
    told = report.as_dict()
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in told["outlets"]:
        click.echo(f"{one['outlet']}: {_articles(one['articles'])}")
        for mark, lines in (("-", one["leave"]), ("+", one["return"])):
            for line in lines[:SHOWN]:
                click.echo(f"  {mark} {line['articles']:,} × {line['text']}")
            if len(lines) > SHOWN:
                click.echo(f"  {mark} and {len(lines) - SHOWN:,} other lines")
    if not report.articles:
        click.echo("nothing to clean again", err=True)
    elif report.applied:
        click.echo(f"{_articles(report.articles)} cleaned again; --undo puts them back", err=True)
    else:
        click.echo(f"{_articles(report.articles)} would change; --apply does it", err=True)
    if report.left_alone:
        left = f"{_articles(report.left_alone)} left alone: more than half of the words would go"
        click.echo(left, err=True)


def _articles(number: int) -> str:
    return f"{number:,} article{'' if number == 1 else 's'}"
