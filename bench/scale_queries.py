"""A fixed set of queries for an archive at scale, out of its own words: rare to common, and all kinds.

Nothing is drawn at random: the same archive gives the same queries. How often a word should stand is a
share of the articles, so that an archive of any size is asked alike.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import pairwise

#: Shares of the articles: 50, 500, 5,000, 20,000, 100,000, 300,000 and 780,000 of a million.
SHARES = (0.00005, 0.0005, 0.005, 0.02, 0.1, 0.3, 0.78)
#: Words taken for each share.
WORDS = 6
#: Articles whose pairs of words are counted, taken at even distances.
SAMPLE = 1000
#: Words of less than this tell nothing of prefixes.
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of a kind: as morgue reads it, as FTS5 reads it, and what narrows it.

    ``narrow`` are filters by field as in ``db.search.search``, and ``after`` and ``before``, days.
    ``spoken`` tells that they belong into the text of the query.
    """

    kind: str
    text: str
    fts5: str | None
    narrow: dict[str, list[str]] = field(default_factory=dict)
    spoken: bool = False
    sort: str = "rank"

    def as_dict(self) -> dict[str, object]:
        """The query as JSON."""
        return asdict(self)


def queries(conn: sqlite3.Connection) -> list[Asked]:
    """About 200 queries for an archive that ``bench.million`` made."""
    words = by_share(conn)
    pairs = frequent_pairs(conn)
    return [
        *_words(words),
        *_several(words),
        *_pairs(pairs),
        *_parts(words),
        *_narrowed(conn, words),
        *_unranked(words),
    ]


def by_share(conn: sqlite3.Connection) -> list[list[str]]:
    """For each of ``SHARES`` some words that stand in about so many articles."""
    conn.execute("create virtual table if not exists temp.words using fts5vocab(main, articles_fts, row)")
    total = conn.execute("select count(*) from articles").fetchone()[0]
    known = conn.execute("select term, doc from temp.words where term glob '[a-z][a-z][a-z]*'").fetchall()
    found = []
    for share in SHARES:
        wanted = max(2, round(share * total))
        near = sorted(known, key=lambda one: (abs(one[1] - wanted), one[0]))[: 8 * WORDS]
        found.append([term for term, doc in near if _same(conn, term, doc)][:WORDS])
    return found


def _same(conn: sqlite3.Connection, term: str, articles: int) -> bool:
    """Whether a word that was stemmed is the same when it is stemmed again."""
    if not term.isalpha():
        return False
    ask = "select count(*) from articles_fts where articles_fts match ?"
    return bool(conn.execute(ask, [f'"{term}"']).fetchone()[0] == articles)


