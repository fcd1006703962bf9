"""A document as the object that ``morgue extract`` prints."""

from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from ingest.model import Article, Document


def record(document: Document) -> dict[str, Any]:
    """Give a document as plain values: its article, or why it has none.

    ``published`` and ``updated`` are as the file states them, in ISO 8601; ``blocks`` are what the
    body does not hold; offsets of mentions and quotes count code points in ``body``.

    >>> record(Document("raw/a.b.txt", "", "", "", b"", error="empty", detail="no bytes"))
    {'path': 'raw/a.b.txt', 'id': 'a.b', 'error': 'empty', 'detail': 'no bytes'}
    """
    head = {"path": document.path, "id": identifier(document.path)}
    if document.article is None:
        return {**head, "error": document.error, "detail": document.detail}
    return {**head, **_fields(document.article), **_parts(document.article)}


def identifier(path: str) -> str:
    """Give a file's name without its last ending; a record keeps its number.

    >>> identifier("raw/a.html"), identifier("raw/wire.jsonl#12"), identifier("-")
    ('a', 'wire#12', '-')
    """
    name, mark, number = PurePath(path).name.rpartition("#")
    if mark and number.isdigit():
        return f"{PurePath(name).stem}#{number}"
    return PurePath(path).stem


def failure(document: Document) -> str:
    """Tell on one line which document has no article, and why.

    >>> failure(Document("a\\n\\x1b[2J.txt", "", "", "", b"", error="empty", detail="no bytes"))
    'a\\\\n\\\\x1b[2J.txt: empty: no bytes'
    """
    return printable(f"{document.path}: {document.error}{': ' * bool(document.detail)}{document.detail}")


def printable(text: str) -> str:
    """Escape what a file's name may hold and a terminal would obey, or take for another line.

    >>> printable("h\u00e4fen\\r.txt")
    'h\u00e4fen\\\\r.txt'
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def _fields(article: Article) -> dict[str, Any]:
    published, updated = article.published, article.updated
    return {
        "headline": article.headline,
        "standfirst": article.standfirst,
        "body": article.body,
        "authors": [author.name for author in article.authors],
        "byline": article.byline,
        "agency": article.agency,
        "editor": article.editor,
        "editors_note": article.editors_note,
        "dateline": article.dateline,
        "section": article.section,
        "outlet": article.outlet,
        "published": published.local if published else None,
        "published_source": published.source if published else None,
        "updated": updated.local if updated else None,
        "language": article.language,
        "url": article.url,
    }


def _parts(article: Article) -> dict[str, Any]:
    return {
        "images": [asdict(image) for image in article.images],
        "blocks": [
            {"position": position, "role": block.role, "rule": block.rule, "text": block.text}
            for position, block in article.removed
        ],
        "mentions": [
            {
                "start": mention.start,
                "end": mention.end,
                "surface": article.body[mention.start : mention.end],
                "kind": mention.kind,
                "name": mention.name,
            }
            for mention in article.mentions
        ],
        "quotes": [
            {
                "start": quote.start,
                "end": quote.end,
                "text": article.body[quote.start : quote.end],
                "kind": quote.kind,
                "speaker": quote.speaker,
                "verb": quote.verb,
            }
            for quote in article.quotes
        ],
        "evidence": [asdict(seen) for seen in article.evidence],
        "candidates": [asdict(seen) for seen in article.candidates],
    }
