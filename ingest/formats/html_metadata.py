"""What a page states of itself in machine-readable form: JSON-LD, Open Graph, meta, time elements."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag

from ingest.model import Image
from ingest.text import fold, fold_space

ARTICLE_TYPES = re.compile(r"(?:Article|Report|BlogPosting|Review|LiveBlog|NewsMedia)", re.I)
#: How deep JSON-LD is searched for articles.
MAX_DEPTH = 8

META = {
    "headline": ("og:title", "twitter:title", "dc.title", "DC.title", "parsely-title", "sailthru.title"),
    "standfirst": ("og:description", "description", "twitter:description"),
    "authors": (
        "author",
        "article:author",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "DC.creator",
        "byl",
    ),
    "published": (
        "article:published_time",
        "og:published_time",
        "datePublished",
        "parsely-pub-date",
        "sailthru.date",
        "pubdate",
        "publishdate",
        "publish-date",
        "date",
        "dc.date",
        "DC.date",
        "DC.date.issued",
        "dcterms.created",
        "cXenseParse:recs:publishtime",
        "article:published",
        "last-modified-date",
        "ptime",
    ),
    "updated": (
        "article:modified_time",
        "og:updated_time",
        "dateModified",
        "last-modified",
        "dcterms.modified",
    ),
    "section": ("article:section", "section", "parsely-section", "cXenseParse:category"),
    "outlet": ("og:site_name", "application-name", "publisher", "dc.publisher", "copyright"),
    "url": ("og:url", "twitter:url"),
    "language": ("og:locale", "language", "content-language", "dc.language"),
}

#: Between the headline and the site's name in a page's title.
TITLE_SEPARATOR = re.compile(r"\s+[|–—•·»:-]\s+|\s*[|｜：]\s*|\s+-\s+")


def read(soup: BeautifulSoup) -> tuple[Mapping[str, tuple[str, ...]], tuple[Image, ...]]:
    """Candidates by field, best first, and the article's leading picture."""
    found: dict[str, list[str]] = {}
    nodes = list(_articles(soup))
    for node in nodes:
        _from_json_ld(found, node)
    _from_meta(found, soup)
    _from_elements(found, soup)
    # The site names itself as readers know it; the publisher in JSON-LD is often the company.
    found.setdefault("outlet", []).extend(found.pop("publisher", ()))
    found["headline"] = _headlines(found, soup)
    if "standfirst" in found:
        found["standfirst"] = _standfirsts(found["standfirst"], soup)
    metadata = {name: tuple(dict.fromkeys(filter(None, values))) for name, values in found.items()}
    return metadata, _images(nodes, soup)


def _articles(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    for script in soup.find_all("script", type=re.compile(r"ld\+json", re.I)):
        raw = re.sub(r"^\s*(?://)?<!\[CDATA\[|(?://)?\]\]>\s*$|^\s*<!--|-->\s*$", "", script.get_text())
        try:
            data = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _nodes(data, 0)


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        if ARTICLE_TYPES.search(str(data.get("@type", ""))) and (
            "headline" in data or "datePublished" in data
        ):
            yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "item"):
            if isinstance(data.get(key), dict | list):
                yield from _nodes(data[key], depth + 1)


def _from_json_ld(found: dict[str, list[str]], node: dict[str, Any]) -> None:
    keys = {
        "headline": "headline",
        "standfirst": "description",
        "published": "datePublished",
        "updated": "dateModified",
        "section": "articleSection",
        "language": "inLanguage",
        "url": "url",
    }
    for name, key in keys.items():
        found.setdefault(name, []).extend(_strings(node.get(key)))
    found.setdefault("authors", []).extend(_strings(node.get("author") or node.get("creator")))
    found.setdefault("publisher", []).extend(_strings(node.get("publisher")))


