"""The page of one story: all its reports in order, who was first, and what they share."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from web.archive import Part, Reader, Row, visible
from web.dates import day, moment
from web.story_chart import course
from web.story_diff import asked_for, difference
from web.story_reports import Told, by_outlet, first, folded, lag, ordered

#: Reports that are listed; a story of more is a long campaign, and its page a megabyte.
MOST = 500
#: Reports that can be chosen for a comparison from a list; the others by their links.
CHOSEN = 100
#: Outlets below which a name of one alone says nothing: of two, half of the names are.
FEW_OUTLETS = 3

#: The story itself: the tables that it shows, and its SQL. :id is the story.
STORY: dict[str, Part] = {
    "stories": (("stories",), "select * from stories where id = :id"),
}
#: Pieces of the page.
PARTS: dict[str, Part] = {
    "reports": (
        ("articles", "outlets", "copies"),
        f"""select articles.id, title, articles.language, published_at, published_source, agency,
               outlet_id, outlets.name as outlet, family_id, similarity
           from articles left join outlets on outlets.id = outlet_id
           left join copies on copies.article_id = articles.id
           where story_id = :id order by published_at is null, published_at, articles.id limit {MOST}""",
    ),
    "names": (
        ("articles", "article_entities", "entities", "copies"),
        # each text counts once, whatever its copies
        """with texts as (
               select articles.id, coalesce(family_id, articles.id) as text from articles
               left join copies on copies.article_id = articles.id where story_id = :id)
           select entities.id, entities.name, kind, count(distinct text) as reports,
               (select count(distinct text) from texts) as texts
           from texts join article_entities on article_entities.article_id = texts.id
           join entities on entities.id = entity_id
           group by entities.id having 2 * reports > texts
           order by reports desc, sum(mentions) desc, entities.name limit 24""",
    ),
    "alone": (
        ("articles", "article_entities", "entities", "outlets", "same_as"),
        # named twice, since a single mention is often a slip; an article of no known outlet is one of its own
        """select min(entities.id) as id, entities.name, kind, min(outlets.name) as outlet,
               min(articles.id) as article_id
           from articles join article_entities on article_entities.article_id = articles.id
           join entities on entities.id = article_entities.entity_id
           left join outlets on outlets.id = outlet_id
           left join same_as on same_as.entity_id = entities.id
           where story_id = :id group by coalesce(into_id, entities.id)
           having count(distinct coalesce(outlet_id, -articles.id)) = 1 and min(outlet_id) is not null
               and sum(mentions) > 1
           order by sum(mentions) desc, entities.name limit 12""",
    ),
    "before": (
        ("stories", "articles"),
        """select earlier.id, earlier.headline, earlier.first_published, earlier.article_count
           from stories join stories as earlier on earlier.id = stories.follows_id
           where stories.id = :id""",
    ),
    "after": (
        ("stories", "articles"),
        """select id, headline, first_published, article_count from stories
           where follows_id = :id order by first_published, id limit 12""",
    ),
}


async def story_context(
    reader: Reader, key: str, a: str | None = None, b: str | None = None
) -> dict[str, Any] | None:
    """What the template needs for the story ``key``, or None if there is none.

    ``a`` and ``b`` are the ids of two reports that are to be compared.

    ``(await story_context(reader, "2025030400000001"))["story"]["headline"]``
    """
    story = next(iter((await reader.parts(STORY, {"id": key}))["stories"] or []), None)
    if story is None:
        return None
    found = await reader.parts(PARTS, {"id": story["id"]})
    if not await visible(reader.datasette, reader.actor, reader.database.name, ["articles"]):
        # its headline is that of an article
        story = story | {"headline": f"Story {story['id']}"}
    return {
        "story": story,
        "seen": found["reports"] is not None,
        **told(found["reports"] or []),
        **await _compared(reader, story["id"], a, b),
        "language": language_of(story["headline"], found["reports"] or []),
        "names": found["names"] or [],
        "alone": (found["alone"] or []) if story["outlet_count"] >= FEW_OUTLETS else [],
        "before": found["before"] or [],
        "after": found["after"] or [],
        "day": day,
        "moment": moment,
        "database": reader.database.name,
    }


def told(rows: Sequence[Row]) -> dict[str, Any]:
    """The reports of a story, as the page lists and draws them.

    >>> row = {"id": 1, "published_at": None, "outlet": "Post", "family_id": None, "language": "en"}
    >>> found = told([row])
    >>> found["unnamed"], found["undated"], found["chart"], found["languages"]
    (0, 1, None, Counter({'en': 1}))
    """
    reports = ordered(rows)
    firsts = first(reports)
    texts = folded(reports)
    anchors = days_of(texts)
    return {
        "reports": reports,
        "texts": texts,
        "anchors": {number: f"day-{on}" for on, number in anchors.items()},
        "firsts": firsts,
        "lag": lambda report: lag(firsts, report),
        "outlets": by_outlet(reports, firsts),
        "unnamed": sum(report.outlet is None for report in reports),
        "timeless": sum(report.at is None for report in reports),
        "undated": sum(report.day is None for report in reports),
        "chart": course(reports, lambda on: f"#day-{on}" if on in anchors else None),
        "languages": Counter(report.row["language"] for report in reports if report.row["language"]),
        "choices": reports[:CHOSEN],
    }


async def _compared(reader: Reader, story: int, a: str | None, b: str | None) -> dict[str, Any]:
    """The two reports that are asked for, and their difference if both are reports of the story."""
    one, other = asked_for(a), asked_for(b)
    both = await difference(reader, story, one, other) if one and other else None
    return {"asked": bool(a or b), "pair": (one, other), "difference": both}


def days_of(texts: Sequence[Told]) -> dict[date, int]:
    """The number of the first text of each day, to which the day's bar leads.

    >>> from web.story_reports import report
    >>> rows = [{"id": 1, "published_at": "2025-03-04"}, {"id": 2, "published_at": None}]
    >>> days_of([Told(report(row), (), 0) for row in rows])
    {datetime.date(2025, 3, 4): 1}
    """
    found: dict[date, int] = {}
    for told in texts:
        if told.report.day:
            found.setdefault(told.report.day, told.report.row["id"])
    return found


def language_of(headline: str, reports: Sequence[Row]) -> str | None:
    """The language of a story's headline, which is that of one of its reports.

    >>> language_of("Feu au port", [{"title": "Feu au port", "language": "fr"}])
    'fr'
    """
    return next((row["language"] for row in reports if row["title"] == headline), None)
