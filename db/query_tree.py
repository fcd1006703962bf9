"""The tree of a query: what was asked for, each node with its plain words for the reader."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from db.query_changes import Changed, ChangedText
from db.query_filters import Dates, Filter, Length
from db.query_term import Term

__all__ = [
    "AtLeast",
    "Changed",
    "ChangedText",
    "Dates",
    "Filter",
    "Group",
    "Lead",
    "Length",
    "Near",
    "Node",
    "Same",
    "Term",
    "Verbatim",
    "asked",
    "nodes",
    "plain",
    "together",
]

#: Letters of unspaced writing that make a word, on average: a distance in words is twice as many letters.
LETTERS_A_WORD = 2


@dataclass(frozen=True, slots=True)
class Near:
    """Two terms whose places differ by at most ``distance`` words; ``ordered``: the left one comes first.

    The sides are terms, or groups of which any term will do, all in the same part of the article.
    """

    left: "Node"
    right: "Node"
    distance: int
    ordered: bool

    @property
    def between(self) -> int:
        """How many tokens of the index may stand between the two.

        >>> Near(Term("tax"), Term("oil"), 5, False).between
        4
        """
        paired = any(isinstance(node, Term) and node.unspaced for node in nodes(self))
        # two pairs that touch have a third between them
        return max(0, self.distance - 1) * LETTERS_A_WORD + 1 if paired else max(0, self.distance - 1)

    @property
    def words(self) -> str:
        """The nearness in plain words.

        >>> Near(Term("tax"), Term("oil"), 3, True).words
        '(tax at most 3 words before oil)'
        """
        unit = "1 word" if self.distance == 1 else f"{self.distance} words"
        between = f"at most {unit} before" if self.ordered else f"within {unit} of"
        return f"({plain(self.left)} {between} {plain(self.right)})"


@dataclass(frozen=True, slots=True)
class Same:
    """Parts that stand together in one sentence or paragraph."""

    unit: Literal["sentence", "paragraph"]
    parts: tuple["Node", ...]

    @property
    def words(self) -> str:
        """The togetherness in plain words."""
        return f"({plain(Group('all', self.parts), top=True)} in the same {self.unit})"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A term, or any of a group's terms, so many times."""

    count: int
    part: "Node"

    @property
    def words(self) -> str:
        """The number in plain words."""
        return f"{plain(self.part)} at least {self.count} times"


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text as it is written: ``exact``, with its capitals (``caps``), or all in capitals (``allcaps``)."""

    text: str
    style: Literal["exact", "caps", "allcaps"]

    @property
    def words(self) -> str:
        """The text in plain words."""
        how = {"exact": "exactly as written", "caps": "with these capitals", "allcaps": "all in capitals"}
        return f'"{self.text}" {how[self.style]}'


@dataclass(frozen=True, slots=True)
class Lead:
    """Something in the headline, the standfirst or the first paragraph."""

    part: "Node"

    @property
    def words(self) -> str:
        """The place in plain words."""
        return f"{plain(self.part)} in the lead (headline, standfirst or first paragraph)"


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of a query: ``all`` of them, ``any`` of them, or ``not`` the single one."""

    kind: str
    parts: tuple["Node", ...]

    @property
    def words(self) -> str:
        """The group in plain words, in brackets."""
        return plain(self)


Facts = Filter | Dates | Length | Changed | ChangedText
Node = Term | Near | Same | AtLeast | Verbatim | Lead | Facts | Group


def together(found: Iterable[Node]) -> Node:
    """All of the nodes as one; a single one stays itself.

    >>> together([Term("tax")])
    Term(text='tax', prefix=False, part=None)
    """
    parts = tuple(found)
    return parts[0] if len(parts) == 1 else Group("all", parts)


def plain(node: Node, top: bool = False) -> str:
    """A tree in plain words.

    >>> plain(Group("any", (Term("tax"), Term("levy"))), top=True)
    'tax or levy'
    >>> plain(Group("all", (Term("tax"), Filter("outlet", ("Harbour Post",)))), top=True)
    'tax, from the outlet Harbour Post'
    """
    if not isinstance(node, Group):
        if top and isinstance(node, Facts):
            return f"every article {node.words}"
        return node.words[1:-1] if top and isinstance(node, Near | Same) else node.words
    if node.kind == "not":
        return ("every article, without " if top else "not ") + _articles(node.parts[0])
    if node.kind == "any":
        mixed = len({isinstance(part, Facts) for part in node.parts}) > 1
        text = (", or " if mixed else " or ").join(map(_articles, node.parts))
        return text if top else f"({text})"
    text = _all(node)
    return text if top or not text else f"({text})"


def _all(node: Group) -> str:
    unwanted = [part.parts[0] for part in node.parts if isinstance(part, Group) and part.kind == "not"]
    wanted = [part for part in node.parts if not (isinstance(part, Group) and part.kind == "not")]
    facts = [part.words for part in wanted if isinstance(part, Facts)]
    text = " and ".join(plain(part) for part in wanted if not isinstance(part, Facts))
    if not text and node.parts:
        text = " ".join(["every article", *facts[:1]])
        facts = facts[1:]
    text = ", ".join([text, *facts])
    return text + (", without " + " or ".join(map(_articles, unwanted)) if unwanted else "")


def _articles(node: Node) -> str:
    return f"articles {node.words}" if isinstance(node, Facts) else plain(node)


def nodes(node: Node) -> Iterator[Node]:
    """A node and all below it.

    >>> [type(node).__name__ for node in nodes(Lead(Term("tax")))]
    ['Lead', 'Term']
    """
    yield node
    for part in _below(node):
        yield from nodes(part)


def _below(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Group | Same):
        return node.parts
    if isinstance(node, AtLeast | Lead):
        return (node.part,)
    return (node.left, node.right) if isinstance(node, Near) else ()


def asked(node: Node) -> tuple[Term, ...]:
    """The terms that a tree asks for, each once; what it excludes is left out.

    >>> [term.text for term in asked(Group("all", (Term("tax"), Group("not", (Term("levy"),)))))]
    ['tax']
    """
    if isinstance(node, Term):
        return (node,)
    if isinstance(node, Verbatim):
        return (Term(node.text),)
    if isinstance(node, Group) and node.kind == "not":
        return ()
    return tuple(dict.fromkeys(term for part in _below(node) for term in asked(part)))
