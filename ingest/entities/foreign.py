"""Known names in scripts that the English model cannot read."""

import re
from collections.abc import Iterator
from functools import cache

from ingest.entities.gazetteer import Known, gazetteer, read_toml

#: Letters that a case ending may add to a stem.
LONGEST_ENDING = 3
#: Scripts without spaces between words: Han, Kana; Hangul hangs its particles on the noun.
UNSPACED = r"[぀-ヿ㐀-鿿가-힯]"


@cache
def forms() -> dict[str, list[tuple[re.Pattern[str], Known]]]:
    """Every foreign form as a pattern with its meaning, by its first letter, the longest first."""
    found: dict[str, list[tuple[re.Pattern[str], Known]]] = {}
    lexicon: dict[str, list[str]] = read_toml("foreign.toml")["other"]
    every = [(form, gazetteer().known[name]) for name, spellings in lexicon.items() for form in spellings]
    for form, known in sorted(every, key=lambda pair: -len(pair[0])):
        found.setdefault(form[0], []).append((re.compile(shape(form)), known))
    return found


@cache
def first_letters() -> re.Pattern[str]:
    """Any letter that a foreign form begins with."""
    return re.compile(f"[{''.join(sorted(forms()))}]")


def shape(form: str) -> str:
    """The pattern of one form: a stem with endings, a whole word, or signs in a run."""
    if re.match(UNSPACED, form):
        return re.escape(form)
    ending = rf"\w{{0,{LONGEST_ENDING}}}" if form.endswith("*") else ""
    return rf"(?<!\w){re.escape(form.rstrip('*'))}{ending}(?!\w)"


def foreign_hits(text: str) -> Iterator[tuple[int, int, Known]]:
    """Where foreign forms stand in a text, and what they mean.

    >>> [(start, end, known.name) for start, end, known in foreign_hits("Переговоры в Москве, 北京会谈")]
    [(13, 19, 'Moscow'), (21, 23, 'Beijing')]
    """
    end = 0
    for letter in first_letters().finditer(text):
        if letter.start() < end:
            continue
        for pattern, known in forms()[letter.group()]:
            if match := pattern.match(text, letter.start()):
                end = match.end()
                yield match.start(), end, known
                break


def foreign(surface: str) -> Known | None:
    """What a whole surface in another script means, or None.

    >>> foreign("России")
    Known(name='Russia', kind='place', sure=True)
    """
    if surface.isascii():
        return None
    return next((known for start, end, known in foreign_hits(surface) if end - start == len(surface)), None)
