"""When is a document another state of an article that is filed already?

By its address, by its place (the same file with other bytes), or by its text: the same outlet's, with nearly
the same headline and words (``db.resemblance``). A record of a file that holds many
(``wire.jsonl#12``) has only a number, and numbers shift when a line is put in front. So a record's
place counts only where the file visibly kept its order: at least half of its records stand unchanged
where they stood. Otherwise a new record is a new article: two articles instead of one is a flaw, one
article written over another is a loss.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import resemblance
from db.paths import is_stdin
from db.urls import address_key, is_address
from ingest.model import Article, Document

if TYPE_CHECKING:
    from db.sqlite import sqlite3


@dataclass(frozen=True, slots=True)
class Filed:
    """An article of which a document is another state, and its file.

    ``in_place``: the document stands where that file stood, and so comes after it, whatever it says.
    """

    article_id: int
    file_id: int
    in_place: bool


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

    def other_state(self, document: Document, text: resemblance.Text) -> Filed | None:
        """Find the article of which this document, whose text is ``text``, is another state."""
        article = document.article
        if article is None:
            return None
        number = self._by_address(article)
        if number is None and (number := self._by_place(document)) is None:
            number = self._by_text(article, text)
        if number is None:
            return None
        ask = "select files.id, path from articles join files on files.id = file_id where articles.id = ?"
        [(file_id, path)] = self._conn.execute(ask, [number])
        return Filed(number, int(file_id), path == document.path and not is_stdin(path))

    def _by_address(self, article: Article) -> int | None:
        url = article.url
        if not url or not is_address(url):
            return None
        ask = """select id from articles where url = ? union all
            select article_id from version_keys join articles on articles.id = article_id
            where version_keys.outlet_id = 0 and day = 0 and key = ? order by 1"""
        found = self._conn.execute(ask, [url, address_key(url)]).fetchall()
        return next((int(one) for (one,) in found if self._of_one_outlet(int(one), article)), None)

    def _of_one_outlet(self, article_id: int, article: Article) -> bool:
        """Copies give the original's address as theirs; another name at another domain is another outlet."""
        ask = "select name, domain from articles join outlets on outlets.id = outlet_id where articles.id = ?"
        known = self._conn.execute(ask, [article_id]).fetchone()
        if not known or not article.outlet or known[0] == article.outlet:
            return True
        return not known[1] or not article.outlet_domain or known[1] == article.outlet_domain

    def _by_place(self, document: Document) -> int | None:
        if is_stdin(document.path) or not self._kept_order:
            return None
        rows = self._conn.execute(
            "select articles.id, files.sha256 from files join articles on articles.file_id = files.id "
            "where files.path = ? and files.status = 'filed'",
            [document.path],
        )
        gone = [int(article) for article, sha256 in rows if sha256 not in self._place]
        return gone[0] if len(gone) == 1 else None

    def _by_text(self, article: Article, text: resemblance.Text) -> int | None:
        if not article.outlet or not article.published:
            return None
        outlet = self._conn.execute("select id from outlets where name = ?", [article.outlet]).fetchone()
        return resemblance.another_state(self._conn, outlet[0], text) if outlet else None

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


def text_of(article: Article) -> resemblance.Text:
    """What of an article is compared with others."""
    day = resemblance.day_of(article.published.at) if article.published else None
    return resemblance.Text(article.headline or "", article.body, day)
