"""Words by which headlines are told: those they share with the body, and those of a page's menu."""

import itertools
import re
from collections.abc import Sequence

from ingest.model import Line
from ingest.text import DENSE, WORD, fold

#: Words shorter than this are function words in most languages.
CONTENT_WORD = 4


def content_words(text: str) -> set[str]:
    """The longer words of a text, cut to seven letters; pairs of characters in scripts without spaces."""
    folded = text.casefold()
    words = {word[:7] for word in WORD.findall(DENSE.sub(" ", folded)) if len(word) >= CONTENT_WORD}
    dense = DENSE.findall(folded)
    return words | {"".join(pair) for pair in itertools.pairwise(dense)}


def menu_items(lines: Sequence[Line]) -> set[str]:
    """The items, folded, of lines that list three or more with bars or dots between.

    Two may be a page's title: the headline and the site's name.
    """
    split = (MENU.split(line.text) for line in lines)
    return {fold(item) for items in split if len(items) >= MENU_ITEMS for item in items}


MENU = re.compile(r"\s*[|·•]\s*|\s{3,}")
MENU_ITEMS = 3
