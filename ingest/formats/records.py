"""JSON and JSON Lines: an object an article, keys named like our columns, or like news-please's, Fundus's
and schema.org's."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

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
    draft = text_format.read(body)
    # A record's body is somebody's extraction: its lines are kept unless a rule is certain.
    lines = tuple(Line(line.text, line.gap, line.links, line.mark, True) for line in draft.lines)
    metadata = {name: tuple(values) for name, values in fields.items() if values}
    return Draft(lines, metadata, (*_pictures(record), *draft.images))


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
        if isinstance(value, str) and value.strip():
            return value, None
        if isinstance(value, list) and value:
            return "\n\n".join(_strings(value)), None
        if isinstance(value, dict):
            parts: list[str] = []
            sections = value.get("sections")
            for section in sections if isinstance(sections, list) else ():
                if not isinstance(section, dict):
                    continue
                parts += [*_strings(section.get("headline")), *_strings(section.get("paragraphs"))]
            return "\n\n".join(parts), " ".join(_strings(value.get("summary"))) or None
    return "", None


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
