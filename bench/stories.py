"""Stories beside the baselines: ``python -m bench.stories FOLDER [PART]``, as tables.

FOLDER holds the labelled sets, PART is dev (the default) or held. One setting for all sets, here and there:
the baselines weigh words by how rare they are in the very set that is judged, and know its dates.
"""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.story_data import Labelled, all_sets, pairwise
from db.stories.batch import stories
from db.stories.signature import HEADLINE, term, words

#: The setting that was best on average over the sets, in the window and without it.
BASELINES = (
    ("single pass, mean link, 3 days, .16", "pass", 3, 0.16),
    ("average link, 3 days, .14", "average", 3, 0.14),
    ("average link, any day, .18", "average", 10**6, 0.18),
)
#: Larger sets take a matrix of more than a GB.
LARGEST = 8000

Matrix = NDArray[np.float32]


def alike(articles: list[Labelled], window: int) -> Matrix:
    """Cosines of tf-idf with the headline three times; 0 beyond so many days."""
    counts = []
    for one in articles:
        count = Counter(term(word) for word in words(one.article.text))
        for word in words(one.article.headline):
            count[term(word)] += HEADLINE
        counts.append(count)
    holding = Counter(word for count in counts for word in count)
    place = {word: i for i, word in enumerate(word for word, number in holding.items() if number > 1)}
    idf = {word: np.log((len(articles) + 1) / (holding[word] + 1)) for word in place}
    vectors = np.zeros((len(articles), len(place)), np.float32)
    for row, count in zip(vectors, counts, strict=True):
        for word, number in count.items():
            if word in place:
                row[place[word]] = (1 + np.log(number)) * idf[word]
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    found = vectors @ vectors.T
    days = np.array([one.article.day.toordinal() if one.article.day else -1 for one in articles])
    known = (days >= 0)[:, None] & (days >= 0)[None]
    found[known & (np.abs(days[:, None] - days[None]) > window)] = 0
    np.fill_diagonal(found, 0)
    return found


def single_pass(near: Matrix, articles: list[Labelled], threshold: float) -> list[int]:
    """Each article, in the order of time, joins the group that it is most like on average."""
    order = sorted(range(len(articles)), key=lambda i: (str(articles[i].article.day), i))
    groups: list[list[int]] = []
    for row in order:
        means = [float(near[row, group].mean()) for group in groups]
        best = int(np.argmax(means)) if means else -1
        if best >= 0 and means[best] >= threshold:
            groups[best].append(row)
        else:
            groups.append([row])
    return _numbers(groups, len(articles))


def average_link(near: Matrix, threshold: float) -> list[int]:
    """The two groups that are most alike on average become one, again and again."""
    near, size = near.copy(), np.ones(len(near))
    groups = {i: [i] for i in range(len(near))}
    best, where = near.max(1), near.argmax(1)
    while True:
        one = int(best.argmax())
        if best[one] < threshold:
            return _numbers(list(groups.values()), len(near))
        other = int(where[one])
        mixed = (near[one] * size[one] + near[other] * size[other]) / (size[one] + size[other])
        near[one], near[:, one], near[other], near[:, other] = mixed, mixed, 0, 0
        near[one, one] = 0
        size[one] += size[other]
        groups[one] += groups.pop(other)
        stale = np.flatnonzero((where == one) | (where == other) | (near[:, one] > best))
        stale = np.union1d(stale, [one, other])
        best[stale], where[stale] = near[stale].max(1), near[stale].argmax(1)


def _numbers(groups: list[list[int]], articles: int) -> list[int]:
    found = [0] * articles
    for number, group in enumerate(groups):
        for row in group:
            found[row] = number
    return found


def ours(articles: list[Labelled]) -> list[int]:
    """The stories that the archive tells."""
    group = {
        one: number for number, story in enumerate(stories(a.article for a in articles)) for one in story
    }
    return [group.get(one.article.id, -1 - i) for i, one in enumerate(articles)]


def row(name: str, articles: list[Labelled], groups: list[int]) -> str:
    told = pairwise([(one.story, group) for one, group in zip(articles, groups, strict=True) if one.story])
    return f"| {name} | {told['precision']:.3f} | {told['recall']:.3f} | **{told['f1']:.3f}** |"


def main(folder: Path, part: str) -> None:
    sets = all_sets(folder, part)
    del sets["forms"]
    for name, articles in sets.items():
        print(f"\n{name}, {part}: {len(articles):,} articles\n")
        print("| | precision | recall | F1 |\n|---|---|---|---|")
        print(row("morgue", articles, ours(articles)), flush=True)
        if len(articles) > LARGEST:
            continue
        for label, kind, window, threshold in BASELINES:
            near = alike(articles, window)
            groups = (
                single_pass(near, articles, threshold) if kind == "pass" else average_link(near, threshold)
            )
            print(row(label, articles, groups), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), (sys.argv[2:] or ["dev"])[0])
