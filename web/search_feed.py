"""/search.atom: the newest articles that a search finds, for feed readers: a saved search that reports."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from xml.etree import ElementTree

from datasette.utils.asgi import BadRequest, Response  # type: ignore[import-untyped]

from db.search import search, unmarked
from db.statements import TooSlowError
from web.archive import limited, searchable, unseen
from web.wish import wish

#: Articles of a feed: a day's reading of one subject.
ENTRIES = 50

_ATOM = "http://www.w3.org/2005/Atom"
_STORED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d)(:\d\d)?)?)?)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a feed; ``published`` is as the archive stores it."""

    address: str
    title: str
    summary: str
    outlet: str
    published: str


async def search_feed(datasette: Any, request: Any) -> Any:
    """Answer ``/search.atom``, with the query and filters of the page.

    Undated articles are left out: a feed wants a date, and a made up one is worse than none.
    """
    database = await searchable(datasette, request)
    wanted = wish(request)
    if wanted.left_out:
        raise BadRequest(wanted.note)
    hidden = await unseen(datasette, request.actor, database)
    ask = partial(
        search,
        query=wanted.query,
        filters=wanted.by_field,
        without=wanted.without_by_field,
        sort="newest",
        limit=ENTRIES,
        counts=False,
        once=wanted.once and "copies" not in hidden,
    )
    try:
        answer = await limited(datasette, database, partial(ask, limit=ENTRIES))
    except TooSlowError:
        raise BadRequest("Too many articles to search in time") from None

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    address = replace(wanted, sort="rank", page=1, look_for=()).address
    entries = [
        Entry(
            absolute(datasette.urls.row(database.name, "articles", hit.id)),
            hit.title,
            unmarked(hit.snippet),
            hit.outlet or "unknown outlet",
            hit.published,
        )
        for hit in answer.hits
        if hit.published and not hit.partial
    ]
    title = datasette.metadata("title") or "News archive"
    text = atom(
        f"{title}: {answer.understood}",
        absolute(datasette.urls.path("/search.atom") + address),
        absolute(datasette.urls.path("/search") + address),
        entries,
        datetime.now(UTC),
    )
    headers = {"Access-Control-Allow-Origin": "*"} if datasette.cors else {}
    return Response(text, headers=headers, content_type="application/atom+xml; charset=utf-8")


def atom(title: str, here: str, page: str, entries: Iterable[Entry], now: datetime) -> str:
    """A feed in the words of RFC 4287; ``now`` is its date if it has no entries.

    >>> tax = Entry("https://a.example/1", "Tax", "", "Post", "2025-02-13")
    >>> feed = atom("News", "https://a.example/f", "https://a.example/", [tax], datetime.now(UTC))
    >>> "<updated>2025-02-13T00:00:00Z</updated>" in feed
    True
    """
    feed = ElementTree.Element("feed", xmlns=_ATOM)
    made = [entry for entry in entries if _moment(entry.published)]
    newest = max((_moment(entry.published) for entry in made), default="")
    _add(feed, "id", here)
    _add(feed, "title", title)
    _add(feed, "updated", newest or now.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add(feed, "link", rel="self", href=here, type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=page, type="text/html")
    for entry in made:
        element = ElementTree.SubElement(feed, "entry")
        _add(element, "id", entry.address)
        _add(element, "title", entry.title)
        _add(element, "updated", _moment(entry.published))
        _add(element, "published", _moment(entry.published))
        _add(element, "link", rel="alternate", href=entry.address, type="text/html")
        _add(ElementTree.SubElement(element, "author"), "name", entry.outlet)
        _add(element, "summary", entry.summary)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> None:
    sound = {key: _sound(value) for key, value in attributes.items()}
    ElementTree.SubElement(parent, name, sound).text = None if text is None else _sound(text)


def _sound(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    kept = (sign for sign in text if sign in "\t\n" or unicodedata.category(sign) not in ("Cc", "Cs"))
    return "".join(sign for sign in kept if sign not in "\ufffe\uffff")


def _moment(stored: str) -> str:
    """A stored date or moment as a whole moment; "" if it is none.

    >>> _moment("2025-02"), _moment("2025-02-13T09:30:00Z"), _moment("soon")
    ('2025-02-01T00:00:00Z', '2025-02-13T09:30:00Z', '')
    """
    match = _STORED.match(stored)
    if not match:
        return ""
    year, month, day, time, seconds = match.groups()
    return f"{year}-{month or '01'}-{day or '01'}T{time or '00:00'}{seconds or ':00'}Z"
