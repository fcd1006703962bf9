"""Finding and loading files: the only place of this room that reads them.

Nothing is opened that is no plain file: a pipe or a device would hang the run. Nothing is read that lies
outside of what was named: a folder that somebody else packed may hold a link to a file that is not for print.
"""

import os
import select
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import databases
from ingest.errors import ArchiveFile, BinaryFile, EmptyFile, FileTooLarge, UnreadableFile
from ingest.model import RawFile

#: Largest file that is filed, in bytes: the biggest news pages seen hold 9 MB, so this is slack, not a limit.
MAX_BYTES = 50_000_000

#: Files that describe a folder rather than lie in it, by the name before its ending.
ABOUT_THE_FOLDER = frozenset({"readme", "license", "licence", "copying", "changelog"})

STDIN = "-"


#: A pipe that takes the place of a file in the last moment is not waited for.
OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class Found:
    """A path to file, or one to pass over (``problem`` then says why), or one that must not be read:
    ``refused`` says why, and it is a failure."""

    path: str
    problem: str | None = None
    refused: str | None = None


def walk(paths: Sequence[str]) -> Iterator[Found]:
    """Yield the files under ``paths``, folders in sorted order, each real folder once.

    Named files are always yielded; inside folders, hidden files, files about the folder (README) and
    what is neither file nor folder are yielded with a ``problem``. Links that were named are followed;
    links inside folders if they lead into a folder that was named. All others are refused.
    """
    seen: set[tuple[int, int]] = set()
    folders = [path for path in paths if path != STDIN and stat.S_ISDIR(_mode(path) or 0)]
    roots = tuple(os.path.join(os.path.realpath(path), "") for path in folders)  # noqa: PTH118
    for path in paths:
        if path in folders:
            yield from _walk_folder(Path(path), roots, seen)
        else:
            yield Found(path)


def _walk_folder(folder: Path, roots: tuple[str, ...], seen: set[tuple[int, int]]) -> Iterator[Found]:
    """Walk a folder of any depth: 2,000 fit into a path, and Python's stack holds 1,000 calls."""
    waiting = [_listed(folder, seen)]
    while waiting:
        for child in waiting[-1]:
            if isinstance(child, Found):
                yield child
            elif child.name.startswith("."):
                yield Found(str(child), "hidden")
            elif _leads_out(child, roots):
                yield Found(str(child), refused="a link out of the folder: name it to file what it leads to")
            elif (mode := _mode(child)) is None:
                # It leads nowhere, or its folder may not be entered: loading it will tell.
                yield Found(str(child))
            elif stat.S_ISDIR(mode):
                waiting.append(_listed(child, seen))
                break
            elif child.stem.lower() in ABOUT_THE_FOLDER:
                yield Found(str(child), "about the folder")
            elif not stat.S_ISREG(mode):
                yield Found(str(child), "no plain file")
            else:
                # One that is called "-", where the folder is ".", is a file all the same.
                yield Found(f".{os.sep}{STDIN}" if str(child) == STDIN else str(child))
        else:
            waiting.pop()


def _leads_out(child: Path, roots: tuple[str, ...]) -> bool:
    """Whether it is a link, and to something outside of the folders that were named."""
    # Path.is_symlink would raise where the folder may be listed but not entered.
    return os.path.islink(child) and not f"{os.path.realpath(child)}{os.sep}".startswith(roots)  # noqa: PTH114


def _mode(path: str | Path) -> int | None:
    """What a path leads to; None if it leads nowhere, or nobody lets us look."""
    try:
        return Path(path).stat().st_mode
    except (OSError, ValueError):
        return None


def _listed(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path | Found]:
    """The children of a folder that was not seen before; of one that cannot be listed, itself, refused."""
    try:
        status = folder.stat()
        children = sorted(folder.iterdir(), key=lambda child: os.fsencode(child.name))
    except OSError as error:
        return iter([Found(str(folder), refused=error.strerror or "cannot be listed")])
    key = (status.st_dev, status.st_ino)
    if key in seen:
        return iter(())
    seen.add(key)
    return iter(children)


def load(path: str) -> RawFile:
    """Read one file, or standard input for ``-``.

    Raises UnreadableFile, EmptyFile, FileTooLarge, ArchiveFile or, for other files of SQLite, BinaryFile.
    """
    data = _from_stdin() if path == STDIN else _read(path)
    if databases.is_archive(data):
        raise ArchiveFile(path)
    if len(data) > MAX_BYTES:
        raise FileTooLarge(path, f"over {MAX_BYTES:,} bytes")
    if kind := databases.told(data):
        raise BinaryFile(path, databases.not_kept(kind))
    if not data.strip():
        raise EmptyFile(path, "no bytes" if not data else "white space only")
    return RawFile(path, data)


def _from_stdin() -> bytes:
    """Standard input to its end: also a pipe that gives what it has and does not block."""
    if sys.stdin is None:
        raise UnreadableFile(STDIN, "closed")
    file, data = sys.stdin.buffer, bytearray()
    while (part := file.read(MAX_BYTES + 1 - len(data))) != b"":
        if part is None:
            select.select([file], [], [])
            continue
        data += part
        # A terminal's end would have to be typed twice, were it read again.
        if file.isatty():
            break
    return bytes(data)


def head(path: str) -> bytes:
    """The first bytes of a plain file, enough to tell whose it is; none of what cannot be read."""
    try:
        return _read(path, databases.HEAD_BYTES)
    except UnreadableFile:
        return b""


def _read(path: str, most: int | None = None) -> bytes:
    """The bytes of a plain file, ``most`` of them or all that may be filed."""
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise UnreadableFile(path, "no plain file")
        with open(os.open(path, OPEN), "rb") as file:  # noqa: PTH123 (opened by its descriptor)
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableFile(path, "no plain file")
            if most is None and status.st_size > MAX_BYTES:
                # An archive of any size is no text that grew too large.
                if databases.is_archive(found := file.read(databases.HEAD_BYTES)):
                    return found
                raise FileTooLarge(path, f"{status.st_size:,} bytes, over {MAX_BYTES:,}")
            return file.read(most or MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableFile(path, getattr(error, "strerror", None) or str(error)) from error
