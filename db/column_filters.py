"""Filters as truth values, one for each article: by outlet, day, length, name and the like."""

import re
import sqlite3
from calendar import monthrange
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from db.columns import Columns
from db.name_words import folded
from db.query_tree import Changed, ChangedText, Dates, Facts, Length
from db.statements import numbers, rows

Mask = NDArray[np.bool_]

#: Filters on a column of the article: any of the values will do.
COLUMNS = ("outlet", "section", "agency", "language", "year", "month")
#: Filters on who is named.
KINDS = ("person", "place", "organisation")
#: Filters of which an article may have many values: every one that is chosen must be among them.
MANY = (*KINDS, "author")
FIELDS = (*COLUMNS, *MANY)

Filters = Mapping[str, Sequence[str]]

#: A name may be an alias, and may mean another entity or be meant by others.
_MEANT = """
with named as (
    select entity_id as id from aliases join entities on entities.id = entity_id
    where kind = :kind and alias {like} :name
    union select id from entities where kind = :kind and name {like} :name
), whom as (
    select coalesce((select into_id from same_as where entity_id = named.id), named.id) as id from named
)
select id from whom union select entity_id from same_as where into_id in (select id from whom)"""


_WORDS_CHANGED = """select article_id from changes
    where id in (select rowid from changes_fts where changes_fts match ?)"""
_OWNED = """select article_id from notes where kind in ({0})
    union select article_id from changes where kind in ({0})"""
#: Kinds of notes and changes by which an article was corrected, and by which it was withdrawn.
_WRONG = {"corrected": ("correction", "retraction"), "retracted": ("retraction",)}


def chosen(conn: sqlite3.Connection, columns: Columns, node: Facts, notes: list[str]) -> Mask:
    """The articles that a filter of the query's text lets through; ``notes`` learns what nothing matches."""
    if isinstance(node, Dates):
        return _days(conn, columns, node)
    if isinstance(node, Changed | ChangedText):
        return _changed(conn, columns, node)
    if isinstance(node, Length):
        words = columns.column(conn, "words")
        return _between(words, node.least, node.most)
    found = np.zeros(len(columns), bool)
    for value in node.values:
        if node.field == "author":
            authors = _called(conn, value)
            if not len(authors):
                notes.append(f"No {node.field} of this name: {value}.")
            found |= _signed(conn, columns, authors)
        elif node.field in KINDS:
            meant = _meant(conn, node.field, value)
            if not len(meant):
                notes.append(f"No {node.field} of this name: {value}.")
            found |= _named(conn, columns, meant)
        else:
            wanted = _alike(conn, columns, node.field, value)
            if not wanted:
                notes.append(f"No {node.field} of this name: {value}.")
            found |= np.isin(columns.column(conn, node.field), wanted)
    return found


