"""Datasette with the archive's pages, and the settings that a large archive needs."""

import os
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import yaml

from db.errors import ArchiveError, ArchiveLocked, OlderArchive
from db.sqlite import open_for_reading
from morgue.opening import opened

#: By the measurements in a file of 200,500 articles.
SETTINGS = {
    # Suggesting takes 1.0 of 1.3 s of a page; the facets are configured.
    "suggest_facets": "off",
    "sql_time_limit_ms": "2000",
    "facet_time_limit_ms": "1000",
    "num_sql_threads": "4",
    "truncate_cells_html": "300",
    # Pages must show at once what was just filed.
    "default_cache_ttl": "0",
    # A download of a file that is being written is no sound copy; `morgue backup` makes one.
    "allow_download": "off",
}
#: For strangers. Searches, pages and the ready questions are all there, but nobody carries the archive off
#: in one request, nor keeps the server busy for all others.
PUBLIC = {
    # A time limit does not stop one long C call: strangers get the ready questions, not SQL.
    "default_allow_sql": "off",
    # Neither whole tables nor all articles of a search as one file, nor the files as they came: the texts
    # belong to their outlets.
    "allow_csv_stream": "off",
    # Rows of one answer, as JSON or CSV: the longest page of a table has 100.
    "max_returned_rows": "200",
    "sql_time_limit_ms": "1000",
    "facet_time_limit_ms": "300",
    "default_cache_ttl": "60",
}

METADATA = "metadata.yml"
#: The name of the database in our own metadata.yml.
OURS = "news"


def serve(database: Path, *, host: str, port: int, public: bool, metadata: Path | None) -> NoReturn:
    """Become Datasette: this process is replaced. Raises what ``ready`` raises."""
    ready(database)
    arguments = command(database, host=host, port=port, public=public)
    file = metadata or find_metadata()
    if file:
        _as_stdin(for_database(file.read_text(encoding="utf-8"), database.stem))
        arguments += ["-m", "-"]
    print(f"http://{host}:{port}/ (Ctrl-C ends it)", file=sys.stderr, flush=True)
    os.execv(sys.executable, [sys.executable, *arguments])


def ready(database: Path) -> None:
    """Bring an archive of an earlier version up to date, as whoever serves it means to use this one.

    Raises NoArchive, NotAnArchive, NewerArchive, ArchiveLocked, or OlderArchive where it may not be written.
    """
    try:
        open_for_reading(database).close()
    except OlderArchive as older:
        print(f"{database}: made by an older morgue; bringing it up to date", file=sys.stderr, flush=True)
        try:
            with opened(database):
                pass
        except ArchiveLocked:
            raise
        except ArchiveError as error:
            raise OlderArchive(database, f"here it cannot be written ({error.detail})") from older


def command(database: Path, *, host: str, port: int, public: bool) -> list[str]:
    """Give the arguments for Python.

    >>> command(Path("news.db"), host="127.0.0.1", port=80, public=False)[:4]
    ['-m', 'datasette', 'serve', 'news.db']
    """
    settings = {**SETTINGS, **(PUBLIC if public else {})}
    told = [word for name, value in settings.items() for word in ("--setting", name, value)]
    return ["-m", "datasette", "serve", str(database), "--host", host, "--port", str(port), *told]


def find_metadata() -> Path | None:
    """Find metadata.yml: in the working folder, else in the one that holds morgue's packages."""
    places = (Path(METADATA), Path(__file__).parent.parent / METADATA)
    return next((place for place in places if place.is_file()), None)


def for_database(metadata: str, name: str) -> str:
    """Give metadata (YAML) that speaks of the archive ``news`` for one with another name.

    >>> for_database("databases: {news: {title: Ours}}", "voz")
    'databases:\\n  voz:\\n    title: Ours\\n'
    """
    content = yaml.safe_load(metadata) or {}
    databases = content.get("databases", {})
    if name in databases or OURS not in databases:
        return metadata
    content["databases"] = {name if key == OURS else key: value for key, value in databases.items()}
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


def _as_stdin(text: str) -> None:
    """Put ``text`` where Datasette reads it: a file without a name, which cannot be left behind."""
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        file.flush()
        file.seek(0)
        os.dup2(file.fileno(), 0)
