"""Finding and loading files: the only place of this room that reads them.

Nothing is opened that is no plain file: a pipe or a device would hang the run.
"""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import EmptyFile, FileTooLarge, UnreadableFile
from ingest.model import RawFile

#: Largest file that is filed, in bytes: the biggest news pages seen hold 9 MB, so this is slack, not a limit.
MAX_BYTES = 50_000_000

#: Files that describe a folder rather than lie in it, by the name before its ending.
ABOUT_THE_FOLDER = frozenset({"readme", "license", "licence", "copying", "changelog"})

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """A path to file, or one to pass over; ``problem`` then says why."""

    path: str
    problem: str | None = None


def walk(paths: Sequence[str]) -> Iterator[Found]:
    """Yield the files under ``paths``, folders in sorted order, each real folder once.

    Named files are always yielded; inside folders, hidden files, files about the folder (README) and
    what is neither file nor folder are yielded with a ``problem``.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            yield from _walk_folder(Path(path), seen)
        else:
            yield Found(path)


def _walk_folder(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Found]:
    try:
        status = folder.stat()
        children = sorted(folder.iterdir(), key=lambda child: os.fsencode(child.name))
    except OSError:
        # Loading it will fail in the same way and tell why.
        yield Found(str(folder))
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for child in children:
        if child.name.startswith("."):
            yield Found(str(child), "hidden")
        elif child.is_dir():
            yield from _walk_folder(child, seen)
        elif child.stem.lower() in ABOUT_THE_FOLDER:
            yield Found(str(child), "about the folder")
        elif child.exists() and not child.is_file():
            yield Found(str(child), "no plain file")
        else:
            yield Found(str(child))


def load(path: str) -> RawFile:
    """Read one file, or standard input for ``-``.

    Raises UnreadableFile, EmptyFile or FileTooLarge.
    """
    data = sys.stdin.buffer.read(MAX_BYTES + 1) if path == STDIN else _read(path)
    if len(data) > MAX_BYTES:
        raise FileTooLarge(path, f"over {MAX_BYTES:,} bytes")
    if not data.strip():
        raise EmptyFile(path, "no bytes" if not data else "white space only")
    return RawFile(path, data)


def _read(path: str) -> bytes:
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(path, "no plain file")
        if status.st_size > MAX_BYTES:
            raise FileTooLarge(path, f"{status.st_size:,} bytes, over {MAX_BYTES:,}")
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFile(path, getattr(error, "strerror", None) or str(error)) from error
