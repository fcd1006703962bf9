"""A text as numbers: one for each word, and which words tell one report from the next of its kind."""

import re
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Flags = NDArray[np.bool_]

#: Words in a row that count as shared: three ("in the United") are shared by texts that have nothing to do
#: with each other; with five, each word that an editor changed takes four others with it.
SHARED_RUN = 4

#: Chinese and Japanese put no spaces between words; there a character is a word.
_SPACELESS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
#: A number is one word with its points and commas: 7,234.1 shares nothing with 7,191.4.
_WORD = re.compile(rf"\d+(?:[.,:]\d+)*|[{_SPACELESS}]|[^\W\d{_SPACELESS}]+")
#: After one of these a capital is no sign of a name.
_OPENS = frozenset('.!?:;\n"“”„«»‘(')
#: 4:00 is 4, and 3.50 is 3.5.
_ZEROS = re.compile(r":00$|(?<=\.\d)0+$|\.0+$")
# Odd, so that no bit is lost, and one for each place, so that order counts.
_MIX = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a text in order: their hashes, and which are numbers and which are names.

    ``runs`` are hashes of its runs of ``SHARED_RUN`` words; ``known`` and ``known_runs`` hold them sorted.
    """

    hashes: Hashes
    numbers: Flags
    names: Flags
    runs: Hashes
    known: Hashes
    known_runs: Hashes

    def __len__(self) -> int:
        return len(self.hashes)


def hashes(text: str) -> Hashes:
    """Hash the words of a text, whatever their case: the same in every process and on every machine.

    >>> [int(one) for one in hashes("Über uns: 3,5")] == [int(one) for one in hashes("ÜBER uns 3,5")]
    True
    >>> len(hashes("don't")), len(hashes("中美关系"))
    (2, 4)
    """
    crc = zlib.crc32
    return np.array([crc(word.encode()) for word in _WORD.findall(text.casefold())], dtype=np.uint64)


def words(text: str) -> Words:
    """Read a text's words, with their kinds.

    >>> found = words("Shares of Marl rose 3.5 % on the day. Others fell.")
    >>> found.numbers.nonzero()[0].tolist(), found.names.nonzero()[0].tolist()
    ([4], [2])
    """
    found, numbers, names, end = [], [], [], 0
    for match in _WORD.finditer(text):
        word = match[0]
        opens = end == 0 or not _OPENS.isdisjoint(text[end : match.start()])
        number = word[0].isdigit()
        folded = _ZEROS.sub("", word).replace(",", "") if number else word.casefold()
        found.append(zlib.crc32(folded.encode()))
        numbers.append(number)
        names.append(not opens and word[0].isupper())
        end = match.end()
    hashed = np.array(found, np.uint64)
    runs = grams(hashed, SHARED_RUN)
    return Words(
        hashed, np.array(numbers, bool), np.array(names, bool), runs, np.unique(hashed), np.unique(runs)
    )


def among(some: Hashes, known: Hashes) -> Flags:
    """Which of some hashes stand among others, which are sorted.

    >>> among(hashes("a b"), np.sort(hashes("b c"))).tolist()
    [False, True]
    """
    if not len(known):
        return np.zeros(len(some), bool)
    found: Flags = known[np.minimum(np.searchsorted(known, some), len(known) - 1)] == some
    return found


def grams(found: Hashes, size: int) -> Hashes:
    """Hash each run of ``size`` words.

    >>> one, other = grams(hashes("a b c d"), 3), grams(hashes("x b c d"), 3)
    >>> bool(one[0] == other[0]), bool(one[1] == other[1])
    (False, True)
    """
    count = len(found) - size + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    out = np.zeros(count, np.uint64)
    for place in range(size):
        out = (out ^ found[place : place + count]) * np.uint64(_MIX + 2 * place)
        out ^= out >> np.uint64(31)
    return out