def _strings(value: Any) -> list[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of these."""
    if isinstance(value, str):
        return [fold_space(_plain(value))] if value.strip() else []
    if isinstance(value, list):
        return [name for item in value for name in _strings(item)]
    if isinstance(value, dict):
        return _strings(value.get("name") or value.get("alternateName") or value.get("@value"))
    return []


def _plain(text: str) -> str:
    """A JSON string that itself holds entities or tags, as text."""
    return BeautifulSoup(text, "lxml").get_text(" ") if "&" in text or "<" in text else text


def _from_meta(found: dict[str, list[str]], soup: BeautifulSoup) -> None:
    values: dict[str, list[str]] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        content = tag.get("content")
        if isinstance(name, str) and isinstance(content, str) and content.strip():
            values.setdefault(name.lower(), []).append(fold_space(content))
    for field, names in META.items():
        for name in names:
            found.setdefault(field, []).extend(values.get(name.lower(), ()))


def _from_elements(found: dict[str, list[str]], soup: BeautifulSoup) -> None:
    canonical = soup.find("link", rel="canonical")
    if isinstance(canonical, Tag):
        found.setdefault("url", []).insert(0, str(canonical.get("href") or ""))
    root = soup.find("html")
    if isinstance(root, Tag) and root.get("lang"):
        found.setdefault("language", []).append(str(root.get("lang")))
    if not found.get("published"):
        found["published"] = [str(tag.get("datetime")) for tag in _times(soup)][:1]
    found["url"] = [url for url in found.get("url", []) if url.startswith(("http://", "https://"))]
    if not found.get("authors"):
        marked = soup.select(
            '[rel="author"], [itemprop="author"], .byline, .author, .author-name, .byline__name'
        )
        found["authors"] = [fold_space(tag.get_text(" ")) for tag in marked[:3]]


def _times(soup: BeautifulSoup) -> list[Tag]:
    """Time elements of the article: inside its element or after its heading, never in lists of others."""
    article = soup.find("article") or soup.find("main") or soup
    return (
        [tag for tag in article.find_all("time") if tag.get("datetime")] if isinstance(article, Tag) else []
    )


def _headlines(found: dict[str, list[str]], soup: BeautifulSoup) -> list[str]:
    """The printed heading if the page's other statements bear it out, else the best of those."""
    headings = [fold_space(tag.get_text(" ")) for tag in soup.find_all("h1")]
    headings = [text for text in headings if text]
    stated = [_without_site(text, found) for text in found.get("headline", [])]
    title = soup.find("title")
    if title:
        stated.append(_without_site(fold_space(title.get_text()), found))
    stated = [text for text in stated if text]
    for heading in headings:
        if any(_alike(heading, text) for text in stated):
            return [heading, *stated]
    if len(headings) == 1 and len(headings[0].split()) > 3:
        return [headings[0], *stated]
    return stated or headings


def _alike(heading: str, stated: str) -> bool:
    one, other = fold(heading), fold(stated)
    if not one or not other:
        return False
    if one in other or other in one:
        return min(len(one), len(other)) > 0.4 * max(len(one), len(other))
    words = {fold(word) for word in heading.split()}, {fold(word) for word in stated.split()}
    return len(words[0] & words[1]) >= 0.6 * min(len(words[0]), len(words[1])) and len(words[0]) > 2


def _without_site(text: str, found: dict[str, list[str]]) -> str:
    """A title without the site's name at its end or beginning."""
    sites = {fold(name) for name in found.get("outlet", [])} - {""}
    pieces = TITLE_SEPARATOR.split(text)
    if len(pieces) < 2:
        return text
    for piece in (pieces[-1], pieces[0]):
        key = fold(piece)
        if key and any(key in site or site in key for site in sites):
            cut = text.rfind(piece) if piece is pieces[-1] else len(piece)
            rest = text[:cut] if piece is pieces[-1] else text[cut:]
            return rest.strip(" |–—•·»:-｜：")
    if " | " in text and len(pieces[0].split()) > 3:
        return pieces[0]
    return text


def _standfirsts(values: list[str], soup: BeautifulSoup) -> list[str]:
    """Descriptions that the page prints in full: the others were written for search engines."""
    printed = {
        fold(tag.get_text(" "))
        for tag in soup.find_all(["p", "h2", "h3", "div", "span", "strong"])
        if len(tag.get_text()) < 600
    }
    return [value for value in values if len(value) >= 40 and fold(value) in printed]


def _images(nodes: list[dict[str, Any]], soup: BeautifulSoup) -> tuple[Image, ...]:
    urls: list[str] = []
    for node in nodes:
        picture = node.get("image")
        for item in picture if isinstance(picture, list) else [picture]:
            url = item.get("url") if isinstance(item, dict) else item
            urls += [url] if isinstance(url, str) else []
    for tag in soup.find_all("meta", property="og:image"):
        urls.append(str(tag.get("content") or ""))
    out = [Image(url=url) for url in dict.fromkeys(urls) if url.startswith("http")][:1]
    scope = soup.find("article") or soup
    for figure in scope.find_all("figure") if isinstance(scope, Tag) else []:
        caption = figure.find("figcaption")
        picture_tag = figure.find("img")
        source = str(picture_tag.get("src") or "") if isinstance(picture_tag, Tag) else ""
        text = fold_space(caption.get_text(" ")) if isinstance(caption, Tag) else ""
        if text or source.startswith("http"):
            out.append(Image(source if source.startswith("http") else None, text or None))
    return tuple(out)
