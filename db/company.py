"""Who stands beside whom: the company of a name in the articles of the archive."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: The names that stand in the articles of one.
BESIDE = """
    select mine.article_id, entities.id, entities.kind, entities.key, entities.article_count, entities.famous
    from article_entities as mine
    join article_entities as theirs on theirs.article_id = mine.article_id
    join entities on entities.id = theirs.entity_id
    where mine.entity_id = ? and entities.id <> mine.entity_id
"""
#: Whether two stand in one article; from the side that is named less. "cross" keeps SQLite to that order.
TOGETHER = """
    select exists (
        select 1 from article_entities as few cross join article_entities as many
        on many.article_id = few.article_id and many.entity_id = :many where few.entity_id = :few
    )
"""
#: In how many.
TOGETHER_IN = """
    select count(*) from article_entities as few cross join article_entities as many
    on many.article_id = few.article_id and many.entity_id = :many where few.entity_id = :few
"""


@dataclass(frozen=True, slots=True)
class Member:
    """An entity among those that may be one with it."""

    id: int
    kind: str
    key: str
    articles: int
    famous: bool = False


@dataclass(slots=True)
class Company:
    """Who stands with a name: its members' rows, and in which of its articles."""

    members: dict[int, Member] = field(default_factory=dict)
    articles: dict[int, set[int]] = field(default_factory=dict)


def company(conn: "sqlite3.Connection", of: Member) -> Company:
    """All who stand in the articles of a member."""
    found = Company()
    for article, number, kind, key, articles, famous in conn.execute(BESIDE, [of.id]):
        found.members.setdefault(number, Member(number, kind, key, articles, bool(famous)))
        found.articles.setdefault(article, set()).add(number)
    return found


def stand_together(conn: "sqlite3.Connection", one: Member, other: Member) -> bool:
    """Whether two stand in one article."""
    return bool(conn.execute(TOGETHER, _fewest_first(one, other)).fetchone()[0])


def articles_together(conn: "sqlite3.Connection", one: Member, other: Member) -> int:
    """In how many articles two stand."""
    return int(conn.execute(TOGETHER_IN, _fewest_first(one, other)).fetchone()[0])


def _fewest_first(one: Member, other: Member) -> dict[str, int]:
    few, many = sorted((one, other), key=lambda member: (member.articles, member.id))
    return {"few": few.id, "many": many.id}
