"""Archives of another version are told in one line before a page of them could fail."""

from pathlib import Path
from typing import Any

import click

from db.errors import ArchiveError, NewerArchive, OlderArchive
from db.sqlite import open_for_reading


def must_fit(datasette: Any) -> None:
    """End the start of Datasette where a database is an archive of an older or newer morgue.

    Databases of others are none of our business, and neither is one that cannot be opened: Datasette tells
    of that itself. ``must_fit(datasette)`` raises click's ClickException, which ends the program in one line.
    """
    for database in datasette.databases.values():
        if database.path is None or not Path(database.path).is_file():
            continue
        try:
            open_for_reading(Path(database.path)).close()
        except (OlderArchive, NewerArchive) as error:
            raise click.ClickException(str(error)) from error
        except ArchiveError:
            continue
