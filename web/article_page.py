"""The page of one article: a row as a readable column, with all that is known about it."""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from db.changes import WRONG
from db.counting_once import ALIKE as COPIES
from db.search_hits import Hit
from db.similar import similar
from db.statements import TooSlowError
from web import versions
from web.archive import TABLES, Part, Reader, Row, gives_files, limited, visible
from web.article_text import in_place, signed, text
from web.citing import citing
from web.dates import day, in_utc, moment
from web.version_shown import version_shown
from web.wish import Wish

#: Articles under "More like this".
ALIKE = 5
#: Quotes that are listed without being asked for.
FEW_QUOTES = 12
#: They are worth a moment, not a wait: of 100,000 articles they take 70 ms.
ALIKE_MILLISECONDS = 500

NO_SEARCH = Wish()

#: Pieces of the page: the tables that each shows, and its SQL. :id is the article.
PARTS: dict[str, Part] = {
    "articles": (("articles",), "select * from articles where id = :id"),
    "outlets": (
        ("articles", "outlets"),
        "select outlets.* from outlets join articles on outlets.id = outlet_id where articles.id = :id",
    ),
    "authors": (
        ("article_authors", "authors"),
        """select authors.id, name from article_authors join authors on authors.id = author_id
           where article_id = :id order by position""",
    ),
    "mentions": (
        ("mentions", "entities"),
        """select start, end, entity_id, entities.name, entities.kind from mentions
           join entities on entities.id = entity_id where article_id = :id order by start""",
    ),
    "named": (
        ("article_entities", "entities"),
        """select entities.id, entities.name, entities.kind, mentions from article_entities
           join entities on entities.id = entity_id where article_id = :id
           order by mentions desc, entities.name""",
    ),
    "quotes": (
        ("quotes", "articles", "entities"),
        """select start, end, substr(body, start + 1, end - start) as text, entities.name as speaker,
               speaker_id
           from quotes join articles on articles.id = article_id
           left join entities on entities.id = speaker_id
           where article_id = :id and quotes.kind = 'direct' order by start limit 100""",
    ),
    "images": (("images",), "select * from images where article_id = :id order by position"),
    "removed": (("blocks",), "select * from blocks where article_id = :id order by position"),
    "evidence": (("evidence",), "select * from evidence where article_id = :id order by field"),
    "versions": (
        ("versions",),
        """select version, headline, published_at, updated_at from versions
           where article_id = :id order by version desc""",
    ),
    "changes": (
        ("changes",),
        "select version, kind from changes where article_id = :id group by version, kind",
    ),
    "noted": (("notes",), "select kind, text from notes where article_id = :id order by position"),
    "copies": (
        ("copies", "articles", "outlets"),
        """select articles.id, title, published_at, published_local, outlets.name as outlet, similarity,
               articles.id = family_id as original, story_id
           from copies join articles on articles.id = article_id left join outlets on outlets.id = outlet_id
           where family_id = (select family_id from copies where article_id = :id) and article_id <> :id
           order by articles.id = family_id desc, article_id limit 40""",
    ),
    "story": (
        ("stories", "articles", "outlets"),
        """select articles.id, title, published_at, published_local, outlets.name as outlet
           from articles left join outlets on outlets.id = outlet_id
           where story_id = (select story_id from articles where id = :id) and articles.id <> :id
               and not exists (select 1 from copies where article_id = articles.id
                   and family_id = (select family_id from copies where article_id = :id))
           order by articles.id limit 40""",
    ),
    "told": (
        ("stories", "articles"),
        """select stories.id, article_count, outlet_count from stories
           where id = (select story_id from articles where id = :id)""",
    ),
    "files": (
        ("articles", "files"),
        """select files.id, files.path, files.media_type from files
           join articles on files.id = file_id where articles.id = :id""",
    ),
}

_SOURCES = {
    "stated": "stated in the text",
    "metadata": "from the page’s metadata",
    "url": "from the address",
    "inferred": "inferred",
}


