"""Parts that name nobody ("Secretary of State", "CBS’s Face the Nation"), parts of a name ("Ministry of")."""

import re
from functools import cache

from ingest.entities.gazetteer import gazetteer, read_toml, words

#: Where an office of any name may stand before a portfolio, in code points.
REACH = 48
SPACE = r"[^\S\n]+"


@cache
def outlets() -> re.Pattern[str]:
    """The possessive of a known outlet: what follows is its programme or column, or a part of that."""
    names = sorted({*read_toml("agencies.toml")}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})['’]s?\s(?:the\s)?(?:[A-Z]\w+\s){{0,3}}$")


def is_programme(text: str, start: int) -> bool:
    """Whether what begins here is an outlet's programme: "on CBS’s Face the Nation".

    >>> is_programme("on CNN's Morning Hour", 9), is_programme("on Morning Hour", 3)
    (True, False)
    >>> is_programme("on CNN's Morning Hour", 17)
    True
    """
    return bool(outlets().search(text[max(0, start - REACH) : start]))


@cache
def patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """A head before the span, a head behind it, and a span that is itself an office."""
    heads = "|".join(sorted(words().office_heads | words().body_heads, key=len, reverse=True))
    offices = "|".join(sorted(words().office_heads, key=len, reverse=True))
    return (
        # No name goes on in the next line.
        re.compile(rf"\b({heads}){SPACE}(?:of|for){SPACE}(?:the{SPACE})?$"),
        re.compile(rf"{SPACE}({heads})\b"),
        re.compile(rf"^(?:.*\s)?(?:{offices})(?:\s+(?:of|for)\s.*)?$"),
    )


def without_office(text: str, start: int, end: int) -> tuple[int, int] | None:
    """An organisation's span with its head ("Ministry of ..."), or None if it is an office or a part of one.

    >>> text = "Secretary of State Ana Ruiz left the Ministry of Justice"
    >>> without_office(text, 13, 18) is None
    True
    >>> start, end = without_office(text, 49, 56); text[start:end]
    'Ministry of Justice'
    """
    before, after, whole = patterns()
    surface = text[start:end]
    if gazetteer().find(surface):
        return start, end
    if whole.fullmatch(surface):
        return None
    portfolio = surface in words().portfolios
    if behind := after.match(text, end):
        body = behind.group(1) in words().body_heads
        if body:
            return start, behind.end()
        if portfolio:
            return None
    if ahead := before.search(text[max(0, start - REACH) : start]):
        head = ahead.group(1)
        if head in words().body_heads:
            return start - len(ahead.group()), end
        if portfolio or head.startswith("Minister"):
            return None
    return start, end
