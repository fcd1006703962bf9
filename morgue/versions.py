"""The versions of one article for the eye, on a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from db.changes import FIELDS, State, compared
from morgue.reader import wrapped

#: Characters of a passage that a list of changes shows.
SHORT = 60


def listed(article: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each state of an article, and one for each change that it made, the oldest first.

    ``article`` is what ``db.record.record`` gives.
    """
    newest = {**article, "version": len(article["versions"]) + 1, "updated_at": article["updated"]}
    for state in [*article["versions"], newest]:
        number = state["version"]
        when = state["updated_at"] or state["published_at"] or "undated"
        yield f"{number}  {when}  {state['headline'] or ''}  ({state['path']})"
        for change in article["changes"]:
            if change["version"] == number - 1:
                yield f"    {change['kind']} ({change['field']}): {_passage(change)}"


def _passage(change: Mapping[str, Any]) -> str:
    parts = ((change["removed"], "[-{}-]"), (change["added"], "{{+{}+}}"))
    return " ".join(marks.format(_short(text)) for text, marks in parts if text)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}…"


def page(state: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of one state as ``db.record.state_of`` gives it."""
    yield from wrapped(state["headline"] or "")
    yield from wrapped(state["standfirst"] or "")
    yield ""
    about = [state[name] for name in ("byline", "section", "published_at", "updated_at", "url")]
    yield from (line for value in about if value for line in wrapped(value))
    for paragraph in [*(state["editors_note"] or "").split("\n\n"), *state["body"].split("\n\n")]:
        if paragraph:
            yield ""
            yield from wrapped(paragraph)


def difference(old: State, new: State) -> Iterator[str]:
    """Yield what one state changed of another, ``[-gone-]`` and ``{+new+}`` as ``wdiff`` has it.

    >>> list(difference({"headline": "Two hurt"}, {"headline": "Three hurt"}))
    ['headline: [-Two-]{+Three+} hurt']
    """
    for field in FIELDS:
        pieces = compared(old, new, field)
        if all(piece.same for piece in pieces):
            continue
        text = "".join(
            piece.new if piece.same else _marked("[-", piece.old, "-]") + _marked("{+", piece.new, "+}")
            for piece in pieces
        )
        first, *rest = text.split("\n\n")
        yield from wrapped(f"{field}: {first}")
        for paragraph in rest:
            yield ""
            yield from wrapped(paragraph)


def _marked(before: str, text: str, after: str) -> str:
    """Each paragraph in marks of its own."""
    return (
        "\n\n".join(f"{before}{part}{after}" if part else "" for part in text.split("\n\n")) if text else ""
    )
