"""Whether the pages of an outlet write the month or the day first, told from the page itself."""

import re
from collections.abc import Iterable

#: Two numbers and a year: 03/04/2025.
SLASHED = re.compile(r"(?<![\d/])(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-]\d{4}(?!\d)")
#: A clock that only the United States and their neighbours print.
AMERICAN = re.compile(r"\b[ACEMP][SD]?T\b")


def month_first(texts: Iterable[str]) -> bool | None:
    """Whether 03/04/2025 is March 4, where a page's own stamps tell it; None where none does, or two differ.

    >>> month_first(["03/04/2025", "12/25/2024"]), month_first(["03/04/2025 5:10 PM EST"])
    (True, True)
    """
    said = set()
    for text in texts:
        for match in SLASHED.finditer(text):
            first, second = int(match.group("a")), int(match.group("b"))
            if first > 12 >= second or first <= 12 < second:
                said.add(second > 12)
            elif first <= 12 and AMERICAN.search(text):
                said.add(True)
    return said.pop() if len(said) == 1 else None


def is_open(texts: Iterable[str]) -> bool:
    """Whether a page prints a day that could be two days."""
    return any(
        int(match.group("a")) <= 12 and int(match.group("b")) <= 12
        for text in texts
        for match in SLASHED.finditer(text)
    )


def of_language(code: str | None) -> bool | None:
    """Whether a language's pages put the month first: English ones do either, all others the day.

    >>> of_language("es"), of_language("en"), of_language(None)
    (False, None, None)
    """
    return None if code in {None, "en"} else False
