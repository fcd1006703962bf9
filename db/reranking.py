"""Partial matches in a better order: an article is read together with those that tell the same.

A long question is written in other words than the article that answers it. ``bm25`` sees each article
alone, so one that happens to share a few words stands before one that shares fewer and means it. Here every
candidate is compared with the others: one whose nearest relations score well rises, one whose relations
score badly falls, unless it holds nearly all of the question's words itself.

What that gives and what else was tried stands in ``bench/relevance.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from db.stemming import stem, words

#: Candidates that are worth re-ranking: 50 give less on questions about news (nDCG@10 .68 against .73 on the
#: choosing half of TIME), 200 give the same for twice the time.
BEST = 100
#: Nearest relations of an article that have a say. 4 to 10 give the same within .02.
RELATIONS = 6
#: Most that relations and article together count against the article alone. .8 gives .015 less on TIME, 1 the
#: same; the rest keeps two that resemble nothing but each other in their order.
SAY = 0.9
#: How soon an article speaks for itself: its share of the question's words to this power is taken from `SAY`.
#: 2 protects too much (.71 against .73), 8 loses articles that are sought by their own headline.
OWN_VOICE = 4
#: Characters of an article that are read: longer ones repeat themselves, and time grows with them.
READ = 20_000

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that holds some of a question's words. ``score`` grows with relevance (bm25's, negated)."""

    id: int
    headline: str
    text: str
    score: float


def question_words(question: str) -> list[str]:
    """The distinct words of a question that tell what is asked, in order; all, if none does.

    >>> question_words("What did the minister say about the war in Sudan?")
    ['minister', 'war', 'sudan']
    >>> question_words("Warum war der Hafen gesperrt?")
    ['hafen', 'gesperrt']
    >>> question_words("Who are we?")
    ['who', 'are', 'we']
    """
    asked = list(dict.fromkeys(words(question)))
    # By language: "war" is small in German and everything in English. The first list wins a tie.
    small = max(_stop_words().values(), key=lambda listed: sum(word in listed for word in asked))
    return [word for word in asked if word not in small] or asked


def stop_words(language: str | None) -> frozenset[str]:
    """The small words of a language (its code), of which no text tells anything; none where no list is.

    >>> "der" in stop_words("de"), stop_words("tlh")
    (True, frozenset())
    """
    return _stop_words().get(language or "", frozenset())


def rerank(question: str, candidates: Sequence[Candidate]) -> list[float]:
    """A new score of each candidate, 0 to 1, in the order given.

    The candidates must be those of one question, in any order; give the `BEST`. The same input gives
    the same scores.

    >>> harbour = "Crane crews and dockers left the quay over wages."
    >>> stage = "A comedy of errors opens the season with laughter."
    >>> told = [(harbour, 9.0), (stage, 7.0), (harbour.upper(), 6.5), (stage, 3.0)]
    >>> found = [Candidate(at, "", *one) for at, one in enumerate(told)]
    >>> scores = rerank("Why did workers of the port strike?", found)
    >>> sorted(range(4), key=lambda at: -scores[at])
    [0, 2, 1, 3]
    """
    if not candidates:
        return []
    own = _scaled([candidate.score for candidate in candidates])
    numbers = _Numbers()
    texts = [[numbers[word] for word in words(f"{each.headline}\n{each.text[:READ]}")] for each in candidates]
    asked = {numbers[word] for word in question_words(question)}
    held = np.array([len(asked.intersection(text)) for text in texts], np.float32) / max(1, len(asked))
    say = SAY * (1 - held**OWN_VOICE)
    mixed = (1 - say) * own + say * (_relations(_likeness(texts, len(numbers.stems))) @ own)
    return [float(score) for score in mixed]


def _scaled(scores: Sequence[float]) -> Floats:
    """Scores from 0, the worst, to 1, the best; all 0 where none is better. No number is the worst."""
    found = np.array(scores, np.float64)
    # halves, for the distance of the two largest numbers is none
    found = np.where(np.isfinite(found), found / 2, np.nan)
    least = np.nanmin(found) if np.isfinite(found).any() else 0.0
    found = np.nan_to_num(found, nan=least) - least
    most = found.max()
    return np.asarray(found / most if most > 0 else found, np.float32)


class _Numbers(dict[str, int]):
    """Words as numbers, one for all words of a stem."""

    def __init__(self) -> None:
        super().__init__()
        self.stems: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        self[word] = number = self.stems.setdefault(stem(word), len(self.stems))
        return number


def _relations(likeness: Floats) -> Floats:
    """A row for each article: the say of each, 1 in all, itself included, which counts as its nearest does.

    The square of the cosine lets a near copy count more than six articles of the same field.
    """
    if len(likeness) > RELATIONS:
        least = np.partition(likeness, -RELATIONS, axis=1)[:, -RELATIONS, None]
        likeness = np.where(likeness >= least, likeness, 0)
    say = np.square(likeness)
    nearest = say.max(axis=1)
    np.fill_diagonal(say, np.where(nearest > 0, nearest, 1))
    return np.asarray(say / say.sum(axis=1, keepdims=True), np.float32)


def _likeness(texts: Sequence[Sequence[int]], stems: int) -> Floats:
    """The cosine of each article with each other, by the stems that at least two of them share.

    A stem weighs by its rarity among the candidates, not in the archive: what all of them hold because it was
    asked for tells nothing of which belong together. ``stems`` is one more than the highest number.
    """
    count = len(texts)
    row = np.repeat(np.arange(count), [len(text) for text in texts])
    stem_of = np.array([number for text in texts for number in text], np.int64)
    cell, times = np.unique(row * stems + stem_of, return_counts=True)
    row, stem_of = np.divmod(cell, max(1, stems))
    spread = np.bincount(stem_of, minlength=stems)
    shared = spread[stem_of] > 1
    rarity = np.log((count + 1) / (spread + 0.5))
    column = np.cumsum(spread > 1) - 1
    table = np.zeros((count, int((spread > 1).sum())), np.float32)
    table[row[shared], column[stem_of[shared]]] = np.log1p(times[shared]) * rarity[stem_of[shared]]
    length = np.linalg.norm(table, axis=1, keepdims=True)
    table /= np.where(length > 0, length, 1)
    likeness = table @ table.T
    np.fill_diagonal(likeness, 0)
    return likeness


@lru_cache(1)
def _stop_words() -> dict[str, frozenset[str]]:
    """The small words of each language that has a list."""
    text = (Path(__file__).parent / "stop_words.txt").read_text("utf-8")
    lists: dict[str, list[str]] = {}
    language = ""
    for line in text.splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            lists.setdefault(language, []).extend(line.split())
    return {language: frozenset(found) for language, found in lists.items()}
