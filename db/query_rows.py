"""Stretches of text in an index of their own, made as the archive's is: what a query's nodes find in them."""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from db import unspaced
from db.query_match import exact, superset, terms
from db.query_term import PAIRED
from db.query_tree import Group, Near, Node, Term, Verbatim
from db.sqlite import sqlite3
from db.tokens import LAST

#: The tokenizer of the archive's index (db/schema/search.sql).
_TOKENIZER = "porter unicode61 remove_diacritics 2"
#: The columns of a stretch, as in the archive's index; the last one is made here.
COLUMNS = ("headline", "standfirst", "body", "byline", "section", "dateline", "editors_note")

#: A letter of a word that spaces part.
_LETTER = f"[^\\W_{unspaced.LETTERS}]"
_INSIDE = re.compile(_LETTER)
_SPACE = re.compile(rf"\s+(?=[{unspaced.LETTERS}])|(?<=[{unspaced.LETTERS}])\s+")
_ALIKE = ("'‘’‚‛′`", '"“”„‟«»″', "-‐‑‒–—―−")

#: A place of a term: stretch, column, first and last token.
Span = tuple[int, str, int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of an article: what stands in the first of the columns, the rest being empty."""

    article: int
    columns: tuple[str, ...]


class Rows:
    """Stretches that can be asked for words; the numbers that come back count from 0."""

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self.stretches = stretches
        self.all = set(range(len(stretches)))

    @cached_property
    def conn(self) -> "sqlite3.Connection":
        """The index of the stretches, made when it is first asked."""
        conn = sqlite3.connect(":memory:", isolation_level=None)
        columns = ", ".join((*COLUMNS, unspaced.COLUMN))
        for name, fields in (("rows", columns), ("ask", "text")):
            conn.execute(
                f"create virtual table {name} using fts5({fields}, content='', tokenize='{_TOKENIZER}')"
            )
            conn.execute(f"create virtual table {name}_places using fts5vocab({name}, instance)")
        width = max((len(stretch.columns) for stretch in self.stretches), default=0)
        marks = ", ".join("?" * (width + 2))
        fill = [("",) * missing for missing in range(width + 1)]
        conn.execute("begin")
        conn.executemany(
            f"insert into rows (rowid, {unspaced.COLUMN}{''.join(f', {name}' for name in COLUMNS[:width])}) "
            f"values ({marks})",
            (
                (number, pairs_of(stretch.columns), *stretch.columns, *fill[width - len(stretch.columns)])
                for number, stretch in enumerate(self.stretches)
            ),
        )
        return conn

    def close(self) -> None:
        """Forget everything."""
        if "conn" in vars(self):
            self.conn.close()

    def find(self, node: Node) -> set[int]:
        """The stretches in which a node is true; what is no matter of words is true everywhere."""
        match node:
            case Group():
                return self._group(node)
            case Verbatim():
                return {number for number in self.all if next(self.verbatim(node, number), None)}
            case Term() if not exact(node):
                return {number for number in self._matching(node) if self._mixed(node, number)}
            case Near() if not exact(node):
                return self._near(node)
            case Term() | Near():
                return self._matching(node)
        return self.all

    def _group(self, node: Group) -> set[int]:
        if node.kind == "not":
            return self.all - self.find(node.parts[0])
        found = [self.find(part) for part in node.parts]
        return set().union(*found) if node.kind == "any" else self.all.intersection(*found)

    def _matching(self, node: Node) -> set[int]:
        sql = "select rowid from rows where rows match ?"
        return {number for (number,) in self.conn.execute(sql, [superset(node)])}

    def verbatim(self, node: Verbatim, number: int) -> Iterator[re.Match[str]]:
        """Where a text stands as it is written."""
        pattern = _pattern(node)
        inside = _INSIDE if _INSIDE.match(node.text) else None
        for text in self.stretches[number].columns:
            text = unicodedata.normalize("NFC", text)
            for found in pattern.finditer(text):
                # a look behind in the pattern would cost a look at every letter of the text
                if not (inside and found.start() and inside.match(text, found.start() - 1)):
                    yield found

    def _mixed(self, term: Term, number: int) -> bool:
        wanted = _level(term.text)
        columns = zip(COLUMNS, self.stretches[number].columns, strict=False)
        return any(wanted in _level(text) for name, text in columns if term.part in (None, name))

    def spans(self, term: Term) -> set[Span]:
        """Every place where a term stands."""
        text = unspaced.phrase(term.text) if term.unspaced else term.text
        prefix = text.endswith(" *") if term.unspaced else term.prefix
        column = unspaced.COLUMN if term.unspaced else term.part
        where = f"term between ? and ? and col {'=' if column else '<>'} ?"
        tokens = self._tokens(text)
        found: set[Span] = set()
        for place, token in enumerate(tokens):
            ends = (token, token + LAST) if prefix and place == len(tokens) - 1 else (token, token)
            sql = f"select doc, col, offset from rows_places where {where}"
            here = {
                (row, col, at - place, at - place + len(tokens) - 1)
                for row, col, at in self.conn.execute(sql, [*ends, column or unspaced.COLUMN])
            }
            found = found & here if place else here
        return found

    def _tokens(self, text: str) -> list[str]:
        number = self.conn.execute("select count(*) from ask").fetchone()[0] + 1
        self.conn.execute("insert into ask (rowid, text) values (?, ?)", [number, text])
        sql = "select term from ask_places where doc = ? order by offset"
        return [token for (token,) in self.conn.execute(sql, [number])]

    def _near(self, node: Near) -> set[int]:
        """Stretches with such a pair of places; the nearest of one side is looked up in the other's order.

        The two sides held against each other would take the square of a long text: 50 s for 1 MB.
        """
        starts, ends = defaultdict(list), defaultdict(list)
        for term in terms(node.right):
            for row, column, first, last in self.spans(term):
                starts[row, column].append(first)
                ends[row, column].append(last)
        for places in (*starts.values(), *ends.values()):
            places.sort()
        reach, found = node.between + 1, set()
        for term in terms(node.left):
            for row, column, first, last in self.spans(term):
                if row not in found and (
                    _any(starts.get((row, column), ()), last + 1, last + reach)
                    or (not node.ordered and _any(ends.get((row, column), ()), first - reach, first - 1))
                ):
                    found.add(row)
        return found


def _any(places: Sequence[int], least: int, most: int) -> bool:
    """Whether any of the places, which are in order, lies within bounds.

    >>> _any([2, 9], 3, 9), _any([2, 9], 3, 8)
    (True, False)
    """
    at = bisect_left(places, least)
    return at < len(places) and places[at] <= most


def pairs_of(columns: Sequence[str]) -> str:
    """What the archive's index holds in pairs: headline, standfirst and body.

    >>> pairs_of(["中美", "", "关系", "Byline"])
    '中美 美 关系 系'
    """
    if all(map(str.isascii, columns)):
        return ""
    return unspaced.pairs("\n".join(columns[: len(PAIRED)]))


def _pattern(node: Verbatim) -> re.Pattern[str]:
    """A text to the letter; white space, quotation marks and dashes are alike, and no word goes on."""
    text = unicodedata.normalize("NFC", " ".join(node.text.split()))
    if node.style == "allcaps":
        text = text.upper()
    parts = []
    for char in text:
        alike = next((chars for chars in _ALIKE if char in chars), None)
        parts.append(f"[{re.escape(alike)}]" if alike else r"\s+" if char == " " else re.escape(char))
    after = f"(?!{_LETTER})" if text and _INSIDE.match(text[-1]) else ""
    return re.compile("".join(parts) + after)


def _level(text: str) -> str:
    """A text in which mixed writing is looked for: without case, marks, and spaces at unspaced letters."""
    text = unicodedata.normalize("NFKC", text).casefold()
    kept = (char for char in text if unicodedata.category(char) not in ("Mn", "Mc", "Cf"))
    return _SPACE.sub("", "".join(kept))
