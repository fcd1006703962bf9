"""Names and words of the archive that begin as somebody has begun to type."""

import sqlite3
from dataclasses import dataclass

from db.spelling import printed
from db.statements import numbers, rows
from db.stemming import stem, words

#: A shorter beginning has too many endings to be worth any.
SHORTEST = 2
#: Letters of a beginning that are read; no name is longer.
LONGEST = 100
#: Letters by which names are found that only have a word that begins so; a site refuses long patterns.
WITHIN = 20
#: Names that begin so and are compared by the number of their articles: 20,000 take 10 ms.
COMPARED = 5000
#: Entities, the most named of all, one of whose other words may begin so.
FAMOUS = 3000


@dataclass(frozen=True, slots=True)
class Completion:
    """A name (with its kind and number) or a word (kind ``word``), and in how many articles it stands."""

    text: str
    kind: str
    count: int
    entity_id: int | None = None


# many names have an alias that begins with "the": it says nothing of whom is meant
_TABLES = ("select id from entities where name", "select entity_id from aliases where alias")


def completions(conn: sqlite3.Connection, beginning: str, limit: int = 8) -> list[Completion]:
    """Names and, behind them, words that begin so, the most frequent first.

    ``completions(conn, "ada")[0]`` is ``Completion("Ada Brandt", "person", 24, 1)``.
    """
    start = " ".join(beginning.encode("utf-8", "replace").decode().replace("\0", " ").split())[:LONGEST]
    if len(start) < SHORTEST:
        return []
    names = _names(conn, start, limit)
    known = {one.text.casefold() for one in names}
    return names + [
        one for one in _words(conn, start, limit - len(names)) if one.text.casefold() not in known
    ]


def _names(conn: sqlite3.Connection, start: str, limit: int) -> list[Completion]:
    """Names by their beginning, as typed or with capitals, and the most named by any of their words."""
    keys: set[int] = set()
    for spelled in dict.fromkeys((start, start.title(), start[:1].upper() + start[1:], start.upper())):
        above = (spelled, spelled + "\U0010ffff", COMPARED)
        for table in _TABLES[: 1 if "the ".startswith(start.casefold()) else 2]:
            keys.update(numbers(conn, f"{table} >= ? and {table.split()[-1]} < ? limit ?", above).tolist())
    # Who typed more than this means the name from its first letter on.
    if len(start) > WITHIN:
        return _found(conn, keys, limit)
    pattern = "% " + start.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    within = f"""select id from (select id, name from entities order by article_count desc limit {FAMOUS})
        where name like ? escape '\\'"""
    keys.update(numbers(conn, within, (pattern,)).tolist())
    return _found(conn, keys, limit)


def _found(conn: sqlite3.Connection, keys: set[int], limit: int) -> list[Completion]:
    """The names of some entities that articles name, the most named first."""
    sql = """select id, name, kind, article_count from entities
        where id in (select value from json_each(?)) and article_count > 0
        order by article_count desc, name limit ?"""
    listed = "[" + ",".join(map(str, sorted(keys))) + "]"
    return [
        Completion(str(name), str(kind), int(str(n)), int(str(key)))
        for key, name, kind, n in rows(conn, sql, (listed, limit))
    ]


def _words(conn: sqlite3.Connection, start: str, limit: int) -> list[Completion]:
    """The index knows words without their endings: they are printed as some article has them."""
    typed = words(start)
    if len(typed) != 1 or limit <= 0:
        return []
    root = stem(typed[0])
    beginning = root if typed[0].startswith(root) else typed[0]
    sql = """select word, articles from search_words where word >= ? and word < ?
        order by articles desc limit ?"""
    found = rows(conn, sql, (beginning, beginning + "\U0010ffff", limit))
    shown = [(printed(conn, str(word)), int(str(n))) for word, n in found]
    return [
        Completion(text, "word", n) for text, n in shown if text and "".join(words(text)).startswith(typed[0])
    ]
