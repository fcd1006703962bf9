"""What a hostile file is: bytes, and what may become of them."""

from dataclasses import dataclass

from ingest.model import Document

#: Three sentences that an article of a hostile file holds, so that it can be told whether they came through.
LEDE = "The harbour council shut the old ferry quay on Monday after divers had found a hole in its wall."
SECOND = "Repairs will take until spring, the harbour master told reporters, and cost two million."
THIRD = "Until then the island is served from the northern pier, which the winter storms had spared."
TEXT = f"Old ferry quay shut\n\n{LEDE}\n\n{SECOND}\n\n{THIRD}\n"
PARAGRAPHS = f"<p>{LEDE}</p><p>{SECOND}</p><p>{THIRD}</p>"

#: May be filed, if the text is right.
FILED = "filed"


@dataclass(frozen=True, slots=True)
class Case:
    """A file ``name`` of ``data``; what may become of it (FILED, or reasons of failures); and what every
    article of it must hold."""

    name: str
    data: bytes
    may: frozenset[str] = frozenset({FILED})
    holds: tuple[str, ...] = (LEDE,)


def case(name: str, data: bytes | str, *may: str, holds: tuple[str, ...] = (LEDE,)) -> Case:
    """A case; without ``may`` it must be filed."""
    content = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    return Case(name, content, frozenset(may or {FILED}), holds)


def page(body: str = PARAGRAPHS, head: str = "", before: str = "<!doctype html>") -> str:
    """A page around a body."""
    heading = "<h1>Old ferry quay shut</h1>"
    return (
        f"{before}<html lang=en><head><title>Old ferry quay shut</title>{head}</head>"
        f"<body><article>{heading}{body}</article></body></html>"
    )


def complaint(one: Case, documents: list[Document]) -> str | None:
    """What is wrong with what became of a case, or None."""
    if not documents:
        return "nothing became of it"
    became = {document.error or FILED for document in documents}
    if not became <= one.may:
        return f"became {sorted(became)}: {[document.detail for document in documents][:2]}"
    for document in documents:
        if (document.article is None) == (document.error is None):
            return "has an article and an error, or neither"
        if document.article is None:
            continue
        body = document.article.body
        if missing := [text for text in one.holds if text not in body]:
            return f"body lacks {missing[0]!r}: {body[:200]!r}"
        if trouble := unsound(document):
            return trouble
    return None


def unsound(document: Document) -> str | None:
    """Why an article cannot be kept in an archive as text, or None."""
    article = document.article
    assert article
    for text in [article.body, article.headline or "", *(block.text for block in article.blocks)]:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return f"holds a lone surrogate: {text[:80]!r}"
        if any(char < " " and char not in "\n\t" for char in text):
            return f"holds control characters: {text[:80]!r}"
    for mention in article.mentions:
        if article.body[mention.start : mention.end] != mention.surface:
            return f"{mention} is not where it says"
    for quote in article.quotes:
        if not 0 <= quote.start < quote.end <= len(article.body):
            return f"{quote} is not in the body"
    return None
