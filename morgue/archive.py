"""The archive for notebooks and scripts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from db.counting_once import ALIKE
from db.exporting import Row, export
from db.list_search import Line, ListAnswer, list_search
from db.record import record, state_of
from db.search import Answer, search
from db.similar import Similar, similar
from db.sqlite import open_for_reading

if TYPE_CHECKING:
    from db.coverage_reading import Missing
    from db.newness import News
    from db.sqlite import sqlite3
    from morgue.deletion import Report as Deletion
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
        without: Mapping[str, Sequence[str]] | None = None,
        look_for: Mapping[str, str] | None = None,
        sort: str = "rank",
        newest: bool = False,
        limit: int = 20,
        offset: int = 0,
        once: bool = False,
        alike: float = ALIKE,
    ) -> Answer:
        """Find articles; any text is a query, and the empty one asks for every article.

        ``filters`` holds exact names by field (outlet, section, agency, language, year, month, person,
        place, organisation), ``without`` those that no article may have; ``look_for`` parts of names by
        field, whose values are the answer's ``found``. ``sort`` is rank, newest or oldest, and ``newest``
        is short for the second. ``once`` counts each text once: copies that are ``alike`` at least so much
        fold under their original. The answer has one page of hits, the total, facets and notes. Raises
        ValueError for another field or sort.
        """
        sort = "newest" if newest else sort
        return search(
            self.conn,
            query,
            filters=filters,
            without=without,
            look_for=look_for,
            sort=sort,
            limit=limit,
            offset=offset,
            once=once,
            alike=alike,
        )

    def export(
        self,
        query: str = "",
        *,
        filters: Mapping[str, Sequence[str]] | None = None,
        without: Mapping[str, Sequence[str]] | None = None,
        sort: str = "rank",
        once: bool = False,
        alike: float = ALIKE,
    ) -> Iterator[Row]:
        """Give every article that a query finds, one by one, with its text: for a table or a corpus.

        ``db.exporting.FIELDS`` are the names; ``authors`` is a list. Other connections may write
        meanwhile: the articles are those of the moment in which the first one was asked for.
        """
        return export(self.conn, query, filters, sort, alike if once else 0, without)

    def search_list(
        self, queries: Iterable[str | Line], *, once: bool = False, alike: float = ALIKE
    ) -> ListAnswer:
        """Search for many queries: for each the number of articles, and of those that no other finds."""
        return list_search(self.conn, queries, alike if once else 0)

    def similar(self, article_id: int, *, limit: int = 20) -> Similar | None:
        """Find the articles most like one, copies of it first; None if there is no such article."""
        return similar(self.conn, article_id, limit=limit)

    def article(self, article_id: int) -> dict[str, Any] | None:
        """Give one article with all that is kept about it, or None."""
        return record(self.conn, article_id)

    def news(
        self,
        since: date | str | int | None = None,
        until: date | str | None = None,
        *,
        gap: int = 90,
        limit: int = 20,
    ) -> "News":
        """Tell which names, pairs of names and words are new since a day, or in the last so many days.

        By default in the seven days that end with the archive's newest article. ``gap`` are the days after
        which a name is back. ``archive.news(30).of("new")`` are the new names; ``db.newness.Novelty`` tells
        what else there is.
        """
        from morgue.news import news

        last = date.fromisoformat(until) if isinstance(until, str) else until
        if isinstance(since, int):
            return news(self.conn, until=last, days=since, gap=gap, limit=limit)
        first = date.fromisoformat(since) if isinstance(since, str) else since
        return news(self.conn, first, last, gap=gap, limit=limit)

    def missing(self, outlet: str | None = None) -> "list[Missing]":
        """Tell what the archive lacks of its outlets (or of one, by its name): gaps, drops and breaks."""
        from db.coverage_reading import missing

        return list(missing(self.conn, outlet))

    def version(self, article_id: int, number: int) -> dict[str, Any] | None:
        """Give a state of an article, 1 the oldest and one further than all versions the article; or None."""
        return state_of(self.conn, article_id, number)

    def ingest(self, paths: Sequence[str | Path], options: "Options | None" = None) -> "Report":
        """File everything under ``paths``; see ``morgue.ingest_run``."""
        from morgue.ingest_run import ingest

        return ingest(self.path, [str(path) for path in paths], options)

    def delete(self, ids: Sequence[int], *, reason: str, forget_path: bool = False) -> "Deletion":
        """Delete articles for good; see ``morgue.deletion``."""
        from morgue.deletion import delete

        self.close()  # a reader would keep what was deleted in the file
        return delete(self.path, ids, reason, forget_path=forget_path)

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
