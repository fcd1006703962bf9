"""Raw spans from the fast tagger: tokens, scores of the network, and names read off them."""

from collections.abc import Iterable, Iterator, Sequence

from ingest.entities.network import Matrix, Places, network
from ingest.entities.spans import Span
from ingest.entities.tokens import tokens

#: Kinds in the order of the network's tags: O, then begin and inside of each.
KINDS = ("person", "organisation", "place")

#: Words looked at together: an article; longer files are read in parts, so that memory grows with none.
LONGEST_PART = 8_000


def recognise(texts: Iterable[str]) -> list[list[Span]]:
    """What the network sees, for each text in order; no span crosses a line.

    >>> text = "Ana Ruiz flew to Kiev."
    >>> [(text[start:end], kind) for start, end, kind in recognise([text])[0]]
    [('Ana Ruiz', 'person'), ('Kiev', 'place')]
    """
    return [list(spans(text)) for text in texts]


def spans(text: str) -> Iterator[Span]:
    """The names in one text."""
    every = list(tokens(text))
    for start in range(0, len(every), LONGEST_PART):
        part = every[start : start + LONGEST_PART]
        places, scores = network().scores([word for _, _, word in part])
        for first, last, kind in names(places, scores):
            yield Span(part[first][0], part[last][1], KINDS[kind])


def names(places: Places, scores: Matrix) -> Iterator[tuple[int, int, int]]:
    """First word, last word and kind of each name: what begins and goes on, of the kind most likely for all.

    >>> import numpy as np
    >>> scores = np.eye(7, dtype=np.float32)[[1, 2, 0, 6, 3]]
    >>> list(names(np.array([4, 5, 6, 8, 9]), scores))
    [(4, 5, 0), (8, 8, 2), (9, 9, 1)]
    """
    best = scores.argmax(axis=1)
    found: list[int] = []
    for row in best.nonzero()[0].tolist():
        goes_on = found and places[row] == places[found[-1]] + 1 and best[row] % 2 == 0
        if found and not goes_on:
            yield named(places, scores, found)
            found = []
        found.append(row)
    if found:
        yield named(places, scores, found)


def named(places: Places, scores: Matrix, rows: Sequence[int]) -> tuple[int, int, int]:
    """The name that some rows make."""
    own = scores[rows[0] : rows[-1] + 1, 1:]
    either = own.reshape(len(own), len(KINDS), 2).max(axis=2)
    return int(places[rows[0]]), int(places[rows[-1]]), int(either.sum(axis=0).argmax())
