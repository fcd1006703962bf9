"""An archive that exists, opened to be changed; who does hears of pages that are not what was written."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.archive import Archive, open_archive
from db.page_checking import told
from db.sqlite import open_for_reading


@contextmanager
def opened(database: Path, wait: float = 0.0) -> Iterator[Archive]:
    """Open an archive for writing, and tell a line where somebody else wrote there or a disk failed.

    Raises NoArchive, and whatever ``db.archive.open_archive`` does.

        with opened(Path("news.db")) as archive:
            families.refresh(archive.conn)
    """
    open_for_reading(database, any_schema=True).close()  # never makes an archive
    with open_archive(database, wait=wait) as archive:
        if archive.found:
            print(f"{database}: {told(archive.found)}", file=sys.stderr, flush=True)
        yield archive
