"""Whom a mention means inside its article: surnames to full names, short forms to the usual names."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.entities.acronyms import definition
from ingest.entities.foreign import foreign
from ingest.entities.gazetteer import gazetteer, straight
from ingest.entities.names import key
from ingest.entities.office_holders import in_office
from ingest.entities.persons import people
from ingest.model import Mention


def resolve(body: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The same mentions, each with the canonical name of whom it means in this article.

    A bare surname gets the one full name of the article that has it; where two people share it, it stays
    itself. Where the article has none, unmistakable surnames ("Putin") get theirs from ``people.toml``.

    >>> body = "Ana Ruiz met the UN envoy. Ruiz left."
    >>> places = [(0, 8, "person"), (17, 19, "organisation"), (27, 31, "person")]
    >>> [m.name for m in resolve(body, [Mention(a, b, kind, body[a:b]) for a, b, kind in places])]
    ['Ana Ruiz', 'United Nations', 'Ana Ruiz']
    """
    surfaces = {kind: Counter(m.surface for m in mentions if m.kind == kind) for kind in KINDS}
    acronyms = explained(body, mentions)
    names: dict[str, Mapping[str, str]] = {
        "person": people(surfaces["person"]),
        "organisation": things(surfaces["organisation"], "organisation", acronyms),
        "place": things(surfaces["place"], "place", {}),
    }
    resolved = [replace(mention, name=names[mention.kind][mention.surface]) for mention in mentions]
    return in_office(body, resolved)


KINDS = ("person", "organisation", "place")


def explained(body: str, mentions: Iterable[Mention]) -> dict[str, str]:
    """Acronyms that the article itself explains, with the name they stand for."""
    found: dict[str, str] = {}
    for mention in mentions:
        if mention.kind == "organisation" and (span := definition(body, mention.start, mention.end)):
            found.setdefault(body[span[0] : span[1]], mention.surface)
    return found


def things(surfaces: Counter[str], kind: str, acronyms: Mapping[str, str]) -> dict[str, str]:
    """A name for each surface of an organisation or place: the lexicons', or the commonest spelling."""
    spellings: dict[str, Counter[str]] = {}
    for surface, count in surfaces.items():
        long = acronyms.get(surface, surface)
        spellings.setdefault(key(long, kind), Counter())[straight(long)] += count
    names = {}
    for surface in surfaces:
        long = acronyms.get(surface, surface)
        meanings = (gazetteer().find(long), gazetteer().find(surface), foreign(surface))
        known = next((meaning for meaning in meanings if meaning and meaning.kind == kind), None)
        names[surface] = known.name if known else spellings[key(long, kind)].most_common(1)[0][0]
    return names
