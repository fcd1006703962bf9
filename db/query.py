"""What somebody typed, read as a search: text for FTS5, the same in plain words, and what was ignored.

The language, in which no text is an error::

    ceasefire talks        both words, in any order and form (AND may be written)
    "prime minister"       the exact phrase, in straight or curly quotation marks
    tax OR levy            either; OR binds closer than a space: tax OR levy oil = (tax or levy) and oil
    -opinion, NOT opinion  without the word
    gov*                   words that begin so
    headline:budget        in one part only: headline, standfirst, body, byline, section or dateline
    (tax OR levy) -gas     parentheses group; one that has no partner is ignored

The road is text -> tokens -> a tree -> two FTS5 texts. FTS5 has no "everything but", so that a tree is
turned into what must be there (``match``) and what must not (``exclude``); either may be missing.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from db.query_tree import Group, Node, Term, asked, compiled, plain, together

#: Longer text is cut, with a note: all words must occur, so more of them only finds less.
MAX_CHARS = 1000
#: Parentheses nested deeper are ignored; FTS5's own parser gives up at about 100.
MAX_DEPTH = 10
#: FTS5 text that is valid and matches nothing.
NOTHING = '""'

FIELDS = ("headline", "standfirst", "body", "byline", "section", "dateline")

_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    | (?P<open>\() | (?P<close>\)) | (?P<either>\|+)
    | (?P<without>(?<![^\s(])-+(?=[^\s)\-]))
    | (?P<part>(?:{"|".join(FIELDS)}):)(?=[^\s):])
    | "(?P<phrase>[^"]*)"(?P<begins>\*?)
    | (?P<quote>")
    | (?P<word>[^\s()"|]+)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood. Without ``match`` and ``exclude`` it asks for every article."""

    #: What articles must match, as FTS5 text.
    match: str | None
    #: What they must not match, as FTS5 text.
    exclude: str | None
    #: The same in plain words.
    understood: str
    #: What was ignored, a sentence each.
    notes: tuple[str, ...] = ()
    #: The words and phrases that were asked for, not those that were excluded.
    terms: tuple[Term, ...] = ()


def parse(text: str) -> Query:
    """Read what somebody typed; any text whatever is a query.

    >>> query = parse('“prime minister” tax OR levy -opinion')
    >>> query.match, query.exclude
    ('"prime minister" AND ("tax" OR "levy")', '"opinion"')
    >>> query.understood
    '"prime minister" and (tax or levy), without opinion'
    >>> parse('"').notes
    ('A quotation mark without a partner was ignored.',)
    """
    reader = _Reader()
    text = _UNSTORABLE.sub(" ", text).translate(_QUOTES)
    if len(text) > MAX_CHARS:
        text = text[:MAX_CHARS]
        reader.note(f"Only the first {MAX_CHARS:,} characters were read.")
    reader.tokens = list(_tokens(text, reader))
    tree = together(reader.units())
    match, exclude = compiled(tree)
    return Query(match, exclude, plain(tree, top=True) or "every article", tuple(reader.notes), asked(tree))


def morgue_match(text: str | None) -> str:
    """FTS5 text for ``articles_fts match morgue_match(:q)`` in anybody's SQL.

    One FTS5 text cannot say "everything but": an empty query, or one of exclusions only, finds nothing.

    >>> morgue_match("U.S. -opinion")
    '("U.S.") NOT ("opinion")'
    >>> morgue_match("-opinion")
    '""'
    """
    query = parse(str(text or ""))
    if query.match and query.exclude:
        return f"({query.match}) NOT ({query.exclude})"
    return query.match or NOTHING


@dataclass(slots=True)
class _Token:
    kind: str
    text: str = ""
    prefix: bool = False


def _tokens(text: str, reader: "_Reader") -> Iterator[_Token]:
    """The tokens of a query; parentheses come out in pairs, or closed by the end."""
    depth = 0
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "space"
        if kind == "begins":
            yield from _term(found["phrase"], bool(found["begins"]), reader)
        elif kind == "word":
            yield from _word(found["word"], reader)
        elif kind == "quote":
            reader.note("A quotation mark without a partner was ignored.")
        elif kind == "open":
            depth += 1
            if depth <= MAX_DEPTH:
                yield _Token("open")
        elif kind == "close":
            if 0 < depth <= MAX_DEPTH:
                yield _Token("close")
            depth = max(0, depth - 1)
        elif kind != "space":
            yield _Token(kind, found[kind].rstrip(":").lower())


def _word(word: str, reader: "_Reader") -> Iterator[_Token]:
    operators = {"AND": "both", "OR": "either", "NOT": "without"}
    if word in operators:
        yield _Token(operators[word])
    else:
        yield from _term(word.rstrip("*"), word.endswith("*"), reader)


def _term(text: str, prefix: bool, reader: "_Reader") -> Iterator[_Token]:
    """A word or phrase, if the index could hold it: letters, digits and the like."""
    text = " ".join(text.split())
    if any(unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "Co" for char in text):
        yield _Token("term", text, prefix)
    elif text or prefix:
        reader.note(f"Ignored, for the index holds only words: {text or '*'}")


@dataclass(slots=True)
class _Reader:
    """Reads tokens into a tree; whatever makes no sense is left out, with a note."""

    tokens: list[_Token] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    place: int = 0

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def accept(self, *kinds: str) -> _Token | None:
        if self.place < len(self.tokens) and self.tokens[self.place].kind in kinds:
            self.place += 1
            return self.tokens[self.place - 1]
        return None

    def units(self, part: str | None = None) -> Iterator[Node]:
        """All that stands side by side up to the closing parenthesis or the end."""
        while self.place < len(self.tokens) and not self.accept("close"):
            if self.accept("both"):
                continue
            if self.accept("either"):
                self.note("OR without words on both sides was ignored.")
                continue
            yield from self.alternatives(part)

    def alternatives(self, part: str | None) -> Iterator[Node]:
        found = list(self.unit(part))
        while self.accept("either"):
            while self.accept("either", "both"):
                pass
            more = list(self.unit(part))
            if not more:
                self.note("OR without words on both sides was ignored.")
            found += more
        if found:
            yield Group("any", tuple(found)) if len(found) > 1 else found[0]

    def unit(self, part: str | None) -> Iterator[Node]:
        negative = False
        while token := self.accept("without", "part"):
            negative = negative or token.kind == "without"
            part = token.text or part if token.kind == "part" else part
        if token := self.accept("term"):
            node: Node = Term(token.text, token.prefix, part)
        elif self.accept("open"):
            node = together(self.units(part))
        else:
            if negative:
                self.note("NOT without a word behind it was ignored.")
            return
        if isinstance(node, Term) or node.parts:
            yield Group("not", (node,)) if negative else node
