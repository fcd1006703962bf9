"""The archive among its own input, and what lies beside it or another database: none of it is news."""

import os
from pathlib import Path

from db import replacing
from ingest.databases import told
from ingest.sources import STDIN, head

#: What SQLite and the lock put beside an archive.
BESIDE = (*replacing.BESIDE, ".lock")


class OwnFiles:
    """The files of an archive that this process has open, under whatever names.

    They must not be opened once more: closing a second descriptor drops the locks that SQLite has on the
    first. Links, other spellings and mounts lead to the same files, so that only their numbers tell.
    """

    def __init__(self, archive: Path) -> None:
        path = str(archive.resolve())
        self._paths = tuple(f"{path}{ending}" for ending in ("", *BESIDE))

    def why_not(self, path: str) -> str | None:
        """Say why a file is not to be opened; None if it may be.

        ``OwnFiles(Path("news.db")).why_not("latest.db")`` is "the archive itself" where that is a link to it.
        """
        if path == STDIN:
            return None
        if self._is_one(path):
            return "the archive itself"
        for ending in BESIDE:
            archive = path.removesuffix(ending)
            if archive != path and (self._is_one(archive) or told(head(archive))):
                return "beside a database"
        return None

    def _is_one(self, path: str) -> bool:
        number = _number(path)
        # Asked anew for each: the log comes and goes while the archive is open.
        return number is not None and any(number == _number(own) for own in self._paths)


def _number(path: str) -> tuple[int, int] | None:
    """What tells a file from all others; None if there is none, or nobody lets us look."""
    try:
        status = os.stat(path)  # noqa: PTH116 (asked six times for each file)
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
