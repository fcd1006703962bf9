"""When is a new document a new state of an article that is filed already?

By its address, or by its place: the same file with other bytes. A record of a file that holds many
(``wire.jsonl#12``) has only a number, and numbers shift when a line is put in front. So a record's
place counts only where the file visibly kept its order: at least half of its records stand unchanged
where they stood. Otherwise a new record is a new article: two articles instead of one is a flaw, one
article written over another is a loss.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from db.paths import is_stdin
from ingest.model import Document

if TYPE_CHECKING:
    from db.sqlite import sqlite3


class Places:
    """The places of one file's documents, and what the archive holds there.

    ``documents`` are all documents of the file, with their paths as the archive names them; ``file``
    is the file's own name, equal to the path of its only document unless that is a record.
    """

    def __init__(self, conn: "sqlite3.Connection", file: str, documents: Sequence[Document]) -> None:
        self._conn, self._file = conn, file
        self._place: dict[str, str] = {}
        for document in documents:
            self._place.setdefault(document.sha256, document.path)
        self._kept_order = self._in_order(documents)

    def _in_order(self, documents: Sequence[Document]) -> bool:
        if all(document.path == self._file for document in documents):
            return True
        ask = "select 1 from files where sha256 = ? and path = ?"
        unmoved = sum(
            1 for sha256, path in self._place.items() if self._conn.execute(ask, [sha256, path]).fetchone()
        )
        return 2 * unmoved >= len(documents)

    def earlier_state(self, document: Document) -> tuple[int, int] | None:
        """Find the article of which this document is a new state: its id and that of its file."""
        url = document.article.url if document.article else None
        if url and _is_address(url):
            found = self._conn.execute(
                "select id, file_id from articles where url = ? order by id limit 1", [url]
            ).fetchone()
            if found:
                return int(found[0]), int(found[1])
        if is_stdin(document.path) or not self._kept_order:
            return None
        rows = self._conn.execute(
            "select articles.id, files.id, files.sha256 "
            "from files join articles on articles.file_id = files.id "
            "where files.path = ? and files.status = 'filed'",
            [document.path],
        )
        gone = [(int(article), int(file)) for article, file, sha256 in rows if sha256 not in self._place]
        return gone[0] if len(gone) == 1 else None

    def reverted(self, document: Document, status: str) -> bool:
        """Tell whether earlier bytes are back where later ones stood: a file restored, not a second copy."""
        if status != "replaced" or document.article is None or is_stdin(document.path):
            return False
        ask = "select 1 from files where path = ? and status = 'filed' and sha256 != ?"
        return bool(self._conn.execute(ask, [document.path, document.sha256]).fetchone())

    def moved(self, sha256: str, known_at: str) -> str | None:
        """Give the new place of a known record that was moved inside its own file, else None."""
        place = self._place[sha256]
        same_file = known_at.startswith(f"{self._file}#")
        return place if same_file and place != known_at else None


def _is_address(url: str) -> bool:
    """Tell an article's address from a site's: careless pages all name the front page as theirs.

    >>> _is_address("https://example.org/2025/02/a.html"), _is_address("https://example.org/")
    (True, False)
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.path.strip("/") or parts.query)
