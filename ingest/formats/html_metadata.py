"""What a page states of itself in machine-readable form: JSON-LD, Open Graph, meta, time elements."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from ingest.formats import html_bylines, html_headline, html_jsonld, html_scripts
from ingest.formats.html_lines import visible
from ingest.model import Image
from ingest.text import fold, fold_space

META = {
    "headline": ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title"),
    "standfirst": ("og:description", "description", "twitter:description"),
    "authors": ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"),
    "published": (
        "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
        "pubdate", "publishdate", "publish-date", "date", "dc.date", "dc.date.issued", "dcterms.created",
        "cxenseparse:recs:publishtime", "article:published", "ptime",
    ),
    "updated": ("article:modified_time", "og:updated_time", "datemodified", "last-modified",
                "last-modified-date", "dcterms.modified"),
    "section": ("article:section", "section", "parsely-section", "cxenseparse:category"),
    "outlet": ("og:site_name", "application-name", "publisher", "dc.publisher", "copyright"),
    "url": ("og:url", "twitter:url"),
    "language": ("og:locale", "language", "content-language", "dc.language"),
}  # fmt: skip
JSON_LD = {
    "standfirst": "description",
    "published": "datePublished",
    "updated": "dateModified",
    "section": "articleSection",
    "language": "inLanguage",
    "url": "url",
}
#: Longest text that names authors (characters): longer ones are no list of names.
LONGEST_NAMES = 300
#: A tag inside a JSON string.
TAG = re.compile(r"<[^<>]{1,300}>")


@dataclass(slots=True)
class _Found:
    """The elements of a page that say something of it, from one walk over the tree."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    times: list[tuple[str, bool]] = field(default_factory=list)
    h1: list[etree._Element] = field(default_factory=list)
    figures: list[etree._Element] = field(default_factory=list)
    title: str = ""
    canonical: str = ""
    articles: bool = False


@dataclass(frozen=True, slots=True)
class Stated:
    """Candidates by field, best first; the pictures; and the texts that help to find the body."""

    metadata: Mapping[str, tuple[str, ...]]
    images: tuple[Image, ...]
    titles: list[str]
    described: list[str]
    body: str


def read(tree: etree._Element, printed: set[str]) -> Stated:
    """What a page states; ``printed`` holds the folded lines that it prints."""
    page = _walk(tree)
    nodes = html_jsonld.articles(page.scripts)
    found: dict[str, list[str]] = {
        name: [value for key in names for value in page.meta.get(key, ())] for name, names in META.items()
    }
    for name, key in JSON_LD.items():
        values = [plain(text) for node in nodes for text in html_jsonld.strings(node.get(key))]
        found[name] = values + found[name]
    # The site names itself as readers know it; the publisher in JSON-LD is often the company.
    found["outlet"] += [text for node in nodes for text in html_jsonld.strings(node.get("publisher"))]
    found["url"].insert(0, page.canonical)
    found["url"] = [url for url in found["url"] if url.startswith(("http://", "https://"))]
    found["language"] += [tree.get("lang") or ""] if tree.tag == "html" else []
    if not found["published"]:
        times = [value for value, inside in page.times if inside or not page.articles]
        found["published"] = times[:1] or html_scripts.published(tree)
    found["authors"] = _authors(nodes, tree, found)
    stated = [plain(text) for node in nodes for text in html_jsonld.strings(node.get("headline"))]
    titles = found["headline"]
    found["headline"] = html_headline.rank(page.h1, stated, titles, page.title, found["outlet"], printed)
    described = found["standfirst"]
    # Descriptions that the page prints in full: the others were written for search engines.
    found["standfirst"] = [text for text in described if len(text) >= 40 and fold(text) in printed]
    metadata = {name: tuple(dict.fromkeys(filter(None, values))) for name, values in found.items()}
    body = " ".join(plain(text) for node in nodes for text in html_jsonld.strings(node.get("articleBody")))
    return Stated(
        {name: values for name, values in metadata.items() if values},
        _images(nodes, page),
        [*titles, *stated],
        described,
        body,
    )


