"""JSON and JSON Lines: an object an article, keys named like our columns, or like news-please's, Fundus's
and schema.org's."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ingest.formats import html
from ingest.formats import text as text_format
from ingest.model import Draft, Image, Line
from ingest.text import fold, fold_space

KEYS: Mapping[str, tuple[str, ...]] = {
    "headline": ("headline", "title", "name"),
    "standfirst": ("standfirst", "deck", "subtitle", "description", "summary", "abstract"),
    "body": ("body", "maintext", "articleBody", "text", "content", "fulltext", "full_text", "plaintext"),
    "byline": ("byline",),
    "authors": ("authors", "author", "creator"),
    "agency": ("agency",),
    "editor": ("editor",),
    "section": ("section", "articleSection", "category"),
    "outlet": ("outlet", "publisher", "source_name", "site_name", "source", "source_domain", "domain"),
    "language": ("language", "inLanguage", "lang"),
    "url": ("url", "link", "canonical_url"),
    "published": (
        "published",
        "published_at",
        "published_local",
        "date_publish",
        "publishing_date",
        "datePublished",
        "published_on",
        "pub_date",
        "publish_date",
        "date",
    ),
    "updated": ("updated", "updated_at", "date_modify", "dateModified", "modified"),
    "dateline": ("dateline",),
    "editors_note": ("editors_note",),
    "image": ("image_url", "images", "image", "top_image"),
}

#: Where a block of a body has its text, as editors of blocks store it; "rendered" is WordPress's.
BLOCK_KEYS = (
    "text",
    "content",
    "value",
    "rendered",
    "body",
    "html",
    "paragraphs",
    "children",
    "data",
    "name",
)
#: Elements of a body that is a piece of a page, and those that part paragraphs by themselves.
MARKUP = re.compile(r"</?(?:p|div|article|section|h[1-6]|[uo]l|blockquote|br)(?:\s[^<>]{0,500})?/?>", re.I)
PARAGRAPH = re.compile(r"<(?:p|div|article|section)(?:\s[^<>]{0,500})?>", re.I)

#: How deep names are looked for in lists and objects; records of real sets go to 4.
MAX_DEPTH = 20

#: Standing values that mean nothing was found.
NOTHING = {"", "none", "null", "nan", "n/a"}


def read(record: Any) -> Draft:
    """One record as a draft. Raises ValueError if it holds no text."""
    if not isinstance(record, dict):
        raise ValueError(f"an object is wanted, not {type(record).__name__}")
    fields = {name: _values(record, keys) for name, keys in KEYS.items() if name not in {"body", "image"}}
    body, standfirst = _body(record)
    if standfirst:
        fields["standfirst"] = [standfirst]
    if not body.strip():
        raise ValueError("no text under any of " + ", ".join(KEYS["body"]))
    opening = fold(body[:2000])
    fields["standfirst"] = [text for text in fields["standfirst"] if fold(text)[:80] not in opening]
    if any("." in name and " " not in name for name in fields["outlet"]):
        hosts = [name for name in fields["outlet"] if "." in name and " " not in name]
        fields["outlet"] = [name for name in fields["outlet"] if name not in hosts]
        fields["host"] = hosts
    found, images = _lines(body)
    # A record's body is somebody's extraction: its lines are kept unless a rule is certain.
    lines = tuple(Line(line.text, line.gap, line.links, line.mark, True) for line in found)
    metadata = {name: tuple(values) for name, values in fields.items() if values}
    return Draft(lines, metadata, (*_pictures(record), *images))


def _values(record: Mapping[str, Any], keys: tuple[str, ...]) -> list[str]:
    for key in keys:
        found = [fold_space(value) for value in _strings(record.get(key))]
        found = [value for value in found if value.lower() not in NOTHING]
        if found:
            return found
    return []


def _strings(value: Any, depth: int = 0) -> list[str]:
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, int) and not isinstance(value, bool):
        return [str(value)]
    if isinstance(value, list):
        return [name for item in value for name in _strings(item, depth + 1)]
    if isinstance(value, dict):
        return _strings(value.get("name") or value.get("@value") or value.get("url"), depth + 1)
    return []


def _body(record: Mapping[str, Any]) -> tuple[str, str | None]:
    """The body's text, and the standfirst where the body holds it (Fundus's summary)."""
    for key in KEYS["body"]:
        value = record.get(key)
        sections = value.get("sections") if isinstance(value, dict) else None
        if isinstance(value, dict) and isinstance(sections, list):
            parts: list[str] = []
            for section in sections:
                if isinstance(section, dict):
                    parts += [*_strings(section.get("headline")), *_blocks(section.get("paragraphs"))]
            if text := "\n\n".join(parts).strip():
                return text, " ".join(_strings(value.get("summary"))) or None
        elif text := "\n\n".join(_blocks(value)).strip("\n"):
            return text, None
    return "", None


def _blocks(value: Any, depth: int = 0) -> list[str]:
    """The paragraphs of a body: a text, or a list of texts and of objects that hold one."""
    if isinstance(value, list) and depth <= MAX_DEPTH:
        return [text for item in value for text in _blocks(item, depth + 1)]
    if isinstance(value, dict) and depth <= MAX_DEPTH:
        for key in BLOCK_KEYS:
            part = value.get(key)
            if isinstance(part, list) and all(isinstance(one, dict) and _is_run(one) for one in part):
                part = "".join(one["text"] for one in part)
            if isinstance(part, str | list | dict) and (texts := _blocks(part, depth + 1)):
                return texts
        return []
    found_here = _strings(value) if depth else [value] if isinstance(value, str) else []
    return [text for text in found_here if text.strip()]


def _is_run(part: Mapping[str, Any]) -> bool:
    """Whether it is a piece of a paragraph, as where some of its words are bold."""
    return isinstance(part.get("text"), str) and part.get("type", "text") == "text"


def _lines(body: str) -> tuple[list[Line], tuple[Image, ...]]:
    """The lines of a body: of markup, those that its page would have."""
    # What blank lines part is one paragraph to a browser.
    if (PARAGRAPH if "\n\n" in body else MARKUP).search(body) and not html.hostile(
        body.encode("utf-8", "replace")
    ):
        page = html.read(body)
        if page.lines:
            return list(page.lines), page.images
    draft = text_format.read(body)
    return list(draft.lines), draft.images


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:
        return ""


def _pictures(record: Mapping[str, Any]) -> list[Image]:
    out = []
    for key in KEYS["image"]:
        value = record.get(key)
        for item in value if isinstance(value, list) else [value]:
            url = item.get("url") or item.get("contentUrl") if isinstance(item, dict) else item
            caption = item.get("caption") if isinstance(item, dict) else None
            if isinstance(url, str) and _scheme(url) in {"http", "https"}:
                out.append(Image(url, caption if isinstance(caption, str) else None))
        if out:
            break
    return out
