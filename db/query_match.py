"""A tree as text for FTS5. What FTS5 cannot say is widened: no article that was asked for is left out."""

from collections.abc import Iterable
from itertools import product

from db import unspaced
from db.query_tree import AtLeast, Group, Lead, Near, Node, Same, Term, Verbatim

#: FTS5 text that is valid and matches nothing.
NOTHING = '""'
#: Pairs of terms of one nearness that are written out for FTS5; more are verified in the text.
MAX_PAIRS = 64

#: What must match and what must not; neither stands for everything.
Pair = tuple[str | None, str | None]


def superset(node: Node) -> str | None:
    """FTS5 text that finds every article of a node, perhaps more; None if FTS5 cannot narrow it.

    >>> superset(Same("sentence", (Term("tax"), Term("oil"))))
    '"tax" AND "oil"'
    >>> superset(Near(Term("tax"), Term("oil"), 5, False))
    'NEAR("tax" "oil", 4)'
    """
    match, exclude = compiled(node)
    return _less(match, exclude) if match else None


def exact(node: Node) -> bool:
    """Whether FTS5 finds the articles of a node and no others, so that none needs to be verified.

    >>> exact(Near(Term("tax"), Term("oil"), 5, False)), exact(Near(Term("tax"), Term("oil"), 5, True))
    (True, False)
    """
    if isinstance(node, Term):
        return not node.unspaced or (node.part is None and not unspaced.is_mixed(node.text))
    if isinstance(node, Group):
        return all(exact(part) for part in node.parts)
    return isinstance(node, Near) and _nears(node) is not None


def compiled(node: Node, surely: bool = False) -> Pair:
    """A tree as (what must match, what must not), by the rules of sets.

    ``a or not b`` is "not (b without a)", and so on: every tree has such a pair. It finds all that was
    asked for, perhaps more; with ``surely``, only what was asked for, perhaps less: what negations need.

    >>> compiled(Group("all", (Term("tax"), Group("not", (Term("levy"),)))))
    ('"tax"', '"levy"')
    """
    if isinstance(node, Group):
        return _group(node, surely)
    if surely and not exact(node):
        return NOTHING, None
    return _leaf(node), None


def _leaf(node: Node) -> str | None:
    match node:
        case Term():
            return node.match
        case Near():
            return _nears(node) or superset(Group("all", (node.left, node.right)))
        case Same():
            return superset(Group("all", tuple(map(_positive, node.parts))))
        case AtLeast() | Lead():
            return superset(_positive(node.part))
        case Verbatim():
            return Term(node.text).match
    return None


def _positive(node: Node) -> Node:
    """A node without its negations: another sentence of the same article may hold what this one must not."""
    if not isinstance(node, Group):
        return node
    return Group("all", ()) if node.kind == "not" else Group(node.kind, tuple(map(_positive, node.parts)))


def terms(node: Node) -> tuple[Term, ...]:
    """The terms of one side of a nearness."""
    if isinstance(node, Term):
        return (node,)
    return tuple(term for part in node.parts for term in terms(part)) if isinstance(node, Group) else ()


def _nears(node: Near) -> str | None:
    """A nearness in FTS5's words; None if it has none for it."""
    left, right = terms(node.left), terms(node.right)
    found = {(term.part, term.unspaced) for term in left + right}
    if node.ordered or len(found) != 1 or len(left) * len(right) > MAX_PAIRS:
        return None
    ((part, paired),) = found
    if paired and (part or any(unspaced.is_mixed(term.text) for term in left + right)):
        return None
    column = unspaced.COLUMN if paired else part
    texts = [f"NEAR({_phrase(one)} {_phrase(other)}, {node.between})" for one, other in product(left, right)]
    return _join(" OR ", [f"{column} : {text}" if column else text for text in texts])


def _phrase(term: Term) -> str:
    return unspaced.phrase(term.text) if term.unspaced else term.phrase


def _group(node: Group, surely: bool) -> Pair:
    pairs = [compiled(part, surely != (node.kind == "not")) for part in node.parts]
    if node.kind == "not":
        return _but(pairs[0])
    if node.kind == "all":
        if any(match == NOTHING for match, _ in pairs):
            return NOTHING, None
        return (
            _join(" AND ", [match for match, _ in pairs if match]),
            _join(" OR ", [exclude for _, exclude in pairs if exclude]),
        )
    if any(pair == (None, None) for pair in pairs):
        return None, None
    pairs = [pair for pair in pairs if pair[0] != NOTHING]
    wanted = _join(" OR ", [_less(match, exclude) for match, exclude in pairs if match])
    unwanted = _join(" AND ", [exclude for match, exclude in pairs if not match and exclude])
    return (None, _less(unwanted, wanted)) if unwanted else (wanted or NOTHING, None)


def _but(pair: Pair) -> Pair:
    """All articles but those of a pair."""
    match, exclude = pair
    if match == NOTHING:
        return None, None
    return (None, _less(match, exclude)) if match else (exclude or NOTHING, None)


def _join(operator: str, texts: Iterable[str]) -> str | None:
    texts = list(texts)
    if len(texts) < 2:
        return texts[0] if texts else None
    return operator.join(f"({text})" if _compound(text) else text for text in texts)


def _compound(text: str) -> bool:
    return any(f" {operator} " in text for operator in ("AND", "OR", "NOT"))


def _less(match: str, exclude: str | None) -> str:
    return f"({match}) NOT ({exclude})" if exclude else match
