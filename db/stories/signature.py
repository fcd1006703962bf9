"""What of an article is compared: its telling words, and how often they stand where.

Pure: a signature depends on the article alone. How rare a word is comes from a table that ships with the
program (``background``), never from the archive: else each article would change what all others are.
"""

import re
import zlib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from db.stories.background import BUCKETS, rarity

#: Words of a body that are read: what is news stands above, and a long read would be like everything.
WORDS = 600
#: Words of the body that count as lede, beside the headline.
LEDE = 80
#: A word of the headline counts as so many of the body.
HEADLINE = 3
#: Terms that are kept of an article, the most telling ones.
TERMS = 128
#: A number is told by a bit above the hash.
NUMBER = BUCKETS
#: Columns of counts: in headline, body, lede and written as a name.
HEAD, BODY, OPENING, NAME = range(4)

#: One row of a stored signature.
ROW = np.dtype([("term", "<u4"), ("counts", "u1", (4,))])
#: Weight of a count: 1 + ln(count), as whole numbers, so that every sum is exact in any order.
DAMPED = np.array([0, *(round(16 * (1 + np.log(count))) for count in range(1, 1024))], dtype=np.int64)

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_RUN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]{2,}")


@dataclass(frozen=True, slots=True)
class StoryText:
    """An article as its story is told from it; ``day`` is None if it is not known."""

    id: int
    headline: str
    text: str
    day: date | None = None
    outlet: str | None = None


def words(text: str) -> list[str]:
    """Split into words; scripts without spaces into pairs of signs.

    >>> words("Mayor’s bridge-tax: 12")
    ['Mayor’s', 'bridge', 'tax', '12']
    >>> words("北京市长")
    ['北京', '京市', '市长']
    """
    found = _WORD.findall(text)
    if text.isascii() or not _RUN.search(text):
        return found
    split: list[str] = []
    for word in found:
        split += [word[i : i + 2] for i in range(len(word) - 1)] if _RUN.fullmatch(word) else [word]
    return split


@lru_cache(maxsize=200_000)
def term(word: str) -> int:
    """Number a word without regard to case, possessive and plural.

    >>> term("Bridges") == term("bridge’s"), term("bridge") == term("ridge"), term("12") >= NUMBER
    (True, False, True)
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    number = NUMBER if any(map(str.isdigit, word)) else 0
    return zlib.crc32(word.encode()) % BUCKETS + number


def signature(article: StoryText) -> NDArray[np.void]:
    """Give the most telling terms of an article with their counts, the most telling first.

    >>> signature(StoryText(1, "Bridge shut", "The bridge in Havenport is shut."))["counts"].shape
    (4, 4)
    """
    head, body = words(article.headline), words(article.text)[:WORDS]
    small = {term(word) for word in body if word[0].islower()}
    counts: dict[int, list[int]] = {}
    for column, part in ((HEAD, head), (BODY, body), (OPENING, head + body[:LEDE])):
        for word in part:
            counts.setdefault(term(word), [0, 0, 0, 0])[column] += 1
    for word in body:
        if word[0].isupper() and (one := term(word)) not in small:
            counts[one][NAME] += 1
    rows = np.empty(len(counts), ROW)
    rows["term"] = list(counts)
    rows["counts"] = np.minimum(np.array(list(counts.values()), dtype=np.int64).reshape(-1, 4), 255)
    rows = rows[rarity(rows["term"]) > 0]
    order = np.lexsort((rows["term"], -salience(rows)))
    return rows[order[:TERMS]]


def salience(rows: NDArray[np.void]) -> NDArray[np.int64]:
    """Weigh terms: their rarity by their damped count."""
    counts = rows["counts"].astype(np.int64)
    weighed: NDArray[np.int64] = DAMPED[HEADLINE * counts[..., HEAD] + counts[..., BODY]] * rarity(
        rows["term"]
    )
    return weighed
