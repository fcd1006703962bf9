"""What is filed, brought in line with the log of corrections after a line was added or undone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import counting
from db.curation import Ref, State, touched
from db.entities import EntityBook, row

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: The mentions that the tagger took for one entity: whom they mean now (NULL: nobody), as groups.
_GROUPS = """
    select entity_id, surface, name, {article} as article_id, count(*) from mentions
    where (found_id = :found or (entity_id = :found and found_id is null)) group by 1, 2, 3, 4
    union all
    select null, surface, name, {article}, count(*) from blocked_mentions
    where found_id = :found group by 1, 2, 3, 4
"""
_OF_GROUP = "surface = :surface and name is :name and (:article is null or article_id = :article)"
_NAMED = f"""(found_id = :found or (entity_id = :found and found_id is null))
    and entity_id = :now and {_OF_GROUP}"""


@dataclass(frozen=True, slots=True)
class Group:
    """Mentions that move together: found as ``found``, meaning ``now``, to mean ``then`` (None: nobody)."""

    found: int
    now: int | None
    then: Ref | None
    surface: str
    name: str | None
    article: int | None
    mentions: int


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change of the log did to the tables: mentions that moved, and entities concerned."""

    mentions: int
    entities: frozenset[int]


def apply(conn: "sqlite3.Connection", before: State, after: State, book: EntityBook) -> Changed:
    """Rewrite what differs between two states of the log; the transaction is the caller's.

    ``book`` knows the state after. The tables come out as if all articles were filed with it.
    """
    moved, concerned = 0, set()
    for group in list(misplaced(conn, after, touched(before, after))):
        moved += group.mentions
        concerned |= {number for number in (group.now, _move(conn, group, book)) if number is not None}
    # Entities with names or links that the log gives, or gave.
    for ref, _ in before.names.items() ^ after.names.items():
        if number := row(conn, ref):
            concerned.add(number)
    concerned |= _relink(conn, before, after)
    counting.recount(conn, concerned, _names(conn, after, concerned))
    return Changed(moved, frozenset(concerned))


def misplaced(conn: "sqlite3.Connection", state: State, refs: Iterable[Ref]) -> Iterator[Group]:
    """The mentions found as these entities that do not mean whom the log says."""
    article = "article_id" if state.by_article() else "null"
    for ref in sorted(refs):
        found = row(conn, ref)
        if found is None:
            continue
        groups = conn.execute(_GROUPS.format(article=article), {"found": found})
        for now, surface, name, article_id, mentions in groups.fetchall():
            then = state.resolve(ref, surface, name or surface, -1 if article_id is None else article_id)
            if now != (then and row(conn, then)) or (then is not None and now is None):
                yield Group(found, now, then, surface, name, article_id, mentions)


def _move(conn: "sqlite3.Connection", group: Group, book: EntityBook) -> int | None:
    """Move a group of mentions; give the number of the entity that it means now."""
    values = {
        "found": group.found,
        "now": group.now,
        "surface": group.surface,
        "name": group.name,
        "article": group.article,
    }
    if group.then is None:
        columns = 'article_id, "start", "end", surface, name'
        conn.execute(
            f"insert into blocked_mentions (found_id, {columns}) select :found, {columns} "
            f"from mentions where {_NAMED}",
            values,
        )
        conn.execute(f"delete from mentions where {_NAMED}", values)
        return None
    then = book.id_of(group.then, group.name or group.surface)
    values |= {"then": then, "kept": None if then == group.found else group.found}
    if group.now is None:
        columns = 'article_id, "start", "end", surface, name'
        conn.execute(
            f"insert into mentions (entity_id, found_id, {columns}) select :then, :kept, {columns} "
            f"from blocked_mentions where found_id = :found and {_OF_GROUP}",
            values,
        )
        conn.execute(f"delete from blocked_mentions where found_id = :found and {_OF_GROUP}", values)
    else:
        conn.execute(f"update mentions set entity_id = :then, found_id = :kept where {_NAMED}", values)
    return then


def _relink(conn: "sqlite3.Connection", before: State, after: State) -> set[int]:
    """Write the links that changed; those that no longer count give way to what stood there before."""
    concerned = set()
    for ref in before.links.keys() | after.links.keys():
        old, new = before.links.get(ref, {}), after.links.get(ref, {})
        number = row(conn, ref)
        if old != new and number is not None:
            back = {name: before.unlinked.get(ref, {}).get(name) for name in old.keys() - new.keys()}
            counting.write_link(conn, number, {**back, **new})
            concerned.add(number)
    return concerned


def _names(conn: "sqlite3.Connection", state: State, numbers: Iterable[int]) -> dict[int, str]:
    found = {}
    for number in numbers:
        ref = conn.execute("select kind, key from entities where id = ?", [number]).fetchone()
        name = state.name_of(ref)
        if name:
            found[number] = name
    return found


def replay(conn: "sqlite3.Connection", state: State, book: EntityBook) -> None:
    """Make all rows anew from what the tagger found and the log: nothing that was there is trusted."""
    everything = conn.execute("select kind, key from entities").fetchall()
    for group in list(misplaced(conn, state, everything)):
        _move(conn, group, book)
    for ref, values in state.links.items():
        if number := row(conn, ref):
            counting.write_link(conn, number, values)
    numbers = [number for (number,) in conn.execute("select id from entities").fetchall()]
    counting.recount(conn, numbers, _names(conn, state, numbers))
