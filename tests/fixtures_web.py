"""A small archive, written by hand, and the site on top of it: for the tests of search and web."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.plugins import pm  # type: ignore[import-untyped]
from sqlite_utils import Database

import web
from db.archive import open_archive

ROOT = Path(__file__).parent.parent

Get = Callable[..., Any]

OUTLETS = [
    {"id": 1, "name": "Northshore Herald", "domain": "northshore.example", "country": "GB", "language": "en"},
    {"id": 2, "name": "Harbour Times & Post", "domain": "harbour.example", "country": "US", "language": "en"},
]
ENTITIES = [
    (1, "Ada Brandt", "person"),
    (2, "Tom O’Hara", "person"),
    (3, "Port Authority", "organisation"),
    (4, "Eastmouth", "place"),
    (5, "<b>Bold</b> Bank", "organisation"),
]
XSS = "<script>alert('x')</script>"

#: headline, body, and whatever differs from the defaults
STORIES: list[tuple[str | None, str, dict[str, Any]]] = [
    (
        "Port workers vote for a strike",
        "EASTMOUTH — Port workers voted on Monday to strike, said Ada Brandt of the Port Authority.\n\n"
        "Tom O’Hara, who speaks for the crews, said the offer was worth nothing. Ada Brandt disagreed.",
        {"section": "Business", "byline": "By Lena Fisk", "standfirst": "Crews reject the last offer"},
    ),
    (
        "Budget talks fail in Eastmouth",
        "Talks on the budget in Eastmouth failed late on Friday.\n\n"
        "Ada Brandt called the levy unfair; the U.S. "
        "envoy, a state-owned bank and AT&T declined to comment.",
        {"section": "Politics", "outlet_id": 2, "agency": "Reuters", "published_source": "inferred"},
    ),
    ("Budget passes at last", "The budget passed. The tax rises; the levy falls.", {"section": "Politics"}),
    (None, "Nobody put a headline on this note about the harbour budget.", {"published_at": None}),
    (
        f"{XSS} & other tricks",
        f"A body with {XSS} in it, and <b>Bold</b> Bank is named.\n\nA second \x01budget\x02 paragraph.",
        {"url": "javascript:alert(1)", "outlet_id": 2, "language": "fr", "byline": f"By {XSS}"},
    ),
]
NAMED = {  # surface -> entity, searched in each body
    "Ada Brandt": 1,
    "Tom O’Hara": 2,
    "Port Authority": 3,
    "Eastmouth": 4,
    "<b>Bold</b> Bank": 5,
}
#: words -> whose they are; the speaker is mentioned in the same body
SAID = {"the offer was worth nothing": 2, "the levy unfair": 1, XSS: 5}


def make_archive(path: Path, copies: int = 1) -> Path:
    """Write the archive; with more ``copies`` the same stories come on as many days."""
    with open_archive(path):
        pass
    db = Database(path)
    db.table("runs").insert({"id": 1, "started_at": "2025-03-01T00:00:00Z", "version": "0"})
    db.table("outlets").insert_all(OUTLETS)
    db.table("entities").insert_all(
        {"id": key, "name": name, "kind": kind, "key": name.lower()} for key, name, kind in ENTITIES
    )
    db.table("aliases").insert({"alias": "Brandt", "entity_id": 1, "source": "text"})
    for copy in range(copies):
        for number, (headline, body, other) in enumerate(STORIES):
            _insert(db, copy * len(STORIES) + number, headline, body, other)
    db.execute(
        "update entities set article_count ="
        " (select count(*) from article_entities where entity_id = entities.id)"
    )
    db.table("failures").insert(
        {"id": 1, "run_id": 1, "path": "in/bad.pdf", "error": "unreadable", "detail": XSS, "at": "2025-03-01"}
    )
    conn = db.conn
    assert conn is not None
    conn.commit()
    conn.close()
    return path


def _insert(db: Database, number: int, headline: str | None, body: str, other: Mapping[str, Any]) -> None:
    """One article with its file, blocks, evidence, image, earlier version and mentions."""
    day = f"2025-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
    dated = other.get("published_at", day) is not None
    key = (int(day.replace("-", "")) if dated else 0) * 10**8 + number
    db.table("files").insert(
        {
            "id": key,
            "path": f"in/{number}.txt",
            "sha256": f"{number:064}",
            "bytes": 9,
            "status": "filed",
            "run_id": 1,
        }
    )
    article = {
        "id": key,
        "headline": headline,
        "title": headline or body[:40],
        "body": body,
        "outlet_id": 1,
        "language": "en",
        "url": f"https://northshore.example/{number}",
        "published_at": day,
        "published_local": day,
        "published_on": day,
        "published_precision": "day",
        "published_source": "stated",
        "month": day[:7],
        "year": day[:4],
        "word_count": len(body.split()),
        "file_id": key,
    } | dict(other)
    if not dated:
        article |= dict.fromkeys(
            ["published_local", "published_on", "published_precision", "published_source", "month", "year"]
        )
    db.table("articles").insert(article)
    db.table("blocks").insert(
        {
            "article_id": key,
            "position": 0,
            "role": "promo",
            "rule": "promo/newsletter",
            "text": f"Sign up {XSS}",
        }
    )
    db.table("evidence").insert(
        {
            "article_id": key,
            "field": "published",
            "source": "inferred",
            "detail": "time in the name of an image",
        }
    )
    db.table("images").insert(
        {
            "article_id": key,
            "position": 0,
            "url": "javascript:alert(2)",
            "caption": "The quay",
            "credit": "A. Lens",
        }
    )
    db.table("versions").insert(
        {
            "article_id": key,
            "version": 1,
            "headline": "Older words",
            "body": "Old.",
            "file_id": key,
            "replaced_by_run_id": 1,
        }
    )
    db.table("changes").insert(
        {
            "article_id": key,
            "version": 1,
            "field": "headline",
            "kind": "headline",
            "added": headline,
            "removed": "Older words",
        }
    )
    _mention(db, key, body)
    _quote(db, key, body)


def _mention(db: Database, key: int, body: str) -> None:
    for surface, entity in NAMED.items():
        starts = [i for i in range(len(body)) if body.startswith(surface, i)]
        db.table("mentions").insert_all(
            {"article_id": key, "entity_id": entity, "start": i, "end": i + len(surface), "surface": surface}
            for i in starts
        )
        if starts:
            db.table("article_entities").insert(
                {"article_id": key, "entity_id": entity, "mentions": len(starts)}
            )


def _quote(db: Database, key: int, body: str) -> None:
    spoke = {entity: body.find(surface) for surface, entity in NAMED.items()}
    db.table("quotes").insert_all(
        {
            "article_id": key,
            "start": body.index(words),
            "end": body.index(words) + len(words),
            "kind": "direct",
            "speaker_id": entity,
            "speaker_start": spoke[entity],
            "verb": "say",
        }
        for words, entity in SAID.items()
        if words in body
    )


def metadata() -> dict[str, Any]:
    """What metadata.yml says."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))
    return loaded


