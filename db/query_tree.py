"""The tree of a query: terms and groups, as sets for FTS5 and as plain words for the reader."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase, perhaps only the beginning of one, perhaps in one part of the article."""

    text: str
    prefix: bool = False
    part: str | None = None

    @property
    def match(self) -> str:
        """The term as FTS5 text.

        >>> Term("gov", prefix=True, part="headline").match
        'headline : "gov" *'
        """
        part = f"{self.part} : " if self.part else ""
        return f'{part}"{self.text}"{" *" if self.prefix else ""}'

    @property
    def words(self) -> str:
        """The term in plain words."""
        name = f'"{self.text}"' if " " in self.text else self.text
        name = f"{name}… (any ending)" if self.prefix else name
        return f"{name} in the {self.part}" if self.part else name


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of a query: ``all`` of them, ``any`` of them, or ``not`` the single one."""

    kind: str
    parts: tuple["Term | Group", ...]


Node = Term | Group


def together(nodes: Iterable[Node]) -> Node:
    """All of the nodes as one; a single one stays itself.

    >>> together([Term("tax")])
    Term(text='tax', prefix=False, part=None)
    """
    parts = tuple(nodes)
    return parts[0] if len(parts) == 1 else Group("all", parts)


def compiled(node: Node) -> tuple[str | None, str | None]:
    """A tree as (what must match, what must not), by the rules of sets.

    ``a or not b`` is "not (b without a)", and so on: every tree has such a pair.

    >>> compiled(Group("all", (Term("tax"), Group("not", (Term("levy"),)))))
    ('"tax"', '"levy"')
    """
    if isinstance(node, Term):
        return node.match, None
    pairs = [compiled(part) for part in node.parts]
    if node.kind == "not":
        match, exclude = pairs[0]
        return (None, _less(match, exclude)) if match else (exclude, None)
    if node.kind == "all":
        return (
            _join(" AND ", [match for match, _ in pairs if match]),
            _join(" OR ", [exclude for _, exclude in pairs if exclude]),
        )
    wanted = _join(" OR ", [_less(match, exclude) for match, exclude in pairs if match])
    unwanted = _join(" AND ", [exclude for match, exclude in pairs if not match and exclude])
    return (None, _less(unwanted, wanted)) if unwanted else (wanted, None)


def _join(operator: str, texts: list[str]) -> str | None:
    if len(texts) < 2:
        return texts[0] if texts else None
    return operator.join(f"({text})" if re.search(r" (AND|OR|NOT) ", text) else text for text in texts)


def _less(match: str, exclude: str | None) -> str:
    return f"({match}) NOT ({exclude})" if exclude else match


def plain(node: Node, top: bool = False) -> str:
    """A tree in plain words.

    >>> plain(Group("any", (Term("tax"), Term("levy"))), top=True)
    'tax or levy'
    """
    if isinstance(node, Term):
        return node.words
    if node.kind == "not":
        return ("every article, without " if top else "not ") + plain(node.parts[0])
    if node.kind == "any":
        text = " or ".join(plain(part) for part in node.parts)
        return text if top else f"({text})"
    wanted = [part for part in node.parts if isinstance(part, Term) or part.kind != "not"]
    unwanted = [part.parts[0] for part in node.parts if isinstance(part, Group) and part.kind == "not"]
    text = " and ".join(plain(part) for part in wanted) or ("every article" if unwanted else "")
    if unwanted:
        text += ", without " + " or ".join(plain(part) for part in unwanted)
    return text if top or not text else f"({text})"


def asked(node: Node) -> tuple[Term, ...]:
    """The terms that a tree asks for, each once; what it excludes is left out.

    >>> [term.text for term in asked(Group("all", (Term("tax"), Group("not", (Term("levy"),)))))]
    ['tax']
    """
    if isinstance(node, Term):
        return (node,)
    if node.kind == "not":
        return ()
    return tuple(dict.fromkeys(term for part in node.parts for term in asked(part)))
