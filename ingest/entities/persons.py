"""The people of one article: which of the names in it are one person's."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from ingest.entities.foreign import foreign
from ingest.entities.gazetteer import gazetteer, read_toml, straight, words
from ingest.entities.names import SUFFIXES, key
from ingest.entities.titles import short_forms, without_titles

#: Every full name of an article is compared with every other; lists of more people are no articles.
MOST_COMPARED = 300

#: Short form to the full names in the article that it may stand for, by merge key.
Holders = Mapping[str, set[str]]


def people(surfaces: Counter[str]) -> dict[str, str]:
    """Surface to canonical name, from all surfaces of persons in one article and how often each stands there.

    >>> people(Counter({"Ana Ruiz": 2, "Ruiz": 5, "Dr Ana M. Ruiz": 1}))
    {'Ana Ruiz': 'Ana Ruiz', 'Ruiz': 'Ana Ruiz', 'Dr Ana M. Ruiz': 'Ana Ruiz'}
    >>> people(Counter({"Ana Ruiz": 1, "Juan Ruiz": 1, "Ruiz": 2}))["Ruiz"]
    'Ruiz'
    """
    plain = {surface: unshouted(straight(without_titles(surface))) for surface in surfaces}
    full = Counter[str]()
    for surface, name in plain.items():
        if not is_bare(name):
            full[name] += surfaces[surface]
    canonical = full_names(full)
    surnames = holders(
        (short, name)
        for form, name in canonical.items()
        for short in (*short_forms(form), *short_forms(name))
    )
    given = holders((name.split()[0], name) for name in canonical.values())
    return {
        surface: canonical.get(name) or bare_name(name, surnames, given) for surface, name in plain.items()
    }


def unshouted(name: str) -> str:
    """A name in capitals as it is written in prose; single words may be acronyms and stay.

    >>> unshouted("ANA RUIZ"), unshouted("MBS")
    ('Ana Ruiz', 'MBS')
    """
    return name.title() if name.isupper() and " " in name else name


def is_bare(name: str) -> bool:
    """Whether a name is a surname alone, with or without its particles.

    >>> [is_bare(name) for name in ("Rubio", "von der Leyen", "Le Pen", "Al Gore")]
    [True, True, True, False]
    """
    parts = name.split()
    known = gazetteer().find(name)
    if len(parts) < 2 or (known and known.kind == "person" and name in short_forms(known.name)):
        return True
    second_small = len(parts) > 2 and parts[1] in words().particles
    return parts[0] in words().particles or (second_small and parts[0].lower() in words().particles)


def full_names(full: Counter[str]) -> dict[str, str]:
    """Each full name of an article to the one by which the archive knows its bearer."""
    names = {name: known_person(name) or name for name in full}
    counted = Counter[str]()
    for name, canonical in names.items():
        counted[canonical] += full[name]
    commonest: dict[str, str] = {}
    for canonical, _ in sorted(counted.items(), key=lambda item: (-item[1], len(item[0]), item[0])):
        commonest.setdefault(key(canonical, "person"), canonical)
    merged = {canonical: commonest[key(canonical, "person")] for canonical in counted}
    if len(merged) <= MOST_COMPARED:
        merged = without_extensions(merged, counted)
    return {name: merged[canonical] for name, canonical in names.items()}


def without_extensions(merged: dict[str, str], counted: Counter[str]) -> dict[str, str]:
    """The names of an article with "Ana Ruiz" and "Ana M. Ruiz" under the commoner of the two."""
    for short in sorted(set(merged.values()), key=lambda name: (len(name), name)):
        longer = [name for name in set(merged.values()) if name != short and extends(short, name)]
        if len(longer) != 1 or known_person(short):
            continue
        long = longer[0]
        keeps_given = short.split()[0] == long.split()[0]
        short_wins = counted[short] >= counted[long] and keeps_given and not known_person(long)
        winner, loser = (short, long) if short_wins else (long, short)
        merged = {form: winner if name == loser else name for form, name in merged.items()}
    return merged


def extends(short: str, long: str) -> bool:
    """Whether the long name is the short one with more given names or more surnames.

    >>> extends("Ana Ruiz", "Ana M. Ruiz"), extends("Ruiz Torres", "Ana Ruiz Torres")
    (True, True)
    >>> extends("Tom Fox", "Tom Fox Jr."), extends("Tom Fox", "Ann Fox")
    (False, False)
    """
    few, many = key(short, "person").split(), key(long, "person").split()
    if not 2 <= len(few) < len(many) or SUFFIXES & set(few) ^ SUFFIXES & set(many):
        return False
    ends_alike = few[0] == many[0] and few[-1] == many[-1] and set(few) <= set(many)
    return ends_alike or many[: len(few)] == few or many[-len(few) :] == few


def bare_name(name: str, surnames: Holders, given: Holders) -> str:
    """Whom a surname or given name alone stands for; itself if nobody or more than one."""
    bare = key(name, "person")
    if bare in surnames:
        return next(iter(surnames[bare])) if len(surnames[bare]) == 1 else name
    known = gazetteer().find(name) or foreign(name)
    if known and known.kind == "person":
        return known.name
    return next(iter(given[bare])) if len(given.get(bare, ())) == 1 else name


def holders(pairs: Iterable[tuple[str, str]]) -> Holders:
    """Who may be meant by each short form, by its merge key."""
    found: dict[str, set[str]] = {}
    for short, name in pairs:
        found.setdefault(key(short, "person"), set()).add(name)
    return found


def known_person(name: str) -> str | None:
    """The canonical name of a full name in ``people.toml``, in any of its spellings."""
    known = gazetteer().find(name) or foreign(name)
    if known and known.kind == "person":
        return known.name
    return by_key().get(key(name, "person"))


@cache
def by_key() -> dict[str, str]:
    """Merge key of every full name of ``people.toml`` to its canonical name."""
    lexicon: dict[str, list[str]] = read_toml("people.toml")
    forms = (
        (form, name) for name, others in lexicon.items() for form in (name, *others) if not is_bare(form)
    )
    return {key(form, "person"): name for form, name in forms}
