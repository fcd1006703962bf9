"""What a person should look at: names that may be one, and names that may be two people's.

Both are found by the rules that link names, where these found too little to decide. Nothing is changed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.company import Company, Member, company
from db.grouping import MOST_ARTICLES, MOST_BEARERS, Block, rank, tells
from db.language import Language
from db.linking import members
from db.matching import SHORTENED, evidence

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Less than one telling name in common is not worth a look.
WORTH_A_LOOK = 1.0
#: Of those whom a short name may mean only the likeliest is proposed.
LIKELIEST = 0.5
#: A part of somebody's articles this small shares nobody with the others by chance.
SMALLEST_PART = 3

_BLOCKS = """
    select kind, block from entities where block is not null and article_count > 0
    group by kind, block having count(*) > 1 order by sum(article_count) desc, kind, block
"""
_MANY = """
    select id, kind, key, article_count from entities
    where kind = 'person' and instr(key, ' ') and article_count between ? and ?
    order by article_count desc, key
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two entities that may be one (merge), or one that may be two (split, ``into`` is None).

    ``parts`` are the articles of each of the two, where one should be split.
    """

    action: Literal["merge", "split"]
    entity: int
    into: int | None
    evidence: list[str]
    parts: tuple[frozenset[int], ...] = ()


def proposals(conn: "sqlite3.Connection", language: Language) -> Iterator[Proposal]:
    """Everything worth a look, the most named first: first what may be one, then what may be two."""
    yield from merges(conn, language)
    yield from splits(conn, language)


def merges(conn: "sqlite3.Connection", language: Language) -> Iterator[Proposal]:
    """Pairs of names that may be one, and are not linked."""
    linked = dict(conn.execute("select entity_id, into_id from same_as").fetchall())
    for kind, name in conn.execute(_BLOCKS).fetchall():
        some = members(conn, kind, name)
        if len(some) > MOST_BEARERS:
            continue
        block = Block(conn, some, language)
        for short, long in ((one, other) for one in some for other in some):
            rule = block.rule(short, long)
            back = block.rule(long, short)
            # What goes both ways is told once.
            if rule is None or short.id in linked or (back == rule and rank(short) > rank(long)):
                continue
            if linked.get(long.id, long.id) == short.id:
                continue
            rivals = _rivals(block, some, short, long, rule)
            pair = block.pair(short, long, rule, rivals)
            if pair.rule in SHORTENED and pair.share < LIKELIEST:
                continue
            if pair.shared >= WORTH_A_LOOK or pair.explained:
                yield Proposal("merge", short.id, long.id, evidence(pair))


def _rivals(block: Block, some: list[Member], short: Member, long: Member, rule: str) -> int:
    if rule not in SHORTENED:
        return 0
    others = (one for one in some if one.id not in (short.id, long.id))
    return sum(one.articles for one in others if block.rule(short, one) == rule)


def splits(conn: "sqlite3.Connection", language: Language) -> Iterator[Proposal]:
    """People whose articles fall into parts that share nobody: perhaps namesakes.

    Never done by itself: one person may well stand in two stories, and mostly does.
    """
    for row in conn.execute(_MANY, [2 * SMALLEST_PART, MOST_ARTICLES]).fetchall():
        parts = parted(company(conn, Member(*row)), language)
        if len(parts) > 1:
            said = " and ".join(str(len(part)) for part in parts)
            yield Proposal("split", row[0], None, [f"parts of {said} articles share nobody"], tuple(parts))


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
