"""Where the words of a query stand in the texts of one article, found by the very tokenizer of the index."""

import re
from collections.abc import Mapping, Sequence

from db import unspaced
from db.query import parse
from db.query_tree import Term
from db.tokens import memory

#: Terms that are looked for, as many as a list of hits marks.
TERMS = 40
#: Characters of a text that are read: five times the longest of 2,241 articles, which take 10 ms.
CHARACTERS = 200_000

#: The parts of an article that a query can name.
_COLUMNS = ("headline", "standfirst", "body", "byline", "section", "dateline", "editors_note")
_BEGIN, _END = "\x01", "\x02"
#: The marks of FTS5, and the sign at which it ends a text; for the tokenizer all are spaces.
_SIGNS = str.maketrans("\x00\x01\x02", "   ")

#: First and last (exclusive) character of a place.
Place = tuple[int, int]


def places(query: str, texts: Mapping[str, str]) -> dict[str, list[Place]]:
    """The places of a query's words in each of the texts, which are parts of one article by name.

    In order and apart. Words are found in all their forms; what the query excludes is not looked for.

    >>> places('tax -levy headline:oil "on oil"', {"headline": "Oil taxes", "body": "No tax on oil, oil!"})
    {'headline': [(0, 3), (4, 9)], 'body': [(3, 6), (7, 13)]}
    """
    terms = parse(query).terms[:TERMS]
    read = {name: texts[name][:CHARACTERS].translate(_SIGNS) for name in _COLUMNS if texts.get(name)}
    found = _words(read, [term for term in terms if not term.unspaced])
    for term in terms:
        for name, text in read.items():
            if term.unspaced and term.part in (None, name):
                found[name] += [
                    match.span()
                    for run in unspaced.runs(term.text)
                    for match in re.finditer(re.escape(run), text)
                ]
    return {name: apart(spans) for name, spans in found.items() if spans}


def _words(texts: Mapping[str, str], terms: Sequence[Term]) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {name: [] for name in texts}
    if not terms or not texts:
        return found
    conn = memory(", ".join(_COLUMNS))
    try:
        marks = ", ".join("?" * len(texts))
        conn.execute(f"insert into texts ({', '.join(texts)}) values ({marks})", list(texts.values()))
        cut = ", ".join(f"highlight(texts, {_COLUMNS.index(name)}, char(1), char(2))" for name in texts)
        match = " OR ".join(term.match for term in terms)
        for row in conn.execute(f"select {cut} from texts where texts match ?", [match]):
            found = {name: _spans(str(text)) for name, text in zip(texts, row, strict=True)}
    finally:
        conn.close()
    return found


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
