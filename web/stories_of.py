"""The stories that articles of a list belong to, and their languages."""

import json
from collections.abc import Sequence

from web.archive import Reader, Row

_STORIES = """select articles.id, stories.id as story, article_count as reports
    from articles join stories on stories.id = story_id
    where articles.id in (select value from json_each(:ids))"""


async def stories_of(reader: Reader, ids: Sequence[int]) -> dict[int, Row]:
    """The address of each article's story and its number of reports; nothing of stories that are private.

    ``(await stories_of(reader, [7]))[7]["address"]`` is ``"/news/stories/3"``.
    """
    if not ids or "stories" not in await reader.database.table_names():
        return {}
    part = {"stories": (("articles", "stories"), _STORIES)}
    rows = (await reader.parts(part, {"ids": json.dumps(list(ids))}))["stories"] or []
    return {
        row["id"]: row | {"address": reader.datasette.urls.row(reader.database.name, "stories", row["story"])}
        for row in rows
    }


async def languages_of(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    """The languages of some articles, where they are known.

    ``await languages_of(reader, [7])`` is ``{7: "fr"}``.
    """
    sql = """select id, language from articles
        where id in (select value from json_each(:ids)) and language is not null"""
    rows = await reader.rows(sql, {"ids": json.dumps(list(ids))}) if ids else []
    return {row["id"]: row["language"] for row in rows or []}
