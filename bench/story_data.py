"""Articles with the story that people gave them, and the crowd in which stories must be found."""

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
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
    return Pairs([labelled.name for labelled in inside], stories, one, other, numbers, np.array(same))


def score(of: Pairs, likely: NDArray[np.int64], threshold: int) -> dict[str, float]:
    """Group by likelihoods in thousandths, and compare with what people say."""
    kept = likely >= LEAST_LINK
    columns = of.one[kept].tolist(), of.other[kept].tolist(), likely[kept].tolist()
    links: list[Link] = list(zip(*columns, strict=True))
    groups = {row: number for number, story in enumerate(grouped(links, threshold)) for row in story}
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
