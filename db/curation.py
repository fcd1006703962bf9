"""The log of corrections, and what its lines say together: whom a found name means.

The tagger's word is never overwritten: each mention keeps whom it found, by kind and key. The log is
replayed on top, line by line, so that a line can be undone whatever came after it, and so that the
corrections hold for files that come later and in an archive that is built anew.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: An entity by its kind and key: the same in every archive of the same files.
Ref = tuple[str, str]

#: Begins the keys of entities that only people tell apart; the tagger's keys hold no such sign.
BY_HAND = "# "
#: Actions that send mentions elsewhere; block sends them nowhere.
MOVES = frozenset({"merge", "split", "retype", "block"})
#: Columns of an entity that a link sets.
LINKED = ("wikidata_id", "latitude", "longitude")

_COLUMNS = "id, at, action, kind, key, name, to_kind, to_key, to_name, alias, articles, link, undoes"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log. ``articles`` limits a split, ``link`` maps columns to what is set.

    ``was`` are the values that a link replaced, those that no person had set.
    """

    id: int
    at: str
    action: str
    kind: str | None = None
    key: str | None = None
    name: str | None = None
    to_kind: str | None = None
    to_key: str | None = None
    to_name: str | None = None
    alias: str | None = None
    articles: frozenset[int] | None = None
    link: Mapping[str, Any] | None = None
    was: Mapping[str, Any] | None = None
    undoes: int | None = None

    @property
    def source(self) -> Ref | None:
        """The entity that the line is about."""
        return (self.kind, self.key) if self.kind and self.key else None

    @property
    def target(self) -> Ref | None:
        """The entity that its mentions go to; None: nowhere."""
        return (self.to_kind, self.to_key) if self.to_kind and self.to_key else None

    def concerns(self, surface: str, name: str, article_id: int) -> bool:
        """Whether a mention of the line's entity moves."""
        if self.action != "split":
            return True
        return self.alias in (surface, name) and (self.articles is None or article_id in self.articles)


class State:
    """What the lines that count say together, in their order.

    >>> a, b = ("person", "a"), ("person", "b")
    >>> merge = Line(1, "", "merge", *a, "A", *b, "B")
    >>> state = State([merge, Line(2, "", "block", *b, "B")])
    >>> state.resolve(a, "A", "A", 5), state.names
    (None, {('person', 'b'): 'B'})
    >>> State([merge, Line(3, "", "undo", undoes=1)]).resolve(a, "A", "A", 5)
    ('person', 'a')
    """

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines: list[Line] = []
        self._from: dict[Ref, list[Line]] = defaultdict(list)
        self._gone: dict[Ref, Line] = {}
        self._kept: dict[Ref, str] = {}
        self._renamed: dict[Ref, str] = {}
        #: Columns that somebody set, by entity; and what stood there.
        self.links: dict[Ref, dict[str, Any]] = {}
        self.unlinked: dict[Ref, dict[str, Any]] = {}
        for line in counting(lines):
            self.add(line)

    def add(self, line: Line) -> None:
        """Take one more line, later than all others and no undo."""
        source, target = line.source, line.target
        if source is None:
            return
        self.lines.append(line)
        if line.action in MOVES:
            self._from[source].append(line)
            if line.action != "split":
                self._gone[source] = line
            if target:
                self._gone.pop(target, None)
                # It keeps the name it had: the mentions that came along must not rename it.
                self._kept.setdefault(target, line.to_name or "")
        elif line.action == "rename" and line.to_name:
            self._renamed[source] = line.to_name
        elif line.action == "link":
            self.links[source] = {**self.links.get(source, {}), **(line.link or {})}
            self.unlinked[source] = {**(line.was or {}), **self.unlinked.get(source, {})}

    def name_of(self, ref: Ref) -> str | None:
        """The name that somebody chose for an entity."""
        return self._renamed.get(ref) or self._kept.get(ref) or None

    @property
    def names(self) -> dict[Ref, str]:
        """All names that somebody chose."""
        return {ref: name for ref, name in (self._kept | self._renamed).items() if name}

    def resolve(self, found: Ref, surface: str, name: str, article_id: int) -> Ref | None:
        """Whom a mention means that the tagger takes for ``found``; None: nobody."""
        ref, last = found, -1
        while ref in self._from:
            for line in self._from[ref]:
                if line.id > last and line.concerns(surface, name, article_id):
                    break
            else:
                break
            if line.target is None:
                return None
            ref, last = line.target, line.id
        return ref

    def gone(self, ref: Ref) -> Line | None:
        """The line by which the whole of an entity went elsewhere, unless something came back to it."""
        return self._gone.get(ref)

    def by_article(self) -> bool:
        """Whether some line moves mentions of certain articles only."""
        return any(line.articles is not None for line in self.lines)

    def sources(self) -> set[Ref]:
        """All entities that mentions are sent away from."""
        return set(self._from)


