"""The names of one block, and which of them are one: pairs weighed, then joined without contradiction."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.company import Company, Member, articles_together, company, stand_together
from db.language import Language
from db.matching import SHORTENED, Pair, evidence, one

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Every full name of a block is compared with every other; a surname of more bearers (Kim, Smith) tells
#: too little for that.
MOST_BEARERS = 200
#: A short name in more articles is nobody's alone, or so well known that a person should say whose it is.
MOST_ARTICLES = 1000


#: Pairs of entities, each by kind and merge key.
Apart = Set[frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Link:
    """A name that means another entity, the rule that compared them, and what speaks for it."""

    short: Member
    into: Member
    rule: str
    evidence: str


def links_of(
    conn: "sqlite3.Connection", members: list[Member], language: Language, apart: Apart = frozenset()
) -> list[Link]:
    """The links among the members of a block, each to the entity that is meant in the end.

    ``apart`` are pairs of (kind, key) that somebody said are two.
    """
    found = Block(conn, members, language, apart)
    links = found.among_full_names() if len(members) <= MOST_BEARERS else {}
    for rule in ("initials", "surname", "acronym"):
        links |= found.of_short_names(rule, links)
    return [links[number] for number in sorted(links)]


class Block:
    """The members of one block, their companies read once."""

    def __init__(
        self, conn: "sqlite3.Connection", members: list[Member], language: Language, apart: Apart
    ) -> None:
        self._conn, self._members, self._language, self._apart = conn, members, language, apart
        self._companies: dict[int, Company] = {}

    def among_full_names(self) -> dict[int, Link]:
        """Links between full names, the less used one to the more used (ties: first by key).

        A name that may be two others' is linked to neither, and a group in which two names contradict each
        other (Ana L. and Ana M. Ruiz, both linked to Ana Ruiz) is given up.
        """
        links: dict[int, Link] = {}
        for short in sorted(self._members, key=lambda member: (member.articles, member.key)):
            passed = []
            for long in self._members:
                rule = self.rule(short, long) or self.rule(long, short)
                if rule and rule not in SHORTENED and rank(long) > rank(short):
                    pair = self.pair(short, long, rule)
                    passed += [Link(short, long, rule, "; ".join(evidence(pair)))] if one(pair) else []
            if len(passed) == 1:
                links[short.id] = passed[0]
        return self._without_contradictions(_rooted(links))

    def of_short_names(self, rule: str, links: dict[int, Link]) -> dict[int, Link]:
        """Links of names that are short by a rule, to the one whom they can mean."""
        found = {}
        crowded = len(self._members) > MOST_BEARERS
        for short in self._members:
            if short.id in links or short.articles > MOST_ARTICLES or (crowded and not _is_short(short)):
                continue
            meant: dict[int, list[Member]] = {}
            for long in self._members:
                if self.rule(short, long) == rule:
                    meant.setdefault(_root(long, links).id, []).append(long)
            if not meant:
                continue
            weights = {root: sum(member.articles for member in group) for root, group in meant.items()}
            root = max(weights, key=lambda number: (weights[number], -number))
            if list(weights.values()).count(weights[root]) > 1:
                continue
            into = next(member for member in self._members if member.id == root)
            pair = self.pair(short, into, rule, rivals=sum(weights.values()) - weights[root])
            if one(pair):
                found[short.id] = Link(short, into, rule, "; ".join(evidence(pair)))
        return found

    def rule(self, short: Member, long: Member) -> str | None:
        """How one name may be the other's short form; None if somebody said that it is not."""
        if self._apart and frozenset(((short.kind, short.key), (long.kind, long.key))) in self._apart:
            return None
        return self._language.relation(short.kind, short.key, long.key)

    def pair(self, short: Member, long: Member, rule: str, rivals: int = 0) -> Pair:
        """What the archive knows of two names."""
        if short.articles > MOST_ARTICLES:
            return Pair(rule, short.articles, long.articles)
        beside, own = self._company(short), {member.id for member in self._members}
        shared = [
            other
            for number, other in beside.members.items()
            if number not in own and stand_together(self._conn, other, long)
        ]
        telling = {other.id for other in shared if tells(other, self._language)}
        return Pair(
            rule,
            short.articles,
            long.articles,
            telling=len(telling),
            common=len(shared) - len(telling),
            strangers=short.articles - sum(bool(telling & others) for others in beside.articles.values()),
            rivals=rivals,
            explained=rule == "acronym" and self._explained(short, long),
            together=articles_together(self._conn, short, long),
        )

    def _company(self, member: Member) -> Company:
        if member.id not in self._companies:
            self._companies[member.id] = company(self._conn, member)
        return self._companies[member.id]

    def _explained(self, short: Member, long: Member) -> bool:
        """Whether an article calls the long name by the acronym, as it does that explains it."""
        rows = self._conn.execute("select distinct surface from mentions where entity_id = ?", [long.id])
        return any(_letters(surface) == _letters(short.key) for (surface,) in rows)

    def _without_contradictions(self, links: dict[int, Link]) -> dict[int, Link]:
        groups: dict[int, list[Member]] = {}
        for link in links.values():
            groups.setdefault(link.into.id, [link.into]).append(link.short)
        bad = {root for root, group in groups.items() if any(self._contradict(*two) for two in _pairs(group))}
        return {number: link for number, link in links.items() if link.into.id not in bad}

    def _contradict(self, one: Member, other: Member) -> bool:
        return not (self.rule(one, other) or self.rule(other, one))


def _is_short(member: Member) -> bool:
    """Whether a name is one word or opens with an initial: among many, no other is asked whom it means."""
    first, *rest = member.key.split()
    return not rest or len(first) == 1


def tells(member: Member, language: Language) -> bool:
    """Whether standing beside somebody tells who one is."""
    return not member.famous and not language.is_common(member.kind, member.key)


def rank(member: Member) -> tuple[int, list[int]]:
    """More articles first, then the first by key; a total order, so that links never form a circle."""
    return member.articles, [-ord(letter) for letter in member.key]


def _root(member: Member, links: dict[int, Link]) -> Member:
    return links[member.id].into if member.id in links else member


def _rooted(links: dict[int, Link]) -> dict[int, Link]:
    """The same links, each to the end of its chain."""
    found = {}
    for number, link in links.items():
        into = link.into
        while into.id in links:
            into = links[into.id].into
        found[number] = Link(link.short, into, link.rule, link.evidence)
    return found


def _pairs(group: list[Member]) -> Iterator[tuple[Member, Member]]:
    for place, member in enumerate(group):
        yield from ((member, other) for other in group[place + 1 :])


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
