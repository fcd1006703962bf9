"""Lines as numbers, for the labeller: nothing here knows a language or an outlet.

One row a line: its length and shape, how it begins and ends, dates, links and marks, what a certain
rule said, how often it stands in the file, where, and how many of its words the long lines share.
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ingest.cleaning import shape
from ingest.cleaning.rules import Verdict
from ingest.cleaning.shape import Shape
from ingest.model import Line
from ingest.text import DENSE_WIDTH

Matrix = npt.NDArray[np.float32]
Column = npt.NDArray[np.float64]

#: Lines of this width are text more often than not (characters).
LONG = 80.0
WIDTHS = (12, 25, 40, 60, 80, 120, 200, 400)
MARKS = ("title", "heading", "bullet", "quote", "image")
ROLES = (
    "boilerplate", "promo", "caption", "credit", "byline", "timestamp", "editors-note", "correction",
    "source-line", "image", "outlet",
)  # fmt: skip
#: A word that carries a subject is at least this long (letters).
CONTENT = 5

ENDERS, CLOSERS = (".", "!", "?", "…", "。", "！", "？", "؟", "।"), " \"'”’»«„“)]」』）》"
COMMAS, COLONS, QUOTES = (",", ";", "…", "..."), (":", "："), "\"“„«‘'»「"
CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
ADDRESS = ("://", "www.", "@", ".com")


def matrix(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> Matrix:
    """Features of all lines, of which none is empty; shape (lines, 66)."""
    texts = [line.text for line in lines]
    made = shape.measure(texts)
    widths = made.length + (DENSE_WIDTH - 1) * made.ideograms
    ended = np.array([text.rstrip(CLOSERS).endswith(ENDERS) for text in texts], dtype=np.float64)
    columns = [
        *_own(texts, made, widths, ended),
        *_stated(lines, verdicts),
        *_repeated(texts),
        *_placed(lines, widths, ended),
        *_shared(made, (widths >= LONG) & (ended > 0)),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _own(texts: Sequence[str], made: Shape, widths: Column, ended: Column) -> list[Column]:
    """What a line's own characters say."""
    number, length = np.maximum(1, made.words), np.maximum(1, made.length)
    at_end = np.array(
        [[text.endswith(COLONS), text.endswith(COMMAS), text.endswith("?")] for text in texts], dtype=float
    )
    quoted = np.array([text[0] in QUOTES for text in texts], dtype=float)
    clock = [
        digits >= 3 and bool(CLOCK.search(text)) for text, digits in zip(texts, made.digits, strict=True)
    ]
    address = [any(sign in text for sign in ADDRESS) for text in texts]
    return [
        np.log1p(widths) / 6,
        np.log1p(made.words) / 5,
        *(widths >= edge for edge in WIDTHS),
        ended,
        *at_end.T,
        np.minimum(4, made.stops) / 4,
        np.minimum(8, made.inner) / 8,
        quoted,
        *((made.first & flag) > 0 for flag in (shape.LOWER, shape.DIGIT, shape.UPPER)),
        made.capitals / number,
        made.digits / length,
        made.little / number,
        np.minimum(2, made.letters / number / 10),
        np.array(clock),
        np.minimum(1, made.years),
        np.array(address),
        np.minimum(4, made.bars) / 4,
        made.ideograms / length,
        (made.uppers > 0) & (made.lowers == 0),
    ]


def _stated(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> list[Column]:
    """What the markup and the certain rules say of a line."""
    marks = np.array([MARKS.index(line.mark) if line.mark in MARKS else -1 for line in lines])
    roles = np.array(
        [-1 if verdict is None else ROLES.index(verdict.role) if verdict.role in ROLES else len(ROLES)
         for verdict in verdicts]
    )  # fmt: skip
    return [
        np.array([line.links for line in lines]),
        np.array([line.gap for line in lines], dtype=float),
        *(marks == k for k in range(len(MARKS))),
        *(roles == k for k in range(-1, len(ROLES))),
    ]


def _repeated(texts: Sequence[str]) -> list[Column]:
    """Whether a line stands in the file again, and how often."""
    keys = [text.casefold() for text in texts]
    counts = Counter(keys)
    again = np.array([counts[key] for key in keys], dtype=float) - 1
    return [np.minimum(1, again), np.log1p(again)]


def _placed(lines: Sequence[Line], widths: Column, ended: Column) -> list[Column]:
    """Where a line stands: from the top, in the text, from the first and last long line."""
    n = len(lines)
    place = np.arange(n, dtype=float)
    text = widths * ended
    total = max(1.0, float(text.sum()))
    long = np.flatnonzero((widths >= LONG) & (ended > 0))
    first, last = (int(long[0]), int(long[-1])) if len(long) else (0, n - 1)
    gaps = sum(line.gap for line in lines) / n
    links = sum(line.links for line in lines) / n
    whole = [gaps, links, np.log1p(n) / 7, len(long) / n, np.log1p(total) / 12]
    return [
        place / n,
        np.minimum(place, 30) / 30,
        np.minimum(n - 1 - place, 30) / 30,
        (np.cumsum(text) - text) / total,
        np.clip((place - first) / 10, -2, 2),
        np.clip((last - place) / 10, -2, 2),
        *(np.full(n, value) for value in whole),
    ]


def _shared(made: Shape, long: npt.NDArray[np.bool_]) -> list[Column]:
    """How many of a line's subject words the other long lines have, and the three lines at the very top."""
    n = len(long)
    subject = made.size >= CONTENT
    where = np.concatenate([made.line[subject], made.pair_line])
    words = np.concatenate([made.stem[subject], made.pairs])
    # Each word counts once a line.
    _, number = np.unique(words, return_inverse=True)
    keys = np.unique(where * (len(words) + 1) + number)
    where, number = np.divmod(keys, len(words) + 1)
    spread = np.bincount(number[long[where]], minlength=len(words) + 1)
    others = spread[number] - long[where]
    size = np.maximum(1, np.bincount(where, minlength=n))
    top = np.bincount(number[where < TOP], minlength=len(words) + 1)[number] > 0
    return [
        np.bincount(where, others > 0, minlength=n) / size,
        np.bincount(where, np.minimum(4, others), minlength=n) / size / 4,
        np.where(np.arange(n) < TOP, 0.0, np.bincount(where, top, minlength=n) / size),
        np.minimum(size, 20) / 20,
    ]


#: Lines at the very top: the page's title is often among them.
TOP = 3
