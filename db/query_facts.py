"""Facts within a query's tree: what the archive knows of an article, and no text tells."""

from collections.abc import Iterable, Mapping

from db.query_match import exact
from db.query_tree import Facts, Group, Node, nodes


def facts(parts: Iterable[Node]) -> tuple[Facts, ...]:
    """The filters, days and lengths that stand anywhere in the trees, each once.

    >>> from db.query_tree import Length, Term
    >>> facts([Group("any", (Term("tax"), Length(500, None)))])
    (Length(least=500, most=None),)
    """
    found = (node for part in parts for node in nodes(part))
    return tuple(dict.fromkeys(node for node in found if isinstance(node, Facts)))


def told(node: Node) -> bool:
    """Whether index and columns together tell the articles of a tree, so that none need be read.

    >>> from db.query_tree import Length, Term
    >>> told(Group("any", (Term("tax"), Length(500, None))))
    True
    """
    if isinstance(node, Group):
        return all(map(told, node.parts))
    return isinstance(node, Facts) or exact(node)


def settled(node: Node, known: Mapping[Facts, bool]) -> Node:
    """A tree in which facts that are known are no longer asked for: all or none is in their place.

    >>> from db.query_tree import Length
    >>> settled(Length(500, None), {Length(500, None): True})
    Group(kind='all', parts=())
    """
    if isinstance(node, Facts):
        everything = Group("all", ())
        return everything if known[node] else Group("not", (everything,))
    if isinstance(node, Group):
        return Group(node.kind, tuple(settled(part, known) for part in node.parts))
    return node
