"""A text as words, as the fast tagger sees it."""

import re
from collections.abc import Iterator

#: Behind a hyphen these are no part of the name before it: "Moscow-based".
SUFFIXES = (
    "aligned|allied|area|backed|based|bound|born|controlled|dominated|era|educated|friendly|funded|held|led"
    "|linked|listed|made|mediated|occupied|owned|registered|run|style|supported|trained|wide"
)

#: Initials ("U.S."), a possessive, a word with its apostrophes and hyphens, line breaks, any other sign.
TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|['’]s\b"
    rf"|\w{{1,100}}(?:['’](?!s\b)\w{{1,100}})?(?:-(?!(?:{SUFFIXES})\b)\w{{1,100}}){{0,9}}"
    r"|\n\s*|[^\w\s]"
)


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    r"""Start, end and word; line breaks are words too, "\n" within and "\n\n" between paragraphs.

    >>> [word for _, _, word in tokens("Moscow-based Xi Jin-ping's U.S. aide\n\nO’Hara")]
    ['Moscow', '-', 'based', 'Xi', 'Jin-ping', "'s", 'U.S.', 'aide', '\n\n', 'O’Hara']
    """
    for match in TOKEN.finditer(text):
        word = match.group()
        if word[0] == "\n":
            word = "\n\n" if word.count("\n") > 1 else "\n"
        yield match.start(), match.end(), word
