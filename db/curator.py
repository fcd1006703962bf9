"""People's corrections: each is a line in the log, and at once in every table."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import curation, rewriting
from db.addressing import Entity, Finder, machine_name
from db.curation import BY_HAND, LINKED, Line, Ref, State
from db.entities import EntityBook, Key
from db.errors import CannotCorrect
from db.save import now

if TYPE_CHECKING:
    from db.sqlite import sqlite3

KINDS = ("person", "organisation", "place")


@dataclass(frozen=True, slots=True)
class Done:
    """What a correction did: its lines in the log, mentions that moved, entities concerned."""

    lines: tuple[int, ...]
    mentions: int
    entities: int


class Curator:
    """Adds lines to the log of an archive that is open for writing, inside one transaction.

    Lines are gathered; ``finish`` writes what they change. Entities are given as the user names them:
    a number, or an exact name.
    """

    def __init__(self, conn: "sqlite3.Connection", path: Path, key: Key) -> None:
        self.conn, self._path, self._key = conn, path, key
        self._before, self._state = curation.state(conn), curation.state(conn)
        self._lines: list[int] = []
        self._moved = 0
        self._concerned: set[int] = set()
        self.find = Finder(conn, path)

    def merge(self, addresses: Sequence[str], into: str) -> None:
        """Let all mentions of some entities mean another one, which keeps its name."""
        target = self._present(into)
        for address in addresses:
            source = self._present(address)
            if source.ref == target.ref:
                raise CannotCorrect(self._path, f"{source} is the same entity")
            self._move("merge", source, target.ref, self._machine(target))

    def split(
        self, address: str, alias: str, name: str | None = None, articles: Collection[int] = ()
    ) -> None:
        """Let a spelling of an entity mean another one, called ``name``; in some articles or in all."""
        source = self._present(address)
        self._must_be_spelled(source, alias, articles)
        name = (name or alias).strip()
        named = self.find.named(name, source.kind)
        there = named[0] if len(named) == 1 and named[0].ref != source.ref else None
        if there is None:
            self._must_be_new(name, source.kind)
            key = self._key(name, source.kind)
            # A name that the tagger would take for the same entity needs a key of its own.
            ref = (source.kind, BY_HAND + name if not key or key == source.key else key)
            there = self.find.by_ref(ref)
        else:
            ref = there.ref
        called = self._machine(there) if there and there.articles else name
        self._move("split", source, ref, called, alias=alias, articles=frozenset(articles) or None)

    def rename(self, address: str, name: str) -> None:
        """Give an entity the name under which it is shown."""
        source, name = self._present(address), name.strip()
        if not name:
            raise CannotCorrect(self._path, "a name has letters")
        if name != source.name:
            self._must_be_new(name, source.kind)
            self._add(self._line("rename", source, to_name=name))

    def retype(self, address: str, kind: str) -> None:
        """Make an entity another kind; where that kind has one of this name, they become one."""
        source = self._present(address)
        if kind == source.kind:
            raise CannotCorrect(self._path, f"{source} is that already")
        machine = self._machine(source)
        ref = (kind, source.key if source.key.startswith(BY_HAND) else self._key(machine, kind))
        there = self.find.by_ref(ref)
        called = self._machine(there) if there and there.articles else source.name
        self._move("retype", source, ref, called)

    def block(self, addresses: Sequence[str]) -> None:
        """Say that names are none: their mentions are counted and shown no more, and kept."""
        for address in addresses:
            self._add(self._line("block", self._present(address)))

    def link(self, entity: Entity, values: Mapping[str, Any]) -> None:
        """Set what is known of an entity elsewhere: columns of ``LINKED``."""
        values = {name: value for name, value in values.items() if name in LINKED and value is not None}
        columns = ", ".join(LINKED)
        ask = f"select {columns} from entities where id = ?"
        there = dict(zip(LINKED, self.conn.execute(ask, [entity.id]).fetchone(), strict=True))
        if any(there[name] != value for name, value in values.items()):
            people = self._state.links.get(entity.ref, {})
            machine = {
                name: self._state.unlinked.get(entity.ref, {}).get(name) if name in people else there[name]
                for name in values
            }
            self._add(replace(self._line("link", entity), link=values, was=machine))

    def undo(self, *numbers: int) -> None:
        """Let lines count no more, whatever came after them; undoing an undo lets a line count again."""
        for number in numbers:
            self._undo(number)

    def _undo(self, number: int) -> None:
        lines = {line.id: line for line in curation.read(self.conn)}
        if number not in lines:
            raise CannotCorrect(self._path, f"the log has no line {number}")
        counted = {line.id for line in curation.counting(lines.values())}
        undone = lines[number].undoes
        if number not in counted and (undone is None or undone in counted):
            raise CannotCorrect(self._path, f"line {number} is undone already")
        self._add(Line(0, now(), "undo", undoes=number))

    def add(self, line: Line) -> int:
        """Append a line as it is; for a log that comes from elsewhere."""
        self._add(line)
        return self._lines[-1]

    def finish(self) -> Done:
        """Write what the lines change; tell what all lines of this curator changed.

        The transaction is the caller's to commit.
        """
        done = rewriting.apply(self.conn, self._before, self._state, EntityBook(self.conn, self._key))
        self._before = curation.state(self.conn)
        self._moved += done.mentions
        self._concerned |= done.entities
        return Done(tuple(self._lines), self._moved, len(self._concerned))

    def _add(self, line: Line) -> None:
        number = curation.append(self.conn, line)
        self._lines.append(number)
        if line.undoes is None:
            self._state.add(replace(line, id=number))
        else:
            self._state = curation.state(self.conn)

    def _move(self, action: str, source: Entity, target: Ref, called: str, **more: Any) -> None:
        kind, key = target
        self._add(replace(self._line(action, source, to_name=called), to_kind=kind, to_key=key, **more))

    def _line(self, action: str, entity: Entity, to_name: str | None = None) -> Line:
        kind, key = entity.ref
        name = machine_name(self.conn, entity, self._key)
        return Line(0, now(), action, kind, key, name, to_name=to_name)

    def _machine(self, entity: Entity) -> str:
        return machine_name(self.conn, entity, self._key)

    def _present(self, address: str) -> Entity:
        """The entity that is meant, which must not have gone elsewhere."""
        entity = self.find.one(address)
        gone = self._state.gone(entity.ref)
        if gone:
            told = f"{entity} was corrected by line {gone.id} ({gone.action}); undo that first"
            raise CannotCorrect(self._path, told)
        return entity

    def _must_be_new(self, name: str, kind: str) -> None:
        there = self.find.named(name, kind)
        if there:
            raise CannotCorrect(self._path, f"{there[0]} is called so; merge them, or take another name")

    def _must_be_spelled(self, entity: Entity, alias: str, articles: Collection[int]) -> None:
        ask = """select article_id from mentions where entity_id = ?
            and (surface = ? or coalesce(name, surface) = ?)"""
        seen = {article for (article,) in self.conn.execute(ask, [entity.id, alias, alias])}
        if not seen or not seen.issuperset(articles):
            missing = ", ".join(map(str, sorted(set(articles) - seen))) if seen else "any article"
            raise CannotCorrect(self._path, f"{entity} is not spelled “{alias}” in {missing}")


def replayed(conn: "sqlite3.Connection", key: Key, state: State | None = None) -> None:
    """Make all rows anew from what the tagger found and the log; the transaction is the caller's."""
    rewriting.replay(conn, state or curation.state(conn), EntityBook(conn, key))
