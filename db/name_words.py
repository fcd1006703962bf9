"""The words of a name, as far as they tell whether two names may be one person's or one body's."""

import re
import unicodedata
from dataclasses import dataclass, field

from db.addressing import Entity

#: Words behind a surname that are none.
SUFFIXES = frozenset({"jr", "sr", "junior", "senior", "ii", "iii", "iv"})
#: Those that tell a child from its parent: two who differ in it are two people.
YOUNGER = {"jr": "jr", "junior": "jr", "ii": "jr", "iii": "iii", "iv": "iv"}
#: Words that initials leave out.
SMALL = frozenset({"of", "the", "and", "for", "in", "on", "de", "la", "du", "des", "und", "der", "für"})

_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True)
class Words:
    """The words of an entity's name, in small letters without accents."""

    entity: Entity
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = folded(self.entity.name)

    @property
    def given(self) -> list[str]:
        """The words before the surname."""
        return self._person()[:-1]

    @property
    def surname(self) -> str:
        """The last word that is no suffix."""
        return (self._person() or [""])[-1]

    @property
    def generation(self) -> str:
        """Whose child bears the name: "jr" and "ii" are one, "" is the elder or nobody else.

        >>> foxes = ("Tom Fox Jr.", "Tom Fox II", "Tom Fox")
        >>> [Words(Entity(1, name, "person", "", 1)).generation for name in foxes]
        ['jr', 'jr', '']
        """
        return next((YOUNGER[word] for word in self.words[1:] if word in YOUNGER), "")

    def _person(self) -> list[str]:
        return [word for i, word in enumerate(self.words) if i == 0 or word not in SUFFIXES]


def folded(name: str) -> list[str]:
    """The words of a name, comparable.

    >>> folded("José Ruiz-Peña")
    ['jose', 'ruiz', 'pena']
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    return _WORD.findall("".join(char for char in apart if not unicodedata.combining(char)))


def agree(one: list[str], other: list[str]) -> bool:
    """Whether two lists of given names may be one person's: equal, an initial, or one left out.

    >>> agree(["john"], ["j"]), agree(["john"], ["john", "q"]), agree(["john"], ["jane"]), agree([], ["j"])
    (True, True, False, False)
    """
    short, long = sorted((one, other), key=len)
    if not short or not long:
        return False
    rest = iter(long[1:])
    return _same(short[0], long[0]) and all(any(_same(word, theirs) for theirs in rest) for word in short[1:])


def _same(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def initials(name: str) -> str:
    """The initials of a name of several words, without small words; else nothing.

    >>> initials("World Health Organization"), initials("Tarn")
    ('who', '')
    """
    words = [word for word in folded(name) if word not in SMALL]
    return "".join(word[0] for word in words) if len(words) > 1 else ""
