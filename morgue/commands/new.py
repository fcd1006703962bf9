"""``morgue new``."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from morgue import options
from morgue.output import formats, write

if TYPE_CHECKING:
    from db.newness import News, Novelty

#: Headings by what the rows are.
HEADINGS = {
    "new": "new names",
    "back": "back after more than {gap} days",
    "pair": "named together for the first time",
    "burst": "names that stand out against the month before",
    "word": "words that stand out against the month before",
}


class Since(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A number of days (7d), or a year, month or day: its first day, or with ``last`` its last one."""

    name = "day"

    def __init__(self, last: bool = False) -> None:
        self._last = last

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date | int:
        """Give a day, or the number of days."""
        from db.query_dates import days

        text = str(value)
        if (
            not self._last
            and (count := re.fullmatch(r"(\d{1,5}) ?d(?:ays?)?", text.strip()))
            and int(count[1])
        ):
            return int(count[1])
        found = days(text)
        if found is None:
            self.fail(f"{text!r} is no day", param, ctx)
        return found[self._last]


@click.command()
@options.database
@click.option(
    "--since", type=Since(), default="7d", show_default=True, metavar="DAY", help="First day, or 30d."
)
@click.option(
    "--until", type=Since(last=True), metavar="DAY", help="Last day. [default: of the newest article]"
)
@click.option(
    "--gap",
    type=click.IntRange(min=1),
    default=90,
    show_default=True,
    help="Days after which a name is back.",
)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Rows of each sort.")
@formats("json", "nl", "csv", "tsv", "table")
def new(database: Path, since: date | int, until: date | None, gap: int, limit: int, fmt: str | None) -> None:
    """Print what is new: names, returns, pairs of names, and what stands out.

    Days are counted back from the archive's newest article, not from today. A name is new if no article
    with an earlier date names it; what stands out does so against the month before, each outlet compared
    with itself. A format prints one row for each.
    """
    from morgue.archive import Archive

    if isinstance(since, date) and until and since > until:
        raise click.UsageError("--since is after --until")
    with Archive(database) as archive:
        found = archive.news(since, until, gap=gap, limit=limit)
    for note in found.notes:
        click.echo(note, err=True)
    if fmt:
        write([asdict(one) for one in found.found], fmt)
        return
    for line in _readable(found, gap):
        click.echo(line)


def _readable(found: "News", gap: int) -> Iterator[str]:
    if found.since is None:
        return
    yield (
        f"{found.since} to {found.until}: {_articles(found.articles)}, "
        f"against {found.before:,} of the four weeks before"
    )
    for what, heading in HEADINGS.items():
        rows = found.of(what)
        if rows:
            yield ""
            yield click.style(heading.format(gap=gap), bold=True)
        for one in rows:
            yield f"  {_told(one)}"


def _told(one: "Novelty") -> str:
    name = f"{one.name} + {one.other}" if one.other else one.name
    kind = f" ({one.kind})" if one.kind and not one.other else ""
    told = [_articles(one.articles) + (f" of {one.outlets:,} outlets" if one.outlets > 1 else "")]
    if one.expected is not None:
        told.append(f"usual: {one.expected:,.1f}")
    first = f"first on {one.first_day}" + (f" in {one.first_outlet}" if one.first_outlet else "")
    told.append(first)
    if one.what == "back":
        told.append(f"last seen {one.last_before}, {one.days_away:,} days before")
    elif one.what == "word" and one.seen_since == one.first_day:
        told.append("never before")
    if one.undated:
        told.append(f"also in {one.undated:,} undated")
    return f"{name}{kind}: {'; '.join(told)}"


def _articles(number: int) -> str:
    return f"{number:,} article{'s' * (number != 1)}"
