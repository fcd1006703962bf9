"""Articles with some of the words, for a question that no article answers in all its words."""

import numpy as np

from db.counting_once import originals
from db.evaluating import best
from db.narrowing import Narrowing
from db.query import Query
from db.query_tree import Facts, Group, Node, Term, asked
from db.reranking import BEST, Candidate, question_words, rerank
from db.searching import READ_AT_LEAST, Result, find, texts

#: With fewer articles than this that have all words, those with some of them follow.
ENOUGH = 10
#: A query of so many words is a question, whatever operators somebody put or pasted into it.
QUESTION = 6


def partial(result: Result, text: str, query: Query, narrowed: Narrowing, once: float = 0) -> Result | None:
    """The articles with some of the words asked for, best first; None where that is not wanted.

    Wanted for a row of words: who writes a short query with OR, quotation marks or nearness means it.
    """
    if len(result.places) >= ENOUGH:
        return None
    words, others = _words(query.tree)
    if len(words) < 2:
        return None
    tree = Group("all", (Group("any", words), *others))
    found = find(result.conn, result.columns, tree, narrowed, ranked=True, once=once)
    rest = np.setdiff1d(found.places, result.places)
    if found.unsure:
        first = found.ordered("rank", READ_AT_LEAST + len(result.places))
        rest = np.sort(np.fromiter(found.verified(first[np.isin(first, rest)]), np.int64))
    if once:
        family = originals(result.conn, result.columns, once)
        rest = rest[~np.isin(family[rest], family[result.places])]
    found.settle(rest)
    found.terms = words
    _rerank(found, text)
    return found if len(found.places) else None


def _words(tree: Node) -> tuple[tuple[Term, ...], tuple[Node, ...]]:
    """The words of a query that tell what is asked, and its filters; no words if it is not a row of them."""
    parts = tree.parts if isinstance(tree, Group) and tree.kind == "all" else (tree,)
    rest = tuple(part for part in parts if isinstance(part, Facts) or _is_not(part))
    plain = tuple(part for part in parts if isinstance(part, Term) and " " not in part.text)
    words = asked(tree)
    if len(plain) + len(rest) < len(parts) and len(words) < QUESTION:
        return (), ()
    small = set(question_words(" ".join(word.text for word in words)))
    telling = tuple(word for word in words if small.intersection(question_words(word.text)))
    return telling or words, rest


def _is_not(node: Node) -> bool:
    return isinstance(node, Group) and node.kind == "not"


def _rerank(result: Result, question: str) -> None:
    """Put the best articles into a better order, by comparing them with each other."""
    if result.scores is None or not len(result.places):
        return
    first = best(result.places, result.scores, BEST)
    at = np.searchsorted(result.places, first)
    scores = result.scores[at].tolist()
    read = {text.id: text for text in texts(result.conn, result.columns.ids[first])}
    candidates = [
        Candidate(key, read[key].headline or "", read[key].body or "", score)
        for key, score in zip(result.columns.ids[first].tolist(), scores, strict=True)
    ]
    # above all others, whose scores they stay comparable with among themselves
    top = float(result.scores.max())
    result.scores[at] = top + np.array(rerank(question, candidates), np.float32)
