"""The archive for notebooks and scripts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from db.record import record, state_of
from db.search import Answer, search
from db.sqlite import open_for_reading

if TYPE_CHECKING:
    from db.sqlite import sqlite3
    from morgue.ingest_run import Options, Report


class Archive:
    """An archive by the name of its file; a context manager.

    Reading opens it read-only and raises NoArchive if there is none; ``ingest`` makes it.

        with Archive("news.db") as archive:
            archive.ingest(["texts/"])
            for hit in archive.search("ceasefire", limit=5).hits:
                print(archive.article(hit.id)["body"])
    """

    def __init__(self, path: str | Path = "news.db") -> None:
        self.path = Path(path)
        self._reader: sqlite3.Connection | None = None

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def conn(self) -> "sqlite3.Connection":
        """A read-only connection, for SQL."""
        if self._reader is None:
            self._reader = open_for_reading(self.path)
        return self._reader

    def search(
        self,
        query: str,
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        newest: bool = False,
        limit: int = 20,
        offset: int = 0,
    ) -> Answer:
        """Find articles, best first or newest first; ``filters`` holds names by field, as outlet."""
        sort = "newest" if newest else "rank"
        return search(self.conn, query, filters=filters, sort=sort, limit=limit, offset=offset)

    def article(self, article_id: int) -> dict[str, Any] | None:
        """Give one article with all that is kept about it, or None."""
        return record(self.conn, article_id)

    def version(self, article_id: int, number: int) -> dict[str, Any] | None:
        """Give a state of an article, 1 the oldest and one further than all versions the article; or None."""
        return state_of(self.conn, article_id, number)

    def ingest(self, paths: Sequence[str | Path], options: "Options | None" = None) -> "Report":
        """File everything under ``paths``; see ``morgue.ingest_run``."""
        from morgue.ingest_run import ingest

        return ingest(self.path, [str(path) for path in paths], options)

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
