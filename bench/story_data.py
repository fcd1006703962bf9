"""Articles with the story that people gave them, and the crowd in which stories must be found."""

import json
import random
import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from db.stories.batch import compared, grouped, sign
from db.stories.features import features
from db.stories.pairing import LEAST_LINK, listed_pairs, ordered
from db.stories.signature import StoryText

if TYPE_CHECKING:
    from db.stories.agglomerate import Link

_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w-]+")
_SMALL = re.compile(r"\b[a-z]\w+")
_WORD = re.compile(r"\b(?:[A-Z][\w-]+|\d[\d.,]*\b)")
#: Words that every event may have.
DATES = {
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January", "February"),
    *("March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}
#: Forms: share of names and numbers that are another event's, and days until it.
OTHER_EVENTS = (
    *((0.5, days) for days in (1, 2, 7)),
    *((0.8, days) for days in (0, 0, 1, 7, 30)),
    *((1.0, days) for days in (0, 0, 1)),
    *((0.2, days) for days in (60, 90, 200, 365)),
)
#: Articles of a small archive.
POOL = 8
#: Words to which they are cut.
LENGTHS = (40, 60, 100, 200, 400, 2000)
#: Share of the stories that have no copy.
UNCOPIED = 0.5

SETS = ("allsides", "giveme5w", "ecbplus", "basil")
#: The crowd is of other years than the labelled articles of its collection: moved to their densest ones.
CROWD_FROM, CROWD_TO = date(2012, 6, 1), date(2017, 8, 20)


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article, its name in the set, and its story (None in a crowd)."""

    name: str
    story: str | None
    article: StoryText


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a set that are compared: their numbers, and 1, 0 or -1: one story, two, or not known."""

    names: list[str]
    stories: list[str | None]
    one: NDArray[np.int64]
    other: NDArray[np.int64]
    numbers: NDArray[np.float64]
    days: list[int]
    same: NDArray[np.int64]


def read(path: Path) -> list[Labelled]:
    """The articles of a file in JSON lines; numbered by place."""
    found = []
    for number, line in enumerate(path.open(encoding="utf-8"), start=1):
        record = json.loads(line)
        day = (record.get("published") or "")[:10]
        article = StoryText(
            number,
            record["headline"] or "",
            record["body"],
            date.fromisoformat(day) if day else None,
            record["outlet"] or None,
        )
        found.append(Labelled(record["id"], record.get("story"), article))
    return found


def filled_in(one: Labelled) -> list[Labelled]:
    """An article, and the same as a form: with other names and numbers, of another event days or months away.

    All articles of a story get the same names, so that the form's are a story as well.
    """
    chance = random.Random(one.story)
    if chance.random() < UNCOPIED:
        return [one]
    copies = [one]
    for event in range(chance.choice((1, 1, 2))):
        own, days = chance.choice(OTHER_EVENTS)
        shift = timedelta(days=days)
        article = one.article
        text = renamed(f"{article.headline}\n{article.text}", f"{one.story} {event}", own)
        headline, _, text = text.partition("\n")
        moved = replace(article, headline=headline, text=text, day=article.day and article.day + shift)
        copies.append(Labelled(f"{one.name} {event}", f"{one.story} {event}", moved))
    return copies


def renamed(text: str, event: str, own: float) -> str:
    """Give an event names and numbers of its own, in this share.

    >>> renamed("The mayor met Ann Lee.", "a", 0.0), "Lee" in renamed("The mayor met Ann Lee.", "a", 1.0)
    ('The mayor met Ann Lee.', False)
    """
    names = set(_NAME.findall(text)) - {word.title() for word in _SMALL.findall(text)} - DATES

    def other(match: re.Match[str]) -> str:
        chance = random.Random(f"{event} {match[0]}")
        if chance.random() >= own or not (match[0][0].isdigit() or match[0] in names):
            return match[0]
        if match[0][0].isdigit():
            return str(chance.randrange(10_000))
        return "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(3)).title()

    return _WORD.sub(other, text)


def numbered(articles: list[Labelled]) -> list[Labelled]:
    """Number articles anew, as ids must differ."""
    return [replace(one, article=replace(one.article, id=i)) for i, one in enumerate(articles, start=1)]


def all_sets(folder: Path, part: str = "dev") -> dict[str, list[Labelled]]:
    """The sets by name, and two more: all as one archive, and allsides in the crowd."""
    sets = {name: read(folder / name / f"{part}.jsonl") for name in SETS}
    shift = CROWD_TO - CROWD_FROM if part == "dev" else CROWD_TO - CROWD_TO
    crowd = [
        replace(
            one, story=None, article=replace(one.article, day=one.article.day and one.article.day + shift)
        )
        for one in read(folder / "allsides" / "stream.jsonl")
    ]
    sets["crowd"] = numbered(sets["allsides"] + crowd)
    sets["forms"] = numbered(
        [copy for name in ("allsides", "giveme5w", "basil") for one in sets[name] for copy in filled_in(one)]
    )
    sets["mixed"] = numbered([one for name in SETS for one in sets[name]])
    return sets


def pairs(articles: list[Labelled]) -> Pairs:
    """Compare the articles of a set with their neighbours."""
    signed = sign(one.article for one in articles)
    texts, near = compared(signed)
    one, other = ordered(*listed_pairs(np.arange(len(signed.ids)), near.rows), signed.ids)
    numbers = features(one, other, texts.compare(one, other), near, signed.facts)
    by_id = {labelled.article.id: labelled for labelled in articles}
    inside = [by_id[number] for number in signed.ids.tolist()]
    stories = [labelled.story for labelled in inside]
    same = [
        -1 if stories[i] is None or stories[j] is None else int(stories[i] == stories[j])
        for i, j in zip(one, other, strict=True)
    ]
    return Pairs(
        [labelled.name for labelled in inside],
        stories,
        one,
        other,
        numbers,
        signed.facts.day.tolist(),
        np.array(same),
    )


def cut(one: Labelled) -> Labelled:
    """Cut an article to the length of a news item, as chance has it."""
    length = random.Random(one.name).choice(LENGTHS)
    return replace(one, article=replace(one.article, text=" ".join(one.article.text.split()[:length])))


def few(articles: list[Labelled]) -> Pairs:
    """Compare articles in many small archives, where nobody else tells what is common; some are cut short."""
    by_event: dict[str, list[Labelled]] = {}
    for one in articles:
        by_event.setdefault((one.story or "").partition(" ")[0], []).append(one)
    pools: list[list[Labelled]] = [[]]
    for event in by_event.values():
        pools[-1] += [cut(one) for one in event]
        if len(pools[-1]) >= POOL:
            pools.append([])
    found = [pairs(numbered(pool)) for pool in pools if len(pool) > 1]
    starts = np.cumsum([0, *(len(one.names) for one in found)])
    return Pairs(
        [name for one in found for name in one.names],
        [story for one in found for story in one.stories],
        np.concatenate([one.one + start for one, start in zip(found, starts, strict=False)]),
        np.concatenate([one.other + start for one, start in zip(found, starts, strict=False)]),
        np.concatenate([one.numbers for one in found]),
        [day for one in found for day in one.days],
        np.concatenate([one.same for one in found]),
    )


def score(of: Pairs, likely: NDArray[np.int64], threshold: int) -> dict[str, float]:
    """Group by likelihoods in thousandths, and compare with what people say."""
    kept = likely >= LEAST_LINK
    columns = of.one[kept].tolist(), of.other[kept].tolist(), likely[kept].tolist()
    links: list[Link] = list(zip(*columns, strict=True))
    groups = {
        row: number
        for number, story in enumerate(grouped(links, threshold, dict(enumerate(of.days))))
        for row in story
    }
    return pairwise([(story, groups.get(row, -1 - row)) for row, story in enumerate(of.stories) if story])


def pairwise(both: list[tuple[str, int]]) -> dict[str, float]:
    """Precision, recall and F1 over pairs of articles, of (story, group).

    >>> pairwise([("a", 1), ("a", 1), ("b", 1)])["recall"]
    1.0
    """

    def count(groups: Counter[object]) -> int:
        return sum(size * (size - 1) // 2 for size in groups.values())

    right = count(Counter(both))
    gold, found = count(Counter(story for story, _ in both)), count(Counter(group for _, group in both))
    precision, recall = right / max(1, found), right / max(1, gold)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}
