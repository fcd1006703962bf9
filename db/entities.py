"""Who and what is named: mentions become entities, counted exactly and named alike in any order."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from db import linking
from ingest.model import Article, Mention

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Gives the merge key of a name of a kind: names with one key are one entity.
Key = Callable[[str, str], str]


class EntityBook:
    """Writes and removes the mentions of articles, keeping every count in step.

    ``key(name, kind)`` says which names mean one entity. Ids are remembered: call ``forget`` after a
    rollback. An entity is named by the full name that most articles use (ties: first in code-point
    order); ``rename`` does so for all that were touched, and belongs into the same transaction.
    """

    def __init__(self, conn: "sqlite3.Connection", key: Key) -> None:
        self._conn, self._key = conn, key
        self._ids: dict[tuple[str, str], int] = {}
        self._touched: set[int] = set()

    def forget(self) -> None:
        """Drop what was remembered of rows that a rollback took away."""
        self._ids.clear()

    def add(self, article_id: int, article: Article) -> None:
        """Write the mentions of an article that has none in the archive."""
        body = article.body
        names: dict[int, Counter[str]] = defaultdict(Counter)
        taken: dict[int, tuple[int, int, int, int, str]] = {}
        for mention in sorted(article.mentions, key=lambda one: (one.start, -one.end)):
            surface = body[mention.start : mention.end]
            if mention.start in taken or not 0 <= mention.start < mention.end <= len(body):
                continue
            entity = self._entity(mention, surface)
            if entity is not None:
                taken[mention.start] = (article_id, entity, mention.start, mention.end, surface)
                names[entity][mention.name or surface] += 1
        self._conn.executemany(
            "insert into mentions (article_id, entity_id, start, end, surface) values (?, ?, ?, ?, ?)",
            taken.values(),
        )
        self._conn.executemany(
            "insert or ignore into aliases (alias, entity_id, source) values (?, ?, 'text')",
            sorted({(surface, entity) for _, entity, _, _, surface in taken.values()}),
        )
        for entity, seen in names.items():
            name = min(seen, key=lambda one: (-seen[one], one))
            self._count(article_id, entity, seen.total(), name)

    def remove(self, article_id: int) -> None:
        """Take an article's entities out of all counts; the spellings stay, as they were seen."""
        rows = "select entity_id, name from article_entities where article_id = ?"
        for entity, name in self._conn.execute(rows, [article_id]).fetchall():
            fewer = "update aliases set articles = articles - 1 where alias = ? and entity_id = ?"
            self._conn.execute(fewer, [name, entity])
            count = "update entities set article_count = article_count - 1 where id = ?"
            self._conn.execute(count, [entity])
            self._touched.add(entity)
        self._conn.execute("delete from article_entities where article_id = ?", [article_id])
        self._conn.execute("delete from mentions where article_id = ?", [article_id])

    def rename(self) -> None:
        """Name every touched entity by its most used full name; a curated name stays."""
        self._conn.executemany(
            """
            update entities set name = (
                select alias from aliases where entity_id = entities.id
                order by articles desc, alias limit 1
            )
            where id = ? and not exists (
                select 1 from aliases
                where entity_id = entities.id and alias = entities.name and source = 'curated'
            )
            """,
            [(entity,) for entity in sorted(self._touched)],
        )
        linking.note(self._conn, self._touched)
        self._touched.clear()

    def _entity(self, mention: Mention, surface: str) -> int | None:
        """Find or make the entity of a mention; None for a name without any key, as a lone dash."""
        name = mention.name or surface
        key = self._key(name, mention.kind)
        if not key:
            return None
        if (mention.kind, key) not in self._ids:
            self._ids[mention.kind, key] = self._look_up(mention.kind, key, name)
        return self._ids[mention.kind, key]

    def _look_up(self, kind: str, key: str, name: str) -> int:
        found = self._conn.execute(
            "select id from entities where kind = ? and key = ?", [kind, key]
        ).fetchone()
        if found is None:
            make = "insert into entities (name, kind, key) values (?, ?, ?) returning id"
            found = self._conn.execute(make, [name, kind, key]).fetchone()
        return int(found[0])

    def _count(self, article_id: int, entity: int, mentions: int, name: str) -> None:
        self._conn.execute(
            "insert into article_entities (article_id, entity_id, mentions, name) values (?, ?, ?, ?)",
            [article_id, entity, mentions, name],
        )
        self._conn.execute(
            "insert into aliases (alias, entity_id, source, articles) values (?, ?, 'text', 1) "
            "on conflict do update set articles = articles + 1",
            [name, entity],
        )
        self._conn.execute("update entities set article_count = article_count + 1 where id = ?", [entity])
        self._touched.add(entity)
