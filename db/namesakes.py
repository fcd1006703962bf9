"""Names that may be two people's: their articles fall into parts that share nobody. Nothing is changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.company import Company, Member, company
from db.grouping import MOST_ARTICLES, tells
from db.language import Language

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: A part of somebody's articles this small shares nobody with the others by chance.
SMALLEST_PART = 3

_MANY = """
    select id, kind, key, article_count, name from entities
    where kind = 'person' and instr(key, ' ') and article_count between ? and ?
    order by article_count desc, key
"""


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Somebody who may be two, and the articles of each of them."""

    id: int
    name: str
    parts: tuple[tuple[int, ...], ...]


def namesakes(conn: "sqlite3.Connection", language: Language) -> Iterator[Namesakes]:
    """People whose articles fall into parts that share nobody, the most named first.

    Never done by itself: one person may well stand in two stories, and mostly does.
    """
    for *row, name in conn.execute(_MANY, [2 * SMALLEST_PART, MOST_ARTICLES]).fetchall():
        parts = parted(company(conn, Member(*row)), language)
        if len(parts) > 1:
            yield Namesakes(row[0], name, tuple(tuple(sorted(part)) for part in parts))


def parted(found: Company, language: Language) -> list[frozenset[int]]:
    """The parts of somebody's articles between which nobody stands in both, the largest first."""
    telling = {one.id for one in found.members.values() if tells(one, language)}
    groups: list[tuple[set[int], set[int]]] = []
    for article, others in sorted(found.articles.items()):
        articles, people = {article}, others & telling
        for group in [group for group in groups if group[1] & people]:
            groups.remove(group)
            articles |= group[0]
            people |= group[1]
        groups.append((articles, people))
    large = [frozenset(articles) for articles, _ in groups if len(articles) >= SMALLEST_PART]
    return sorted(large, key=lambda part: (-len(part), min(part)))
