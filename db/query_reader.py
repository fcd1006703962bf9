"""Tokens read into a tree; whatever makes no sense is left out, with a note."""

import re
from dataclasses import dataclass, field

from db.query_changes import CHANGES, about_changes
from db.query_filters import FILTERS, Filter, about, length
from db.query_links import Link, linked, of_words
from db.query_match import terms
from db.query_tokens import SPELLINGS, Token, searchable
from db.query_tree import AtLeast, Facts, Group, Lead, Near, Node, Term, Verbatim, together

_OR = re.compile(r"\s+OR\s+|\s*\|+\s*")


@dataclass(slots=True)
class Reader:
    """Reads the tokens of one query; ``notes`` says what was ignored, a sentence each."""

    tokens: list[Token] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    place: int = 0
    #: tables that whoever asks may not see
    unseen: frozenset[str] = frozenset()

    def note(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    def accept(self, *kinds: str) -> Token | None:
        """The next token, if it is of one of these kinds."""
        if self.place < len(self.tokens) and self.tokens[self.place].kind in kinds:
            self.place += 1
            return self.tokens[self.place - 1]
        return None

    def units(self, part: str | None = None) -> Node:
        """All that stands side by side up to the closing parenthesis or the end, as one node."""
        found: list[Node] = []
        while self.place < len(self.tokens) and not self.accept("close"):
            if self.accept("both"):
                continue
            if self.accept("either"):
                self.note("OR without words on both sides was ignored.")
            elif link := self.accept("near", "same"):
                self.note(f"{link.text} without words on both sides was ignored.")
            elif node := self.proximity(part):
                found.append(node)
        return together(found)

    def proximity(self, part: str | None) -> Node | None:
        """Alternatives, and those linked to them by w/5, /s and the like."""
        node = self.alternatives(part)
        operands, links = [node] if node else [], []
        while link := self.link():
            node = self.alternatives(part)
            if node and operands:
                links.append(link)
            else:
                self.note(f"{link.text} without words on both sides was ignored.")
            operands += [node] if node else []
        return linked(operands, links, self.note) if operands else None

    def link(self) -> Link | None:
        """The operator of proximity that comes next, perhaps with NOT before it."""
        start = self.place
        negative = self.accept("without") is not None
        token = self.accept("near", "same")
        if not token:
            self.place = start
            return None
        if token.kind == "near":
            return Link(token.text, "words", token.number, token.flag, negative)
        return Link(token.text, "paragraph" if token.flag else "sentence", negative=negative)

    def alternatives(self, part: str | None) -> Node | None:
        """Things with OR between them."""
        node = self.unit(part)
        found = [node] if node else []
        while self.accept("either"):
            while self.accept("either", "both"):
                pass
            if node := self.unit(part):
                found.append(node)
            else:
                self.note("OR without words on both sides was ignored.")
        if not found:
            return None
        found = _merged(found)
        return Group("any", tuple(found)) if len(found) > 1 else found[0]

    def unit(self, part: str | None) -> Node | None:
        """One term, group, filter or function, with what stands before it."""
        negative, lead, count, inside = False, False, 0, part
        while token := self.accept("without", "field", "lead", "count"):
            negative = negative or token.kind == "without"
            lead = lead or token.kind == "lead"
            count = max(count, token.number)
            part = token.text if token.kind == "field" else part
        node = self.thing(part, inside)
        if node is None:
            if negative:
                self.note("NOT without a word behind it was ignored.")
            return None
        node = self.counted(node, count) if count else node
        node = self.leading(node) if lead else node
        return Group("not", (node,)) if negative else node

    def thing(self, part: str | None, inside: str | None) -> Node | None:
        """A term, group, function or filter; ``inside`` is the field of the parentheses around it."""
        if token := self.accept("term"):
            text = token.text
            while inside in FILTERS and part == inside and not token.quoted and (more := self.bare()):
                text = f"{text} {more.text}"
            return self.leaf(text, token.flag, part)
        if self.accept("open"):
            node = self.units(part)
            return None if isinstance(node, Group) and not node.parts else node
        if token := self.accept("verbatim"):
            if part:
                self.note(f"{part}: was ignored: exact, caps and allcaps look into every part of an article.")
            return self.verbatim(token.text)
        if token := self.accept("length"):
            size = length(token.text)
            if not size:
                self.note(f"No length of an article: {token.text}.")
            return size
        if token := self.accept("dated"):
            relation, _, day = token.text.partition(":")
            return self.about(relation, day)
        return None

    def bare(self) -> Token | None:
        """The next word, if it stands without quotation marks."""
        if self.place < len(self.tokens) and self.tokens[self.place].quoted:
            return None
        return self.accept("term")

    def leaf(self, text: str, prefix: bool, part: str | None) -> Node | None:
        """A word or phrase, in a part of the article or as the value of a filter."""
        if part is None or part in SPELLINGS:
            return Term(text, prefix, SPELLINGS[part] if part else None)
        if part in CHANGES:
            found = about_changes(part, text, prefix)
            if not isinstance(found, str) and found.tables & self.unseen:
                found = f"{part}:{text} asks for what is not open to you."
            return self.sensible(found)
        if prefix:
            self.note(f"The star behind {part}:{text} was ignored.")
        return self.about(part, text)

    def about(self, name: str, text: str) -> Facts | None:
        """A filter; None, with a note, if its value makes no sense."""
        return self.sensible(about(name, text))

    def sensible(self, found: Facts | str) -> Facts | None:
        """A filter; None where it is a sentence why there is none, which becomes a note."""
        if not isinstance(found, str):
            return found
        self.note(f"{found} It was ignored.")
        return None

    def verbatim(self, text: str) -> Node | None:
        """What stands in exact(…), caps(…) or allcaps(…), with OR between texts."""
        style, _, raw = text.partition(":")
        found = [" ".join(piece.replace('"', " ").split()) for piece in _OR.split(raw)]
        wanted = [piece for piece in found if searchable(piece)]
        if not wanted:
            self.note(f"{style}({raw}) without words was ignored.")
            return None
        if style == "allcaps":
            wanted = [piece.upper() for piece in wanted]
        elif style == "caps" and any(piece == piece.lower() != piece.title() for piece in wanted):
            wanted = [piece.title() if piece == piece.lower() else piece for piece in wanted]
            self.note(f"{style}({raw}) was read as {style}({' OR '.join(wanted)}).")
        nodes = tuple(
            Verbatim(piece, "exact" if style == "exact" else "caps" if style == "caps" else "allcaps")
            for piece in wanted
        )
        return nodes[0] if len(nodes) == 1 else Group("any", nodes)

    def counted(self, node: Node, count: int) -> Node:
        """Each of a group's parts so many times, or any of its terms together."""
        if isinstance(node, Group) and node.kind == "all":
            return Group("all", tuple(self.counted(part, count) for part in node.parts))
        if not isinstance(node, Verbatim) and (isinstance(node, Near) or not _terms_only(node)):
            self.note(
                f"atleast{count} counts words, phrases and what stands between OR; the rest need occur once."
            )
            return node
        return AtLeast(count, node)

    def leading(self, node: Node) -> Node:
        """Something in the lead, if it is made of words."""
        if of_words(node):
            return Lead(node)
        self.note("hlead takes words and phrases only; it was ignored.")
        return node


def _terms_only(node: Node) -> bool:
    if isinstance(node, Group):
        return node.kind == "any" and all(map(_terms_only, node.parts))
    return bool(terms(node))


def _merged(found: list[Node]) -> list[Node]:
    """Filters on one field, side by side, as one with several values."""
    merged: list[Node] = []
    for node in found:
        last = merged[-1] if merged else None
        if isinstance(node, Filter) and isinstance(last, Filter) and node.field == last.field:
            merged[-1] = Filter(node.field, tuple(dict.fromkeys(last.values + node.values)))
        else:
            merged.append(node)
    return merged