def make_site(path: Path, **more: Any) -> Datasette:
    """The site of an archive, with metadata.yml and our plugin; ``more`` is merged into the metadata."""
    installed = pm.get_plugin("morgue")
    if installed is not web:
        # an installation from before, with another entry point, must not stand in for this code
        if installed is not None:
            pm.unregister(installed)
        pm.register(web, "morgue")
    return Datasette(
        [str(path)], metadata=metadata() | more, settings={"suggest_facets": False, "sql_time_limit_ms": 5000}
    )


#: Numbers of articles in an archive of 12 copies.
ARTICLE, INFERRED, UNDATED, TRICKS = (2025010100000000, 2025010200000001, 3, 2025010500000004)

PAGES = [
    "/",
    "/search",
    "/search?q=budget",
    "/news",
    "/news/articles",
    f"/news/articles/{ARTICLE}",
    "/news/entities",
    "/news/entities/1",
    "/news/outlets/1",
    f"/news/versions/{ARTICLE},1",
    f"/news/articles/{ARTICLE}?version=1",
    f"/news/articles/{ARTICLE}?version=2",
    f"/news/articles/{ARTICLE}?version=99",
    "/news/changes",
    "/news/corrections",
    "/news/failures",
    "/news/coverage",
    "/news/named_with",
    "/news?sql=select+1",
]
#: What people type, by mistake or not.
NASTY = [
    "",
    " ",
    '"',
    "OR",
    "U.S.",
    "AT&T",
    "state-owned",
    "*",
    "NEAR(",
    "a\x00b",
    "\ud83d",
    "-budget",
    XSS,
    "x" * 10_000,
]


def getter(site: Any) -> Get:
    """Asks a site for a page, outside of any event loop."""

    def get(address: str, **more: Any) -> Any:
        async def ask() -> Any:
            await site.invoke_startup()
            return await site.client.get(address, **more)

        return asyncio.run(ask())

    return get


def encoded(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))
