"""Proximity: operands and the operators between them, ``w/5``, ``pre/3``, ``/s`` and ``/p``, as a tree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from db.query_match import terms
from db.query_tokens import Note
from db.query_tree import (
    AtLeast,
    Facts,
    Group,
    Lead,
    Near,
    Node,
    Same,
    Term,
    nodes,
    together,
)


@dataclass(frozen=True, slots=True)
class Link:
    """An operator between two operands; ``distance`` is None for /s and /p, ``negative`` for NOT w/5."""

    text: str
    unit: Literal["words", "sentence", "paragraph"]
    distance: int = 0
    ordered: bool = False
    negative: bool = False


def linked(operands: Sequence[Node], links: Sequence[Link], note: Note) -> Node:
    """The operands with a link between each two; words bind closest, then sentences, then paragraphs.

    >>> linked([Term("tax"), Term("oil")], [Link("/s", "sentence")], print).words
    '(tax and oil in the same sentence)'
    """
    found, rest = list(operands), list(links)
    without = bool(rest) and isinstance(found[0], Group) and found[0].kind == "not"
    if without and isinstance(found[0], Group):
        # NOT tax w/5 oil: what must not be is the nearness
        found[0] = found[0].parts[0]
    for unit in ("words", "sentence", "paragraph"):
        found, rest = _joined(found, rest, unit, note)
    node = together(found)
    return Group("not", (node,)) if without else node


def _joined(operands: list[Node], links: list[Link], unit: str, note: Note) -> tuple[list[Node], list[Link]]:
    """The operands with the chains of one unit joined, and the links that remain."""
    found, rest, chain = [operands[0]], [], [operands[0]]
    for place, link in enumerate(links):
        operand = operands[place + 1]
        if link.unit != unit:
            rest.append(link)
            found.append(operand)
            chain = [operand]
            continue
        if isinstance(found[-1], Same) and len(chain) > 1 and not link.negative:
            joined = _same(link, (*found[-1].parts, operand), note)
        else:
            joined = _pair(link, chain[-1], operand, note)
            if len(chain) > 1 or link.negative:
                joined = _and(found[-1], joined)
        chain.append(operand)
        found[-1] = joined
    return found, rest


def _pair(link: Link, left: Node, right: Node, note: Note) -> Node:
    node = _near(link, left, right, note) if link.unit == "words" else _same(link, (left, right), note)
    return Group("not", (node,)) if link.negative else node


def _and(*found: Node) -> Node:
    flat: list[Node] = []
    for node in found:
        flat += node.parts if isinstance(node, Group) and node.kind == "all" else (node,)
    return Group("all", tuple(dict.fromkeys(flat)))


def _near(link: Link, left: Node, right: Node, note: Note) -> Node:
    sides = terms(left) + terms(right)
    parts = {term.part for term in sides if term.part}
    if not (_plain(left) and _plain(right)):
        note(f"{link.text} was read as AND: it measures from word to word, or from one of (some OR words).")
        return _and(left, right)
    if len(parts) > 1:
        note(f"{link.text} was read as AND: there is no distance from one part of an article to another.")
        return _and(left, right)
    part = next(iter(parts), None)
    left, right = within(left, part), within(right, part)
    if len({term.unspaced for term in terms(left) + terms(right)}) > 1:
        note(f"{link.text} was read as AND: words and writing without spaces have no common distance.")
        return _and(left, right)
    return Near(left, right, link.distance, link.ordered)


def _plain(node: Node) -> bool:
    return isinstance(node, Term) or (
        isinstance(node, Group) and node.kind == "any" and all(map(_plain, node.parts))
    )


def within(node: Node, part: str | None) -> Node:
    """Terms, and groups of terms, looked for in one part where they name none."""
    if isinstance(node, Term):
        return replace(node, part=node.part or part)
    if isinstance(node, Group):
        return Group(node.kind, tuple(within(below, part) for below in node.parts))
    return node


def _same(link: Link, parts: Sequence[Node], note: Note) -> Node:
    """Parts in one sentence or paragraph; what shares a sentence with one of them shares its paragraph."""
    sentences = [part for part in parts if isinstance(part, Same) and part.unit == "sentence"]
    flat = [below for part in parts for below in (part.parts if part in sentences else (part,))]
    if any(not of_words(part) for part in flat):
        note(f"{link.text} was read as AND: only words and phrases can stand in one {link.unit}.")
        return _and(*parts)
    same = Same("paragraph" if link.unit == "paragraph" else "sentence", tuple(flat))
    return _and(*sentences, same) if sentences else same


def of_words(node: Node) -> bool:
    """Whether a node can hold within a stretch of text: it asks nothing of the whole article.

    >>> of_words(Term("tax")), of_words(AtLeast(3, Term("tax")))
    (True, False)
    """
    return not any(isinstance(below, Facts | AtLeast | Lead | Same) for below in nodes(node))
