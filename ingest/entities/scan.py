"""Finding known surfaces in a text: whole words only, the longest first, never two on one place."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

WORD = re.compile(r"\w+")

#: First word of a surface to all surfaces that begin with it, longest first.
Index = Mapping[str, tuple[str, ...]]


def index(surfaces: Iterable[str]) -> Index:
    """Surfaces by their first word.

    >>> index(["New York", "New Delhi", "U.S."])
    {'New': ('New Delhi', 'New York'), 'U': ('U.S.',)}
    """
    found: dict[str, list[str]] = {}
    for surface in surfaces:
        if (first := WORD.match(surface)) and first.start() == 0:
            found.setdefault(first.group(), []).append(surface)
    return {word: tuple(sorted(forms, key=lambda form: (-len(form), form))) for word, forms in found.items()}


@lru_cache(maxsize=1)
def places(text: str) -> Mapping[str, list[int]]:
    """Every word of a text with the places where it begins; kept for the next question about the same text.

    >>> places("Rome, not New Rome")["Rome"]
    [0, 14]
    """
    found: dict[str, list[int]] = {}
    for word in WORD.finditer(text):
        found.setdefault(word.group(), []).append(word.start())
    return found


def occurrences(text: str, wanted: Index, taken: bytearray) -> Iterator[tuple[int, int]]:
    """Where the surfaces stand in stretches of ``text`` that are not taken yet; takes them."""
    own = places(text)
    for start, word in sorted((at, first) for first in wanted.keys() & own.keys() for at in own[first]):
        for surface in wanted[word]:
            end = start + len(surface)
            if (
                text.startswith(surface, start)
                and not any(taken[start:end])
                and whole(text, start, end, taken)
            ):
                taken[start:end] = b"\1" * (end - start)
                yield start, end
                break


def whole(text: str, start: int, end: int, taken: bytearray) -> bool:
    """Whether no word runs on at either end ("Iran" in "Iranian", "Trump" in "anti-Trump").

    A hyphen behind a name is no part of it ("Moscow-based"), and one before it only joins two names
    if the first was found ("Iran-Iraq").
    """
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    joined = before in ("@", "#", "_")
    if before in ("-", "."):
        joined = start > 1 and text[start - 2].isalnum() and not taken[start - 2]
    runs_on = after.isalnum() or after in ("_", "@") or (after == "." and text[end + 1 : end + 2].isalnum())
    return not joined and not runs_on
