"""Who and what is named: mentions become entities, counted exactly and named alike in any order."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from db import counting, curation, linking
from db.curation import Ref
from ingest.model import Article

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Gives the merge key of a name of a kind: names with one key are one entity.
Key = Callable[[str, str], str]


_MENTION = """
    insert into mentions (article_id, start, end, surface, name, entity_id, found_id)
    values (?, ?, ?, ?, ?, ?, ?)
"""
_BLOCKED = """
    insert into blocked_mentions (article_id, start, end, surface, name, found_id)
    values (?, ?, ?, ?, ?, ?)
"""
_FEWER_SPELLINGS = """
    update aliases set mentions = aliases.mentions - counted.n from (
        select surface, entity_id, count(*) as n from mentions where article_id = ? group by 1, 2
    ) as counted where alias = surface and aliases.entity_id = counted.entity_id
"""
_FEWER_NAMES = """
    update aliases set articles = articles - 1 from article_entities as theirs
    where theirs.article_id = ? and alias = theirs.name and aliases.entity_id = theirs.entity_id
"""
_UNUSED = """
    delete from aliases where entity_id = ? and articles <= 0 and mentions <= 0 and source = 'text'
"""
_ONE_MORE = """
    update entities set article_count = article_count + 1,
        first_seen = coalesce(min(first_seen, :day), first_seen, :day),
        last_seen = coalesce(max(last_seen, :day), last_seen, :day)
    where id = :entity
"""


class EntityBook:
    """Writes and removes the mentions of articles, keeping every count in step.

    ``key(name, kind)`` says which names mean one entity; the archive's log of corrections has the last
    word. Ids are remembered: call ``forget`` after a rollback. An entity is named by the full name that
    most articles use (ties: first in code-point order), unless somebody named it; ``rename`` does so for
    all that were touched, and belongs into the same transaction.
    """

    def __init__(self, conn: "sqlite3.Connection", key: Key) -> None:
        self._conn, self._key = conn, key
        self._corrected = curation.state(conn)
        self._ids: dict[Ref, int] = {}
        self._touched: set[int] = set()
        self._left: set[int] = set()

    def forget(self) -> None:
        """Drop what was remembered of rows that a rollback took away."""
        self._ids.clear()

    def add(self, article_id: int, article: Article) -> None:
        """Write the mentions of an article that has none in the archive."""
        if not article.mentions:
            return
        body, last = article.body, -1
        rows: dict[str, list[tuple[object, ...]]] = {_MENTION: [], _BLOCKED: []}
        names: dict[int, Counter[str]] = defaultdict(Counter)
        spelled: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
        for mention in sorted(article.mentions, key=lambda one: (one.start, -one.end)):
            surface = body[mention.start : mention.end]
            if mention.start == last or not 0 <= mention.start < mention.end <= len(body):
                continue
            name = mention.name or surface
            key = self._key(name, mention.kind)
            if not key:  # a lone dash
                continue
            last, found = mention.start, (mention.kind, key)
            kept = name if name != surface else None
            span = (article_id, mention.start, mention.end, surface, kept)
            means = self._corrected.resolve(found, surface, name, article_id)
            if means is None:
                rows[_BLOCKED].append((*span, self.id_of(found, name)))
                continue
            entity = self.id_of(means, name)
            rows[_MENTION].append((*span, entity, None if means == found else self.id_of(found, name)))
            spelled[surface, entity][1] += 1
            names[entity][name] += 1
        for sql, values in rows.items():
            if values:
                self._conn.executemany(sql, values)
        self._count(article_id, names, spelled)

    def remove(self, article_id: int) -> None:
        """Take an article's names out of all counts; while its row is still what it was."""
        rows = "select entity_id from article_entities where article_id = ?"
        entities = [entity for (entity,) in self._conn.execute(rows, [article_id]).fetchall()]
        self._conn.execute(_FEWER_SPELLINGS, [article_id])
        self._conn.execute(_FEWER_NAMES, [article_id])
        self._conn.executemany(_UNUSED, [(entity,) for entity in entities])
        self._conn.execute(
            "update entities set article_count = article_count - 1 where id in "
            "(select entity_id from article_entities where article_id = ?)",
            [article_id],
        )
        self._touched.update(entities)
        at_an_end = """select entities.id from article_entities join entities on entities.id = entity_id
            join articles on articles.id = article_id
            where article_id = ? and published_on in (first_seen, last_seen)"""
        self._left.update(entity for (entity,) in self._conn.execute(at_an_end, [article_id]))
        for table in ("article_entities", "mentions", "blocked_mentions"):
            self._conn.execute(f"delete from {table} where article_id = ?", [article_id])

    def rename(self) -> None:
        """Name every touched entity by its most used full name; a curated name stays. Days follow, too."""
        self._conn.executemany(counting.NAME, [(entity,) for entity in sorted(self._touched)])
        for entity in sorted(self._left):
            counting.redate(self._conn, entity)
        linking.note(self._conn, self._touched)
        self._touched.clear()
        self._left.clear()

    def id_of(self, ref: Ref, name: str) -> int:
        """The row of an entity; it is made, called ``name``, if there is none."""
        if ref not in self._ids:
            self._ids[ref] = row(self._conn, ref) or self._make(ref, name)
        return self._ids[ref]

    def _make(self, ref: Ref, name: str) -> int:
        chosen = self._corrected.name_of(ref)
        made = self._conn.execute(
            "insert into entities (name, kind, key) values (?, ?, ?) returning id", [chosen or name, *ref]
        )
        entity = int(made.fetchone()[0])
        if chosen:
            counting.write_name(self._conn, entity, chosen)
        counting.write_link(self._conn, entity, self._corrected.links.get(ref, {}))
        return entity

    def _count(
        self,
        article_id: int,
        names: dict[int, Counter[str]],
        spelled: dict[tuple[str, int], list[int]],
    ) -> None:
        """Count an article's entities and their spellings (alias, entity: articles, mentions)."""
        called = {entity: min(seen, key=lambda one: (-seen[one], one)) for entity, seen in names.items()}
        self._conn.executemany(
            "insert into article_entities (article_id, entity_id, mentions, name) values (?, ?, ?, ?)",
            [(article_id, entity, seen.total(), called[entity]) for entity, seen in names.items()],
        )
        for entity, name in called.items():
            spelled[name, entity][0] = 1
        self._conn.executemany(
            "insert into aliases (alias, entity_id, source, articles, mentions) values (?, ?, 'text', ?, ?) "
            "on conflict do update set articles = articles + excluded.articles, "
            "mentions = mentions + excluded.mentions",
            [(*spelling, *numbers) for spelling, numbers in sorted(spelled.items())],
        )
        [(day,)] = self._conn.execute("select published_on from articles where id = ?", [article_id])
        self._conn.executemany(_ONE_MORE, [{"day": day, "entity": entity} for entity in names])
        self._touched.update(names)


def row(conn: "sqlite3.Connection", ref: Ref) -> int | None:
    """The number of an entity, if the archive has it."""
    found = conn.execute("select id from entities where kind = ? and key = ?", [*ref]).fetchone()
    return int(found[0]) if found else None
