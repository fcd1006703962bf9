"""A name of the archive as a query: what links to a search or a comparison ask for."""

import re

from db.column_filters import KINDS


def named_query(kind: str, name: str) -> str:
    """The query that finds the articles naming an entity, under all its names.

    The language has no quotation mark inside of quotation marks: such a name is asked for by its words.

    >>> named_query("person", "Ada Brandt"), named_query("person", 'Al "Ace" Brandt')
    ('person:"Ada Brandt"', '"Al Ace Brandt"')
    """
    plain = " ".join(name.translate(_QUOTES).split())
    return f'{kind}:"{name}"' if plain == name and kind in KINDS else f'"{plain}"'


def label(query: str) -> str:
    """A query as a heading: of a name alone just the name.

    >>> label('person:"Ada Brandt"'), label('tax person:"Ada Brandt"')
    ('Ada Brandt', 'tax person:"Ada Brandt"')
    """
    found = _NAME.fullmatch(query)
    return found["name"] if found else query


_NAME = re.compile(rf'(?:{"|".join(KINDS)}):"(?P<name>[^"]+)"')
_QUOTES = str.maketrans(dict.fromkeys('"“”„‟«»＂「」『』', " "))
