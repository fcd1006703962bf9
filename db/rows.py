"""An article as rows: what goes into ``articles`` and the tables around it."""

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from db import editors_notes
from db.ids import article_id
from db.unspaced import pairs
from ingest.model import Article, Candidate, Document

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Characters of the lede that stand in for a missing headline, cut at a word.
TITLE_CHARS = 80
#: Tables with an article's rows that are written anew when its file changes.
PARTS = (
    "blocks",
    "evidence",
    "field_candidates",
    "article_authors",
    "images",
    "mentions",
    "blocked_mentions",
    "quotes",
    "article_entities",
    "notes",
)
#: Values of a field that are kept, the chosen one among them: a page may hold a hundred dates, and what
#: is eighth in likelihood no reader has asked for.
CANDIDATES = 8

# Chinese and Japanese put no spaces between words; there, as editors count, a character is a word.
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def word_count(text: str) -> int:
    """Count words; in Chinese and Japanese, characters.

    >>> word_count("Kyiv's grid is down"), word_count("中美关系")
    (4, 4)
    """
    if text.isascii():
        return len(text.split())
    spaced, characters = _SPACELESS.subn(" ", text)
    return len(spaced.split()) + characters


def unspaced(*texts: str | None) -> str | None:
    """Texts of scripts without spaces as pairs of characters, for the search index; None for others.

    >>> unspaced("中美关系", None, "Talks go on"), unspaced("Talks")
    ('中美 美关 关系 系', None)
    """
    return pairs("\n".join(text for text in texts if text)) or None


def title(article: Article, path: str) -> str:
    """Name an article in a list: its headline, else how the lede begins, else its file's name."""
    if article.headline:
        return article.headline
    lede = next((text for text in article.paragraphs if text.strip()), "")
    words = " ".join(lede.split())
    if len(words) <= TITLE_CHARS:
        return words or PurePosixPath(path).name
    return words[: TITLE_CHARS + 1].rsplit(" ", 1)[0][:TITLE_CHARS].rstrip(" ,;:–—-") + "…"


def best_candidates(article: Article) -> list[tuple[int, Candidate]]:
    """The values that each field could have had, with their places: the chosen one, then the likeliest.

    >>> one, two = Candidate("section", "A", "h", "", 0.2), Candidate("section", "B", "h", "", 0.7, True)
    >>> [(i, seen.value) for i, seen in best_candidates(Article((), candidates=(one, two)))]
    [(0, 'B'), (1, 'A')]
    """
    fields: dict[str, list[Candidate]] = {}
    for candidate in article.candidates:
        fields.setdefault(candidate.field, []).append(candidate)
    return [
        place
        for field in sorted(fields)
        for place in enumerate(
            # Without a score a candidate keeps its turn behind those that have one.
            sorted(fields[field], key=lambda one: (not one.chosen, -(one.score or 0.0)))[:CANDIDATES]
        )
    ]


def insert(conn: "sqlite3.Connection", document: Document, article: Article, path: str, file_id: int) -> int:
    """Insert an article with all its parts but the entities; return its id. It is not indexed yet."""
    number = article_id(article.published, document.sha256)
    while conn.execute("select 1 from articles where id = ?", [number]).fetchone():
        number += 1
    conn.execute("insert into unindexed (article_id) values (?)", [number])
    row = {"id": number, **_columns(conn, article, path), "file_id": file_id}
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    conn.execute(f"insert into articles ({names}) values ({marks})", list(row.values()))
    _insert_parts(conn, number, article)
    return number


def replace(conn: "sqlite3.Connection", number: int, article: Article, path: str, file_id: int) -> None:
    """Write a new state over an article, with all its parts but the entities."""
    for table in PARTS:
        conn.execute(f"delete from {table} where article_id = ?", [number])
    row = {**_columns(conn, article, path), "file_id": file_id}
    changes = ", ".join(f"{name} = ?" for name in row)
    conn.execute(f"update articles set {changes} where id = ?", [*row.values(), number])
    _insert_parts(conn, number, article)


def _columns(conn: "sqlite3.Connection", article: Article, path: str) -> dict[str, Any]:
    published, updated, body = article.published, article.updated, article.body
    return {
        "headline": article.headline,
        "title": title(article, path),
        "standfirst": article.standfirst,
        "body": body,
        "byline": article.byline,
        "agency": article.agency,
        "editor": article.editor,
        "editors_note": article.editors_note,
        "dateline": article.dateline,
        "section": article.section,
        "outlet_id": _outlet(conn, article),
        "language": article.language,
        "url": article.url,
        "published_at": published and published.at,
        "published_local": published and published.local,
        "published_on": published and published.on,
        "published_precision": published and published.precision,
        "published_source": published and published.source,
        "updated_at": updated and updated.at,
        "month": published and published.local[:7],
        "year": published and published.local[:4],
        "word_count": word_count(body),
        "unspaced": unspaced(article.headline, article.standfirst, body),
    }


def _outlet(conn: "sqlite3.Connection", article: Article) -> int | None:
    """Look up the outlet by name, and learn its domain and country from the first article that tells."""
    if not article.outlet:
        return None
    values = [article.outlet, article.outlet_domain, article.outlet_country]
    found = conn.execute("select id, domain, country from outlets where name = ?", values[:1]).fetchone()
    if found is None:
        row = conn.execute(
            "insert into outlets (name, domain, country) values (?, ?, ?) returning id", values
        )
        return int(row.fetchone()[0])
    number, domain, country = found
    if (domain is None and values[1]) or (country is None and values[2]):
        learn = "update outlets set domain = coalesce(domain, ?), country = coalesce(country, ?) where id = ?"
        conn.execute(learn, [*values[1:], number])
    return int(number)


def _insert_parts(conn: "sqlite3.Connection", number: int, article: Article) -> None:
    editors_notes.add(conn, number, article)
    conn.executemany(
        "insert into blocks (article_id, position, role, rule, text) values (?, ?, ?, ?, ?)",
        [(number, i, block.role, block.rule, block.text) for i, block in article.removed],
    )
    # The first evidence for a field is the one that decided.
    conn.executemany(
        "insert or ignore into evidence (article_id, field, source, detail) values (?, ?, ?, ?)",
        [(number, seen.field, seen.source, seen.detail) for seen in article.evidence],
    )
    conn.executemany(
        "insert into field_candidates (article_id, field, position, value, rule, evidence, score, chosen) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (number, one.field, i, one.value, one.rule, one.evidence, one.score, one.chosen)
            for i, one in best_candidates(article)
        ],
    )
    if article.images:
        conn.executemany(
            "insert into images (article_id, position, url, caption, credit) values (?, ?, ?, ?, ?)",
            [(number, i, image.url, image.caption, image.credit) for i, image in enumerate(article.images)],
        )
    for position, author in enumerate(article.authors):
        conn.execute("insert or ignore into authors (name, kind) values (?, ?)", [author.name, author.kind])
        conn.execute(
            "insert or ignore into article_authors (article_id, author_id, position) "
            "select ?, id, ? from authors where name = ?",
            [number, position, author.name],
        )
