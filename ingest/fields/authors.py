"""Machine-readable author names: who signs, among job titles, addresses and the outlet's own name."""

import re

from ingest.fields import agency, byline
from ingest.model import Author
from ingest.text import fold

#: What is no credit at all: addresses and accounts.
ADDRESS = re.compile(r"^(?:https?:)?//|^www\.|^\S+@\S+$|^@")
SEVERAL = re.compile(r"\s*[;|]\s*|\s*,\s+")
#: Accounts that a system gives when nobody signs.
NOBODY = frozenset(("none", "null", "unknown", "anonymous", "author", "undefined", "default", "user", "root"))
#: A longer text is a sentence about its author (characters).
LONGEST = 60


def people(names: tuple[str, ...]) -> tuple[Author, ...]:
    """The persons and agencies among machine-readable names, in order, each once.

    >>> [author.name for author in people(("Jane Doe and John Roe", "https://example.org/jane"))]
    ['Jane Doe', 'John Roe']
    >>> people(("The Gazette staff",))
    ()
    """
    out: dict[str, Author] = {}
    for name in names:
        if not ADDRESS.search(name.strip()):
            for author in byline.parse(name):
                out.setdefault(fold(author.name), author)
    return tuple(out.values())


def signers(names: tuple[str, ...]) -> tuple[Author, ...]:
    """The same, or if nobody is named, what signs instead: a newsroom, initials, the outlet itself.

    >>> [author.name for author in signers(("Gazette Staff",))]
    ['Gazette Staff']
    """
    found = people(names)
    if found:
        return found
    out: dict[str, Author] = {}
    for name in names:
        for piece in SEVERAL.split(byline.STARTS.sub("", name.strip(), count=1)):
            key = fold(piece)
            if (
                key
                and not key.isdigit()
                and key not in NOBODY
                and len(piece) <= LONGEST
                and not ADDRESS.search(piece)
            ):
                out.setdefault(key, Author(piece, "agency" if agency.exactly(piece) else "person"))
    return tuple(out.values())