def filtered(conn: sqlite3.Connection, columns: Columns, field: str, values: Sequence[str]) -> Mask:
    """The articles that a filter of the page lets through: its values are exact.

    Raises `ValueError` for a field that does not exist.
    """
    if field not in FIELDS:
        raise ValueError(f"no such filter: {field} (there are {', '.join(FIELDS)})")
    if field in MANY:
        found = np.ones(len(columns), bool)
        for value in values:
            if field == "author":
                found &= _signed(conn, columns, _author(conn, value))
            else:
                sql = "select id from entities where kind = ? and name = ?"
                found &= _named(conn, columns, numbers(conn, sql, (field, value)))
        return found
    if field in ("year", "month"):
        months = columns.column(conn, "month")
        wanted = [month for value in values if (month := _month(value)) is not None]
        return np.isin(months // 12 * 12 if field == "year" else months, wanted) & (months > 0)
    return np.isin(
        columns.column(conn, field), [key for value in values for key in _exact(conn, columns, field, value)]
    )


def _month(text: str) -> int | None:
    """``2025`` or ``2025-02`` as the number of its (first) month."""
    year, _, month = text.partition("-")
    if not re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", text):
        return None
    return int(year) * 12 + int(month or 1) - 1


def _days(conn: sqlite3.Connection, columns: Columns, dates: Dates) -> Mask:
    """Articles of the days; one of which only the month is known must lie in them as a whole month."""
    days = columns.column(conn, "day").astype(np.int64)
    months = columns.column(conn, "month").astype(np.int64)
    first = int((dates.first or "0000-01-01").replace("-", ""))
    last = int((dates.last or "9999-12-31").replace("-", ""))
    known = days > 0
    found = known & (days >= first) & (days <= last)
    begins = (months // 12) * 10000 + (months % 12 + 1) * 100 + 1
    ends = ((months + 1) // 12) * 10000 + ((months + 1) % 12 + 1) * 100 + 1
    return found | (~known & (months > 0) & (begins >= first) & (ends <= _following(last)))


def _following(day: int) -> int:
    """The day after a day, both as YYYYMMDD; months and years may be one too many.

    >>> _following(20250327), _following(20250331)
    (20250328, 20250401)
    """
    year, month = day // 10000, day // 100 % 100
    if day % 100 < monthrange(year or 4, month)[1]:
        return day + 1
    return (year + month // 12) * 10000 + (month % 12 + 1) * 100 + 1


def _changed(conn: sqlite3.Connection, columns: Columns, node: Changed | ChangedText) -> Mask:
    """Articles with changes, or with notes of the editors that own to something wrong."""
    params: tuple[str, ...] = ()
    if isinstance(node, ChangedText):
        sql, params = _WORDS_CHANGED, (node.match,)
    elif node.what in _WRONG:
        sql = _OWNED.format(",".join(f"'{kind}'" for kind in _WRONG[node.what]))
    elif node.what == "any":
        sql = "select distinct article_id from changes"
    else:
        sql, params = "select distinct article_id from changes where field = ?", (node.what,)
    found = np.zeros(len(columns), bool)
    found[columns.at(numbers(conn, sql, params))] = True
    return found


def _between(values: NDArray[np.int64], least: int | None, most: int | None) -> Mask:
    found = np.ones(len(values), bool)
    if least is not None:
        found &= values >= min(least, 2**31)
    if most is not None:
        found &= values <= min(most, 2**31)
    return found


def _exact(conn: sqlite3.Connection, columns: Columns, field: str, value: str) -> list[int]:
    if field == "outlet":
        return [int(str(key)) for (key,) in rows(conn, "select id from outlets where name = ?", (value,))]
    known = columns.values.numbers.get((field, value))
    return [] if known is None else [known]


def _alike(conn: sqlite3.Connection, columns: Columns, field: str, value: str) -> list[int]:
    """Numbers of the values that are meant: of this name in any case, else those that contain it."""
    names: dict[int, tuple[str, ...]]
    if field == "outlet":
        known = rows(conn, "select id, name, coalesce(domain, name) from outlets")
        names = {int(str(key)): (str(name).casefold(), str(domain).casefold()) for key, name, domain in known}
    else:
        columns.column(conn, field)
        names = {key: (text.casefold(),) for key, text in columns.values.of(field).items()}
    wanted = " ".join(value.casefold().split())
    same = [key for key, texts in names.items() if wanted in texts]
    return same or [key for key, texts in names.items() if any(wanted in text for text in texts)]


def _meant(conn: sqlite3.Connection, kind: str, name: str) -> NDArray[np.int64]:
    """Ids of the entities that a name means; in any case only where its own finds none."""
    found = numbers(conn, _MEANT.format(like="="), {"kind": kind, "name": name})
    if not len(found):
        pattern = name.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        sql = _MEANT.format(like="like").replace(":name", r":name escape '\'")
        found = numbers(conn, sql, {"kind": kind, "name": pattern})
    return found


def _author(conn: sqlite3.Connection, name: str) -> NDArray[np.int64]:
    return numbers(conn, "select id from authors where name = ?", (name,))


def _called(conn: sqlite3.Connection, name: str) -> NDArray[np.int64]:
    """Ids of the authors whom a name means: of just this name, else all who have its words side by side."""
    found = _author(conn, name)
    if len(found):
        return found
    wanted = f" {' '.join(folded(name))} "
    known = rows(conn, "select id, name from authors")
    held = {int(str(key)): f" {' '.join(folded(str(author)))} " for key, author in known}
    same = [key for key, words in held.items() if words == wanted]
    some = same or [key for key, words in held.items() if wanted.strip() and wanted in words]
    return np.array(some, np.int64)


def _signed(conn: sqlite3.Connection, columns: Columns, authors: NDArray[np.int64]) -> Mask:
    """Articles by who signed them, which metadata may tell where no byline was printed."""
    sql = """select article_id from article_authors
        where author_id in (select value from json_each(?))"""
    found = np.zeros(len(columns), bool)
    found[columns.at(np.unique(numbers(conn, sql, (str(authors.tolist()),))))] = True
    return found


def _named(conn: sqlite3.Connection, columns: Columns, entities: NDArray[np.int64]) -> Mask:
    found = np.zeros(len(columns), bool)
    for key in entities.tolist():
        articles = numbers(conn, "select article_id from article_entities where entity_id = ?", (key,))
        found[columns.at(articles)] = True
    return found
