"""The lexicons in memory: what a known surface means, and which words are never names."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LEXICON = Path(__file__).parent / "lexicon"

#: Below this length a word in capitals is an acronym ("WHO"), not a shouted name ("CAIRO").
SHORTEST_SHOUTED = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What a surface of the lexicons stands for; ``sure`` if it hardly ever means anything else."""

    name: str
    kind: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Known surfaces, straight apostrophes, by their exact and by their shouted (upper-case) form."""

    known: dict[str, Known]
    shouted: dict[str, Known]

    def find(self, surface: str) -> Known | None:
        """What the surface means, or None if no lexicon has it.

        >>> gazetteer().find("Kiev")
        Known(name='Kyiv', kind='place', sure=True)
        >>> gazetteer().find("the Central Intelligence Agency").name
        'CIA'
        """
        plain = straight(surface)
        bare = plain[4:] if plain[:4].lower() == "the " else plain
        for form in (plain, bare):
            if found := self.known.get(form):
                return found
        return self.shouted.get(bare)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of ``words.toml``, as sets; ``nobody`` is all that never names anybody."""

    titles: frozenset[str]
    abbreviated: frozenset[str]
    state_abbreviations: frozenset[str]
    regal: frozenset[str]
    particles: frozenset[str]
    generation: frozenset[str]
    family_first: frozenset[str]
    office_heads: frozenset[str]
    body_heads: frozenset[str]
    portfolios: frozenset[str]
    never: frozenset[str]
    demonyms: frozenset[str]
    nobody: frozenset[str]
    english: frozenset[str]
    landmarks: frozenset[str]
    bodies: frozenset[str]
    surnames_too: frozenset[str]
    highest_offices: frozenset[str]
    their_people: frozenset[str]


def straight(text: str) -> str:
    """Typographic apostrophes as straight ones, runs of white space as one space.

    >>> straight("Côte  d’Ivoire")
    "Côte d'Ivoire"
    """
    return " ".join(text.replace("’", "'").replace("‘", "'").split())


def read_toml(name: str) -> dict[str, Any]:
    """One lexicon file as TOML."""
    return tomllib.loads((LEXICON / name).read_text(encoding="utf-8"))


def read_list(name: str) -> frozenset[str]:
    """One lexicon file of names between commas; lines that start with # are comments."""
    lines = (LEXICON / name).read_text(encoding="utf-8").splitlines()
    joined = " ".join(line for line in lines if not line.startswith("#"))
    return frozenset(" ".join(item.split()) for item in joined.split(",") if item.strip())


def spellings() -> Iterator[tuple[str, str, str]]:
    """All lexicons as (surface, canonical name, kind); the first meaning of a surface counts."""
    for name, country in read_toml("countries.toml").items():
        yield from ((surface, name, "place") for surface in (name, *country["aliases"]))
    cities = read_toml("cities.toml")
    for name, others in cities["aliases"].items():
        yield from ((surface, name, "place") for surface in (name, *others))
    for country in read_toml("countries.toml").values():
        if country["capital"]:
            yield country["capital"], country["capital"], "place"
    yield from ((name, name, "place") for name in cities["names"])
    yield from ((name, name, "place") for name in sorted(read_list("us_states.txt")))
    files = {
        "regions": "place",
        "organisations": "organisation",
        "agencies": "organisation",
        "people": "person",
    }
    for file, kind in files.items():
        for name, others in read_toml(f"{file}.toml").items():
            yield from ((surface, name, kind) for surface in (name, *others))


@cache
def gazetteer() -> Gazetteer:
    """The lexicons, read once."""
    ambiguous = read_list("ambiguous.txt")
    known: dict[str, Known] = {}
    shouted: dict[str, Known] = {}
    for surface, name, kind in spellings():
        plain = straight(surface)
        meaning = known.setdefault(plain, Known(name, kind, plain not in ambiguous))
        if len(plain) >= SHORTEST_SHOUTED and plain.upper() != plain:
            shouted.setdefault(plain.upper(), meaning)
    for name, forms in read_toml("foreign.toml")["latin"].items():
        known |= {straight(form): known[name] for form in forms if straight(form) not in known}
    return Gazetteer(known, shouted)


@cache
def words() -> Words:
    """The word lists, read once."""
    lists: dict[str, list[str]] = read_toml("words.toml")
    sets = {name: frozenset(straight(item) for item in items) for name, items in lists.items()}
    return Words(**sets, nobody=sets["never"] | sets["demonyms"])
