"""News agencies: who supplied a signed copy."""

import re
import tomllib
from functools import cache
from pathlib import Path

#: Picture agencies sign photographs, not copy.
PICTURES_ONLY = frozenset({"Getty Images"})


@cache
def _signs() -> dict[str, str]:
    with (Path(__file__).parent / "agencies.toml").open("rb") as file:
        table = tomllib.load(file)
    return {sign: name for name, signs in table.items() for sign in signs}


@cache
def pattern() -> re.Pattern[str]:
    """Matches the sign of any agency, pictures' included; short signs are matched in their own case."""
    signs = sorted(_signs(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(sign) for sign in signs) + r")(?!\w)")


def parse(text: str) -> str | None:
    """The agency that a short signed text names: a byline, a source line, a dateline's bracket.

    >>> parse("Xinhua"), parse("By Jane Doe and AFP"), parse("By Jane Doe")
    ('Xinhua', 'AFP', None)
    """
    for match in pattern().finditer(text):
        name = _signs()[match.group()]
        if name not in PICTURES_ONLY:
            return name
    return None


def exactly(text: str) -> str | None:
    """The agency, if the text is its sign and nothing else.

    >>> exactly("Agence France-Presse"), exactly("AFP reporters")
    ('AFP', None)
    """
    name = _signs().get(text.strip(" .,:;()[]-–—/"))
    return None if name in PICTURES_ONLY else name


def credited(text: str) -> str | None:
    """The agency or picture agency that a credit consists of, with what is joined to it.

    >>> credited("AFP."), credited("Getty Images"), credited("Moscow")
    ('AFP', 'Getty Images', None)
    """
    return _signs().get(text.strip(" .,:;()[]-–—/©"))
