"""Whether words are a person's name: lists of given names and of East Asian family names."""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
KOREAN = re.compile(r"^[\uac00-\ud7af]{2,4}$")
HAN = re.compile(r"^[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+$")
#: Longest family name of the list in characters.
LONGEST_SURNAME = 3


@cache
def _listed(file: str) -> frozenset[str]:
    lines = (FOLDER / file).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=8192)  # the same names stand in many files of an outlet
def is_given(word: str) -> bool:
    """Whether a word is a common given name; of a double name the first half counts.

    >>> is_given("Jürgen"), is_given("Marie-Luise"), is_given("Latest")
    (True, True, False)
    """
    return plain(re.split(r"[-.'’]", word.lower().lstrip("'’"), maxsplit=1)[0]) in _listed("given_names.txt")


def plain(word: str) -> str:
    """A word without accents, as the list writes it.

    >>> plain("łukasz"), plain("søren"), plain("андрей")
    ('lukasz', 'soren', 'андрей')
    """
    kept = word.translate(UNACCENTED)
    if CYRILLIC.search(kept):
        return kept
    return "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))


#: Letters that Unicode does not take apart into a plain letter and an accent.
UNACCENTED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "ß": "ss"}
)
CYRILLIC = re.compile("[\u0400-\u04ff]")


def is_east_asian(name: str) -> bool:
    """Whether a name in Han, kana or Hangul opens with a family name of the list.

    >>> is_east_asian("김철수"), is_east_asian("山田 太郎"), is_east_asian("会員登録")
    (True, True, False)
    """
    joined = name.replace(" ", "")
    if not (KOREAN.match(joined) or HAN.match(joined)):
        return False
    return any(joined[:n] in _listed("surnames.txt") for n in range(1, min(LONGEST_SURNAME, len(joined)) + 1))


def looks_borne(name: str) -> bool:
    """Whether somebody may bear a name: a given name stands in it, or an East Asian family name opens it.

    >>> looks_borne("Jane Q. Doe"), looks_borne("Sign In"), looks_borne("Doe Jane")
    (True, False, True)
    """
    return any(is_given(word) for word in name.split()) or is_east_asian(name)
