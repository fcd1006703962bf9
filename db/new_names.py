"""Names of a period: those that were never seen before, and those that are back after long.

Names that are linked (``same_as``) are one here. An undated article says nothing on who was first: names
are told by articles with a day, or a month, and how many have neither is told with them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from db.ids import UNDATED
from db.period import Period, listed

if TYPE_CHECKING:
    from db.sqlite import sqlite3

_NAMED = """
    select article_id, entity_id, coalesce(into_id, entity_id), theirs.mentions
    from article_entities as theirs left join same_as using (entity_id)
    where article_id in (select value from json_each(?)) order by article_id, entity_id
"""
# whoever is linked to a name of the period, or is that name, whether it stands in the period or not
_MEMBERS = """
    select entity_id, into_id from same_as where into_id in (select value from json_each(?))
"""
_PAST = """
    select value, kind || ' ' || entities.key, first_seen, article_count, (
        select published_on from article_entities as theirs join articles on articles.id = article_id
        where theirs.entity_id = value and article_id >= :undated and article_id < :night
        and published_on < :since order by article_id desc limit 1
    ), coalesce(first_seen < :since, 0) or exists (
        select 1 from article_entities as theirs join articles on articles.id = article_id
        where theirs.entity_id = value and article_id >= :undated and article_id < :begins
        and published_on is null
    ), (
        select count(*) from article_entities as theirs
        where theirs.entity_id = value and article_id < :undated
    )
    from json_each(:ids) cross join entities on entities.id = value
"""


@dataclass(slots=True)
class Named:
    """A name in the period: its articles there, and what the archive knows of it from before.

    ``key`` is its kind and merge key: the same in every archive of the same articles, as ``id`` is not.
    ``first_seen`` is its first day in the archive, ``last_before`` its last before the period;
    ``known``: some article is older, if only by month. ``undated`` articles could be older or not.
    """

    id: int
    members: list[int]
    key: str = ""
    articles: list[int] = field(default_factory=list)
    mentions: int = 0
    known: bool = False
    first_seen: str | None = None
    last_before: str | None = None
    in_all: int = 0
    undated: int = 0

    def away(self, period: Period) -> int | None:
        """Days from the last time before the period to the first in it; None: never before."""
        if self.last_before is None:
            return None
        back = date.fromisoformat(min(period.days[number] for number in self.articles))
        return (back - date.fromisoformat(self.last_before)).days


def named(conn: "sqlite3.Connection", period: Period) -> dict[int, Named]:
    """All who are named in the period, by the number of whom they mean."""
    found: dict[int, Named] = {}
    for article, entity, means, mentions in conn.execute(_NAMED, [listed(period.articles)]):
        one = found.setdefault(means, Named(means, [means]))
        one.mentions += mentions
        if entity not in one.members:
            one.members.append(entity)
        if not one.articles or one.articles[-1] != article:
            one.articles.append(article)
    for entity, means in conn.execute(_MEMBERS, [listed(found)]):
        if entity not in found[means].members:
            found[means].members.append(entity)
    _remember(conn, period, found.values())
    return found


def _remember(conn: "sqlite3.Connection", period: Period, found: Iterable[Named]) -> None:
    """Fill in what the archive knows of the names from before the period."""
    owner = {member: one for one in found for member in one.members}
    values = {
        "ids": listed(owner),
        "undated": UNDATED,
        "night": period.night,
        "begins": period.begins,
        "since": period.since.isoformat(),
    }
    for entity, key, first, articles, last, known, undated in conn.execute(_PAST, values):
        one = owner[entity]
        one.key = key if entity == one.id else one.key
        one.known |= bool(known)
        one.first_seen = min(filter(None, (one.first_seen, first)), default=None)
        one.last_before = max(filter(None, (one.last_before, last)), default=None)
        one.in_all += articles
        one.undated += undated


def new(found: Iterable[Named]) -> list[Named]:
    """Those that no article with a date named before the period, the most named first."""
    return sorted((one for one in found if not one.known), key=_rank)


def back(found: Iterable[Named], period: Period, gap: int) -> list[Named]:
    """Those that were away for more than ``gap`` days, the most named first."""
    away = ((one, one.away(period)) for one in found)
    return sorted((one for one, days in away if days is not None and days > gap), key=_rank)


def _rank(one: Named) -> tuple[int, int, int, str]:
    return -len(one.articles), -one.mentions, -one.in_all, one.key


def by_article(found: Iterable[Named]) -> Iterator[tuple[int, list[Named]]]:
    """Who is named in each article of the period, in the order of the articles."""
    there: dict[int, list[Named]] = defaultdict(list)
    for one in found:
        for article in one.articles:
            there[article].append(one)
    yield from sorted(there.items())
