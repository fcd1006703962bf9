"""What FTS5 cannot say, verified in the text: sentences, paragraphs, numbers, order, letters as written.

The text is put into an index in memory that is made as the archive's is, so that words are the same here
and there. 500 articles of 400 words take about 70 ms for a node, most of it to read the words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from db.query_match import terms
from db.query_rows import COLUMNS, Rows, Stretch
from db.query_tree import AtLeast, Group, Lead, Node, Same, Verbatim
from db.sentences import paragraphs, sentences


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an article, as the index holds it."""

    id: int
    headline: str | None = None
    standfirst: str | None = None
    body: str | None = None
    byline: str | None = None
    section: str | None = None
    dateline: str | None = None
    editors_note: str | None = None


def holds(nodes: Sequence[Node], articles: Sequence[Text]) -> set[int]:
    """The ids of the articles of which every node is true; filters, which text cannot tell, count as true.

    >>> from db.query_tree import Term
    >>> article = Text(7, body="The tax fell. Oil rose.")
    >>> holds([Same("paragraph", (Term("taxes"), Term("oil")))], [article])
    {7}
    >>> holds([Same("sentence", (Term("taxes"), Term("oil")))], [article])
    set()
    """
    verifier = _Verifier(articles)
    try:
        found = {article.id for article in articles}
        for node in nodes:
            found &= verifier.find(node)
        return found
    finally:
        verifier.close()


@dataclass(slots=True)
class _Verifier:
    articles: Sequence[Text]
    #: What has been cut and read, by unit: article, paragraph, sentence, lead.
    rows: dict[str, Rows] = field(default_factory=dict)

    def close(self) -> None:
        for rows in self.rows.values():
            rows.close()

    def within(self, unit: str) -> Rows:
        if unit not in self.rows:
            cut = _CUTS[unit]
            self.rows[unit] = Rows([piece for article in self.articles for piece in cut(article)])
        return self.rows[unit]

    def find(self, node: Node) -> set[int]:
        """The ids of the articles of which a node is true."""
        match node:
            case Group(kind="not"):
                return {article.id for article in self.articles} - self.find(node.parts[0])
            case Group():
                found = [self.find(part) for part in node.parts]
                everything = {article.id for article in self.articles}
                return set().union(*found) if node.kind == "any" else everything.intersection(*found)
            case Same():
                return self.ids(node.unit, Group("all", node.parts))
            case Lead():
                return self.ids("lead", node.part)
            case AtLeast():
                return self.often(node)
        return self.ids("article", node)

    def ids(self, unit: str, node: Node) -> set[int]:
        rows = self.within(unit)
        return {rows.stretches[number].article for number in rows.find(node)}

    def often(self, node: AtLeast) -> set[int]:
        """Articles with so many places; what two terms find at one place counts once."""
        rows = self.within("article")
        exact = [part for part in _parts(node.part) if isinstance(part, Verbatim)]
        places = {span[:3] for term in terms(node.part) for span in rows.spans(term)}
        counts = [0] * len(rows.stretches)
        for number, _, _ in places:
            counts[number] += 1
        for verbatim in exact:
            for number in rows.all:
                counts[number] += sum(1 for _ in rows.verbatim(verbatim, number))
        return {rows.stretches[number].article for number, count in enumerate(counts) if count >= node.count}


def _parts(node: Node) -> Iterator[Node]:
    if isinstance(node, Group):
        for part in node.parts:
            yield from _parts(part)
    else:
        yield node


def _whole(article: Text) -> Iterator[Stretch]:
    yield Stretch(article.id, tuple(getattr(article, name) or "" for name in COLUMNS))


def _lead(article: Text) -> Iterator[Stretch]:
    first = next(iter(paragraphs(article.body or "")), "")
    yield Stretch(article.id, (article.headline or "", article.standfirst or "", first))


def _pieces(article: Text, cut: Callable[[str], list[str]]) -> Iterator[Stretch]:
    """The headline, and the pieces of standfirst and body."""
    if article.headline:
        yield Stretch(article.id, (article.headline,))
    for piece in cut(article.standfirst or ""):
        yield Stretch(article.id, ("", piece))
    for piece in cut(article.body or ""):
        yield Stretch(article.id, ("", "", piece))


_CUTS: dict[str, Callable[[Text], Iterator[Stretch]]] = {
    "article": _whole,
    "lead": _lead,
    "sentence": partial(_pieces, cut=sentences),
    "paragraph": partial(_pieces, cut=paragraphs),
}
