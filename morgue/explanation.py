"""A document for the eye: what each field says and why, and what became of every block."""

from collections.abc import Iterator

from db.rows import best_candidates
from ingest.model import BODY_ROLES, Article, Candidate, Document
from morgue.records import printable, record

#: Fields in the order in which a reader asks for them.
FIELDS = (
    "headline",
    "standfirst",
    "byline",
    "authors",
    "agency",
    "editor",
    "editors_note",
    "dateline",
    "section",
    "outlet",
    "published",
    "updated",
    "language",
    "url",
)


def lines(document: Document) -> Iterator[str]:
    """Yield the lines: fields with their evidence, then the blocks; ``+`` marks those of the body."""
    read_as = f"{document.media_type or 'unread'}, {document.encoding or 'no encoding'}"
    yield f"{printable(document.path)}: {read_as}"
    article = document.article
    if article is None:
        yield f"  {document.error}{': ' + document.detail if document.detail else ''}"
        return
    values = record(document)
    why = {seen.field: f"{seen.source}: {seen.detail}" for seen in reversed(article.evidence)}
    rivals: dict[str, list[Candidate]] = {}
    for _, candidate in best_candidates(article):
        rivals.setdefault(candidate.field, []).append(candidate)
    for field in FIELDS:
        value = values[field]
        if value:
            yield f"  {field}: {', '.join(value) if isinstance(value, list) else value}"
            if field in why:
                yield f"      {why[field]}"
        elif field in rivals:
            yield f"  {field}: none of these"
        yield from _rivals(rivals.get(field, []))
    yield from _quotes(article)
    yield ""
    for position, block in enumerate(article.blocks):
        mark = "+" if block.role in BODY_ROLES else "-"
        yield f"{position:4} {mark} {block.role}  [{block.rule}]"
        yield f"       {block.text}"


def _quotes(article: Article) -> Iterator[str]:
    """Who says what."""
    if article.quotes:
        yield "  quotes:"
    for quote in article.quotes:
        words = " ".join(article.body[quote.start : quote.end].split())
        yield f"      {quote.speaker or '?'} [{quote.verb or 'no verb'}, {quote.kind}] {words}"


def _rivals(candidates: list[Candidate]) -> Iterator[str]:
    """The values that a field could have had; ``*`` marks the chosen one."""
    for one in candidates:
        score = "" if one.score is None else f" {one.score:.2f}"
        yield f"      {'*' if one.chosen else '-'} {one.value}  [{one.rule}]{score}"
