"""Words as the full-text index knows them: without case and diacritics, cut to Porter's stems.

A word read here and the same word in the index must meet, or an article would be said not to hold what it
was found by. So the rules are those of SQLite's ``porter unicode61 remove_diacritics 2``.

M. F. Porter, An algorithm for suffix stripping, Program 14 (1980), with the two endings that its author
added later (``-bli``, ``-logi``). On the 49,000 distinct words of 4,800 English documents it gives what the
index gives, for all of them.
"""

import re
import unicodedata
from functools import lru_cache

#: Shorter and longer words are left alone, as by the index.
SHORTEST, LONGEST = 3, 63
#: Stems that are remembered: the words of some thousand articles.
REMEMBERED = 1 << 17

_WORD = re.compile(r"[^\W_]+")


class _Bare(dict[int, int | None]):
    """Letters without their marks, as the index does it: Latin ones only, "й" and "が" stay what they are."""

    def __missing__(self, code: int) -> int | None:
        apart = unicodedata.normalize("NFD", chr(code))
        self[code] = ord(apart[0]) if apart[0].isascii() else code
        return self[code]


#: Marks that stand behind their letter are no letters, and would cut the word.
_BARE = _Bare(dict.fromkeys(range(0x300, 0x370)))

_SECOND = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "logi": "log",
    "bli": "ble", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize",
    "ation": "ate", "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful", "ousness": "ous",
    "aliti": "al", "iviti": "ive", "biliti": "ble",
}  # fmt: skip
_THIRD = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
_FOURTH = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism",
    "ate", "iti", "ous", "ive", "ize",
)  # fmt: skip


def words(text: str) -> list[str]:
    """The words of a text, in order, without case and diacritics.

    >>> words("Élysée: 3rd round, don't")
    ['elysee', '3rd', 'round', 'don', 't']
    """
    text = text.lower()
    return _WORD.findall(text if text.isascii() else text.translate(_BARE))


@lru_cache(REMEMBERED)
def stem(word: str) -> str:
    """The stem of a word that `words` gave.

    >>> [stem(word) for word in ("relations", "relational", "agreed", "hopping", "skies", "tax")]
    ['relat', 'relat', 'agre', 'hop', 'ski', 'tax']
    """
    if not SHORTEST <= len(word.encode()) <= LONGEST:
        return word
    if word.isascii():
        return _stem(word)
    # the index counts bytes: a letter that takes two of them is two consonants
    return _stem(word.encode().decode("latin-1")).encode("latin-1").decode()


def _stem(word: str) -> str:
    word = _past(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _swapped(word, _SECOND)
    word = _swapped(word, _THIRD)
    word = _dropped(word)
    if word.endswith("e"):
        count = _measure(word[:-1])
        if count > 1 or (count == 1 and not _short(word[:-1])):
            word = word[:-1]
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _measure(part: str) -> int:
    """How often vowels are followed by consonants: Porter's m."""
    shape = "".join("v" if _is_vowel(part, at) else "c" for at in range(len(part)))
    return shape.count("vc")


def _is_vowel(part: str, at: int) -> bool:
    if part[at] == "y":
        return at > 0 and not _is_vowel(part, at - 1)
    return part[at] in "aeiou"


def _short(part: str) -> bool:
    """Consonant, vowel, consonant at the end, the last one not w, x or y: ``hop``."""
    at = len(part) - 1
    return (
        at >= 2
        and part[at] not in "wxy"
        and not _is_vowel(part, at)
        and _is_vowel(part, at - 1)
        and not _is_vowel(part, at - 2)
    )


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    for ending in ("ed", "ing"):
        part = word.removesuffix(ending)
        if part != word:
            return _mended(part) if _has_vowel(part) else word
    return word


def _has_vowel(part: str) -> bool:
    return any(_is_vowel(part, at) for at in range(len(part)))


def _mended(part: str) -> str:
    if part.endswith(("at", "bl", "iz")):
        return part + "e"
    if (
        len(part) > 1
        and part[-1] == part[-2]
        and not _is_vowel(part, len(part) - 1)
        and part[-1] not in "lsz"
    ):
        return part[:-1]
    return part + "e" if _measure(part) == 1 and _short(part) else part


def _swapped(word: str, endings: dict[str, str]) -> str:
    ending = max((ending for ending in endings if word.endswith(ending)), key=len, default="")
    part = word[: len(word) - len(ending)]
    return part + endings[ending] if ending and _measure(part) else word


def _dropped(word: str) -> str:
    ending = max((ending for ending in _FOURTH if word.endswith(ending)), key=len, default="")
    part = word[: len(word) - len(ending)]
    if not ending or _measure(part) < 2 or (ending == "ion" and part[-1:] not in ("s", "t")):
        return word
    return part
