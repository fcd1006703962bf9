"""Which names may mean one: how one name's words can be another's. Never whether they do."""

import re
from functools import cache

from ingest.entities.gazetteer import gazetteer, read_toml, words
from ingest.entities.names import SUFFIXES, key, slavic
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
DOUBLED = re.compile(r"(.)\1+")
SCHOOLS = frozenset({"university", "college"})


def block(kind: str, key: str) -> str | None:
    """What all names share that may be one with this; None if there is none beside its own spellings.

    >>> block("person", "ana ruiz") == block("person", "ruiz"), block("person", "tom fox jr")
    (True, 'fox')
    >>> block("organisation", "baltic herring council") == block("organisation", "bhc")
    True
    """
    parts = key.split()
    if kind == "person":
        own = [word for word in parts if word not in SUFFIXES]
        return heard(own[-1]) if own else None
    if kind == "organisation":
        return "".join(sorted(acronym(parts))) if len(parts) > 1 or len(key) in ACRONYM else None
    return None


def relation(kind: str, short: str, long: str) -> str | None:
    """How the key ``short`` may be a less telling form of the key ``long``; None if it cannot be.

    surname, initials, middle name, second name, longer name, short form, transcription for people; acronym
    and order for organisations. Places are one by their key or not at all, as are two that everybody knows.

    >>> relation("person", "ruiz", "ana ruiz"), relation("person", "j tanswell", "joseph tanswell")
    ('surname', 'initials')
    >>> relation("person", "joe tanswell", "joseph tanswell"), relation("person", "li qiang", "li keqiang")
    ('short form', None)
    >>> relation("organisation", "bhc", "baltic herring council")
    'acronym'
    """
    if short == long or ((kind, short) in known() and (kind, long) in known()):
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
    few, many = ([word for word in name if word not in SUFFIXES] for name in (few, many))
    if not few or len(many) < 2:
        return None
    if len(few) == 1 or few[0] in words().particles:
        ends = len(few) < len(many) and few[:-1] == many[-len(few) : -1]
        return "surname" if ends and heard(few[-1]) == heard(many[-1]) else None
    if len(few) < len(many) and few in (many[:-1], many[-len(few) :]):
        return "longer name"
    if heard(few[-1]) != heard(many[-1]) or not _middles(few[1:-1], many[1:-1]):
        return None
    return _given(few, many)


def _given(few: list[str], many: list[str]) -> str | None:
    """How the given names of two go together whose surnames sound alike."""
    one, other = few[0], many[0]
    if few[-1] != many[-1] and not alike(few[-1], many[-1], given={one, other}):
        return None
    if one == other:
        if few[-1] != many[-1]:
            return "transcription"
        return _middle_name(few[1:-1], many[1:-1])
    if is_initials(one):
        return "initials" if _initials(one, [other, *many[1:-1]]) else None
    if is_full(one, other):
        return "short form"
    return "transcription" if families("languages", one) & families("languages", other) else None


def alike(one: str, other: str, given: set[str]) -> bool:
    """Whether two surnames that sound alike may be one: to the ear only where the name was transcribed.

    >>> alike("morsi", "morsy", {"ann"}), alike("cano", "ciano", {"maria"})
    (True, False)
    """
    transcribed = any(name in slavic() or families("languages", name) for name in given)
    return transcribed or plain(one) == plain(other)


def plain(surname: str) -> str:
    """A surname without what people misspell: doubled letters, y for i, sch for sh."""
    return DOUBLED.sub(r"\1", surname.replace("sch", "sh").replace("ph", "f").replace("y", "i"))


def _middle_name(few: list[str], many: list[str]) -> str | None:
    """An initial may stand or be left out; a second name in full is somebody's own more often."""
    if len(few) > len(many) or few == many:
        return None
    own = many[len(few) :]
    return "middle name" if all(len(name) == 1 for name in own) else "second name"


def _initials(initials: str, given: list[str]) -> bool:
    """Whether initials are those of given names: of "J. P." both must be known."""
    return len(given) >= len(initials) and all(
        name[0] == letter and (place or not is_initials(name))
        for place, (letter, name) in enumerate(zip(initials, given, strict=False))
    )


def is_full(one: str, other: str) -> bool:
    """Whether one given name is short for the other.

    >>> is_full("bob", "robert"), is_full("bob", "rob"), is_full("steven", "stephen")
    (True, False, True)
    """
    if families("spellings", one) & families("spellings", other):
        return True
    shared = families("short", one) & families("short", other)
    heads = {name for number in shared for name in _spelled(lexicon()["short"][number][0])}
    return bool(heads & {one, other})


def _spelled(name: str) -> set[str]:
    return {
        name,
        *(other for number in families("spellings", name) for other in lexicon()["spellings"][number]),
    }


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
def lexicon() -> dict[str, list[list[str]]]:
    """The families of given names: short forms, spellings and languages."""
    return read_toml("families.toml")


@cache
def families(rule: str, given: str) -> frozenset[int]:
    """The numbers of a given name's families."""
    return frozenset(number for number, family in enumerate(lexicon()[rule]) if given in family)


def _bodies(few: list[str], many: list[str]) -> str | None:
    if len(few) == 1 and len(few[0]) in ACRONYM and len(many) > 1:
        return "acronym" if few[0] in (acronym(many), "".join(word[0] for word in many)) else None
    # Washington University is not the University of Washington: of a place there may be two.
    if {*few, *many} & SCHOOLS and any(("place", word) in known() for word in few):
        return None
    telling = [sorted(word for word in name if word not in SMALL) for name in (few, many)]
    return "order" if len(few) > 1 and telling[0] == telling[1] else None


def acronym(name: list[str]) -> str:
    """The first letters of the words that count; of one word the word."""
    return name[0] if len(name) == 1 else "".join(word[0] for word in name if word not in SMALL)


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
