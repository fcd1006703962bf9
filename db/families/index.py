"""Which articles share marks: all fingerprints of an archive in two arrays, searched by halving.

Articles are numbered by their rank here, so that "earlier" is "less".
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from db.families.marks import Marks

Places = NDArray[np.int32]

#: A mark that more articles hold is standing text and finds nobody: else a paragraph that an outlet prints
#: below each article would have each compared with all. A number and no share of the archive, so that it is
#: crossed once; who holds a mark that crosses it is compared anew.
COMMON = 3_000
#: Share of the marks of the one who has fewer that two texts must share to be compared at all: a half's
#: copy with a word changed in every other line still shares a quarter.
SHARED = 0.2
#: And so many at least, but for those who have fewer than FEW: a text of 30 words has three or four marks.
SHARED_LEAST = 2
FEW = 5


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """An article's place in time and its marks, as they are stored."""

    rank: str
    marks: bytes

    def array(self) -> Marks:
        """The marks, ascending."""
        return np.frombuffer(self.marks, "<u4").astype(np.uint32, copy=False)


class Index:
    """Finds the articles that share marks with one.

    >>> some = {7: Fingerprint("b", b"aaaabbbbcccc"), 9: Fingerprint("a", b"aaaabbbbdddd")}
    >>> index = Index(some)
    >>> index.ids.tolist(), [found.tolist() for found in index.near(index.place[7])]
    ([9, 7], [[0], [2]])
    """

    def __init__(self, found: Mapping[int, Fingerprint]) -> None:
        ordered = sorted(found, key=lambda one: (found[one].rank, one))
        self.ids = np.array(ordered, np.int64)
        self.place = {number: place for place, number in enumerate(ordered)}
        same: dict[bytes, list[int]] = {}
        for place, number in enumerate(ordered):
            same.setdefault(found[number].marks, []).append(place)
        self._same = {blob: np.array(some, np.int32) for blob, some in same.items() if blob and len(some) > 1}
        blobs = [found[number].marks for number in ordered]
        self.sizes = np.array([len(blob) // 4 for blob in blobs], np.int32)
        self._ends = np.cumsum(self.sizes)
        self._flat = np.frombuffer(b"".join(blobs), "<u4").astype(np.uint32, copy=False)
        # Stable: within a mark its holders stand by rank.
        order = np.argsort(self._flat, kind="stable")
        self._marks = self._flat[order]
        self._holders = np.repeat(np.arange(len(ordered), dtype=np.int32), self.sizes)[order]

    def near(self, place: int) -> tuple[Places, Places]:
        """Who shares enough marks with an article to be compared with it, by place, and how many."""
        end = int(self._ends[place])
        others, shared = self.sharing(self._flat[end - int(self.sizes[place]) : end])
        apart = others != place
        return others[apart], shared[apart]

    def sharing(self, marks: Marks) -> tuple[Places, Places]:
        """Who shares enough of these marks to be compared, by place, and how many."""
        starts, ends = self._ranges(marks)
        counts = ends - starts
        ranges = [
            self._holders[start:end]
            for start, end, count in zip(starts.tolist(), ends.tolist(), counts.tolist(), strict=True)
            if 0 < count <= COMMON
        ]
        others, shared = np.empty(0, np.int32), np.empty(0, np.intp)
        if ranges:
            others, shared = np.unique(np.concatenate(ranges), return_counts=True)
            fewer = np.minimum(self.sizes[others], len(marks))
            enough = shared >= np.maximum(np.where(fewer < FEW, 1, SHARED_LEAST), SHARED * fewer)
            others, shared = others[enough], shared[enough]
        # All marks of a text that was filed a thousand times are common; who has just these is found by them.
        same = self._same.get(marks.astype("<u4").tobytes())
        if same is not None:
            missing = same[~np.isin(same, others, assume_unique=True)]
            others = np.concatenate((others, missing))
            shared = np.concatenate((shared, np.full(len(missing), len(marks))))
        return others, shared.astype(np.int32)

    def crossing(self, came: Marks, went: Marks) -> Places:
        """Who holds a mark that has become common, or is so no more, by what came and went last."""
        marks = np.union1d(came, went)
        starts, ends = self._ranges(marks)
        now = ends - starts
        before = now - _counts(marks, came) + _counts(marks, went)
        crossed = np.flatnonzero((now > COMMON) != (before > COMMON))
        holders = [self._holders[starts[one] : ends[one]] for one in crossed]
        return np.unique(np.concatenate(holders)) if holders else np.empty(0, np.int32)

    def _ranges(self, marks: Marks) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        return np.searchsorted(self._marks, marks, "left"), np.searchsorted(self._marks, marks, "right")


def _counts(marks: Marks, among: Marks) -> NDArray[np.intp]:
    """How often each of ascending marks stands in a list."""
    listed = np.sort(among)
    return np.searchsorted(listed, marks, "right") - np.searchsorted(listed, marks, "left")
