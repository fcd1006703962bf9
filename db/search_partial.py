"""Articles with some of the words, for a question that no article answers in all its words."""

import numpy as np

from db.column_filters import Filters
from db.query import Query
from db.query_tree import Facts, Group, Node, Term
from db.reranking import stop_words
from db.searching import Result, find

#: With fewer articles than this that have all words, those with some of them follow.
ENOUGH = 10


def partial(result: Result, asked: Query, filters: Filters) -> Result | None:
    """The articles with some of the words asked for, best first; None where that is not wanted.

    Wanted only for a plain row of words: who writes OR, quotation marks or nearness means it.
    """
    wanted = _words(asked.tree)
    if len(result.places) >= ENOUGH or wanted is None:
        return None
    words, rest = wanted
    tree = Group("all", (Group("any", words), *rest))
    found = find(result.conn, result.columns, tree, filters, ranked=True)
    found.settle(np.setdiff1d(found.places, result.places))
    return found if len(found.places) else None


def _words(tree: Node) -> tuple[tuple[Term, ...], tuple[Node, ...]] | None:
    """The plain words of a query but the commonest of the language, and its filters."""
    parts = tree.parts if isinstance(tree, Group) and tree.kind == "all" else ()
    words = [part for part in parts if isinstance(part, Term) and " " not in part.text]
    rest = [part for part in parts if isinstance(part, Facts) or _is_not(part)]
    if len(words) < 2 or len(words) + len(rest) < len(parts):
        return None
    telling = [word for word in words if word.text.casefold() not in stop_words()]
    return tuple(telling or words), tuple(rest)


def _is_not(node: Node) -> bool:
    return isinstance(node, Group) and node.kind == "not"
