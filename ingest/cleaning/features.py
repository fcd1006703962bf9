"""Lines as numbers, for the labeller: nothing here knows a language or an outlet.

One row a line: its length and shape, how it begins and ends, dates, links and marks, what a certain
rule said, how often it stands in the file, where, and how many of its words the long lines share.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.cleaning.rules import Verdict
from ingest.model import Line
from ingest.text import DENSE, ENDS_FULLY, WORD, fold, width

Matrix = npt.NDArray[np.float32]

#: Lines of this width are text more often than not (characters).
LONG = 80.0
WIDTHS = (12, 25, 40, 60, 80, 120, 200, 400)
MARKS = ("title", "heading", "bullet", "quote", "image")
ROLES = (
    "boilerplate", "promo", "caption", "credit", "byline", "timestamp", "editors-note", "correction",
    "source-line", "image",
)  # fmt: skip

TERMINATOR = re.compile(r"[.!?。！？](?=\s|$|[”\"’»」])|[。！？]")
DIGIT = re.compile(r"\d")
CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
ADDRESS = re.compile(r"https?://|www\.|@|\.com\b")
BARS = re.compile(r"[|›»·•/]")
#: Punctuation that running text is full of.
INNER = re.compile(r"[,;:()“”\"„«»–—]")


def matrix(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> Matrix:
    """Features of all lines, shape (lines, ``COLUMNS``)."""
    words = [WORD.findall(line.text) for line in lines]
    counts = Counter(fold(line.text) for line in lines)
    widths = np.array([width(line.text) for line in lines], dtype=np.float32)
    own = [
        _own(line, verdict, words_, size, counts[fold(line.text)])
        for line, verdict, words_, size in zip(lines, verdicts, words, widths, strict=True)
    ]
    ended = np.array([row[ENDED] for row in own], dtype=np.float32)
    placed = _placed(lines, widths, ended)
    shared = _shared(lines, words, widths, ended)
    return np.hstack([np.array(own, dtype=np.float32), placed, shared])


#: Index of "ends as a sentence" among the line's own features.
ENDED = 2 + len(WIDTHS)


def _own(line: Line, verdict: Verdict | None, words: list[str], size: float, count: int) -> list[float]:
    """What a line says by itself."""
    text = line.text
    number = max(1, len(words))
    length = max(1, len(text))
    first = text[:1]
    dense = len(DENSE.findall(text)) / length
    row = [np.log1p(size) / 6, np.log1p(len(words)) / 5]
    row += [float(size >= edge) for edge in WIDTHS]
    row += [
        float(bool(ENDS_FULLY.search(text))),
        float(text.endswith((":", "："))),
        float(text.endswith((",", ";", "…", "..."))),
        float(text.endswith("?")),
        min(4, len(TERMINATOR.findall(text))) / 4,
        min(8, len(INNER.findall(text))) / 8,
        float(first in "\"“„«‘'»「"),
        float(first.islower()),
        float(first.isdigit()),
        float(first.isupper()),
        sum(word[0].isupper() for word in words) / number,
        len(DIGIT.findall(text)) / length,
        sum(len(word) <= 3 and word.islower() for word in words) / number,
        sum(map(len, words)) / number / 10,
        float(bool(CLOCK.search(text))),
        float(bool(YEAR.search(text))),
        float(bool(ADDRESS.search(text))),
        min(4, len(BARS.findall(text))) / 4,
        float("©" in text),
        line.links,
        float(line.gap),
        dense,
        float(text.isupper()),
        float(count > 1),
        np.log1p(count - 1),
    ]
    row += [float(line.mark == mark) for mark in MARKS]
    row += [float(verdict is not None and verdict.role == role) for role in ROLES]
    row.append(float(verdict is None))
    return row


def _placed(lines: Sequence[Line], widths: Matrix, ended: Matrix) -> Matrix:
    """Where a line stands: from the top, in the text, from the first and last long line."""
    n = len(lines)
    place = np.arange(n, dtype=np.float32)
    text = widths * ended
    total = max(1.0, float(text.sum()))
    before = (np.cumsum(text) - text) / total
    long = np.flatnonzero((widths >= LONG) & (ended > 0))
    first, last = (int(long[0]), int(long[-1])) if len(long) else (0, n - 1)
    gaps = sum(line.gap for line in lines) / n
    links = sum(line.links for line in lines) / n
    whole = [gaps, links, np.log1p(n) / 7, len(long) / n, np.log1p(total) / 12]
    columns = [
        place / n,
        np.minimum(place, 30) / 30,
        np.minimum(n - 1 - place, 30) / 30,
        before,
        np.clip((place - first) / 10, -2, 2),
        np.clip((last - place) / 10, -2, 2),
        *(np.full(n, value, dtype=np.float32) for value in whole),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _shared(lines: Sequence[Line], words: list[list[str]], widths: Matrix, ended: Matrix) -> Matrix:
    """How many of a line's rarer words the other long lines have, and the lines at the very top."""
    contents = [_contents(line, words_) for line, words_ in zip(lines, words, strict=True)]
    spread: Counter[str] = Counter()
    for i, content in enumerate(contents):
        if widths[i] >= LONG and ended[i]:
            spread.update(content)
    top = set().union(*contents[:3]) if contents else set()
    rows: list[list[Any]] = []
    for i, content in enumerate(contents):
        own = 1 if widths[i] >= LONG and ended[i] else 0
        size = max(1, len(content))
        known = sum(spread[word] > own for word in content) / size
        often = sum(min(4, spread[word] - own) for word in content) / size / 4
        rows.append([known, often, len(content & top) / size if i > 2 else 0.0, min(size, 20) / 20])
    return np.array(rows, dtype=np.float32).reshape(len(lines), 4)


def _contents(line: Line, words: list[str]) -> set[str]:
    """The words that carry a subject: longer ones, cut to their stem; pairs in dense scripts."""
    dense = DENSE.findall(line.text)
    pairs = {a + b for a, b in pairwise(dense)}
    return {word[:6].casefold() for word in words if len(word) >= 5 and not DENSE.match(word)} | pairs