async def article_context(
    reader: Reader, key: str, version: str | None = None, search: Wish = NO_SEARCH, removed: bool = False
) -> dict[str, Any] | None:
    """What the template needs for the article ``key``, or None if there is none.

    ``version`` is the number of a state that is to be shown with what it changed; ``search`` is the one
    that led here: its words are marked; ``removed``: what was kept out of the text is shown in its place.

    ``(await article_context(reader, "2025021300000001"))["article"]["headline"]``
    """
    found = await reader.parts(PARTS, {"id": key})
    if not found["articles"]:
        return None
    article = found.pop("articles", None) or []
    states = found["versions"] or []
    number = versions.chosen(version, states)
    beside = [row["text"] for row in found["noted"] or [] if row["text"] not in article[0]["body"]]
    newest = {**article[0], "editors_note": "\n\n".join(beside) or None}
    state = await version_shown(reader, newest, states, number) if number else None
    told = state["told"] if state else article[0]["editors_note"]
    return {
        **{part: rows or [] for part, rows in found.items()},
        "article": article[0],
        "put_right": put_right(found["noted"] or [], told),
        "states": versions.lines(article[0], states, found["changes"] or []),
        "shown": state,
        "outlet": next(iter(found["outlets"] or []), None),
        "file": next(iter(found["files"] or []), None),
        "told": next(iter(found["told"] or []), None),
        **(shown := await text(reader, article[0], found, search.query)),
        "flow": in_place(shown["paragraphs"], (found["removed"] or []) if removed else []),
        "in_place": removed,
        "gives_files": gives_files(reader.datasette),
        "back": search.carried,
        **_when(article[0], found["evidence"] or []),
        "signed": signed(
            article[0]["byline"],
            found["authors"] or [],
            lambda author: reader.datasette.urls.row(reader.database.name, "authors", author),
        ),
        "link": safe_link(article[0]["url"]),
        "citing": citing(reference(article[0], found)),
        "safe_link": safe_link,
        "few_quotes": FEW_QUOTES,
        "alike": await alike(
            reader, article[0]["id"], {row["id"] for part in ("copies", "story") for row in found[part] or []}
        ),
        "day": day,
        "database": reader.database.name,
    }


def _when(article: Row, evidence: Sequence[Row]) -> dict[str, Any]:
    """When an article was published, here and in UTC, how that is known, and when it was last changed."""
    return {
        "when": moment(article["published_local"] or article["published_at"]),
        "when_utc": in_utc(article["published_local"], article["published_at"]),
        "when_from": _SOURCES.get(article["published_source"] or ""),
        "when_because": [row for row in evidence if row["field"].startswith("published")],
        "updated": moment(article["updated_at"]) if article["updated_at"] else None,
    }


def put_right(notes: Sequence[Row], told: str | None) -> list[Row]:
    """Notes by which an article owns to an error, but those that the page has ``told`` already.

    >>> notes = [{"kind": "correction", "text": "Two lanes."}, {"kind": "update", "text": "More."}]
    >>> put_right(notes, None)
    [{'kind': 'correction', 'text': 'Two lanes.'}]
    >>> put_right(notes, "Two  lanes.")
    []
    """
    before = " ".join((told or "").split())
    return [note for note in notes if note["kind"] in WRONG and " ".join(note["text"].split()) not in before]


def reference(article: Row, parts: Mapping[str, list[Row] | None]) -> Row:
    """An article as it is exported: with its outlet, its authors, and an address only if it is one.

    >>> reference({"url": "x"}, {"outlets": [{"name": "Post"}], "authors": [{"name": "Ada Lund"}]})
    {'url': None, 'outlet': 'Post', 'authors': ['Ada Lund']}
    """
    outlet = next(iter(parts["outlets"] or []), {"name": None})
    authors = [row["name"] for row in parts["authors"] or []]
    return {**article, "url": safe_link(article["url"]), "outlet": outlet["name"], "authors": authors}


async def alike(reader: Reader, article: int, told: Collection[int] = ()) -> Sequence[Hit]:
    """The articles most like one, each text once, but those that the page has ``told`` of already.

    None where the actor may not search, or it takes too long.
    """
    datasette, database = reader.datasette, reader.database
    if not await visible(datasette, reader.actor, database.name, TABLES) >= TABLES:
        return ()
    try:
        ask = partial(similar, article_id=article, limit=ALIKE + len(told), once=COPIES)
        found = await limited(datasette, database, ask, ALIKE_MILLISECONDS)
    except TooSlowError:
        return ()
    return [hit for hit in found.hits if hit.id not in told][:ALIKE] if found else ()


def safe_link(url: str | None) -> str | None:
    """An address that may become a link, or None: a file can say ``javascript:``.

    >>> safe_link("https://example.org/a"), safe_link("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None
