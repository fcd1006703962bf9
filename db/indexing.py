"""The search index follows a run at the end of each of its transactions, in the order of numbers.

The index writes what it holds in memory to the file at every savepoint, and at every number lower than the
last; a run has both at nearly every article. So the trigger that indexes an article at once is away while
a run writes, and back before the commit: nobody else sees the archive without it, or an article that is
not indexed. A statement with a trigger also copies each page that it is about to change.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: What every new article sets off: it is indexed, the columns of a search are to learn of it, it is to be
#: compared with others and put into a story, and its outlet's lines and days are to be counted again.
_TRIGGERS = """
    select name, sql from sqlite_master
    where type = 'trigger' and name in (
        'articles_ai', 'articles_search_ai', 'articles_copies_ai', 'stories_ai', 'outlet_lines_ai',
        'outlet_coverage_ai'
    )
"""
_INDEX = """
    insert into articles_fts (rowid, headline, standfirst, body, byline, section, dateline, editors_note,
                              unspaced)
    select id, headline, standfirst, body, byline, section, dateline, editors_note, unspaced
    from unindexed cross join articles on id = article_id order by article_id
"""
_CHANGES = "insert or ignore into search_changes (article_id) select article_id from unindexed"
_COMPARE = "insert or ignore into uncompared (article_id) select article_id from unindexed"
_GROUP = "insert or ignore into articles_to_group (article_id) select article_id from unindexed"
_CHANGED = "update search_states set number = number + 1 where name = 'articles'"
_OUTLETS = """
    insert or ignore into {table} (outlet_id)
    select distinct outlet_id from unindexed cross join articles indexed by articles_facets on id = article_id
    where outlet_id is not null
"""
_LEARN = _OUTLETS.format(table="outlets_to_learn")
_COVER = _OUTLETS.format(table="outlets_to_cover")


class Indexing:
    """Puts off the indexing of new articles, inside a transaction that is the caller's."""

    def __init__(self, conn: "sqlite3.Connection") -> None:
        self._conn = conn
        self._triggers: list[str] = []

    def put_off(self) -> None:
        """From here to ``catch_up`` an article is indexed only if ``unindexed`` names it."""
        for name, sql in self._conn.execute(_TRIGGERS).fetchall():
            self._triggers.append(str(sql))
            self._conn.execute(f"drop trigger {name}")

    def catch_up(self) -> None:
        """Index all that was put off. Until the commit nothing may be inserted any more."""
        for sql in (
            _LEARN,
            _COVER,
            _INDEX,
            _CHANGES,
            _CHANGED,
            _COMPARE,
            _GROUP,
            "delete from unindexed",
            *self._triggers,
        ):
            self._conn.execute(sql)
        self._triggers.clear()
