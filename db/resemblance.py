"""Is a text another state of one that is filed? Found by keys, told by numbers.

An article's keys are the least hashes of its words in fives, of its headline and of its address, filed
under outlet and day, so that a candidate is found by some probes of one index. What shares a key is read and
compared. Daily columns and reports from a template share headline and sentences from day to day or from town
to town: what tells them from a new state of one article are the figures and the names of the headline.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from db.unspaced import LETTERS, is_unspaced
from db.urls import address_key

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Words that are compared together.
SHINGLE = 5
#: A shorter text has too few of them: a template with two names filled in is half of it.
LEAST_WORDS = 30
#: Of the shorter text so much must be in the longer one, on one day and on another one.
CONTAINED = 0.7
CONTAINED_LATER = 0.8
#: Under another headline so much of both texts together must be in both.
SAME_TEXT = 0.8
#: A longer text that is so many times the shorter is a round-up that took it in.
LONGER = 4
#: Headlines are near from this share of their words on.
NEAR_HEADLINE = 0.5
#: Of the figures of the text that has fewer, if they are three, so many are in the other one.
FIGURES = 0.5
FIGURES_KNOWN = 3
#: Days between two states.
DAYS = 2
#: Articles that are read for one, those with the most keys in common.
CANDIDATES = 5
#: Earlier states of each that are read, from the latest on.
STATES = 8

#: Hashes of one text are made different by these odd numbers, one for each key.
_SEEDS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64)
_WORD = re.compile(rf"[{LETTERS}]|[^\W_{LETTERS}]+")
#: ASCII marks become spaces, in bytes: five times as quick as to look for words, of which there are hundreds.
_SPACED = bytes(byte if byte > 127 or chr(byte).isalnum() else 32 for byte in range(256))
_MARKS = re.compile("[\u00a0-\u00bf\u2000-\u206f]+")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True)
class Text:
    """What is compared of a state: its headline, its body and the day (UTC), counted from the year 1."""

    headline: str
    body: str
    day: int | None

    @cached_property
    def words(self) -> list[bytes]:
        """The words of the body in small letters, as UTF-8; a character each where none are parted."""
        return _words(self.body)

    @cached_property
    def shingles(self) -> NDArray[np.uint64]:
        """Hashes of the words in fives, each once, in order."""
        if len(self.words) < LEAST_WORDS:
            return np.empty(0, np.uint64)
        single = np.fromiter(map(crc32, self.words), np.uint64, len(self.words))
        number = len(single) - SHINGLE + 1
        found = np.zeros(number, np.uint64)
        for place in range(SHINGLE):
            found = found * np.uint64(0x100000001B3) + single[place : place + number]
        found ^= found >> np.uint64(29)
        found *= _SEEDS[0]
        found.sort()
        return found[np.concatenate(([True], found[1:] != found[:-1]))]

    @cached_property
    def headline_words(self) -> frozenset[bytes]:
        """The words of the headline."""
        return frozenset(_words(self.headline))

    @cached_property
    def figures(self) -> frozenset[str]:
        """The numbers of the body."""
        return frozenset(_FIGURE.findall(self.body))

    @cached_property
    def keys(self) -> list[int]:
        """What another state of the text has in common with it, probably.

        >>> len(Text("Old bridge shut", "One word or two. " * 9, 1).keys)
        5
        """
        if not len(self.shingles):
            return []
        mixed = self.shingles[:, None] * _SEEDS
        least = (mixed ^ (mixed >> np.uint64(31))).min(axis=0) >> np.uint64(32)
        keys = [int(key) for key in least]
        if len(self.headline_words) > 2:
            keys.append(crc32(b" ".join(sorted(self.headline_words))))
        return keys


def _words(text: str) -> list[bytes]:
    if is_unspaced(text):
        return [word.encode() for word in _WORD.findall(text.lower())]
    if not text.isascii():
        text = _MARKS.sub(" ", text)
    return text.lower().encode(errors="replace").translate(_SPACED).split()


def day_of(moment: str | None) -> int | None:
    """The number of a day from the text of a date or moment; None if it names none.

    >>> day_of("2025-02-13T00:28:00Z") - day_of("2025-02-12")
    1
    """
    try:
        return date.fromisoformat((moment or "")[:10]).toordinal()
    except ValueError:
        return None


def same_article(one: Text, other: Text) -> bool:
    """Whether two texts of one outlet are states of one article.

    >>> long = "The council of Havenport voted on Monday to shut the old bridge, after a debate of hours. "
    >>> long += "Work on the new one begins in spring, said the mayor, and it will take at least two years."
    >>> same_article(Text("Bridge to shut", long, 9), Text("Old bridge to shut", "Update: " + long, 9))
    True
    >>> same_article(Text("Bridge to shut", long, 9), Text("Bridge to shut", long, 12))
    False
    """
    if one.day is None or other.day is None or abs(one.day - other.day) > DAYS:
        return False
    sizes = sorted((len(one.shingles), len(other.shingles)))
    if not sizes[0] or sizes[1] > LONGER * sizes[0]:
        return False
    common = len(np.intersect1d(one.shingles, other.shingles, assume_unique=True))
    if common / sizes[0] < (CONTAINED if one.day == other.day else CONTAINED_LATER):
        return False
    near = _near(one.headline_words, other.headline_words)
    if not near and common / (sum(sizes) - common) < SAME_TEXT:
        return False
    return _figures_agree(one, other) and not _of_other_things(one, other)


def _near(one: frozenset[bytes], other: frozenset[bytes]) -> bool:
    if not one or not other:
        return False
    return len(one & other) >= NEAR_HEADLINE * len(one | other)


def _figures_agree(one: Text, other: Text) -> bool:
    fewest = min(len(one.figures), len(other.figures))
    return fewest < FIGURES_KNOWN or len(one.figures & other.figures) >= FIGURES * fewest


def _of_other_things(one: Text, other: Text) -> bool:
    """Whether each headline has words of its own text that the other text never has, and one is a name.

    Which words are names, capitals within a sentence tell.
    """
    own, others = _own(one, other), _own(other, one)
    if not own or not others:
        return False
    return any(
        re.search(rf"[^\W\d_],?\s{re.escape(word.decode().title())}\b", text.body)
        for text, words in ((one, own), (other, others))
        for word in words
    )


def _own(one: Text, other: Text) -> set[bytes]:
    words = one.headline_words - other.headline_words - set(other.words)
    return {word for word in words & set(one.words) if not word.isdigit()}


def candidates(conn: "sqlite3.Connection", outlet_id: int, text: Text) -> list[int]:
    """Articles of an outlet that share a key with a text, those that share most first."""
    keys = text.keys
    if text.day is None or not keys:
        return []
    days = range(text.day - DAYS, text.day + DAYS + 1)
    sql = f"""select article_id from version_keys where outlet_id = ?
        and exists (select 1 from articles where articles.id = article_id)
        and day in ({",".join("?" * len(days))}) and key in ({",".join("?" * len(keys))})
        group by article_id order by count(*) desc, article_id limit {CANDIDATES}"""
    return [int(number) for (number,) in conn.execute(sql, [outlet_id, *days, *keys])]


def states(conn: "sqlite3.Connection", article_id: int) -> Iterator[Text]:
    """An article and its latest earlier states, as they are compared."""
    ask = "select headline, body, published_at from articles where id = ?"
    for headline, body, day in conn.execute(ask, [article_id]):
        yield Text(headline or "", body, day_of(day))
    ask = (
        "select headline, body, published_at from versions where article_id = ? order by version desc limit ?"
    )
    for headline, body, moment in conn.execute(ask, [article_id, STATES]):
        yield Text(headline or "", body, day_of(moment))


def another_state(conn: "sqlite3.Connection", outlet_id: int, text: Text) -> int | None:
    """The article of which a text is another state, or None."""
    for article_id in candidates(conn, outlet_id, text):
        if any(same_article(text, state) for state in states(conn, article_id)):
            return article_id
    return None


def add_keys(
    conn: "sqlite3.Connection", article_id: int, outlet_id: int | None, text: Text, url: str | None
) -> None:
    """Write the keys by which later documents find a state of an article."""
    found = []
    if outlet_id is not None and text.day is not None:
        found = [(outlet_id, text.day, key, article_id) for key in text.keys]
    if url and (key := address_key(url)) is not None:
        found.append((0, 0, key, article_id))
    sql = "insert or ignore into version_keys (outlet_id, day, key, article_id) values (?, ?, ?, ?)"
    conn.executemany(sql, found)
