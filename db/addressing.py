"""Which entity is meant: by number, by name, by spelling."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.curation import Ref
from db.entities import Key
from db.errors import AmbiguousName, NoSuchEntity

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Largest number that SQLite can hold: more digits are a name.
LARGEST = 2**63 - 1

_COLUMNS = "id, name, kind, key, article_count"


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as a user meets it.

    >>> str(Entity(7, "Ann Lee", "person", "ann lee", 3))
    '7 Ann Lee (person, 3 articles)'
    """

    id: int
    name: str
    kind: str
    key: str
    articles: int

    @property
    def ref(self) -> Ref:
        """Kind and key."""
        return self.kind, self.key

    def __str__(self) -> str:
        return f"{self.id} {self.name} ({self.kind}, {self.articles:,} article{'s' * (self.articles != 1)})"


class Finder:
    """Finds entities of an archive by what a user types."""

    def __init__(self, conn: "sqlite3.Connection", path: Path) -> None:
        self._conn, self._path = conn, path

    def one(self, address: str, kind: str | None = None) -> Entity:
        """The entity with this number, this name or, if nobody is called so, this spelling.

        Those that no article names have no name. Raises NoSuchEntity, or AmbiguousName with the choices.
        """
        if address.isascii() and address.isdigit() and int(address) <= LARGEST:
            found = self._ask("id = ?", int(address))
            if found:
                return found[0]
        found = self.named(address, kind) or self.spelled(address, kind)
        if not found:
            raise NoSuchEntity(self._path, address)
        if len(found) > 1:
            raise AmbiguousName(self._path, f"{address}: {'; '.join(map(str, found))}")
        return found[0]

    def named(self, name: str, kind: str | None = None) -> list[Entity]:
        """The entities that are called so."""
        return self._ask("name = ? and article_count > 0 and coalesce(kind = ?, 1)", name, kind)

    def spelled(self, alias: str, kind: str | None = None) -> list[Entity]:
        """The entities that have this spelling."""
        spelled = "id in (select entity_id from aliases where alias = ?)"
        return self._ask(f"{spelled} and article_count > 0 and coalesce(kind = ?, 1)", alias, kind)

    def by_ref(self, ref: Ref) -> Entity | None:
        """The entity of a kind with a key."""
        return next(iter(self._ask("kind = ? and key = ?", *ref)), None)

    def _ask(self, condition: str, *values: Any) -> list[Entity]:
        order = "order by article_count desc, name, kind"
        rows = self._conn.execute(f"select {_COLUMNS} from entities where {condition} {order}", values)
        return [Entity(*found) for found in rows.fetchall()]


def machine_name(conn: "sqlite3.Connection", entity: Entity, key: Key) -> str:
    """The most used spelling that gives an entity's key: what a log can say in place of the key.

    Where no spelling does, since people told the entity from others, its name.
    """
    spellings = conn.execute(
        "select alias from aliases where entity_id = ? order by articles desc, alias", [entity.id]
    )
    for (alias,) in spellings.fetchall():
        if key(alias, entity.kind) == entity.key:
            return str(alias)
    return entity.name
