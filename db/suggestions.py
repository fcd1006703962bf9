"""Entities that may be one, each pair with its evidence; nothing is merged by itself.

Every rule says something about names that people know: the same letters, a surname with given names that
agree, the initials of a name. How many letters differ is never a reason. Others named with both count as
further evidence, and rules that are weak alone need it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from db import curation
from db.addressing import Entity
from db.name_words import Words, agree, initials

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Entities of a kind that are compared, the most named: their merging changes most.
LOOKED_AT = 20_000
#: People of one surname that are compared with each other; of a commoner one only the most named.
NAMESAKES = 40
#: Pairs whose company is looked at, for each that is shown.
CANDIDATES = 5
#: Newest articles of an entity in which its company is looked for.
ARTICLES = 200

#: How much each reason says; below ``ALONE`` a pair needs somebody who is named with both.
SAME_LETTERS, GIVEN_NAMES, INITIALS, SURNAME = 3.0, 2.0, 1.5, 1.0
ALONE = 2.0
#: Others named with both that count in full.
ENOUGH_SHARED = 10


_ACRONYM = re.compile(r"(?:[^\W\d_]\.?){2,8}")

Pairs = dict[tuple[int, int], tuple[float, str]]


@dataclass(slots=True)
class Suggestion:
    """Two entities that may be one: ``one`` would be merged into ``into``, which more articles name."""

    one: Entity
    into: Entity
    weight: float
    reason: str
    #: Articles that name both, and others that are named with both.
    together: int = 0
    shared: int = 0

    @property
    def score(self) -> float:
        """By what the suggestions are ranked."""
        return self.weight + min(self.shared, ENOUGH_SHARED) / ENOUGH_SHARED

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain values."""
        return {
            "score": round(self.score, 2),
            "one": self.one.name,
            "one_id": self.one.id,
            "one_articles": self.one.articles,
            "into": self.into.name,
            "into_id": self.into.id,
            "into_articles": self.into.articles,
            "kind": self.one.kind,
            "reason": self.reason,
            "together": self.together,
            "shared": self.shared,
        }


def suggest(conn: "sqlite3.Connection", limit: int = 20, kind: str | None = None) -> list[Suggestion]:
    """Pairs of entities that may be one, the likeliest first."""
    entities = {one.id: one for one in _entities(conn, kind)}
    refused = curation.refused(conn)
    found = []
    for (first, second), (weight, reason) in _pairs(entities.values()).items():
        one, into = sorted(
            (entities[first], entities[second]), key=lambda entity: (entity.articles, -entity.id)
        )
        if frozenset((one.ref, into.ref)) not in refused:
            found.append(Suggestion(one, into, weight, reason))
    found.sort(key=_rank)
    found = found[: limit * CANDIDATES]
    for suggestion in found:
        _look_around(conn, suggestion)
    found = [one for one in found if one.weight >= ALONE or one.shared or one.together]
    return sorted(found, key=_rank)[:limit]


def _rank(one: Suggestion) -> tuple[float, int, str, str]:
    return -one.score, -one.one.articles, one.one.name, one.into.name


def _entities(conn: "sqlite3.Connection", kind: str | None) -> Iterator[Entity]:
    for each in [kind] if kind else ["person", "organisation", "place"]:
        rows = conn.execute(
            "select id, name, kind, key, article_count from entities where kind = ? and article_count > 0 "
            "order by article_count desc, id limit ?",
            [each, LOOKED_AT],
        )
        yield from (Entity(*row) for row in rows.fetchall())


def _pairs(entities: Iterable[Entity]) -> Pairs:
    """All pairs that some rule proposes, each with the best reason."""
    named = [Words(entity) for entity in entities]
    found: Pairs = {}
    for rule in (_same_letters, _same_words, _namesakes, _acronyms):
        for one, other, weight, reason in rule(named):
            pair = (min(one.id, other.id), max(one.id, other.id))
            if weight > found.get(pair, (0.0, ""))[0]:
                found[pair] = (weight, reason)
    return found


Proposed = Iterator[tuple[Entity, Entity, float, str]]


def _same_letters(named: list[Words]) -> Proposed:
    yield from _equal(named, lambda one: "".join(one.words), "the same letters")


def _same_words(named: list[Words]) -> Proposed:
    yield from _equal(named, lambda one: " ".join(sorted(one.words)), "the same words in another order")


def _equal(named: list[Words], value: Any, reason: str) -> Proposed:
    for group in _groups(((one.entity.kind, value(one)), one) for one in named if one.words):
        for one, other in combinations(group[:NAMESAKES], 2):
            yield one.entity, other.entity, SAME_LETTERS, reason


def _namesakes(named: list[Words]) -> Proposed:
    people = [one for one in named if one.entity.kind == "person" and one.words]
    for group in _groups((one.surname, one) for one in people):
        full = [one for one in group if one.given]
        for one, other in combinations(full[:NAMESAKES], 2):
            if agree(one.given, other.given) and one.generation == other.generation:
                reason = f"surname {one.surname}, given names agree"
                yield one.entity, other.entity, GIVEN_NAMES, reason
        for alone in group:
            if not alone.given and len(full) == 1:
                yield alone.entity, full[0].entity, SURNAME, f"the only one with surname {alone.surname}"


def _acronyms(named: list[Words]) -> Proposed:
    short = defaultdict(list)
    for one in named:
        name = one.entity.name
        if one.entity.kind != "person" and name.isupper() and _ACRONYM.fullmatch(name):
            short[one.entity.kind, "".join(one.words)].append(one.entity)
    for one in named:
        for acronym in short.get((one.entity.kind, initials(one.entity.name)), ()):
            if acronym.id != one.entity.id:
                yield acronym, one.entity, INITIALS, f"initials of {one.entity.name}"


def _groups(pairs: Iterable[tuple[Any, Words]]) -> Iterator[list[Words]]:
    groups: dict[Any, list[Words]] = defaultdict(list)
    for value, one in pairs:
        groups[value].append(one)
    return (group for group in groups.values() if len(group) > 1)


def _look_around(conn: "sqlite3.Connection", one: Suggestion) -> None:
    """Count the articles that name both, and who is named with both."""
    values = [one.one.id, one.into.id]
    both = "select article_id from article_entities where entity_id = ?"
    [(one.together,)] = conn.execute(f"select count(*) from ({both} intersect {both})", values)
    company = f"""select entity_id from article_entities
        where article_id in ({both} order by article_id desc limit {ARTICLES})"""
    shared = f"select count(*) from ({company} intersect {company}) where entity_id not in (?, ?)"
    [(one.shared,)] = conn.execute(shared, [*values, *values])
