"""Pairs of names that stand in one article of a period, and never did before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from db.ids import UNDATED
from db.new_names import Named, by_article
from db.period import Period, listed

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Names of an article that are paired, those that the archive names most: 100 winners would be 4,950 pairs.
NAMES = 25
#: Pairs that are looked up in the archive, the most frequent first, then the likeliest: 30 µs each ...
LOOKED_UP = 10_000
#: ... and 2 µs for each article of the rarer name until one is found that names the other, too.
STEPS = 500_000

# The rarer of the two is gone through until an article holds the other one; often the first one does.
_TOGETHER = """
    select 1 from article_entities as one
    where entity_id in (select value from json_each(:one)) and article_id < :night
    and article_id not in (select value from json_each(:now)) and article_id >= :undated
    and exists (
        select 1 from article_entities as other
        where other.article_id = one.article_id and other.entity_id in (select value from json_each(:other))
    ) limit 1
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, the one that more articles name first, and the articles of the period that name both."""

    one: Named
    other: Named
    articles: tuple[int, ...]


def pairs(conn: "sqlite3.Connection", period: Period, found: Iterable[Named], limit: int) -> list[Pair]:
    """The pairs that are new, at most ``limit``: both names were known before, together they were not.

    The pairs with most articles come first, then those of names that one would expect to have met.
    """
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    known = {one.id: one for one in found if one.known}
    for article, names in by_article(known.values()):
        best = sorted(names, key=lambda one: (-one.in_all, one.key))[:NAMES]
        for often, rare in combinations(best, 2):
            together[often.id, rare.id].append(article)
    met = [Pair(known[often], known[rare], tuple(now)) for (often, rare), now in together.items()]
    met.sort(
        key=lambda pair: (
            -len(pair.articles),
            -pair.one.in_all * pair.other.in_all,
            pair.one.key,
            pair.other.key,
        )
    )
    (total,) = conn.execute("select coalesce(sum(articles), 0) from search_segments").fetchone()
    fresh: list[Pair] = []
    steps = 0.0
    for pair in met[:LOOKED_UP]:
        steps += min(pair.other.in_all, total / pair.one.in_all)
        if len(fresh) == limit or steps > STEPS:
            break
        if not _met_before(conn, period, pair):
            fresh.append(pair)
    return fresh


def _met_before(conn: "sqlite3.Connection", period: Period, pair: Pair) -> bool:
    values = {
        "one": listed(pair.other.members),
        "other": listed(pair.one.members),
        "now": listed(pair.articles),
        "night": period.night,
        "undated": UNDATED,
    }
    return conn.execute(_TOGETHER, values).fetchone() is not None
