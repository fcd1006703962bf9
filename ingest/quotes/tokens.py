"""A paragraph as words, names and quotations, cut into sentences: what the rules of speakers look at."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ingest.model import Mention
from ingest.quotes.lexicon import Verbs, words
from ingest.quotes.marks import Marked

#: What hangs on a French verb: "confie-t-elle", "dit-il".
HANGING = r"-(?:t-)?(?:ils?|elles?)\b"
WORD = re.compile(rf"['’]s\b|{HANGING}|(?:[A-Za-z]\.){{2,}}|\w+(?:(?!{HANGING})[-’']\w+)*['’]?|[^\w\s]")
#: Two words that are one verb.
PARTICLES = {"out"}
ENDS = frozenset(".!?…")


class Token(NamedTuple):
    """A word, a mark, a name or a whole quotation; ``item`` is the number of the mention or quotation."""

    start: int
    end: int
    text: str
    kind: str
    capital: bool = False
    item: int = -1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The tokens of a paragraph. ``first[i]`` is where the sentence of token i begins, ``last[i]`` where it
    ends; ``verbs`` are the places of verbs of saying, ``quotes`` those of quotations, ``sources`` those of
    "according to" with the token behind it.
    """

    tokens: tuple[Token, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    verbs: tuple[int, ...]
    quotes: tuple[int, ...]
    sources: tuple[tuple[int, int], ...]

    def verbs_between(self, low: int, high: int) -> tuple[int, ...]:
        """The verbs from one token to before another, in order."""
        return self.verbs[bisect_left(self.verbs, low) : bisect_left(self.verbs, high)]

    def is_verb(self, place: int) -> bool:
        """Whether a verb of saying stands at a place."""
        return bool(self.verbs_between(place, place + 1))

    def sources_between(self, low: int, high: int) -> tuple[tuple[int, int], ...]:
        """Each "according to" from one token to before another."""
        return self.sources[bisect_left(self.sources, (low, 0)) : bisect_left(self.sources, (high, 0))]

    def text(self, place: int) -> str:
        """The word at a place in small letters; empty outside of the paragraph."""
        return self.tokens[place].text if 0 <= place < len(self.tokens) else ""

    def kind(self, place: int) -> str:
        """What stands at a place; empty outside of the paragraph."""
        return self.tokens[place].kind if 0 <= place < len(self.tokens) else ""

    def is_speaker(self, place: int) -> bool:
        """Whether the name of somebody who can speak stands at a place."""
        return self.kind(place) in {"person", "organisation"}

    def quoted_before(self, place: int) -> int | None:
        """The last quotation before a token."""
        number = bisect_left(self.quotes, place)
        return self.quotes[number - 1] if number else None


def paragraph(
    body: str,
    start: int,
    end: int,
    spans: Sequence[Marked],
    mentions: Sequence[tuple[int, Mention]],
    verbs: Verbs,
) -> Paragraph:
    """Cut a paragraph; mentions inside of quotations are part of these."""
    tokens = tuple(_tokens(body, start, end, spans, mentions))
    spoken = tuple(
        place
        for place, token in enumerate(tokens)
        # "the United States" says nothing.
        if token.kind == "word" and not token.capital and _verb(tokens, place, verbs) is not None
    )
    first, last = _sentences(body, tokens, spans)
    quotes = tuple(place for place, token in enumerate(tokens) if token.kind == "quote")
    return Paragraph(tokens, first, last, spoken, quotes, tuple(_sources(tokens)))


def verb_name(line: Paragraph, place: int, verbs: Verbs) -> str | None:
    """The verb at a place as it is stored."""
    return _verb(line.tokens, place, verbs)


def _verb(tokens: Sequence[Token], place: int, verbs: Verbs) -> str | None:
    text = tokens[place].text
    if text in verbs.forms:
        return verbs.forms[text]
    if place + 1 < len(tokens) and tokens[place + 1].text in PARTICLES:
        return verbs.forms.get(f"{text} {tokens[place + 1].text}")
    return None


def _tokens(
    body: str, start: int, end: int, spans: Sequence[Marked], mentions: Sequence[tuple[int, Mention]]
) -> list[Token]:
    quoted = [Token(one.low, one.high, "“”", "quote", True, number) for number, one in enumerate(spans)]
    named = []
    number = 0
    for place, one in mentions:
        while number < len(spans) and spans[number].high <= one.start:
            number += 1
        if number == len(spans) or one.end <= spans[number].low:
            named.append(Token(one.start, one.end, body[one.start : one.end].lower(), one.kind, True, place))
    out: list[Token] = []
    place = start
    for atom in sorted(quoted + named):
        if atom.start < place:
            continue
        out += _words(body, place, atom.start)
        out.append(atom)
        place = atom.end
    return out + _words(body, place, end)


def _sources(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    small = words()
    alone = small.sources - small.sources_behind
    for place, token in enumerate(tokens):
        if place + 1 < len(tokens) and f"{token.text} {tokens[place + 1].text}" in small.sources:
            yield place, place + 2
        elif token.text in alone and token.kind == "word":
            yield place, place + 1


def _words(body: str, start: int, end: int) -> list[Token]:
    return [
        Token(
            match.start(),
            match.end(),
            match.group().lower().removeprefix("-").removeprefix("t-") or match.group(),
            "word" if match.group()[-1:].isalnum() or len(match.group()) > 1 else "mark",
            match.group()[0].isupper(),
        )
        for match in WORD.finditer(body, start, end)
    ]


def _sentences(
    body: str, tokens: Sequence[Token], spans: Sequence[Marked]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where the sentence of each token begins and ends. A quotation that ends with a full stop ends its
    sentence too, if a capital letter follows.
    """
    borders: list[int] = []
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        begins = following is None or following.capital or following.kind in {"quote", "person"}
        if token.kind == "quote":
            if begins and spans[token.item].end and body[spans[token.item].end - 1] in ENDS:
                borders.append(place + 1)
        elif token.text in ENDS and begins and not _abbreviated(tokens, place):
            borders.append(place + 1)
    first, last = [], []
    edges = [0, *borders, len(tokens)]
    for low, high in pairwise(edges):
        first += [low] * (high - low)
        last += [high] * (high - low)
    return tuple(first), tuple(last)


def _abbreviated(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 1] if place else None
    if tokens[place].text != "." or before is None or before.end != tokens[place].start:
        return False
    return before.text in words().abbreviations or (len(before.text) == 1 and before.capital)
