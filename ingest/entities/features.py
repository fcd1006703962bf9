"""What the fast tagger knows of a word by itself: hashed parts, a row of word vectors, flags."""

import re
from functools import cache
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt

from ingest.entities.gazetteer import gazetteer, read_toml, words

#: Rows of the embedding tables of the whole word, its first 3, last 3 and last 4 letters, its shape. Row 0
#: stands for nothing; in training it also stands for words left out by chance.
BUCKETS = (30_000, 6_000, 6_000, 6_000, 2_000)

#: Letters of a shape; longer ones tell nothing more.
LONGEST_SHAPE = 8

#: Forms under which a word is looked for among the vectors, in this order.
FORMS = (str, str.lower, str.title)

REPEATED = re.compile(r"(.)\1{2,}")
SHAPES = str.maketrans(
    dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "X")
    | dict.fromkeys("abcdefghijklmnopqrstuvwxyz", "x")
    | dict.fromkeys("0123456789", "d")
)

Hashes = tuple[int, ...]


class Vectors(NamedTuple):
    """Checksums of words, sorted, and the row of word vectors that each one has."""

    keys: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint16]

    def row(self, word: str) -> int:
        """The row of the word's vector; -1 if it has none."""
        for form in FORMS:
            wanted = crc32(form(word).encode("utf-8", "replace"))
            place = int(self.keys.searchsorted(np.uint32(wanted)))
            if place < len(self.keys) and self.keys[place] == wanted:
                return int(self.rows[place])
        return -1


def shape(word: str) -> str:
    """The kinds of signs in a word, runs of more than two shortened.

    >>> shape("McDonald"), shape("F-16s"), shape("Örebro")
    ('XxXxx', 'X-ddx', 'Xxx')
    """
    plain = word.translate(SHAPES)
    if not word.isascii():
        plain = "".join(
            sign if sign.isascii() else "X" if sign.isupper() else "x" if sign.isalpha() else sign
            for sign in plain
        )
    return REPEATED.sub(r"\1\1", plain)[:LONGEST_SHAPE]


def hashes(word: str) -> Hashes:
    """The row of each embedding table that belongs to a word."""
    low = word.lower()
    parts = (low, word[:3], low[-3:], low[-4:], shape(word))
    return tuple(
        crc32(f"{table}|{part}".encode("utf-8", "replace")) % (size - 1) + 1
        for table, (part, size) in enumerate(zip(parts, BUCKETS, strict=True))
    )


def is_cased(word: str) -> bool:
    """Whether a word has a capital, so that a name may begin, go on or end with it.

    >>> is_cased("al-Haddad"), is_cased("mayor"), is_cased("16")
    (True, False, False)
    """
    return word != word.lower()


def flags(word: str) -> list[bool]:
    """What the lexicons and the letters tell of a word."""
    upper = len(word) > 1 and word.isupper()
    plain = word.title() if upper and word not in known_words()[0] else word
    return [
        *(plain in known for known in known_words()),
        upper,
        word[:1].isupper() and not upper,
        any(map(str.isdigit, word)),
        "-" in word,
        word.isascii(),
        is_cased(word),
    ]


@cache
def known_words() -> tuple[frozenset[str], ...]:
    """Sets of words: parts of known names by kind and place, and the word lists."""
    known = gazetteer().known.items()
    single = [
        {form for form, meaning in known if meaning.kind == kind and " " not in form}
        for kind in ("place", "organisation", "person")
    ]
    part = [
        {word for form, meaning in known if meaning.kind == kind and " " in form for word in form.split()}
        for kind in ("place", "organisation")
    ]
    people = [name.split() for name in read_toml("people.toml") if " " in name]
    lists = words()
    every = (
        *single,
        *part,
        {name[0] for name in people},
        {name[-1] for name in people},
        {word for title in lists.titles for word in title.split()},
        lists.demonyms,
        lists.never,
        lists.landmarks,
        lists.bodies,
        lists.office_heads,
        lists.particles,
        lists.family_first,
    )
    return tuple(frozenset(one) for one in every)
