"""Articles in a page's JSON-LD, and the names in them."""

import json
import re
from collections.abc import Iterator
from typing import Any

from ingest.text import fold_space

ARTICLE_TYPES = re.compile(r"(?:Article|Report|BlogPosting|Review|LiveBlog|NewsMedia)", re.I)
#: How deep JSON-LD is searched.
MAX_DEPTH = 8
WRAPPING = re.compile(r"^\s*(?://)?<!\[CDATA\[|(?://)?\]\]>\s*\Z|^\s*<!--|-->\s*\Z")
#: An author that is no person.
GROUP = re.compile(r"Organi[sz]ation|NewsMedia|Corporation|Brand|WebSite", re.I)


def articles(scripts: list[str]) -> list[dict[str, Any]]:
    """The articles that scripts describe, references by @id resolved one level deep."""
    known: dict[str, dict[str, Any]] = {}
    found: list[dict[str, Any]] = []
    for script in scripts:
        try:
            data = json.loads(WRAPPING.sub("", script), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data, 0):
            name = node.get("@id")
            if isinstance(name, str) and "name" in node:
                known.setdefault(name, node)
            if ARTICLE_TYPES.search(str(node.get("@type", ""))) and (
                {"headline", "datePublished"} & node.keys()
            ):
                found.append(node)
    return [{key: _resolved(value, known) for key, value in node.items()} for node in found]


def _nodes(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "item"):
            if isinstance(data.get(key), dict | list):
                yield from _nodes(data[key], depth + 1)


def _resolved(value: Any, known: dict[str, dict[str, Any]]) -> Any:
    if isinstance(value, list):
        return [_resolved(item, known) for item in value]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def strings(value: Any) -> list[str]:
    """The names in a JSON-LD value: a string, an object with a name, or a list of these.

    >>> strings([{"name": "Jane Doe"}, "John Roe", 3])
    ['Jane Doe', 'John Roe']
    """
    out: list[str] = []
    waiting = [value]
    while waiting:
        item = waiting.pop(0)
        if isinstance(item, str):
            out += [fold_space(item)] if item.strip() else []
        elif isinstance(item, list):
            waiting = [*item, *waiting]
        elif isinstance(item, dict):
            waiting.insert(0, item.get("name") or item.get("alternateName") or item.get("@value"))
    return out


def authors(nodes: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """The authors of the first article that names any: persons, and organisations.

    >>> authors([{"author": [{"@type": "Person", "name": "A B"}, {"@type": "Organization", "name": "AFP"}]}])
    (['A B'], ['AFP'])
    """
    for node in nodes:
        value = node.get("author") or node.get("creator")
        people: list[str] = []
        groups: list[str] = []
        for item in value if isinstance(value, list) else [value]:
            group = isinstance(item, dict) and GROUP.search(str(item.get("@type", "")))
            (groups if group else people).extend(strings(item))
        if people or groups:
            return people, groups
    return [], []
