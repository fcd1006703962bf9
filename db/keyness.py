"""Words that set one set of texts apart from others: by log-likelihood, as they are printed.

T. Dunning, Accurate methods for the statistics of surprise and coincidence (1993). What is counted are the
texts that hold a word, not how often they hold it: one article that says a word fifty times tells of itself.
"""

import heapq
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from db.reranking import question_words
from db.stemming import stem, words

#: Characters of a text that are read: news tells what matters first, and time grows with them.
READ = 2500
#: Words of a set that tell its language, and so which of them are small: the commonest.
COMMONEST = 300
#: A word in fewer texts of a set is chance, or a name of one article.
FEWEST = 3
#: Log-likelihood below which a difference may be chance, one time in a thousand.
CHANCE = 10.83
#: Words that are looked at for each that is shown: several may be forms of one.
FORMS = 4

#: Words, but for the first half of "couldn't".
_WORD = re.compile(r"[^\W\d_]{2,}+(?!['’]t\b)")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is printed, in how many of the texts of its set, and in how many of all others."""

    text: str
    count: int
    elsewhere: int
    weight: float


def log_likelihood(here: Floats, texts: int, there: Floats, others: int) -> Floats:
    """How little two shares look like one: 0 for equal shares, negative where the others have more.

    ``here`` of ``texts`` against ``there`` of ``others``, for many words at once.

    >>> log_likelihood(np.array([30.0, 10.0, 1.0]), 100, np.array([2.0, 10.0, 30.0]), 100).round().tolist()
    [29.0, 0.0, -34.0]
    """
    share = (here + there) / max(1, texts + others)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(here > 0, here * np.log(here / (texts * share)), 0)
        parts += np.where(there > 0, there * np.log(there / (others * share)), 0)
    more = here * max(1, others) >= there * max(1, texts)
    return np.asarray(np.where(more, 2 * parts, -2 * parts))


def set_apart(
    sets: Sequence[Sequence[str]], without: Sequence[Collection[str]], limit: int = 12
) -> list[tuple[Word, ...]]:
    """For each set of texts the words that it has more than all the others together, the most telling first.

    ``without`` has for each set words that are known already: what was asked for.

    >>> sea = ["The Harbour strike closed the quay", "A strike at the quay", "Strikes on the quay"] * 4
    >>> tax = ["The budget raises the tax", "Tax and budget", "The tax of the budget"] * 4
    >>> [[word.text for word in found] for found in set_apart([sea, tax], [["strike"], []])]
    [['quay'], ['budget', 'tax']]
    """
    held = [_held(texts) for texts in sets]
    found = []
    for at, here in enumerate(held):
        known = {stem(word) for text in without[at] for word in words(text)}
        found.append(_telling(here, [each for each in held if each is not here], known, limit))
    return found


def _telling(here: "_Held", rest: Sequence["_Held"], known: Collection[str], limit: int) -> tuple[Word, ...]:
    """The words of one set; of several forms of one word the most telling stands for all."""
    held = [(n, word) for word, n in here.counts.items() if n >= FEWEST]
    common = [word for _, word in heapq.nlargest(COMMONEST, held)]
    small = set(common).difference(question_words(" ".join(common)))
    candidates = sorted(word for _, word in held if word not in small)
    others = sum(each.texts for each in rest)
    if not candidates or not others:
        return ()
    mine = np.array([here.counts[word] for word in candidates], np.float64)
    theirs = np.array([sum(each.counts[word] for each in rest) for word in candidates], np.float64)
    weights = log_likelihood(mine, here.texts, theirs, others)
    best: dict[str, Word] = {}
    for place in np.argsort(-weights, kind="stable")[: limit * FORMS].tolist():
        root = stem(candidates[place])
        if weights[place] < CHANCE or root in known or root in best or len(best) == limit:
            continue
        weight = round(float(weights[place]), 1)
        best[root] = Word(candidates[place], int(mine[place]), int(theirs[place]), weight)
    printed = here.printed({word.text for word in best.values()})
    return tuple(replace(word, text=printed[word.text]) for word in best.values())


class _Words(dict[str, str]):
    """Words as the index has them, but with their endings, by their printed forms."""

    def __missing__(self, form: str) -> str:
        self[form] = word = form.lower() if form.isascii() else "".join(words(form))
        return word


@dataclass(frozen=True, slots=True)
class _Held:
    """The words of a set of texts: how many texts hold each, and how it is printed."""

    texts: int
    counts: Counter[str]
    forms: Counter[str]
    words: _Words

    def printed(self, wanted: Collection[str]) -> dict[str, str]:
        """The commonest form of some words, and of equals the last in the alphabet: small letters."""
        forms = sorted((self.forms[form], form) for form, word in self.words.items() if word in wanted)
        return {self.words[form]: form for _, form in forms}


def _held(texts: Sequence[str]) -> _Held:
    known = _Words()
    counts: Counter[str] = Counter()
    forms: Counter[str] = Counter()
    for text in texts:
        found = set(_WORD.findall(text[:READ]))
        forms.update(found)
        counts.update({known[form] for form in found})
    return _Held(len(texts), counts, forms, known)
