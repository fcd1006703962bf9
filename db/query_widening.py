"""A query's tree made wider, so that posting lists can answer it: candidates, whose texts are then read."""

import sqlite3

from db.columns import Columns
from db.query_facts import told
from db.query_tree import AtLeast, Group, Lead, Near, Node, Same, Term, Verbatim, together
from db.statements import rows
from db.tokens import tokens

#: FTS5 reads the places of a phrase's rarest word one by one: 0.4 microseconds each, and one more to rank.
COSTLY = 60_000


def widened(node: Node) -> Node:
    """A tree that finds at least the articles of ``node``, and asks FTS5 for no places of words.

    >>> widened(Near(Term("tax"), Term("oil"), 3, ordered=True)).words
    '(tax and oil)'
    """
    match node:
        case Group(kind="not"):
            # what may be excluded is only known of parts that the index tells exactly
            return node if told(node) else Group("all", ())
        case Group():
            everything = Group("all", ())
            parts = tuple(map(widened, node.parts))
            if node.kind == "any":
                return everything if everything in parts else Group("any", parts)
            return together(part for part in parts if part != everything)
        case Near():
            return Group("all", (widened(node.left), widened(node.right)))
        case Same():
            return Group("all", tuple(map(_positive, node.parts)))
        case AtLeast() | Lead():
            return _positive(node.part)
        case Verbatim():
            return widened(Term(node.text))
        case Term() if not node.unspaced and not node.part:
            words = node.text.split()
            last = len(words) - 1
            return together(Term(word, node.prefix and i == last) for i, word in enumerate(words))
    return node


def _positive(node: Node) -> Node:
    """A tree without its negations: another sentence may hold what this one must not."""
    if isinstance(node, Group):
        if node.kind == "not":
            return Group("all", ())
        return widened(Group(node.kind, tuple(map(_positive, node.parts))))
    return widened(node)


def costly(conn: sqlite3.Connection, columns: Columns, node: Node) -> bool:
    """Whether FTS5 would need too long for a phrase or nearness of very common words."""
    if not columns.complete:
        return False
    if isinstance(node, Group):
        return any(costly(conn, columns, part) for part in node.parts)
    if isinstance(node, Near):
        return costly(conn, columns, Term(" ".join(term.text for term in _terms(node))))
    if not isinstance(node, Term) or node.unspaced or node.part:
        return False
    words = set(tokens(node.text))
    if len(words) < 2:
        return False
    asked = f"select min(articles) from search_words where word in ({','.join('?' * len(words))})"
    known = f"select count(*) from search_words where word in ({','.join('?' * len(words))})"
    if int(str(rows(conn, known, tuple(words))[0][0])) < len(words):
        return False
    return int(str(rows(conn, asked, tuple(words))[0][0])) >= COSTLY


def _terms(node: Node) -> list[Term]:
    if isinstance(node, Term):
        return [node]
    parts = (
        node.parts if isinstance(node, Group) else (node.left, node.right) if isinstance(node, Near) else ()
    )
    return [term for part in parts for term in _terms(part)]
