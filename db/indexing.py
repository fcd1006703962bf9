"""The search index follows a run at the end of each of its transactions, in the order of numbers.

The index writes what it holds in memory to the file at every savepoint, and at every number lower than the
last; a run has both at nearly every article. So the trigger that indexes an article at once is away while
a run writes, and back before the commit: nobody else sees the archive without it, or an article that is
not indexed.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.sqlite import sqlite3

_TRIGGER = "select sql from sqlite_master where type = 'trigger' and name = 'articles_ai'"
_INDEX = """
    insert into articles_fts (rowid, headline, standfirst, body, byline, section, dateline, editors_note)
    select id, headline, standfirst, body, byline, section, dateline, editors_note
    from unindexed cross join articles on id = article_id order by article_id
"""


class Indexing:
    """Puts off the indexing of new articles, inside a transaction that is the caller's."""

    def __init__(self, conn: "sqlite3.Connection") -> None:
        self._conn = conn
        self._trigger: str | None = None

    def put_off(self) -> None:
        """From here to ``catch_up`` an article is indexed only if ``unindexed`` names it."""
        found = self._conn.execute(_TRIGGER).fetchone()
        if found:
            self._trigger = str(found[0])
            self._conn.execute("drop trigger articles_ai")

    def catch_up(self) -> None:
        """Index all that was put off. Until the commit nothing may be inserted any more."""
        self._conn.execute(_INDEX)
        self._conn.execute("delete from unindexed")
        if self._trigger:
            self._conn.execute(self._trigger)
            self._trigger = None
