"""Mentions of people, organisations and places in articles: the model's spans, cleaned article by article."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from ingest.entities import fast, recogniser
from ingest.entities.agreement import agree
from ingest.entities.edges import LOWER_TAIL, is_name, lines, parted, pruned, trim
from ingest.entities.foreign import foreign_hits
from ingest.entities.gazetteer import gazetteer, read_toml, words
from ingest.entities.offices import is_programme, without_office
from ingest.entities.script import mostly_latin, reads_as_english
from ingest.entities.spans import Span
from ingest.entities.titles import is_nobody, person_edges
from ingest.model import Mention, Ner


def tag(texts: Sequence[str], ner: Ner = "fast") -> list[list[Mention]]:
    """The mentions of each text, in order, none over another or across a paragraph; offsets in code points.

    Text in another script gets what the lexicons know, and the model (it is English) never sees it. Of
    text in another language of Latin script the model's finds are kept only where the lexicons know them
    or they are persons whose given name is known. ``name`` is left to ``resolve``. ``ner`` tells who reads:
    "fast", our own network, or "accurate", spaCy's (raises MissingExtra where it is not installed).

    >>> [[(m.start, m.end, m.kind) for m in found] for found in tag(["Ana Ruiz flew to Kiev.", ""])]
    [[(0, 8, 'person'), (17, 21, 'place')], []]
    """
    recognise = recogniser.recognise if ner == "accurate" else fast.recognise
    spans = recognise(text if mostly_latin(text) else "" for text in texts)
    return [mentions(text, found) for text, found in zip(texts, spans, strict=True)]


def mentions(text: str, spans: Iterable[Span]) -> list[Mention]:
    """The model's spans of one text as mentions."""
    cleaned = [clean for span in spans for clean in cleaned_spans(text, span)]
    if not reads_as_english(text):
        cleaned = [span for span in cleaned if is_certain(text[span.start : span.end], span.kind)]
    if not text.isascii():
        cleaned += [Span(start, end, known.kind) for start, end, known in foreign_hits(text)]
    return [
        Mention(span.start, span.end, span.kind, text[span.start : span.end]) for span in agree(text, cleaned)
    ]


def cleaned_spans(text: str, span: Span) -> Iterator[Span]:
    """The names in one raw span: none, one, or two that were run together."""
    for piece in (cut for line in lines(text, span) for cut in pruned(text, line)):
        start, end = trim(text, piece.start, piece.end)
        for part in parted(text, Span(start, end, piece.kind)):
            edges = final_edges(text, part)
            if not edges or not is_name(text[slice(*edges)]):
                continue
            if not is_nobody(text[slice(*edges)], part.kind):
                yield Span(*edges, part.kind)


def final_edges(text: str, span: Span) -> tuple[int, int] | None:
    """Where the name of a span begins and ends by the rules of its kind; None if it is none."""
    start, end = trim(text, span.start, span.end)
    if start >= end:
        return None
    if span.kind == "person":
        return person_edges(text, start, end)
    if is_programme(text, start):
        return None
    edges = without_office(text, start, end)
    if edges and (tail := LOWER_TAIL.search(text[slice(*edges)])):
        return edges[0], edges[0] + tail.start()
    return edges


def is_certain(surface: str, kind: str) -> bool:
    """Whether a find of the English model in a text of another language may stand.

    >>> is_certain("Angela Holm", "person"), is_certain("Das Treffen", "person"), is_certain("Paris", "place")
    (True, False, True)
    """
    if gazetteer().find(surface):
        return True
    parts = [part for part in surface.split() if part not in words().particles]
    return kind == "person" and 2 <= len(parts) <= 3 and parts[0] in given_names()


@cache
def given_names() -> frozenset[str]:
    """First words of the full names in ``people.toml``; in German, capitals tell nothing."""
    return frozenset(name.split()[0] for name in read_toml("people.toml") if " " in name)
