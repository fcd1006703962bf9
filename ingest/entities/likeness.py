"""Which names may mean one: how one name's words can be another's. Never whether they do."""

from functools import cache

from ingest.entities.gazetteer import gazetteer, read_toml
from ingest.entities.names import SUFFIXES, key
from ingest.entities.sound import sound

#: Words that an acronym leaves out, and that two orders of a name differ in.
SMALL = frozenset(
    {"of", "the", "for", "and", "in", "on", "to", "de", "du", "des", "la", "le", "der", "die", "das"}
)
#: Letters of an acronym; one word of more letters is a name.
ACRONYM = range(2, 8)
#: A surname shorter than this is compared letter by letter, not by sound: "Lee", "Li".
SHORTEST_HEARD = 5
VOWELS = frozenset("aeiouy")


def block(kind: str, key: str) -> str | None:
    """What all names share that may be one with this; None if there is none beside its own spellings.

    >>> block("person", "ana ruiz") == block("person", "ruiz"), block("person", "tom fox jr")
    (True, 'fox')
    >>> block("organisation", "baltic herring council") == block("organisation", "bhc")
    True
    """
    words = key.split()
    if kind == "person":
        own = [word for word in words if word not in SUFFIXES]
        return heard(own[-1]) if own else None
    if kind == "organisation":
        return "".join(sorted(acronym(words))) if len(words) > 1 or len(key) in ACRONYM else None
    return None


def relation(kind: str, short: str, long: str) -> str | None:
    """How the key ``short`` may be a less telling form of the key ``long``; None if it cannot be.

    surname, initials, middle name, longer name, short form, transcription for people; acronym and order for
    organisations. Places are one by their key or not at all.

    >>> relation("person", "ruiz", "ana ruiz"), relation("person", "j tanswell", "joseph tanswell")
    ('surname', 'initials')
    >>> relation("person", "joe tanswell", "joseph tanswell"), relation("person", "li qiang", "li keqiang")
    ('short form', None)
    >>> relation("organisation", "bhc", "baltic herring council")
    'acronym'
    """
    if short == long:
        return None
    if kind == "person":
        return _people(short.split(), long.split())
    return _bodies(short.split(), long.split()) if kind == "organisation" else None


def heard(surname: str) -> str:
    """A surname by its sound, if it is long enough to be told by it."""
    return sound(surname) if len(surname) >= SHORTEST_HEARD else surname


def _people(few: list[str], many: list[str]) -> str | None:
    if SUFFIXES & set(few) ^ SUFFIXES & set(many):
        return None
    few, many = ([word for word in words if word not in SUFFIXES] for words in (few, many))
    if not few or not many:
        return None
    if len(few) == 1 or (len(few) < len(many) and many[-len(few) :] == few):
        return "surname" if len(many) > len(few) and heard(few[-1]) == heard(many[-1]) else None
    if len(many) < 2 or not few[0] or not many[0]:
        return None
    if heard(few[-1]) != heard(many[-1]):
        return "longer name" if len(few) + 1 == len(many) and many[:-1] == few else None
    return _given(few[:-1], many[:-1], alike=few[-1] == many[-1])


def _given(few: list[str], many: list[str], *, alike: bool) -> str | None:
    """How given names go together, behind which stands one surname (``alike``: in one spelling)."""
    if not _middles(few[1:], many[1:]):
        return None
    if few[0] == many[0]:
        return (
            "middle name"
            if alike and few != many and len(few) <= len(many)
            else ("transcription" if not alike else None)
        )
    if is_initials(few[0]):
        return "initials" if many[0][0] == few[0][0] and not is_initials(many[0]) else None
    found = families()
    for rule in ("short form", "transcription"):
        if found[rule].get(few[0], frozenset()) & found[rule].get(many[0], frozenset()):
            return rule
    return None


def _middles(few: list[str], many: list[str]) -> bool:
    """Whether middle names agree as far as both have them; an initial agrees with its name."""
    return all(
        one == other or (one[0] == other[0] and 1 in (len(one), len(other)))
        for one, other in zip(few, many, strict=False)
    )


def is_initials(word: str) -> bool:
    """Whether a folded given name is initials.

    >>> is_initials("j"), is_initials("jp"), is_initials("al")
    (True, True, False)
    """
    return len(word) == 1 or (len(word) == 2 and not VOWELS & set(word))


@cache
def families() -> dict[str, dict[str, frozenset[int]]]:
    """Given name to the numbers of its families, of short forms and of languages."""
    lexicon: dict[str, list[list[str]]] = read_toml("families.toml")
    found: dict[str, dict[str, frozenset[int]]] = {}
    for rule, name in (("short form", "short"), ("transcription", "languages")):
        found[rule] = {}
        for number, family in enumerate(lexicon[name]):
            for given in family:
                found[rule][given] = found[rule].get(given, frozenset()) | {number}
    return found


def _bodies(few: list[str], many: list[str]) -> str | None:
    if len(few) == 1 and len(few[0]) in ACRONYM and len(many) > 1:
        return "acronym" if few[0] in (acronym(many), "".join(word[0] for word in many)) else None
    telling = [sorted(word for word in words if word not in SMALL) for words in (few, many)]
    return "order" if len(few) > 1 and telling[0] == telling[1] else None


def acronym(words: list[str]) -> str:
    """The first letters of the words that count; of one word the word."""
    return words[0] if len(words) == 1 else "".join(word[0] for word in words if word not in SMALL)


@cache
def known() -> frozenset[tuple[str, str]]:
    """Kind and key of everything in the lexicons."""
    return frozenset((one.kind, key(one.name, one.kind)) for one in gazetteer().known.values())


def is_common(kind: str, key: str) -> bool:
    """Whether a name is so widely known that standing beside it tells little.

    >>> is_common("place", "ukraine"), is_common("place", "orikhiv")
    (True, False)
    """
    return (kind, key) in known()
