"""How the archive names files: from its own folder, so that both can be moved together."""

import os
from functools import lru_cache
from pathlib import Path

#: Standard input, and records of it (``-#3``): no place that could be found again.
STDIN = "-"


def is_stdin(path: str) -> bool:
    """Tell whether a path means standard input or a record of it.

    >>> is_stdin("-"), is_stdin("-#2"), is_stdin("-rf.txt")
    (True, True, False)
    """
    return path == STDIN or path.startswith(f"{STDIN}#")


@lru_cache(maxsize=1000)  # one folder's files come one after another
def _seen_from(folder: str, path: str, here: str) -> str:
    """A path as seen from a folder, asked ``here``."""
    try:
        relative = os.path.relpath(path, folder)
    except ValueError:  # another drive, or a NUL in the name
        relative = path
    return Path(relative).as_posix()


def _bytes(name: str) -> bytes:
    """The bytes of a file's name, which Python has read by the user's locale."""
    try:
        return os.fsencode(name)
    except UnicodeEncodeError:  # not from this system's files
        return name.encode("utf-8", "surrogateescape")


def name_from(folder: Path, path: str) -> str:
    """Name ``path`` as seen from ``folder``, with forward slashes, in text that SQLite can hold.

    >>> name_from(Path("/news"), "/news/raw/a.txt"), name_from(Path("/news/db"), "/news/raw/a.txt")
    ('raw/a.txt', '../raw/a.txt')
    >>> name_from(Path("/news"), "/news/bad-\\udcff.txt")
    'bad-\\\\xff.txt'
    """
    if is_stdin(path):
        return path
    here = "" if path.startswith(os.sep) and folder.is_absolute() else str(Path.cwd())
    parent, name = os.path.split(path)
    if parent and name not in {"", ".", ".."} and "\0" not in name:
        above = _seen_from(str(folder), parent, here)
        name = name if above == "." else f"{above}/{name}"
    else:
        name = _seen_from(str(folder), path, here)
    # File names are bytes; those that are no UTF-8 show as escapes rather than stop the run.
    name = _bytes(name).decode("utf-8", "backslashreplace")
    return f"./{name}" if is_stdin(name) else name
