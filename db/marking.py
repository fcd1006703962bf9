"""Where the words of a query stand in the texts of one article, found by the very tokenizer of the index."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from db import unspaced
from db.query import parse
from db.query_tree import Term
from db.tokens import memory

#: Terms that are looked for, as many as a list of hits marks.
TERMS = 40
#: Characters of a text that are read: five times the longest of 2,241 articles, which take 10 ms.
CHARACTERS = 200_000
#: Characters of a text that is marked in one piece: the longest of 2,241 articles. FTS5 copies all that it
#: has marked for each further mark: 100,000 in one text of 200,000 characters take 1.8 s, in pieces 0.1 s.
WHOLE = 40_000
#: Characters of a piece of any longer text; a phrase that goes over its end is not marked.
PIECE = 10_000

#: The parts of an article that a query can name.
_COLUMNS = ("headline", "standfirst", "body", "byline", "section", "dateline", "editors_note")
_BEGIN, _END = "\x01", "\x02"
#: The marks of FTS5, and the sign at which it ends a text; for the tokenizer all are spaces.
SIGNS = str.maketrans("\x00\x01\x02", "   ")

#: First and last (exclusive) character of a place.
Place = tuple[int, int]


def places(query: str, texts: Mapping[str, str]) -> dict[str, list[Place]]:
    """The places of a query's words in each of the texts, which are parts of one article by name.

    In order and apart. Words are found in all their forms; what the query excludes is not looked for.

    >>> places('tax -levy headline:oil "on oil"', {"headline": "Oil taxes", "body": "No tax on oil, oil!"})
    {'headline': [(0, 3), (4, 9)], 'body': [(3, 6), (7, 13)]}
    """
    terms = parse(query).terms[:TERMS]
    read = {name: texts[name][:CHARACTERS] for name in _COLUMNS if texts.get(name)}
    found = word_places(read, [term for term in terms if not term.unspaced])
    for term in terms:
        for name, text in read.items():
            if term.unspaced and term.part in (None, name):
                found[name] += [
                    match.span()
                    for run in unspaced.runs(term.text)
                    for match in re.finditer(re.escape(run), text)
                ]
    return {name: apart(spans) for name, spans in found.items() if spans}


def word_places(
    texts: Mapping[str, str], terms: Sequence[Term], enough: int | None = None
) -> dict[str, list[Place]]:
    """The places of terms that the index holds as words, in time that grows with the texts and no faster.

    Where they have ``enough`` characters, no further piece is looked at.

    >>> word_places({"body": "No tax on oil"}, [Term("oil"), Term("tax", part="headline")])
    {'body': [(10, 13)]}
    """
    found: dict[str, list[Place]] = {name: [] for name in texts}
    if not terms or not texts:
        return found
    conn = memory(", ".join(_COLUMNS))
    try:
        pieces = {name: list(_pieces(text, PIECE if enough else WHOLE)) for name, text in texts.items()}
        marks = ", ".join("?" * len(texts))
        insert = f"insert into texts (rowid, {', '.join(texts)}) values (?, {marks})"
        conn.execute("begin")
        for row, each in enumerate(zip_longest(*pieces.values(), fillvalue=(0, ""))):
            conn.execute(insert, [row, *(text.translate(SIGNS) for _, text in each)])
        cut = ", ".join(f"highlight(texts, {_COLUMNS.index(name)}, char(1), char(2))" for name in texts)
        match = " OR ".join(term.match for term in terms)
        for row, *marked in conn.execute(f"select rowid, {cut} from texts where texts match ?", [match]):
            for (name, cuts), text in zip(pieces.items(), marked, strict=True):
                if row < len(cuts):
                    found[name] += [(cuts[row][0] + a, cuts[row][0] + b) for a, b in _spans(str(text))]
            if enough and sum(end - start for each in found.values() for start, end in each) >= enough:
                break
    finally:
        conn.close()
    return found


def _pieces(text: str, whole: int) -> Iterator[tuple[int, str]]:
    """A text longer than ``whole`` as pieces that end with a line or word, if they can, each with its place.

    >>> [(place, len(piece)) for place, piece in _pieces("tax oil " * 6_000, WHOLE)][:2]
    [(0, 9999), (9999, 9996)]
    """
    start = 0
    while start < len(text):
        end = len(text)
        if len(text) > whole and end - start > PIECE:
            last = start + PIECE
            half = last - PIECE // 2
            end = next((at for sign in "\n " if (at := text.rfind(sign, half, last)) > 0), last)
        yield start, text[start:end]
        start = end


def _spans(text: str) -> list[Place]:
    """The places between marks, counted without the marks.

    >>> _spans("a \\x01tax\\x02 on \\x01oil\\x02")
    [(2, 5), (9, 12)]
    """
    found, place = [], 0
    for piece in re.split(f"({_BEGIN}[^{_END}]*{_END})", text):
        if piece.startswith(_BEGIN):
            found.append((place, place + len(piece) - 2))
            place -= 2
        place += len(piece)
    return found


def apart(spans: Sequence[Place]) -> list[Place]:
    """Places in order, those that overlap made one.

    >>> apart([(4, 6), (0, 2), (1, 3)])
    [(0, 3), (4, 6)]
    """
    found: list[Place] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
