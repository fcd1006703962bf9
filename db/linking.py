"""Names compared over the whole archive: after a run, those that are one are linked.

A link depends on nothing but the articles that name somebody of its block (those who share a surname's
sound, or an acronym's letters), and every block that an article touched is compared anew. So the links are
the same in whatever order the articles came, however many runs it took, and wherever one was killed: what
is yet to be compared is a table. The rows of entities and mentions stay as they are; a link says whom a
name means, and can be forgotten and made again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import curation
from db.company import Member
from db.grouping import Link, links_of
from db.language import Language
from db.sqlite import transaction

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Entities and blocks in one transaction: a kill costs little, and little is spent on commits.
ENTITIES_AT_ONCE = 10_000
FAMOUS_AT_ONCE = 100
BLOCKS_AT_ONCE = 500
#: Named in so many articles, somebody tells little of those who stand beside. A number and no share of the
#: archive: else each article would change what every name tells.
FAMOUS = 50


@dataclass(frozen=True, slots=True)
class Same:
    """A link by kind and merge keys, as it is the same in any archive of the same articles."""

    kind: str
    key: str
    into_key: str
    rule: str
    evidence: str


def note(conn: "sqlite3.Connection", entities: Iterable[int]) -> None:
    """Remember that articles of these entities changed; the transaction is the caller's."""
    conn.executemany(
        # A rollback may have taken an entity away that is remembered still.
        "insert or ignore into unmatched (entity_id) select id from entities where id = ?",
        [(number,) for number in sorted(entities)],
    )


def settle(conn: "sqlite3.Connection", language: Language, stop: Callable[[], bool] = lambda: False) -> None:
    """Compare the names that are yet to be compared, in transactions of its own, until ``stop`` says so."""
    for step in (_note_fame, _place, _compare):
        more = True
        while more and not stop():
            with transaction(conn):
                more = step(conn, language)


def same(conn: "sqlite3.Connection") -> Iterator[Same]:
    """All links, by kind and key."""
    rows = conn.execute(
        """select one.kind, one.key, other.key, rule, evidence from same_as
           join entities as one on one.id = entity_id join entities as other on other.id = into_id
           order by 1, 2"""
    )
    yield from (Same(*row) for row in rows)


def _note_fame(conn: "sqlite3.Connection", language: Language) -> bool:
    """Note who became famous, or is so no more; all who stand beside them must be compared anew."""
    rows = conn.execute(
        """select id from unmatched join entities on id = entity_id
           where famous <> (article_count >= ?) limit ?""",
        [FAMOUS, FAMOUS_AT_ONCE],
    ).fetchall()
    for row in rows:
        conn.execute("update entities set famous = 1 - famous where id = ?", row)
        conn.execute(
            """insert or ignore into unmatched (entity_id) select distinct theirs.entity_id
               from article_entities as mine join article_entities as theirs using (article_id)
               where mine.entity_id = ?""",
            row,
        )
    return bool(rows)


def _place(conn: "sqlite3.Connection", language: Language) -> bool:
    """Give touched entities their block and facts; those that can be one with no other are done with."""
    rows = conn.execute(
        "select id, kind, key from unmatched join entities on id = entity_id where block is null limit ?",
        [ENTITIES_AT_ONCE],
    ).fetchall()
    for number, kind, key in rows:
        if facts := language.facts(kind, key):
            conn.execute(
                """update entities set latitude = coalesce(latitude, ?), longitude = coalesce(longitude, ?),
                   wikidata_id = coalesce(wikidata_id, ?) where id = ?""",
                [*facts, number],
            )
        if block := language.block(kind, key):
            conn.execute("update entities set block = ? where id = ?", [block, number])
        else:
            conn.execute("delete from unmatched where entity_id = ?", [number])
    return bool(rows)


def _compare(conn: "sqlite3.Connection", language: Language) -> bool:
    """Compare the names of some blocks that were touched."""
    touched = conn.execute(
        "select distinct kind, block from unmatched join entities on id = entity_id limit ?", [BLOCKS_AT_ONCE]
    ).fetchall()
    apart = curation.refused(conn) if touched else frozenset()
    for kind, block in touched:
        write(conn, kind, block, links_of(conn, members(conn, kind, block), language, apart))
        conn.execute(
            "delete from unmatched where entity_id in (select id from entities where kind = ? and block = ?)",
            [kind, block],
        )
    return bool(touched)


def members(conn: "sqlite3.Connection", kind: str, block: str) -> list[Member]:
    """All of a block that some article names, by key."""
    rows = conn.execute(
        """select id, kind, key, article_count from entities
           where kind = ? and block = ? and article_count > 0 order by key""",
        [kind, block],
    )
    return [Member(*row) for row in rows]


def write(conn: "sqlite3.Connection", kind: str, block: str, links: Iterable[Link]) -> None:
    """Put the links of a block in the place of those that stood there."""
    conn.execute(
        "delete from same_as where entity_id in (select id from entities where kind = ? and block = ?)",
        [kind, block],
    )
    conn.executemany(
        "insert into same_as (entity_id, into_id, rule, evidence) values (?, ?, ?, ?)",
        [(link.short.id, link.into.id, link.rule, link.evidence) for link in links],
    )
