"""A stretch of text and what it names: what every stage of the tagger takes and gives."""

from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of one text and its kind."""

    start: int
    end: int
    kind: str
