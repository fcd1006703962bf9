"""Who said what, as rows. A quote's speaker is whoever the mention means that it points to."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ingest.model import Article

if TYPE_CHECKING:
    from db.sqlite import sqlite3

_COLUMNS = '"start", "end", kind, speaker_start, verb'
_INSERT = f"""
insert or ignore into quotes (article_id, {_COLUMNS}, speaker_id)
values (:article, :start, :end, :kind, :speaker_start, :verb,
        (select entity_id from mentions where article_id = :article and "start" = :speaker_start))
"""


def add(conn: "sqlite3.Connection", article_id: int, article: Article) -> None:
    """Write the quotes of an article that has none; its mentions are in the archive already."""
    if not article.quotes:
        return
    length = len(article.body)
    put_back(
        conn,
        article_id,
        [
            (quote.start, quote.end, quote.kind, quote.speaker_start, quote.verb)
            for quote in article.quotes
            if 0 <= quote.start < quote.end <= length
        ],
    )


def kept(conn: "sqlite3.Connection", article_id: int) -> list[tuple[Any, ...]]:
    """An article's quotes as they can be put back: whom a mention means is the mentions' affair."""
    ask = f'select {_COLUMNS} from quotes where article_id = ? order by "start", kind'
    return conn.execute(ask, [article_id]).fetchall()


def put_back(conn: "sqlite3.Connection", article_id: int, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows as ``kept`` gave them, instead of all quotes that the article has."""
    conn.execute("delete from quotes where article_id = ?", [article_id])
    names = ("start", "end", "kind", "speaker_start", "verb")
    values = [{"article": article_id, **dict(zip(names, row, strict=True))} for row in rows]
    conn.executemany(_INSERT, values)