def plain(text: str) -> str:
    """A JSON string that itself holds entities or tags, as text.

    >>> plain("Tom &amp;amp; Jerry <b>shut</b>")
    'Tom & Jerry shut'
    """
    if "&" in text:
        text = html.unescape(html.unescape(text))
    return fold_space(TAG.sub(" ", text) if "<" in text else text)


def _walk(tree: etree._Element) -> _Found:
    page = _Found()
    page.articles = next(tree.iter("article", "main"), None) is not None
    for element in tree.iter("meta", "script", "title", "link", "h1", "figure", "time"):
        _note(page, element, str(element.tag))
    return page


def _note(page: _Found, element: etree._Element, tag: str) -> None:
    get = element.get
    if tag == "meta":
        name = get("property") or get("name") or get("itemprop") or get("http-equiv")
        content = get("content")
        if name and content and content.strip():
            page.meta.setdefault(name.lower(), []).append(fold_space(content))
    elif tag == "script":
        if "ld+json" in (get("type") or "").lower():
            page.scripts.append(element.text or "")
    elif tag == "title":
        page.title = page.title or visible(element)
    elif tag == "link":
        if (get("rel") or "").lower() == "canonical":
            page.canonical = page.canonical or get("href") or ""
    elif tag == "h1":
        page.h1.append(element)
    elif tag == "figure":
        page.figures.append(element)
    elif get("datetime"):
        page.times.append((get("datetime") or "", _in_article(element, "main")))


def _authors(nodes: list[dict[str, Any]], tree: etree._Element, found: dict[str, list[str]]) -> list[str]:
    """The names of the first source that names a person; a site's own name only if nobody is named."""
    from ingest.fields import authors

    people, others = html_jsonld.authors(nodes)
    sites = {fold(name) for name in found["outlet"]} - {""}
    stated = [[_in_name_case(plain(name)) for name in people], found["authors"]]
    groups = [plain(name) for name in others]
    bylines: list[str] = []
    for n in range(4):
        if n == 2:
            # The elements are looked for only where the metadata names nobody.
            bylines = html_bylines.printed(tree)
        names = [name for name in (*stated, bylines, groups)[n] if len(name) <= LONGEST_NAMES]
        own = [name for name in names if not any(key in fold(name) for key in sites)]
        if own and authors.people(tuple(own)):
            return own
    for names in (stated[0], groups, stated[1], bylines[:1]):
        if any(authors.signers((name,)) for name in names if len(name) <= LONGEST_NAMES):
            return names[:3]
    return []


def _in_name_case(name: str) -> str:
    """A person's name that a system wrote small: jane doe is Jane Doe."""
    return name.title() if name.islower() and 2 <= name.count(" ") + 1 <= NAME_WORDS else name


#: Words of a name that a system wrote small; longer ones are no names.
NAME_WORDS = 3


def _images(nodes: list[dict[str, Any]], page: _Found) -> tuple[Image, ...]:
    urls: list[str] = []
    for node in nodes:
        picture = node.get("image")
        for item in picture if isinstance(picture, list) else [picture]:
            url = item.get("url") if isinstance(item, dict) else item
            urls += [url] if isinstance(url, str) else []
    urls += page.meta.get("og:image", [])
    out = [Image(url=url) for url in dict.fromkeys(urls) if url.startswith("http")][:1]
    inside = [figure for figure in page.figures if _in_article(figure)]
    for figure in inside or page.figures:
        caption = next(figure.iter("figcaption"), None)
        picture_tag = next(figure.iter("img"), None)
        source = (picture_tag.get("src") or "") if picture_tag is not None else ""
        text = visible(caption) if caption is not None else ""
        if text or source.startswith("http"):
            out.append(Image(source if source.startswith("http") else None, text or None))
    return tuple(out)


def _in_article(element: etree._Element, *others: str) -> bool:
    return next(element.iterancestors("article", *others), None) is not None
