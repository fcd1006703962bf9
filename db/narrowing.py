"""What narrows a search beside its words: values that are wanted of each field, and values that are not."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from db.column_filters import MANY, Filters, Mask, filtered
from db.columns import Columns
from db.query_filters import Filter
from db.query_tree import Group, Node, plain


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Exact values by field. Of ``without`` an article may have none, whatever the field.

    An article of which the field is not known has none of its values: it stays.
    """

    filters: Filters = field(default_factory=dict)
    without: Filters = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether it narrows at all.

        >>> Narrowing({"year": ["2025"]}).any, Narrowing({"year": []}).any
        (True, False)
        """
        return any(self.filters.values()) or any(self.without.values())

    @property
    def dated(self) -> bool:
        """Whether it asks for a date, which not every article has."""
        return bool(self.filters.get("year") or self.filters.get("month"))

    def masks(self, conn: sqlite3.Connection, columns: Columns) -> dict[str, Mask]:
        """The articles that each field lets through, both by what is wanted of it and what is not.

        Raises `ValueError` for a field that does not exist.
        """
        found = {
            name: filtered(conn, columns, name, values) for name, values in self.filters.items() if values
        }
        for name, values in self.without.items():
            # one by one: of names "filtered" gives the articles that have all of them
            for value in values:
                allowed = ~filtered(conn, columns, name, [value])
                found[name] = found[name] & allowed if name in found else allowed
        return found

    def understood(self, tree: Node) -> str:
        """A query's tree and what narrows it, in plain words.

        >>> from db.query import parse
        >>> narrowed = Narrowing({"section": ["Sport"]}, {"outlet": ["Harbour Post", "Tarn Mail"]})
        >>> narrowed.understood(parse("tax").tree)
        'tax, in the section Sport, without articles from the outlet Harbour Post or Tarn Mail'
        """
        parts = tree.parts if isinstance(tree, Group) and tree.kind == "all" else (tree,)
        wanted = [node for name, values in self.filters.items() for node in _nodes(name, values)]
        unwanted = [Filter(name, tuple(values)) for name, values in self.without.items() if values]
        whole = Group("all", (*parts, *wanted, *(Group("not", (node,)) for node in unwanted)))
        return plain(whole if self.any else tree, top=True) or "every article"


#: Narrows nothing.
EVERYTHING = Narrowing()


def narrowing(filters: Filters | None, without: Filters | None) -> Narrowing:
    """Filters as somebody gives them, with values that SQLite can take.

    >>> narrowing({"section": ["tax\\ud83d"]}, None).filters
    {'section': ['tax?']}
    """
    return Narrowing(
        *({name: list(map(stored, some)) for name, some in (one or {}).items()} for one in (filters, without))
    )


def stored(value: str) -> str:
    """A filter's value as SQLite can take it: half a surrogate pair cannot be encoded.

    >>> stored("tax\\ud83d")
    'tax?'
    """
    return value.encode("utf-8", "replace").decode()


def within(base: Mask, masks: Mapping[str, Mask]) -> tuple[Mask, dict[str, Mask]]:
    """The articles of ``base`` under all masks, and for each of these those under all the others.

    >>> import numpy as np
    >>> a, b = np.array([True, False]), np.array([True, True])
    >>> found, others = within(b, {"year": a, "outlet": b})
    >>> found.tolist(), others["year"].tolist(), others["outlet"].tolist()
    ([True, False], [True, True], [True, False])
    """
    others = {}
    for name in masks:
        others[name] = base.copy()
        for other, mask in masks.items():
            if other != name:
                others[name] &= mask
    for mask in masks.values():
        base = base & mask
    return base, others


def _nodes(name: str, values: Sequence[str]) -> Iterator[Filter]:
    """What is wanted of a field: any of a column's values, every one of names and authors."""
    if name in MANY:
        yield from (Filter(name, (value,)) for value in values)
    elif values:
        yield Filter(name, tuple(values))
