"""Who is named in a made-up archive: people, organisations and places by plain SQL, counted exactly."""

import sqlite3

import numpy as np

from bench.words import law, made_up

#: Entities of each kind, and the exponent of how often each is named.
KINDS = {"person": 5000, "organisation": 2000, "place": 1500}
EXPONENT = 0.9
#: Names of an article, on average; an article names nobody twice.
NAMES = 6.0
#: Articles looked at together.
BATCH = 20_000
#: What is dropped while the rows are written, and made again from all of them at once.
INDEX = "article_entities_entity_id"


def names(kind: str, seed: int = 1) -> list[str]:
    """The names of a kind, the most frequent first.

    >>> len(set(names("place"))), len(set(names("person")))
    (1500, 5000)
    """
    count = KINDS[kind]
    words = made_up(count, seed + 10 + list(KINDS).index(kind))
    if kind == "place":
        return words
    if kind == "organisation":
        ends = ("Council", "Group", "Union", "Bank", "Party", "Institute")
        return [f"{word} {ends[i % len(ends)]}" for i, word in enumerate(words)]
    given = made_up(80, seed + 9)
    return [f"{given[i % len(given)]} {word}" for i, word in enumerate(words)]


def add(conn: sqlite3.Connection, seed: int = 1) -> int:
    """Write entities, their spellings, and who is named in which article; gives the rows."""
    conn.execute("pragma cache_size = -500000")
    conn.execute("begin immediate")
    found = [(name, kind) for kind in KINDS for name in names(kind, seed)]
    conn.executemany(
        "insert into entities (id, name, kind, key) values (?, ?, ?, ?)",
        [(i, name, kind, name.lower()) for i, (name, kind) in enumerate(found, 1)],
    )
    [(index,)] = conn.execute("select sql from sqlite_master where name = ?", [INDEX])
    conn.execute(f"drop index {INDEX}")
    articles = [number for (number,) in conn.execute("select id from articles order by id")]
    dice = np.random.default_rng([seed, 3])
    rows = sum(_write(conn, articles[i : i + BATCH], found, dice) for i in range(0, len(articles), BATCH))
    conn.execute(index)
    conn.execute(
        """update entities set article_count = n, first_seen = first, last_seen = last from (
               select entity_id, count(*) as n, min(published_on) as first, max(published_on) as last
               from article_entities join articles on articles.id = article_id group by entity_id
           ) as counted where counted.entity_id = entities.id"""
    )
    conn.execute(
        """insert into aliases (alias, entity_id, source, articles, mentions)
           select name, id, 'text', article_count, article_count from entities where article_count > 0"""
    )
    conn.execute("commit")
    conn.execute("pragma optimize = 0x10002")
    return rows


def _write(
    conn: sqlite3.Connection,
    articles: list[int],
    found: list[tuple[str, str]],
    dice: np.random.Generator,
) -> int:
    """Write the names of some articles: a kind at random, one of its names by its frequency."""
    starts = np.cumsum([0, *KINDS.values()])
    lengths = dice.poisson(NAMES, len(articles))
    of = np.repeat(np.arange(len(articles)), lengths)
    kinds = dice.integers(0, len(KINDS), len(of))
    entity = np.zeros(len(of), dtype=int)
    for i, count in enumerate(KINDS.values()):
        chosen = kinds == i
        entity[chosen] = starts[i] + np.searchsorted(law(count, EXPONENT), dice.random(int(chosen.sum())))
    pairs = np.unique(np.stack([of, np.minimum(entity, len(found) - 1)], 1), axis=0)
    mentions = 1 + dice.geometric(0.5, len(pairs)) // 2
    rows = [
        (articles[i], j + 1, n, found[j][0])
        for (i, j), n in zip(pairs.tolist(), mentions.tolist(), strict=True)
    ]
    conn.executemany(
        "insert into article_entities (article_id, entity_id, mentions, name) values (?, ?, ?, ?)", rows
    )
    return len(rows)
