"""The masthead: an outlet's name as its own page prints it, with the page's word for it."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.model import Evidence
from ingest.text import DENSE, fold

#: How many lines from the top may be the masthead; one more may stand at the very end.
TOP = 14
#: A name has at most this many words.
MAX_WORDS = 5
#: Lines that speak for an outlet: rights, credits, who publishes it, its own address.
BEARING = re.compile(
    r"©|\(c\)|copyright|rights reserved|alle rechte|tous droits|版权所有|is published by|herausgegeben|"
    r"^(?:photo|foto|picture|image)\b|\w\s?/\s?\w|(?<![\w-])[\w-]+\.(?:com|org|net|example|co\.uk|de|fr|es|cn|news)\b",
    re.I,
)
NAME_WORD = r"(?:[A-ZÀ-Þ][\w'’&.-]*|of|de|du|der|la|le|and|&|the)"
NAME = re.compile(rf"^{NAME_WORD}(?: {NAME_WORD})*$")
GENERIC = frozenset(
    fold(word)
    for word in [
        "home",
        "news",
        "menu",
        "search",
        "world",
        "sport",
        "politics",
        "business",
        "photo",
        "photos",
        "image",
        "the",
    ]
)


def find(lines: Sequence[str]) -> tuple[str, Evidence] | None:
    """The first short line at the top, or the last of all, that a line elsewhere speaks for.

    >>> find(["HAVENPORT GAZETTE", "The strike began.", "© 2025 The Havenport Gazette Ltd"])[0]
    'Havenport Gazette'
    """
    bearing = [(fold(line), line) for line in lines if len(line) < 300 and _bears(line)]
    for i in [*range(min(TOP, len(lines))), len(lines) - 1]:
        text = lines[i].strip() if lines else ""
        if not _may_be(text):
            continue
        key = fold(text).removeprefix("the")
        for folded, line in bearing:
            if line != lines[i] and key in folded and len(key) >= 0.12 * len(folded):
                return _in_name_case(text), Evidence("outlet", "inferred", line[:120])
    return None


@lru_cache(maxsize=32_768)  # an outlet's furniture is the same in all its files
def _bears(line: str) -> bool:
    return bool(BEARING.search(line))


def _may_be(text: str) -> bool:
    if DENSE.search(text):
        return 3 <= len(text) <= 12 and text.isalpha()
    return (
        len(text) >= 5
        and len(text.split()) <= MAX_WORDS
        and bool(NAME.match(text))
        and fold(text) not in GENERIC
    )


def _in_name_case(name: str) -> str:
    return name.title() if name.isupper() and " " in name else name
