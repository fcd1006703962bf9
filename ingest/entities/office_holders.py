"""Surnames with an office: "President Biden" is not Jill Biden, though she alone is named in full."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ingest.entities.gazetteer import gazetteer, words
from ingest.model import Mention

#: So far before and behind a name its office is looked for, in code points.
REACH = 24


def in_office(body: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The same mentions; surnames with an office mean who is known for it, not a namesake without one.

    >>> body = "Jill Biden smiled. President Biden did not."
    >>> two = [Mention(0, 10, "person", "Jill Biden"), Mention(29, 34, "person", "Biden")]
    >>> [m.name for m in in_office(body, [replace(m, name="Jill Biden") for m in two])]
    ['Jill Biden', 'Joe Biden']
    """
    holders = {
        mention.name for mention in mentions if mention.surface == mention.name and has_office(body, mention)
    }
    return [
        replace(mention, name=known)
        if (known := known_bearer(mention)) and mention.name not in holders and has_office(body, mention)
        else mention
        for mention in mentions
    ]


def known_bearer(mention: Mention) -> str | None:
    """The person whom everybody knows by this surname, if the article gave it to another."""
    known = gazetteer().find(mention.surface) if mention.kind == "person" else None
    if known is None or known.kind != "person" or known.name in (mention.name, mention.surface):
        return None
    return known.name


def has_office(body: str, mention: Mention) -> bool:
    """Whether an office stands before a name, or what belongs to one behind it."""
    before, behind = patterns()
    return bool(
        before.search(body[max(0, mention.start - REACH) : mention.start])
        or behind.match(body[mention.end : mention.end + REACH])
    )


@cache
def patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """An office before a name; what belongs to it, behind."""
    offices = "|".join(sorted(words().highest_offices, key=len, reverse=True))
    theirs = "|".join(sorted(words().their_people))
    return re.compile(rf"\b(?:{offices})\s$"), re.compile(rf"(?:['’]s)?\s(?:{theirs})\b")
