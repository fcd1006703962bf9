"""The command ``morgue``. Data goes to stdout, talk to stderr; 0 done, 1 something failed, 2 wrong usage."""

import io
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from morgue.commands.coverage import coverage
from morgue.commands.delete import delete
from morgue.commands.entities import entities
from morgue.commands.extract import explain, extract
from morgue.commands.ingest import ingest
from morgue.commands.keep import backup, check
from morgue.commands.new import new
from morgue.commands.reclean import reclean
from morgue.commands.search import search, similar
from morgue.commands.serve import serve
from morgue.commands.show import show

# Commands that read a file themselves have small matrices too: a second thread only waits, and burns its
# core doing so. Before numpy is loaded; yields to what the user has set.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

#: Set it to see where an error that nobody foresaw comes from.
DEBUG = "MORGUE_DEBUG"


class Misuse(click.ClickException):
    """An error by which the command ends as one that was called wrongly."""

    exit_code = 2


class Desk(click.Group):
    """Turns errors into one line: those that we know say all; of others, the kind and where to ask."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; every error but click's own ends as a message and exit code 1."""
        _speak_utf8()
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as end:
            ctx.exit(getattr(end, "exit_code", 128 + signal.SIGINT))
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get(DEBUG):
                raise
            kind = Misuse if getattr(error, "exit_code", 1) == Misuse.exit_code else click.ClickException
            raise kind(_told(error) + self._advice(ctx, error)) from error

    def _advice(self, ctx: click.Context, error: Exception) -> str:
        """What the command that was called has against an error."""
        from db.errors import ArchiveLocked

        waits = isinstance(error, ArchiveLocked) and _waits(self.commands.get(ctx.invoked_subcommand or ""))
        return "; --wait SECONDS waits for it" if waits else ""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the commands in the order in which they are needed, not by the alphabet."""
        return list(self.commands)


def _waits(command: click.Command | None) -> bool:
    """Whether a command can wait for another writer; of a group, those that write."""
    if isinstance(command, click.Group):
        return any(map(_waits, command.commands.values()))
    return command is not None and any(one.name == "wait" for one in command.params)


def _speak_utf8() -> None:
    """Let data be the same bytes in every locale; a terminal gets escapes for what it cannot show.

    So does a file for what no encoding has: the bytes of a file's name that are no UTF-8.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            as_it_is = stream.isatty() or stream.encoding.lower().replace("-", "") == "utf8"
            stream.reconfigure(encoding=None if as_it_is else "utf-8", errors="backslashreplace")


def _told(error: Exception) -> str:
    from db.errors import ArchiveError
    from ingest.errors import MorgueError

    if isinstance(error, MorgueError | ArchiveError):
        return str(error)
    if isinstance(error, MemoryError):
        return "there is not enough memory"
    # What an error says may be a piece of an article, and what is printed is kept in logs.
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}, line {place.lineno}"
    return f"unexpected: {type(error).__name__} in {where} ({DEBUG}=1 shows all)"


def _print_version(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from morgue.version import version

        click.echo(f"morgue, version {version()}")
        ctx.exit()


@click.group(cls=Desk, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version.",
)
def cli() -> None:
    """A news archive in one SQLite file."""


COMMANDS = (
    *(ingest, extract, explain, search, similar, show, serve),
    *(entities, new, coverage, reclean, delete, check, backup),
)
for command in COMMANDS:
    cli.add_command(command)
