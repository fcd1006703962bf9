"""Parts of lines that may be the headline: a title without the site's name, a line that a dump glued."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ingest.text import fold, width

#: Between the headline and the site's name, or between a kicker and the headline.
SEPARATOR = re.compile(r"\s+[|–—·•*:-]\s+|\s*[|｜：]\s*|\s*--\s*|\s*//\s*|\s+::\s+")
NUMBERED = re.compile(r"^\d{1,2}[.)]\s+(?=\S)")
#: A byline that the dump put behind the headline.
BYLINE = re.compile(r"\s+(?:By|by|Von|von|Par|par)\s+[A-ZÀ-Þ][\w.'’-]*(?:\s+[A-ZÀ-Þ][\w.'’-]*){1,3}$")
#: Narrowest part that is a headline, and widest name of a section glued before one (characters).
NARROWEST, SECTION = 14, 30
#: Words of a section's name at most.
SECTION_WORDS = 4


@lru_cache(maxsize=8192)  # titles and menus come again in all files of an outlet
def cut(text: str) -> tuple[tuple[str, str], ...]:
    """The parts of a line, each with how it was cut out; the line itself is none of them.

    >>> cut("Bridge closed for a year - Harbour Post")
    (('before', 'Bridge closed for a year'),)
    >>> cut("3. Bridge closed for a year")
    (('numbered', 'Bridge closed for a year'),)
    """
    return tuple((way, part) for way, part in dict.fromkeys(_cuts(text)) if _is_wide(part) and part != text)


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    numbered = NUMBERED.match(text)
    if numbered:
        yield "numbered", text[numbered.end() :]
    signed = BYLINE.search(text)
    if signed:
        yield "signed", text[: signed.start()]
    marks = list(SEPARATOR.finditer(text))
    if not marks:
        return
    yield "before", text[: marks[-1].start()].strip()
    if len(marks) > 1:
        yield "first", text[: marks[0].start()].strip()
    if len(marks) < MANY:
        yield "after", text[marks[0].end() :].strip()


#: A line of so many separators is a menu.
MANY = 4


def _is_wide(part: str) -> bool:
    return width(part) >= NARROWEST and any(char.isalpha() for char in part)


def after_section(text: str, lines: Mapping[str, object]) -> str | None:
    """What follows the name of a section, if that name is a line of the page itself; ``lines`` are folded.

    >>> after_section("World News Bridge closed for a year", {"worldnews": 1})
    'Bridge closed for a year'
    """
    words = text.split()
    for n in range(min(SECTION_WORDS, len(words) - 2), 0, -1):
        opening = " ".join(words[:n])
        rest = " ".join(words[n:])
        if len(opening) <= SECTION and _is_wide(rest) and len(fold(opening)) > 2 and fold(opening) in lines:
            return rest
    return None
