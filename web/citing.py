"""An article as others cite it: references to copy or keep, and what the page tells programs that file it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from db.citations import bibtex, ris
from web.dates import day

#: A tag of the head: the attribute that names it, its name, its content.
Meta = tuple[str, str, str]

#: Signs that could end the script element, or a line of a script.
_IN_SCRIPT = {sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def citing(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows and says of an exported article: ``plain``, ``files``, ``meta`` and ``data``.

    ``files`` holds title, name, text and an address that holds the text itself, so that it can be kept
    from any site, wherever it lies.

    >>> found = citing({"id": 7, "title": "Tax", "outlet": "Post", "published_on": "2025-02-13"})
    >>> found["plain"], [name for _, name, _, _ in found["files"]]
    ('“Tax”, Post, 13 February 2025.', ['article-7.bib', 'article-7.ris'])
    """
    kinds = (
        ("BibTeX", "bib", "application/x-bibtex", bibtex(row)),
        ("RIS", "ris", "application/x-research-info-systems", ris(row)),
    )
    return {
        "plain": plain(row),
        "files": [
            (title, f"article-{row['id']}.{ending}", text, f"data:{media};charset=utf-8,{_quoted(text)}")
            for title, ending, media, text in kinds
        ],
        "meta": meta(row),
        "data": linked_data(row),
    }


def plain(row: Mapping[str, Any]) -> str:
    """An article in one line: author, headline, outlet, date, address, as far as they are known.

    >>> plain({"title": "Tax", "authors": ["Ada Lund", "Bo Moe"], "url": "https://a.example/1"})
    'Ada Lund and Bo Moe, “Tax”, https://a.example/1'
    """
    authors = _authors(row)
    names = " and ".join(filter(None, (", ".join(authors[:-1]), *authors[-1:])))
    date = day(str(row["published_on"])) if row.get("published_on") else ""
    parts = (names, f"“{_title(row)}”", _line(row.get("outlet")), date, _line(row.get("url")))
    text = ", ".join(filter(None, parts))
    return text if row.get("url") else f"{text}."


def meta(row: Mapping[str, Any]) -> list[Meta]:
    """Tags by which Zotero and others file the page: Highwire's, Dublin Core's and Open Graph's.

    >>> meta({"title": "Tax", "published_on": "2025-02-13"})[:2]
    [('name', 'citation_title', 'Tax'), ('name', 'citation_publication_date', '2025/02/13')]
    """
    date, outlet = _line(row.get("published_on")), _line(row.get("outlet"))
    language, title, authors = _line(row.get("language")), _title(row), _authors(row)
    tags = [
        ("name", "citation_title", title),
        *(("name", "citation_author", name) for name in authors),
        ("name", "citation_publication_date", date.replace("-", "/")),
        ("name", "citation_journal_title", outlet),
        ("name", "citation_language", language),
        ("name", "DC.title", title),
        *(("name", "DC.creator", name) for name in authors),
        ("name", "DC.date", date),
        ("name", "DC.publisher", outlet),
        ("name", "DC.language", language),
        ("property", "og:type", "article"),
        ("property", "og:title", title),
        ("property", "og:url", _line(row.get("url"))),
        ("property", "og:site_name", outlet),
        ("property", "og:description", _line(row.get("standfirst"))),
        ("property", "article:published_time", _line(row.get("published_at"))),
    ]
    return [tag for tag in tags if tag[2]]


def linked_data(row: Mapping[str, Any]) -> Markup:
    r"""The article in schema.org's words, as JSON-LD that is safe inside a script element.

    >>> print(linked_data({"title": "</script>"}))
    {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "\u003c/script\u003e"}
    """
    agency = _line(row.get("agency"))
    outlet = _line(row.get("outlet"))
    found = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": _title(row),
        "description": _line(row.get("standfirst")),
        "author": [
            {"@type": "Organization" if name == agency else "Person", "name": name} for name in _authors(row)
        ],
        "publisher": {"@type": "Organization", "name": outlet} if outlet else None,
        "datePublished": _line(row.get("published_local") or row.get("published_at")),
        "dateModified": _line(row.get("updated_at")),
        "inLanguage": _line(row.get("language")),
        "articleSection": _line(row.get("section")),
        "url": _line(row.get("url")),
    }
    text = json.dumps({key: value for key, value in found.items() if value}, ensure_ascii=False)
    # every sign is escaped, so that nothing in it ends the element
    return Markup("".join(_IN_SCRIPT.get(sign, sign) for sign in text))


def _title(row: Mapping[str, Any]) -> str:
    return _line(row.get("headline") or row.get("title"))


def _authors(row: Mapping[str, Any]) -> Sequence[str]:
    names = [_line(name) for name in row.get("authors") or ()] or [_line(row.get("agency"))]
    return [name for name in names if name]


def _line(value: object) -> str:
    """A value on one line, without signs that do not show."""
    text = " ".join(str("" if value is None else value).split())
    return "".join(sign for sign in text if sign.isprintable())


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "replace"), safe="")
