"""Options that several commands have."""

from pathlib import Path

import click

database = click.option(
    "--db",
    "database",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="MORGUE_DB",
    default="news.db",
    show_default=True,
    show_envvar=True,
    help="The archive.",
)
no_entities = click.option("--no-entities", is_flag=True, help="Leave out people, organisations and places.")
ner = click.option(
    "--ner",
    type=click.Choice(["fast", "accurate"]),
    default="fast",
    show_default=True,
    help="Who finds the names: our own tagger, or spaCy's model, an extra, ten times slower.",
)
workers = click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that read files. [default: cores, at most 4]",
)
paths = click.argument("paths", metavar="PATH...", nargs=-1, required=True)
kind = click.option(
    "--kind", type=click.Choice(["person", "organisation", "place"]), help="Only this kind of entity."
)
