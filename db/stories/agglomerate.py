"""Links between pairs become stories: the two groups that are most likely one are joined, again and again.

What counts is the mean over all pairs between two groups, so that one likeness never chains two events
together. The result depends on the set of links only: likelihoods are whole numbers, and ties go to the
lower ids.
"""

import heapq
from collections.abc import Iterable, Mapping

from db.stories.index import NEIGHBOURS, UNDATED

#: Days after which the same people doing the same again is another event: presidents telephone every few
#: months. Without it giveme5w, whose dates are often wrong, gains 0.03, and the rest nothing.
APART = 60
#: Articles that a story must have for one of another time to be taken for wrongly dated.
SURE_OF_ITS_TIME = 4

#: A pair of articles, the lower id first, and how likely they tell one story, in thousandths.
Link = tuple[int, int, int]


def components(links: Iterable[Link], threshold: int) -> list[list[int]]:
    """Group articles that hang together by links of at least ``threshold``; no story reaches beyond.

    A mean of at least so much needs one pair of at least so much.

    >>> components([(1, 2, 700), (2, 3, 800), (3, 4, 100)], 500)
    [[1, 2, 3]]
    """
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        while parent.setdefault(one, one) != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other, likely in links:
        if likely >= threshold:
            low, high = sorted((root(one), root(other)))
            parent[high] = low
    groups: dict[int, list[int]] = {}
    for one in sorted(parent):
        groups.setdefault(root(one), []).append(one)
    return [groups[first] for first in sorted(groups)]


def agglomerate(links: Iterable[Link], threshold: int, days: Mapping[int, int]) -> list[list[int]]:
    """Make the stories of one component: groups of at least two articles, each in order.

    ``days`` numbers the day of each article that has one.

    >>> agglomerate([(1, 2, 900), (2, 3, 600), (1, 3, 100)], 500, {})
    [[1, 2]]
    >>> agglomerate([(1, 2, 900)], 500, {1: 100, 2: 200})
    []
    """
    between: dict[int, dict[int, tuple[int, int]]] = {}
    members: dict[int, list[int]] = {}
    for one, other, likely in links:
        for left, right in ((one, other), (other, one)):
            between.setdefault(left, {})[right] = (likely, 1)
            members.setdefault(left, [left])
    heap: list[tuple[float, int, int]] = [
        (-likely, one, other)
        for one, others in between.items()
        for other, (likely, _) in others.items()
        if one < other and likely >= threshold
    ]
    heapq.heapify(heap)
    size = dict.fromkeys(members, 1)
    spans = {one: _span(days.get(one, UNDATED)) for one in members}
    while heap:
        worth, one, other = heapq.heappop(heap)
        if one not in members or other not in members:
            continue
        if other not in between[one] or -_mean(between[one][other], size[one], size[other]) != worth:
            continue
        time = _together(spans[one], spans[other], size[one], size[other])
        if time is None:
            continue
        _join(one, other, between, members, size)
        spans[one] = time
        for third, sums in between[one].items():
            mean = _mean(sums, size[one], size[third])
            if mean >= threshold:
                heapq.heappush(heap, (-mean, min(one, third), max(one, third)))
    return [sorted(group) for _, group in sorted(members.items()) if len(group) > 1]


#: First and last day of a group; (None, None) where no article has one.
Span = tuple[int, int] | tuple[None, None]


def _span(day: int) -> Span:
    return (None, None) if day == UNDATED else (day, day)


def _together(one: Span, other: Span, size: int, other_size: int) -> Span | None:
    """The time of two groups taken together; None if they are of different times.

    >>> _together((1, 2), (5, 5), 2, 1), _together((1, 2), (99, 99), 2, 1), _together((1, 2), (99, 99), 4, 1)
    ((1, 5), None, (1, 2))
    """
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    low, high = min(one[0], other[0]), max(one[1], other[1])
    if max(one[0], other[0]) - min(one[1], other[1]) <= APART:
        return low, high
    if min(size, other_size) > 1 or max(size, other_size) < SURE_OF_ITS_TIME:
        return None
    # The one is wrongly dated: its day says nothing of the story's.
    return one if size > other_size else other


def _mean(sums: tuple[int, int], one: int, other: int) -> float:
    """Mean likelihood between two groups; pairs that are not linked count as unlikely.

    But nobody lists more than so many neighbours: of large groups most pairs were never looked at.
    """
    total, known = sums
    return total / max(known, min(one * other, NEIGHBOURS * min(one, other)))


def _join(
    one: int,
    other: int,
    between: dict[int, dict[int, tuple[int, int]]],
    members: dict[int, list[int]],
    size: dict[int, int],
) -> None:
    """Put the second group into the first."""
    members[one] += members.pop(other)
    size[one] += size.pop(other)
    for third, (total, known) in between.pop(other).items():
        del between[third][other]
        if third != one:
            sofar = between[one].get(third, (0, 0))
            between[one][third] = between[third][one] = (sofar[0] + total, sofar[1] + known)
