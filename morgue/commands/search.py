"""``morgue search`` and ``morgue similar``."""

import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from morgue import options
from morgue.output import formats, write

if TYPE_CHECKING:
    from db.exporting import Row
    from db.search import Answer, Hit
    from morgue.archive import Archive

#: Formats of ``--all`` that ``morgue.output`` does not have.
EXPORTS = ("safe-csv", "bibtex", "ris")
#: Numbers of articles: more would not fit into what counts them.
MANY = click.IntRange(0, 2**31)


@click.command()
@click.argument("query", required=False)
@options.database
@click.option(
    "--file",
    type=click.File("rb"),
    help="Search for each line of a file (- is stdin) and count what it finds.",
)
@click.option("--limit", type=MANY, default=20, show_default=True, help="Articles to print.")
@click.option("--offset", type=MANY, default=0, help="Articles to pass over first.")
@click.option("--newest", "sort", flag_value="newest", default=None, help="Newest first, not best first.")
@click.option("--oldest", "sort", flag_value="oldest", help="Oldest first.")
@click.option("--once", is_flag=True, help="Count each text once: copies fold under their original.")
@click.option(
    "--alike",
    type=click.FloatRange(0.5, 1),
    help="How alike two texts are that --once counts as one (0.8 if not given).",
)
@click.option("--all", "everything", is_flag=True, help="Print every article that is found, in full.")
@formats("json", "nl", "csv", "tsv", "table", *EXPORTS)
def search(
    query: str | None,
    database: Path,
    file: Any,
    everything: bool,
    fmt: str | None,
    once: bool,
    alike: float | None,
    **asked: Any,
) -> None:
    """Print the articles that QUERY finds, best first.

    Words must all occur; "a phrase", -without, this OR that, begin*, headline:word, outlet:"name",
    after:2025-01, tax w/5 oil and more narrow or widen: the README has them all.
    --json prints the whole answer with facets; the other formats print the hits.

    With --all there is no limit, and the articles are whole: texts, authors, dates. --bibtex and --ris
    are for reference managers.

    With --file, one query a line, or CSV with the columns label and query: a row for each, with the
    number of its articles, of those that no other line finds, and their first and last day.
    """
    from db.counting_once import ALIKE
    from morgue.archive import Archive

    fold = {"once": once or alike is not None, "alike": alike or ALIKE}
    if (query is None) == (file is None):
        raise click.UsageError("give a QUERY or a --file with queries")
    with Archive(database) as archive:
        if file is not None:
            if fmt in ("bibtex", "ris"):
                raise click.UsageError(f"--file counts articles, and has no references for --{fmt}")
            _list(archive, file.read(), fmt, fold)
        elif everything or fmt in EXPORTS:
            _export(archive, query or "", everything, fmt, fold, **asked)
        else:
            _search(archive, query or "", fmt, fold, **asked)


def _search(
    archive: "Archive",
    query: str,
    fmt: str | None,
    fold: dict[str, Any],
    limit: int,
    offset: int,
    sort: str | None,
) -> None:
    answer = archive.search(query, sort=sort or "rank", limit=limit, offset=offset, **fold)
    if fmt == "json":
        click.echo(json.dumps(answer.as_dict(), ensure_ascii=False))
        return
    for note in answer.notes:
        click.echo(note, err=True)
    for other in answer.suggestions:
        click.echo(f"Did you mean: {other}", err=True)
    if fmt:
        hits = answer.as_dict()["hits"]
        assert isinstance(hits, list)
        write(hits, fmt)
        return
    for line in _readable(answer):
        click.echo(line)


def _export(
    archive: "Archive",
    query: str,
    everything: bool,
    fmt: str | None,
    fold: dict[str, Any],
    limit: int,
    offset: int,
    sort: str | None,
) -> None:
    from db.export_formats import FORMATS, written
    from db.query import parse

    for note in parse(query).notes:
        click.echo(note, err=True)
    rows = archive.export(query, sort=sort or "rank", **fold)
    rows = islice(rows, offset, None if everything else offset + limit)
    if fmt is None:
        for row in rows:
            click.echo("\n".join(_brief(row)))
    elif fmt in FORMATS:
        # RIS has line endings of its own, and a character that the terminal lacks must not end the export
        for text in written(rows, FORMATS[fmt]):
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
    else:
        write(rows, fmt)


def _brief(row: "Row") -> Iterator[str]:
    yield f"{row['id']}  {click.style(str(row['title']), bold=True)}"
    about = [str(row[name]) for name in ("outlet", "published_at") if row[name]]
    if about:
        yield f"    {', '.join(about)}"


def _list(archive: "Archive", data: bytes, fmt: str | None, fold: dict[str, Any]) -> None:
    from db.export_formats import guarded
    from morgue.query_list import read_queries

    found = archive.search_list(read_queries(data), **fold)
    rows = [line.as_dict() for line in found.lines]
    if fmt == "safe-csv":
        rows = [{name: guarded(cell) for name, cell in row.items()} for row in rows]
    write(rows, "csv" if fmt == "safe-csv" else fmt or "table")
    click.echo(f"{found.articles:,} different articles, by {len(found.lines):,} queries", err=True)


def _readable(answer: "Answer") -> Iterator[str]:
    about = "" if answer.exact else "about "
    copies = f" ({answer.folded:,} copies not counted)" if answer.folded else ""
    yield f"{about}{answer.total:,} articles{copies}: {answer.understood or 'all'}"
    told = False
    for hit in answer.hits:
        if hit.partial and not told:
            told = True
            yield ""
            yield f"With some of the words: {answer.partial:,}"
        yield ""
        yield from _hit(hit)
    shown = {field: list(counts)[:5] for field, counts in answer.facets.items() if counts}
    if shown:
        yield ""
    for field, counts in shown.items():
        yield f"{field}: {', '.join(f'{value} {count:,}' for value, count in counts)}"


def _hit(hit: "Hit") -> Iterator[str]:
    from db.search import MARKS

    marked = re.compile(f"{MARKS[0]}(.*?){MARKS[1]}")
    yield f"{hit.id}  {click.style(hit.title, bold=True)}"
    copies = f"{hit.copies:,} {'copy' if hit.copies == 1 else 'copies'}" if hit.copies else None
    about = [word for word in (hit.outlet, hit.published, copies) if word]
    if about:
        yield f"    {', '.join(about)}"
    snippet = " ".join(hit.snippet.split())
    yield f"    {marked.sub(lambda word: click.style(word[1], bold=True), snippet)}"


@click.command()
@click.argument("article", metavar="ID", type=int)
@options.database
@click.option("--limit", type=MANY, default=20, show_default=True, help="Articles to print.")
@formats("json", "nl", "csv", "tsv", "table")
def similar(article: int, database: Path, limit: int, fmt: str | None) -> None:
    """Print the articles that are most like one: copies, and others that share its most telling words.

    --json prints those words as well.
    """
    from morgue.archive import Archive

    with Archive(database) as archive:
        found = archive.similar(article, limit=limit)
    if found is None:
        raise click.ClickException(f"{database}: there is no article {article}")
    answer = found.as_dict()
    if fmt == "json":
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif fmt:
        assert isinstance(answer["hits"], list)
        write(answer["hits"], fmt)
    else:
        click.echo(f"Telling words: {', '.join(found.words)}", err=True)
        for hit in found.hits:
            click.echo("\n".join(["", *_hit(hit)]))
