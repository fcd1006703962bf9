"""One state of an article beside the one before it, read and compared so that no other page waits."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from db.changes import FIELDS
from web.archive import Part, Reader, Row
from web.story_diff import MOST
from web.versions import shown

#: Of the earlier states only those that are compared: a body may be a book, and an article have a hundred.
COMPARED: Part = (
    ("versions",),
    f"""select version, headline, standfirst, substr(body, 1, {MOST + 1}) as body, byline, section,
            editors_note, published_at, updated_at
        from versions where article_id = :id and version in (:one, :other)""",
)


async def version_shown(
    reader: Reader, article: Row, states: Sequence[Row], number: int
) -> dict[str, Any] | None:
    """What the page shows of a state, and its notes as they are stored; None if they take too long.

    ``article`` is the newest state, ``states`` are all earlier ones: of each its ``version`` is enough.
    ``(await version_shown(reader, article, states, 2))["of"]`` is the number of all states.
    """
    earlier = sorted(int(row["version"]) for row in states)
    one, other = ([*earlier, None][max(0, place)] for place in (number - 2, number - 1))
    params = {"id": article["id"], "one": one, "other": other}
    rows = (await reader.parts({"states": COMPARED}, params))["states"] or []
    held = {row["version"]: row for row in rows} | {None: article}
    if not {one, other} <= held.keys():
        return None
    new = held[other]
    # in a thread, since two long texts without a common line take a moment
    marks = await asyncio.to_thread(shown, number, len(earlier) + 1, cut(held[one]), cut(new))
    long = max(len(held[key]["body"]) for key in (one, other)) > MOST
    return {**marks, "cut": MOST if long else None, "version": other, "told": new["editors_note"]}


def cut(state: Mapping[str, Any]) -> Row:
    """A state with no more of each text than is compared.

    >>> len(cut(dict.fromkeys(FIELDS, "x" * 99_999))["body"])
    20000
    """
    return {**state, **{field: state[field] and state[field][:MOST] for field in FIELDS}}