def counting(lines: Iterable[Line]) -> list[Line]:
    """The lines that count: those that are not undone, where an undone undo undoes nothing."""
    ordered, undone = sorted(lines, key=lambda line: line.id), set()
    for line in reversed(ordered):
        if line.undoes is not None and line.id not in undone:
            undone.add(line.undoes)
    return [line for line in ordered if line.id not in undone and line.undoes is None]


def touched(before: State, after: State) -> set[Ref]:
    """The found entities of which some mention may mean somebody else after the lines changed."""
    old, new = ({line.id: line for line in state.lines} for state in (before, after))
    changed = {line.source for number in old.keys() ^ new.keys() for line in [old.get(number) or new[number]]}
    back: dict[Ref, set[Ref]] = defaultdict(set)
    for line in (*before.lines, *after.lines):
        if line.action in MOVES and line.source and line.target:
            back[line.target].add(line.source)
    found = {ref for ref in changed if ref}
    todo = list(found)
    while todo:
        for ref in back[todo.pop()] - found:
            found.add(ref)
            todo.append(ref)
    return found


def refused(conn: "sqlite3.Connection") -> frozenset[frozenset[Ref]]:
    """Pairs that somebody split, or merged and took apart again: they are two."""
    lines = list(read(conn))
    counted = {line.id for line in counting(lines)}
    return frozenset(
        frozenset((line.source, line.target))
        for line in lines
        if line.action == ("split" if line.id in counted else "merge") and line.source and line.target
    )


def read(conn: "sqlite3.Connection") -> Iterator[Line]:
    """All lines of an archive's log, in order."""
    for row in conn.execute(f"select {_COLUMNS} from curation order by id"):
        number, at, action, kind, key, name, to_kind, to_key, to_name, alias, articles, link, undoes = row
        values = json.loads(link) if link else {}
        yield Line(
            number,
            at,
            action,
            *(kind, key, name),
            *(to_kind, to_key, to_name),
            alias,
            frozenset(json.loads(articles)) if articles else None,
            values.get("set"),
            values.get("was"),
            undoes,
        )


def state(conn: "sqlite3.Connection") -> State:
    """What an archive's log says."""
    return State(read(conn))


def append(conn: "sqlite3.Connection", line: Line) -> int:
    """Write a line at the end of the log, whatever its number says; give its number."""
    link = None
    if line.link is not None:
        link = json.dumps({"set": dict(line.link), "was": dict(line.was or {})}, ensure_ascii=False)
    articles = None if line.articles is None else json.dumps(sorted(line.articles))
    names = _COLUMNS.removeprefix("id, ")
    values = [line.at, line.action, line.kind, line.key, line.name, line.to_kind, line.to_key, line.to_name]
    marks = ", ".join("?" * (len(values) + 4))
    made = conn.execute(
        f"insert into curation ({names}) values ({marks}) returning id",
        [*values, line.alias, articles, link, line.undoes],
    )
    return int(made.fetchone()[0])
