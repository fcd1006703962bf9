"""The word lists of quotes in memory: marks, verbs of saying, small words, given names."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Verbs:
    """Forms of verbs of saying in one language, each with the verb that is stored.

    ``indirect`` are the forms behind which what was said may stand without marks; ``participles``
    hang on the subject of the main clause.
    """

    forms: dict[str, str]
    indirect: frozenset[str]
    participles: frozenset[str]


def read_toml(name: str) -> dict[str, Any]:
    """One file of lists as TOML."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def verbs(language: str | None) -> Verbs:
    """The verbs of a language; of all of them where it is unknown or has no list.

    >>> verbs("en").forms["told"], "sagte" in verbs("en").forms, "sagte" in verbs(None).forms
    ('tell', False, True)
    """
    every: dict[str, dict[str, dict[str, list[str]]]] = read_toml("verbs.toml")
    spoken = [every[language]] if language in every else list(every.values())
    forms: dict[str, str] = {}
    indirect, participles = set[str](), set[str]()
    for lists in spoken:
        for name, into in (("verbs", indirect), ("loose", set[str]()), ("participles", participles)):
            for verb, written in lists.get(name, {}).items():
                into.update(written)
                forms = dict.fromkeys(written, verb) | forms
    return Verbs(forms, frozenset(indirect), frozenset(participles))


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of ``words.toml``, all in small letters; what each is for stands there."""

    sources: frozenset[str]
    sources_behind: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    it: frozenset[str]
    determiners: frozenset[str]
    between: frozenset[str]
    negations: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    subordinate: frozenset[str]
    contents: frozenset[str]
    fillers: frozenset[str]
    days: frozenset[str]
    abbreviations: frozenset[str]
    names_of_things: frozenset[str]
    owners: frozenset[str]
    joining: frozenset[str]
    joints: frozenset[str]
    belonging: frozenset[str]
    describing: frozenset[str]
    kin: frozenset[str]
    relatives: frozenset[str]
    complements: frozenset[str]
    clauses: frozenset[str]
    contrasts: frozenset[str]
    dependent: frozenset[str]
    auxiliaries: frozenset[str]
    bare: frozenset[str]
    known_as: frozenset[str]
    finite: frozenset[str]
    spokes: frozenset[str]
    roles: frozenset[str]
    attached: frozenset[str]
    man: frozenset[str]
    woman: frozenset[str]


@cache
def words() -> Words:
    """The small words, read once."""
    return Words(**{name: frozenset(items) for name, items in read_toml("words.toml").items()})


@cache
def given_names() -> dict[str, str]:
    """Given name to ``man`` or ``woman``.

    >>> given_names()["Maria"], given_names().get("Robin")
    ('woman', None)
    """
    return {name: gender for gender, names in read_toml("given_names.toml").items() for name in names.split()}


@cache
def pairs() -> dict[str, str]:
    """Opening mark to the marks that close it."""
    found: dict[str, str] = read_toml("marks.toml")["pairs"]
    return found
