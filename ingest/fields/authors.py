"""Machine-readable author names: who signs, among job titles, addresses and the outlet's own name."""

import re

from ingest.fields import agency, byline
from ingest.model import BODY_ROLES, Author, Block
from ingest.text import fold

#: What is no credit at all: addresses and accounts.
ADDRESS = re.compile(r"^(?:https?:)?//|^www\.|^\S+@\S+$|^@")
SEVERAL = re.compile(r"\s*[;|]\s*|\s*,\s+")
#: Accounts that a system gives when nobody signs.
NOBODY = frozenset(("none", "null", "unknown", "anonymous", "author", "undefined", "default", "user", "root"))
#: A longer text is a sentence about its author (characters).
LONGEST = 60
#: Longest line that is a byline (characters): a sentence that names the author is longer.
BYLINE_LENGTH = 160


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


def printed(authors: tuple[Author, ...], blocks: tuple[Block, ...]) -> Block | None:
    """The first line outside the body that names all authors; one that opens as a byline before others."""
    keys = [fold(author.name) for author in authors]
    lines = [
        block
        for block in blocks
        if len(block.text) <= BYLINE_LENGTH
        and block.role not in BODY_ROLES
        and all(key in fold(block.text) for key in keys)
    ]
    return next((line for line in lines if line.role == "byline"), lines[0] if lines else None)


def is_certain(line: Block) -> bool:
    """Whether a line signs for sure: it opens as a byline, or is a name of several words beside a date.

    >>> is_certain(Block("byline", "By Jane Doe", "byline-opening"))
    True
    """
    return line.role == "byline" and (line.rule == "byline-opening" or " " in line.text)
