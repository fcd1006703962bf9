"""Acronyms that an article explains itself: "the Anti-Corruption Commission (ACC)"."""

import re

DEFINITION = re.compile(r"\s\(([A-Z][A-Za-z&-]{0,8}[A-Z])\)")


def stands_for(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym stand in a name in their order, the first one first.

    >>> stands_for("ACC", "Anti-Corruption Commission"), stands_for("ACC", "World Bank")
    (True, False)
    """
    wanted = acronym.replace("&", "").replace("-", "").lower()
    rest = iter(name.lower())
    return (
        len(name.split()) > 1 and name[:1].lower() == wanted[:1] and all(letter in rest for letter in wanted)
    )


def definition(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span of the acronym in brackets behind a name, or None.

    >>> definition("The World Food Programme (WFP) said", 4, 24)
    (26, 29)
    """
    found = DEFINITION.match(text, end)
    if found and stands_for(found.group(1), text[start:end]):
        return found.span(1)
    return None
