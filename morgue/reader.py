"""One article for the eye, on a terminal."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

#: Characters of a line: what the eye follows with ease.
WIDTH = 80


def page(article: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of an article as ``db.record.record`` gives it."""
    yield from wrapped(article["title"])
    if article["standfirst"]:
        yield from wrapped(article["standfirst"])
    yield ""
    about = [article[name] for name in ("byline", "outlet", "section", "published", "url")]
    yield from (line for value in about if value for line in wrapped(value))
    if article["editors_note"]:
        yield ""
        yield from wrapped(article["editors_note"])
    for paragraph in article["body"].split("\n\n"):
        yield ""
        yield from wrapped(paragraph)
    named: dict[str, list[str]] = {}
    for mention in article["mentions"]:
        names = named.setdefault(mention["kind"], [])
        if mention["name"] not in names:
            names.append(mention["name"])
    if named:
        yield ""
    for kind, names in named.items():
        yield from wrapped(f"{kind}: {', '.join(names)}")


def wrapped(text: str) -> list[str]:
    """The lines of a paragraph.

    >>> wrapped("One line.")
    ['One line.']
    """
    return textwrap.wrap(text, WIDTH, break_long_words=False, break_on_hyphens=False)
