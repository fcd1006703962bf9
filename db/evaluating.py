"""A query's tree as sets of articles: posting lists and columns in numpy, FTS5 for the rest.

A set is one truth value for each article by place, so that and, or and not are one step each. Scores
are made only for the articles that are in the whole set, by the same bm25 that FTS5 uses.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from db.column_filters import chosen
from db.columns import Columns, Floats, Ints
from db.posting_source import K1, WEIGHTS, idf, vocabulary
from db.query_match import superset
from db.query_tree import Facts, Group, Near, Node, Term, nodes
from db.statements import numbers, reals, rows
from db.tokens import tokens

Mask = NDArray[np.bool_]
#: Gives the scores of articles by their places.
Score = Callable[[Ints], Floats]

#: Words that begin alike and are searched for one by one: the most frequent; rarer ones are not.
ENDINGS = 400
#: FTS5 reads a phrase three times to rank it; where its words are rarer that takes no time.
FREQUENT = 4000


@dataclass(frozen=True, slots=True)
class Found:
    """The articles of a part of a query, and what it adds to their scores, if anything."""

    mask: Mask
    score: Score | None = None


@dataclass(slots=True)
class Evaluator:
    """Evaluates trees over one state of an archive, in one transaction of the connection.

    ``ranked``: whether scores are wanted; without them FTS5 is four times as quick. ``notes`` learns what
    was left out.
    """

    conn: sqlite3.Connection
    columns: Columns
    ranked: bool = True
    notes: list[str] = field(default_factory=list)

    def find(self, node: Node) -> Found | None:
        """The articles of a tree; None where it asks for nothing, as a term without a word."""
        if isinstance(node, Group):
            return self._group(node)
        if isinstance(node, Term):
            return self._term(node)
        if isinstance(node, Facts):
            return Found(chosen(self.conn, self.columns, node, self.notes))
        match = superset(node)
        if match and isinstance(node, Near) and self.ranked and self._common(node):
            return self._several(match, node)
        return self._index(match) if match else None

    def _group(self, node: Group) -> Found | None:
        if node.kind == "not":
            found = Evaluator(self.conn, self.columns, False, self.notes).find(node.parts[0])
            return found and Found(~found.mask)
        parts = [found for found in map(self.find, node.parts) if found]
        if len(parts) < 2:
            return parts[0] if parts else None
        mask = parts[0].mask.copy()
        for part in parts[1:]:
            if node.kind == "all":
                mask &= part.mask
            else:
                mask |= part.mask
        scores = [part.score for part in parts if part.score]
        return Found(mask, _sum(scores) if scores else None)

    def _term(self, term: Term) -> Found | None:
        words = tokens(term.text)
        if not words:
            return None
        if len(words) == 1 and term.part is None and self.columns.complete and not term.unspaced:
            if term.prefix and (self.ranked or len(self._beginning(words[0])) <= ENDINGS):
                return self._prefix(words[0])
            if common(self.conn, words[0]):
                return self._scored(self.columns.weights(self.conn, words[0]))
        if self.ranked and self._common(term):
            return self._several(term.match, term)
        return self._index(term.match)

    def _common(self, node: Term | Near) -> bool:
        """Whether all words of a phrase or nearness are so common that FTS5 takes long to rank it."""
        terms = [one for one in nodes(node) if isinstance(one, Term)]
        if not self.columns.complete or any(term.prefix or term.unspaced for term in terms):
            return False
        words = {word for term in terms for word in tokens(term.text)}
        sql = "select 1 from search_words where word = ? and common and articles >= ?"
        return bool(words) and all(rows(self.conn, sql, (word, FREQUENT)) for word in words)

    def _scored(self, weights: NDArray[np.uint8] | NDArray[np.uint16]) -> Found:
        mask = weights > 0
        if not self.ranked:
            return Found(mask)
        worth = idf(len(mask), int(np.count_nonzero(mask))) * (K1 + 1)
        norms = self.columns.norms(self.conn)

        def score(places: Ints) -> Floats:
            often = weights[places].astype(np.float32)
            return np.float32(worth) * often / (often + norms[places])

        return Found(mask, score)

    def _prefix(self, beginning: str) -> Found:
        """Words that begin so, each with its weights; the rarer ones count once in an article."""
        words = self._beginning(beginning)
        if len(words) > ENDINGS:
            left = len(words) - ENDINGS
            self.notes.append(f"Not looked up: {left:,} rarer words that begin with {beginning}.")
        weights = np.zeros(len(self.columns) + 1, np.uint16)
        vocabulary_of(self.conn)
        rare = []
        for word in words[:ENDINGS]:
            if common(self.conn, word):
                for places, often in self.columns.lists(self.conn, word):
                    weights[places] += often
            else:
                sql = "select doc from temp.articles_fts_places where term = ?"
                rare.append(self.columns.at(numbers(self.conn, sql, (word,))))
        counted = np.bincount(np.concatenate(rare), minlength=len(weights)) if rare else 0
        return self._scored((weights + counted)[:-1].astype(np.uint16))

    def _beginning(self, beginning: str) -> list[str]:
        """The archive's words that begin so, the commonest first."""
        end = beginning + "\U0010ffff"
        sql = "select word from search_words where word >= ? and word < ? order by articles desc, word"
        words = [str(word) for (word,) in rows(self.conn, sql, (beginning, end))]
        if self.columns.changed_source is not None:
            sql = "select term from temp.texts_words where term >= ? and term < ?"
            new = rows(self.columns.changed_source.conn, sql, (beginning, end))
            words += sorted({str(word) for (word,) in new} - set(words))
        return words

    def _several(self, match: str, node: Term | Near) -> Found:
        """What FTS5 finds of common words in a phrase, near each other or in one part.

        FTS5 would read their places twice more to rank it. Their weights in posting lists tell how often they
        may stand so: at most as often as the rarest of them.
        """
        found = self._unranked(match)
        terms = [one for one in nodes(node) if isinstance(one, Term)]
        words = {word for term in terms for word in tokens(term.text)}
        lists = [self.columns.weights(self.conn, word) for word in words]
        part = terms[0].part
        worth = idf(len(found.mask), int(np.count_nonzero(found.mask))) * (K1 + 1)
        norms = self.columns.norms(self.conn)

        def score(places: Ints) -> Floats:
            if part:
                often = np.full(len(places), WEIGHTS[part], np.float32)
            else:
                often = np.min([weights[places] for weights in lists], axis=0).astype(np.float32)
            return np.float32(worth) * often / (often + norms[places])

        return Found(found.mask, score)

    def _unranked(self, match: str) -> Found:
        sql = "select rowid from articles_fts where articles_fts match ?"
        return Found(self._mask(self.columns.at(numbers(self.conn, sql, (match,)))))

    def _index(self, match: str) -> Found:
        """What FTS5 finds, with its own scores."""
        if not self.ranked:
            return self._unranked(match)
        sql = "select rowid, rank from articles_fts where articles_fts match ?"
        flat = reals(self.conn, sql, (match,))
        places = self.columns.at(flat[::2].astype(np.int64))
        scores = np.zeros(len(self.columns), np.float32)
        scores[places] = -flat[1::2]
        return Found(self._mask(places), lambda wanted: scores[wanted])

    def _mask(self, places: Ints) -> Mask:
        mask = np.zeros(len(self.columns), bool)
        mask[places] = True
        return mask


def common(conn: sqlite3.Connection, word: str) -> bool:
    """Whether a word of the index has posting lists."""
    return bool(rows(conn, "select 1 from search_words where word = ? and common", (word,)))


def vocabulary_of(conn: sqlite3.Connection) -> None:
    """Make sure that a reader's connection has the tables of the index's words."""
    if not rows(conn, "select 1 from temp.sqlite_master where name = 'articles_fts_places'"):
        vocabulary(conn, "articles_fts")


def _sum(scores: Sequence[Score]) -> Score:
    def score(places: Ints) -> Floats:
        total = scores[0](places)
        for other in scores[1:]:
            total = total + other(places)
        return total

    return score


def best(places: Ints, scores: Floats, count: int) -> Ints:
    """The places of the ``count`` best scores, the best first; of equals the newest.

    >>> best(np.array([3, 5, 9]), np.array([1, 2, 2], np.float32), 2).tolist()
    [9, 5]
    """
    if count < len(places):
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        kept = scores >= least
        places, scores = places[kept], scores[kept]
    return places[np.lexsort((-places, -scores))][:count]