def frequent_pairs(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """Pairs of words side by side, from the most frequent, with all their ranks."""
    first, last = conn.execute("select min(id), max(id) from articles").fetchone()
    counted: Counter[tuple[str, str]] = Counter()
    for number in range(SAMPLE):
        start = first + (last - first) * number // SAMPLE
        row = conn.execute("select body from articles where id >= ? order by id limit 1", [start]).fetchone()
        for sentence in re.split(r"[.!?\n]", row[0].lower()):
            words = re.findall(r"[a-z]{2,}", sentence)
            counted.update(set(pairwise(words)))
    return sorted(counted, key=lambda pair: (-counted[pair], pair))


def _words(words: list[list[str]]) -> Iterator[Asked]:
    for share, some in zip(SHARES, words, strict=True):
        yield from (Asked(f"one word, {share:.3%} of articles", one, f'"{one}"') for one in some[:5])


def _several(words: list[list[str]]) -> Iterator[Asked]:
    mixes = [(6, 5), (5, 4), (6, 3), (4, 3), (6, 6), (6, 5, 4), (5, 4, 4), (6, 6, 5, 4), (5, 5, 4, 4, 4)]
    for turn in range(3):
        for mix in mixes:
            chosen = [words[band][(turn + i) % len(words[band])] for i, band in enumerate(mix)]
            if len(set(chosen)) == len(chosen):
                yield Asked("AND", " ".join(chosen), " AND ".join(f'"{one}"' for one in chosen))
    for turn in range(4):
        for mix in [(2, 2), (4, 3), (5, 4), (3, 3, 3)]:
            chosen = [words[band][(turn + i) % len(words[band])] for i, band in enumerate(mix)]
            yield Asked("OR", " OR ".join(chosen), " OR ".join(f'"{one}"' for one in chosen))
        for yes, no in [(5, 6), (4, 5), (3, 4)]:
            one, other = words[yes][turn % len(words[yes])], words[no][turn % len(words[no])]
            yield Asked("NOT", f"{one} -{other}", f'"{one}" NOT "{other}"')


def _pairs(pairs: list[tuple[str, str]]) -> Iterator[Asked]:
    for rank in (0, 1, 2, 4, 8, 15, 30, 50):
        yield Asked("phrase, common", f'"{" ".join(pairs[rank])}"', f'"{" ".join(pairs[rank])}"')
    for rank in range(200, 3400, 200):
        pair = pairs[min(rank, len(pairs) - 1)]
        yield Asked("phrase", f'"{" ".join(pair)}"', f'"{" ".join(pair)}"')
    for rank in (0, 6, 12, 25, 60, 100, 150, 250, 400, 600, 900, 1300):
        one, other = pairs[min(rank, len(pairs) - 1)]
        yield Asked("w/5", f"{one} w/5 {other}", f'NEAR("{one}" "{other}", 5)')


def _parts(words: list[list[str]]) -> Iterator[Asked]:
    for band in (2, 3, 4, 5):
        for one in words[band][:3]:
            begins = one[: max(SHORTEST, len(one) - 2)]
            yield Asked("prefix", f"{begins}*", f'"{begins}" *')
            yield Asked("headline:", f"headline:{one}", f'headline : "{one}"')


def _narrowed(conn: sqlite3.Connection, words: list[list[str]]) -> Iterator[Asked]:
    def name(sql: str) -> list[str]:
        return [value for (value,) in conn.execute(sql)]

    outlets = name("select name from outlets order by id limit 12")
    sections = name("select distinct section from articles where section is not null order by 1")
    people = name("select name from entities where kind = 'person' order by article_count desc limit 2000")
    ranks = (0, 3, 20, 100, 500, 1500)

    def one(band: int, turn: int) -> str:
        return words[band][turn % len(words[band])]

    def narrowed(kind: str, turn: int, band: int, **narrow: list[str]) -> Asked:
        word = one(band, turn)
        return Asked(kind, word, f'"{word}"', narrow, spoken=turn % 2 == 1)

    for turn in range(10):
        yield narrowed("outlet", turn, 3 + turn % 4, outlet=[outlets[turn % len(outlets)]])
        yield narrowed("on: month", turn, 3 + turn % 4, month=[f"{2007 + turn}-{turn + 1:02d}"])
    for turn in range(8):
        day = f"{2008 + 2 * turn}-0{turn + 1}-15"
        yield Asked("after:, before:", one(4 + turn % 3, turn), f'"{one(4 + turn % 3, turn)}"',
                    {"after" if turn % 2 else "before": [day]}, spoken=True)  # fmt: skip
        word = one(3 + turn % 4, turn)
        yield Asked("section", word, f'"{word}"', {"section": [sections[turn % len(sections)]]})
    for turn in range(12):
        named = {"person": [people[min(ranks[turn % 6], len(people) - 1)]]}
        word = one(4 + turn % 3, turn)
        if turn < 6:
            yield Asked("person", "", None, named, spoken=turn % 2 == 1)
        else:
            yield Asked("person and word", word, f'"{word}"', named, spoken=turn % 2 == 1)
    for turn in range(10):
        where = {"outlet": [outlets[turn]], "year": [str(2010 + turn)]}
        word = one(3 + turn % 4, turn)
        yield Asked("word, outlet, year", word, f'"{word}"', where)


def _unranked(words: list[list[str]]) -> Iterator[Asked]:
    for band in range(7):
        word = words[band][0]
        yield Asked("newest first", word, f'"{word}"', sort="newest")
    yield Asked("every article", "", None)
    yield Asked("every article", "", None, sort="newest")
    yield Asked("every article of a year", "", None, {"year": ["2019"]})
