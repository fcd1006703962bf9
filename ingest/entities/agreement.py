"""One article, one opinion: every surface has one kind, and what was found once is found everywhere."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from ingest.entities.acronyms import definition
from ingest.entities.gazetteer import SHORTEST_SHOUTED, gazetteer, words
from ingest.entities.scan import Index, index, occurrences, places
from ingest.entities.spans import Span
from ingest.entities.titles import short_forms

#: A single word that the model saw once is trusted elsewhere from this length on.
SHORTEST_ONCE = 4

#: So far to each side the line of a short word in capitals is looked at.
LINE_SEEN = 80

#: What is no prose, and the signs without which there is none of it: looking for these costs nothing.
NOT_PROSE = (
    (("http", "www."), re.compile(r"\b(?:https?://|www\.)\S+")),
    (("@",), re.compile(r"[\w.+-]{1,64}@\S+")),
    (("$", "ollar"), re.compile(r"\bU\.?S\.?\s?(?=\$|[Dd]ollars?\b)|\b[A-Z]{1,3}\$")),
)


def agree(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans of one article with one kind a surface, and all that they and the lexicons find besides."""
    taken = off_limits(text)
    every = without_overlap([*spans, *known_spans(text, sure_surfaces()[1], bytearray(taken))])
    prose = (span for span in every if not any(taken[span.start : span.end]))
    kept = [span for span in prose if not is_shout(text, span) and not is_common(text, span)]
    votes = count_votes(text, kept)
    surnames = {
        short
        for name, seen in votes.items()
        if settled(name, seen) == "person"
        for short in short_forms(name)
    }
    kinds = {surface: settled(surface, seen, surnames) for surface, seen in votes.items()}
    agreed = [Span(start, end, kinds[text[start:end]]) for start, end, _ in kept]
    for start, end, _ in agreed:
        taken[start:end] = b"\1" * (end - start)
    acronyms = defined(text, agreed)
    repeated = {surface: kind for surface, kind in kinds.items() if worth_repeating(surface, votes)}
    trusted = dict.fromkeys(surnames, "person") | dict.fromkeys(acronyms, "organisation") | repeated
    for start, end in occurrences(text, index(trusted), taken):
        agreed.append(Span(start, end, trusted[text[start:end]]))
    hits = [span for span in known_spans(text, sure_surfaces()[0], taken) if not is_shout(text, span)]
    return sorted([*agreed, *hits])


def is_common(text: str, span: Span) -> bool:
    """Whether a "person" of one word is a word that the article also writes small ("Bill", "bill").

    Organisations and places stay: "the Tribunal" is rightly one beside "a tribunal" (F1 -0.4 without them).
    """
    surface = text[span.start : span.end]
    return (
        span.kind == "person"
        and surface.istitle()
        and not gazetteer().find(surface)
        and stands_small(text, surface.lower())
    )


def stands_small(text: str, word: str) -> bool:
    """Whether the word stands in the text by itself, in small letters, and in no address or compound.

    >>> stands_small("the bill", "bill"), stands_small("x.org/bill", "bill"), stands_small("Bill", "bill")
    (True, False, False)
    """
    return any(
        text[max(0, start - 1) : start] not in ("/", ".", "-")
        and text[start + len(word) : start + len(word) + 1] not in ("/", "-")
        for start in places(text).get(word, ())
    )


def is_shout(text: str, span: Span) -> bool:
    """Whether two or three capitals stand in a line of capitals, where they may be any word: "CONTACT US"."""
    surface = text[span.start : span.end]
    if len(surface) >= SHORTEST_SHOUTED or not surface.isupper():
        return False
    before = text[max(0, span.start - LINE_SEEN) : span.start].rpartition("\n")[2]
    around = before + text[span.end : span.end + LINE_SEEN].partition("\n")[0]
    return around.isupper()


def count_votes(text: str, spans: Iterable[Span]) -> dict[str, Counter[str]]:
    """How often the model gave each surface each kind."""
    votes: dict[str, Counter[str]] = {}
    for start, end, kind in spans:
        votes.setdefault(text[start:end], Counter())[kind] += 1
    return votes


def defined(text: str, spans: Iterable[Span]) -> set[str]:
    """Acronyms that the article explains behind an organisation's name."""
    ends = [definition(text, span.start, span.end) for span in spans if span.kind == "organisation"]
    return {text[start:end] for start, end in filter(None, ends)}


def off_limits(text: str) -> bytearray:
    """One byte a code point: 1 where nothing may be found (web addresses, "US$")."""
    taken = bytearray(len(text))
    for signs, pattern in NOT_PROSE:
        for match in pattern.finditer(text) if any(sign in text for sign in signs) else ():
            taken[match.start() : match.end()] = b"\1" * len(match.group())
    return taken


def without_overlap(spans: Iterable[Span]) -> list[Span]:
    """The longest of spans that overlap, in order."""
    every = sorted(set(spans), key=lambda span: (span.start - span.end, span.start))
    taken = bytearray(max((span.end for span in every), default=0))
    kept = []
    for span in every:
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    return sorted(kept)


def settled(surface: str, votes: Counter[str], surnames: Iterable[str] = ()) -> str:
    """The one kind of a surface: the lexicons' if they are sure, a namesake's, or that of the most votes."""
    known = gazetteer().find(surface)
    if surface in surnames and (not known or not known.sure or votes["person"] > votes["place"]):
        return "person"
    if known and known.sure:
        return known.kind
    seen = votes.most_common(1)[0][0]
    if known and known.kind == "place" and seen == "organisation":
        return "place"
    return kind_by_last_word(surface, seen)


def kind_by_last_word(surface: str, seen: str) -> str:
    """The kind that the last of several words tells ("... River", "... Council"), else what was seen."""
    last = surface.split()[-1]
    if last == surface or (seen == "person" and last in words().surnames_too):
        return seen
    if last in words().landmarks:
        return "place"
    return "organisation" if last in words().bodies else seen


def worth_repeating(surface: str, votes: Mapping[str, Counter[str]]) -> bool:
    """Whether a surface that the model saw may be labelled where the model did not see it."""
    if not surface[0].isupper():
        return False
    seen = sum(votes[surface].values()) if surface in votes else 0
    return seen > 1 or " " in surface or len(surface) >= SHORTEST_ONCE


@cache
def sure_surfaces() -> tuple[Index, Index]:
    """Every surface that the lexicons are sure of, shouted ones too; and those of many words."""
    known = gazetteer().known | gazetteer().shouted
    sure = [surface for surface, meaning in known.items() if meaning.sure]
    return index(sure), index(surface for surface in sure if " " in surface)


def known_spans(text: str, wanted: Index, taken: bytearray) -> list[Span]:
    """The lexicon surfaces in the free places of a text."""
    found = occurrences(text, wanted, taken)
    return [
        Span(start, end, known.kind) for start, end in found if (known := gazetteer().find(text[start:end]))
    ]
