"""Entities as a sheet that people cluster elsewhere, and what comes back: names, ids, another's log."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from db import curation
from db.addressing import Entity
from db.curation import BY_HAND, LINKED, Line
from db.curator import KINDS, Curator
from db.entities import Key
from db.errors import AmbiguousName, CannotCorrect, NoSuchEntity

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Columns of the sheet. Whoever clusters changes ``new_name``, or names another entity in ``merge_into``.
COLUMNS = ("name", "kind", "aliases", "article_count", "new_name", "merge_into", "key")
#: Stands between the spellings of an entity.
BETWEEN = " | "
#: Degrees that exist.
DEGREES = {"latitude": 90.0, "longitude": 180.0}

Row = Mapping[str, str]
#: Rows that could not be taken: where they stand, and why.
Problems = list[tuple[int, str]]


def sheet(conn: "sqlite3.Connection") -> Iterator[dict[str, Any]]:
    """A row for each entity that some article names, the most named first."""
    rows = conn.execute(
        """select name, kind, (select group_concat(alias, ?) from
               (select alias from aliases where entity_id = entities.id order by mentions desc, alias)
           ), article_count, name, '', key
           from entities where article_count > 0 order by article_count desc, name, kind, key""",
        [BETWEEN],
    )
    for row in rows:
        yield dict(zip(COLUMNS, row, strict=True))


def take_sheet(curator: Curator, rows: Iterable[Row]) -> Problems:
    """Merge the rows that got an equal new name and kind, and rename them; unchanged rows do nothing.

    The others of a new name join the one that has it already, else the one that most articles name.
    """
    problems: Problems = []
    groups: dict[tuple[str, str], list[tuple[int, Entity]]] = defaultdict(list)
    listed, merges = set(), []
    for number, row in enumerate(rows, start=2):
        try:
            entity = _meant(curator, row)
            listed.add(entity.id)
            if (row.get("merge_into") or "").strip():
                merges.append((number, entity, curator.find.one(row["merge_into"].strip(), entity.kind)))
            else:
                name = (row.get("new_name") or "").strip() or entity.name
                groups[entity.kind, name].append((number, entity))
        except (NoSuchEntity, AmbiguousName) as error:
            problems.append((number, str(error)))
    renames = []
    for (kind, name), members in groups.items():
        changed = [(number, entity) for number, entity in members if entity.name != name]
        if not changed:
            continue
        there = [entity for entity in curator.find.named(name, kind) if entity.id not in listed]
        called = [entity for _, entity in members if entity.name == name] + there
        target = max(called or [entity for _, entity in changed], key=lambda one: one.articles)
        merges += [(number, entity, target) for number, entity in changed if entity.id != target.id]
        if not called:
            number = next(number for number, entity in changed if entity.id == target.id)
            renames.append((number, target, name))
    for number, entity, target in merges:
        _try(problems, number, lambda one=entity, into=target: curator.merge([str(one.id)], str(into.id)))
    curator.finish()
    for number, entity, name in renames:
        _try(problems, number, lambda one=entity, name=name: curator.rename(str(one.id), name))
    return sorted(problems)


def take_links(curator: Curator, rows: Iterable[Row]) -> Problems:
    """Set Wikidata ids and coordinates from rows with name, kind and at least one of them."""
    problems: Problems = []
    for number, row in enumerate(rows, start=2):
        try:
            curator.link(_meant(curator, row), _linked(row))
        except (NoSuchEntity, AmbiguousName, ValueError) as error:
            problems.append((number, str(error)))
    return problems


def take_log(
    curator: Curator, conn: "sqlite3.Connection", rows: Iterable[Mapping[str, Any]], key: Key
) -> int:
    """Append the lines of another archive's log that this one lacks; give their number.

    Keys are made anew from the names: another version may make them otherwise.
    """
    there: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for line in curation.read(conn):
        there[_signature(line)].append(line.id)
    numbers: dict[int, int] = {}
    added = 0
    for row in rows:
        line = _rekeyed(_line(row), key)
        if line.undoes is not None:
            line = replace(line, undoes=numbers[line.undoes])
        known = there[_signature(line)]
        if known:
            numbers[line.id] = known.pop(0)
        else:
            numbers[line.id] = curator.add(line)
            added += 1
    return added


def _meant(curator: Curator, row: Row) -> Entity:
    kind, key = (row.get("kind") or "").strip() or None, row.get("key")
    entity = curator.find.by_ref((kind, key)) if kind and key else None
    return entity or curator.find.one((row.get("name") or "").strip(), kind)


def _try(problems: Problems, number: int, correct: Any) -> None:
    try:
        correct()
    except CannotCorrect as error:
        problems.append((number, str(error)))


def _linked(row: Row) -> dict[str, Any]:
    """The columns that a row sets.

    >>> _linked({"name": "Kyiv", "wikidata_id": "Q1899", "latitude": "50.45", "longitude": "30.52"})
    {'wikidata_id': 'Q1899', 'latitude': 50.45, 'longitude': 30.52}
    """
    found: dict[str, Any] = {}
    for name in LINKED:
        text = (row.get(name) or "").strip()
        if not text:
            continue
        if name in DEGREES:
            found[name] = float(text)
            if not abs(found[name]) <= DEGREES[name]:
                raise ValueError(f"{name} {text}: no such place on Earth")
        elif text[0] == "Q" and text[1:].isascii() and text[1:].isdigit():
            found[name] = text
        else:
            raise ValueError(f"{name} {text}: not as Q42")
    if ("latitude" in found) != ("longitude" in found):
        raise ValueError("latitude and longitude go together")
    return found


def _line(row: Mapping[str, Any]) -> Line:
    if not _is_line(row):
        raise ValueError(f"not a line of a log: {row}")
    values: dict[str, Any] = {field.name: row.get(field.name) for field in fields(Line)}
    if values["articles"] is not None:
        values["articles"] = frozenset(values["articles"])
    return Line(**values)


def _is_line(row: Any) -> bool:
    if not isinstance(row, dict) or not isinstance(row.get("id"), int) or not isinstance(row.get("at"), str):
        return False
    texts = [row.get(name) for name in ("key", "name", "to_key", "to_name", "alias")]
    links = [row.get(name) or {} for name in ("link", "was")]
    return (
        row.get("action") in (*curation.MOVES, "rename", "link", "undo")
        and {row.get("kind"), row.get("to_kind")} <= {None, *KINDS}
        and (row["action"] == "undo" or bool(row.get("kind") and row.get("key")))
        and all(text is None or isinstance(text, str) for text in texts)
        and all(isinstance(number, int) for number in row.get("articles") or ())
        and all(isinstance(link, dict) and link.keys() <= set(LINKED) for link in links)
    )


def _rekeyed(line: Line, key: Key) -> Line:
    def anew(old: str | None, name: str | None, kind: str | None) -> str | None:
        keeps = old is None or old.startswith(BY_HAND) or not name or not kind
        return old if keeps else key(name or "", kind or "") or old

    to_name = line.name if line.action == "retype" else line.to_name
    return replace(
        line,
        key=anew(line.key, line.name, line.kind),
        to_key=anew(line.to_key, to_name, line.to_kind),
    )


def _signature(line: Line) -> tuple[Any, ...]:
    """What tells lines apart in two archives: all but numbers and keys."""
    link = tuple(sorted((line.link or {}).items()))
    names = (line.kind, line.name, line.to_kind, line.to_name, line.alias)
    return line.at, line.action, *names, line.articles, link, line.undoes
