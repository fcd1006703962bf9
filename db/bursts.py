"""Names and words that stand out in a period against the month before.

Outlets are compared with themselves: how many articles of an outlet hold the word, of how many. An outlet
that joined the archive, or fell silent, changes no share; one without a month before is left out.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from db.new_names import Named
from db.period import Period, listed
from db.posting_source import Source, some
from db.tokens import tokens

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Articles of an outlet in the month before, from which on its shares say something.
FEWEST_BEFORE = 5
#: Articles of the period in which a name or word must stand.
FEWEST = 5
#: Twice the logarithm of how much likelier the burst is than none: chance exceeds 15 once in 10,000 words.
EVIDENCE = 15.0
#: A burst has so many times the articles that the month before lets expect.
TIMES = 2.0
#: Articles of a period that are read for words: 20,000 take 12 s. More are thinned out evenly.
READ = 20_000
#: Words that are looked up in the month before: those that stand out most against the rest of the archive.
LOOKED_UP = 300
#: Letters of a word: one letter says nothing, and a sentence of Chinese is one word of the index.
SHORTEST, LONGEST = 3, 30
WORD = re.compile(r"[^\W_]+")
PARTS = ("headline", "standfirst", "body", "byline", "section", "dateline", "editors_note", "unspaced")


@dataclass(frozen=True, slots=True)
class Burst:
    """A name or a word, its articles in the period, and how many the month before lets expect.

    ``score`` is twice the log-likelihood ratio; ``named`` is None for a word.
    """

    text: str
    articles: tuple[int, ...]
    before: int
    expected: float
    score: float
    named: Named | None = None


@dataclass(frozen=True)
class Scale:
    """How the outlets' articles of a period weigh against those of the month before."""

    now: Mapping[int, int]
    before: Mapping[int, int]

    @cached_property
    def outlets(self) -> dict[int, tuple[int, int]]:
        """The outlets that can be compared: articles in the period, and before."""
        counts: dict[int, list[int]] = {}
        for place, outlets in enumerate((self.now, self.before)):
            for outlet in outlets.values():
                counts.setdefault(outlet, [0, 0])[place] += 1
        return {
            key: (now, before) for key, (now, before) in counts.items() if now and before >= FEWEST_BEFORE
        }

    def burst(self, text: str, now: Iterable[int], before: Iterable[int]) -> Burst | None:
        """Whether what stands in these articles stands out.

        >>> scale = Scale(dict.fromkeys(range(100), 1), dict.fromkeys(range(100, 500), 1))
        >>> scale.burst("levy", range(10), [100, 101]).expected
        0.5
        >>> scale.burst("levy", range(10), range(100, 140)) is None
        True
        """
        held = [number for number in now if self.now.get(number) in self.outlets]
        earlier = [outlet for number in before if (outlet := self.before.get(number)) in self.outlets]
        houses = [self.now[number] for number in held]
        if len(held) < FEWEST or len(set(houses)) < min(2, len(self.outlets)):
            return None
        expected = sum(self.outlets[outlet][0] / self.outlets[outlet][1] for outlet in earlier)
        if len(held) < TIMES * expected:
            return None
        # Of all its articles so many would fall into the period if nothing had happened.
        share = sum(self.outlets[one][0] / sum(self.outlets[one]) for one in (*houses, *earlier))
        score = _evidence(len(held), share) + _evidence(len(earlier), len(held) + len(earlier) - share)
        if score < EVIDENCE:
            return None
        return Burst(text, tuple(held), len(earlier), round(expected, 1), round(score, 1))


def _evidence(found: int, expected: float) -> float:
    return 2 * found * math.log(found / expected) if found else 0.0


def of_names(conn: "sqlite3.Connection", period: Period, found: Iterable[Named]) -> list[Burst]:
    """The names that stand out, the clearest first; those that were never seen before are new, no burst."""
    scale = Scale(period.articles, period.before)
    first, last = min(period.before, default=0), max(period.before, default=0)
    sql = """select distinct article_id from article_entities
        where entity_id in (select value from json_each(?)) and article_id between ? and ?"""
    bursts = []
    for one in found:
        if one.known and len(one.articles) >= FEWEST:
            before = (number for (number,) in conn.execute(sql, [listed(one.members), first, last]))
            if burst := scale.burst("", one.articles, before):
                bursts.append(Burst("", burst.articles, burst.before, burst.expected, burst.score, one))
    return sorted(bursts, key=lambda burst: (-burst.score, burst.named.key if burst.named else ""))


def of_words(conn: "sqlite3.Connection", period: Period, ignored: frozenset[str], limit: int) -> list[Burst]:
    """The words that stand out, the clearest first; ``ignored`` are words of the index, as those of names."""
    ids = sorted(period.articles)
    read = ids[:: -(-len(ids) // READ)] if ids else ids
    scale = Scale({number: period.articles[number] for number in read}, period.before)
    if not scale.outlets:
        return []
    source = some(conn, read)
    bursts = []
    for word in _standing_out(conn, source, ignored):
        now = [int(source.ids[place]) for place in source.postings(word)[0]]
        text = _printed(conn, word, now)
        if text and (burst := scale.burst(text, now, _before(conn, text, period))):
            bursts.append(burst)
    return sorted(bursts, key=lambda burst: (-burst.score, burst.text))[:limit]


def _standing_out(conn: "sqlite3.Connection", source: Source, ignored: frozenset[str]) -> Sequence[str]:
    """The words of a period that most stand out against the rest of the archive."""
    (total,) = conn.execute("select coalesce(sum(articles), 0) from search_segments").fetchone()
    now = len(source.ids)
    rest = max(total - now, 0)
    counted = "select articles from search_words where word = ?"
    scored = []
    for word, articles in source.words():
        if articles < FEWEST or not SHORTEST <= len(word) <= LONGEST or word.isdigit() or word in ignored:
            continue
        known = conn.execute(counted, [word]).fetchone()
        elsewhere = min(max((known[0] if known else 0) - articles, 0), rest)
        usual = (articles + elsewhere) * now / (now + rest)
        if articles > usual:
            score = _evidence(articles, usual) + _evidence(elsewhere, articles + elsewhere - usual)
            scored.append((-score, word))
    return [word for score, word in sorted(scored)[:LOOKED_UP] if -score >= EVIDENCE]


def _before(conn: "sqlite3.Connection", text: str, period: Period) -> Iterator[int]:
    """The articles of the month before that hold a word."""
    if not period.before:
        return
    sql = "select rowid from articles_fts where articles_fts match ? and rowid between ? and ?"
    values = [f'"{text}"', min(period.before), max(period.before)]
    yield from (number for (number,) in conn.execute(sql, values))


def _printed(conn: "sqlite3.Connection", word: str, articles: Sequence[int]) -> str | None:
    """A word of the index as the first of its articles print it."""
    for number in articles[:2]:
        row = conn.execute(f"select {', '.join(PARTS)} from articles where id = ?", [number]).fetchone()
        for cell in row or ():
            for text in dict.fromkeys(WORD.findall(cell or "")):
                if text[:2].casefold() == word[:2] and tokens(text) == (word,):
                    return str(text.lower() if text.istitle() else text)
    return None
