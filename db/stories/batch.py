"""The stories of a set of articles at once: what refreshing an archive step by step must come to as well."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from db.stories.agglomerate import Link, agglomerate, components
from db.stories.features import Facts, Neighbourhood
from db.stories.index import TELLING, UNDATED, Index, padded
from db.stories.likeness import Texts
from db.stories.pairing import LEAST_LINK, Signatures, all_neighbours, judged, listed_pairs, ordered
from db.stories.scorer import Trees, scorer
from db.stories.signature import TERMS, StoryText, signature


def sign(articles: Iterable[StoryText]) -> Signatures:
    """Sign articles, in the order of day and id."""
    ordered_articles = sorted(articles, key=lambda one: (_number(one), one.id))
    outlets = {
        name: i for i, name in enumerate(sorted({one.outlet for one in ordered_articles if one.outlet}))
    }
    facts = Facts(
        np.array([_number(one) for one in ordered_articles], np.int64),
        np.array([outlets.get(one.outlet or "", -1) for one in ordered_articles], np.int64),
        np.array([len(one.text.split()) for one in ordered_articles], np.int64),
    )
    rows = padded([signature(one) for one in ordered_articles], TERMS)
    return Signatures(np.array([one.id for one in ordered_articles], np.int64), rows, facts)


def _number(article: StoryText) -> int:
    return article.day.toordinal() if article.day else UNDATED


def compared(signed: Signatures) -> tuple[Texts, Neighbourhood]:
    """The texts of signed articles, and who is near whom."""
    texts = Texts(signed.rows)
    index = Index(signed.ids, signed.facts.day, signed.rows[:, :TELLING])
    return texts, all_neighbours(index, signed, texts)


def links(signed: Signatures, trees: Trees) -> list[Link]:
    """All pairs that may tell one story, by id."""
    texts, near = compared(signed)
    pairs = ordered(*listed_pairs(np.arange(len(signed.ids)), near.rows), signed.ids)
    found = judged(*pairs, signed, texts, near, trees)
    kept = found.likely >= LEAST_LINK
    columns = signed.ids[found.one[kept]], signed.ids[found.other[kept]], found.likely[kept]
    return list(zip(*(column.tolist() for column in columns), strict=True))


def grouped(found: Sequence[Link], threshold: int, days: Mapping[int, int]) -> list[list[int]]:
    """Stories of links: groups of at least two articles; ``days`` as in ``agglomerate``.

    >>> grouped([(1, 2, 900), (3, 4, 900), (2, 3, 60)], 500, {})
    [[1, 2], [3, 4]]
    """
    where = {one: number for number, group in enumerate(components(found, threshold)) for one in group}
    parts: dict[int, list[Link]] = {}
    for link in found:
        if link[0] in where and where[link[0]] == where.get(link[1]):
            parts.setdefault(where[link[0]], []).append(link)
    return [story for number in sorted(parts) for story in agglomerate(parts[number], threshold, days)]


def stories(articles: Iterable[StoryText]) -> list[list[int]]:
    """Group articles into stories of at least two; whoever is in none stands alone.

    >>> stories([StoryText(1, "Bridge shut", "The bridge is shut."), StoryText(2, "Fair", "Nobody came.")])
    []
    """
    signed = sign(articles)
    if not len(signed.ids):
        return []
    trees = scorer()
    days = dict(zip(signed.ids.tolist(), signed.facts.day.tolist(), strict=True))
    return grouped(links(signed, trees), trees.threshold_of_link, days)
