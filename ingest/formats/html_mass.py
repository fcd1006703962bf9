"""Where on a page its copy lies: how much of it each element holds, and which element is the article's."""

from collections import Counter, defaultdict

import numpy as np

from ingest.formats.html_lines import BITS, Page

#: Shares of the page's copy that the article's element may hold.
SHARES = (0.4, 0.6, 0.8)
FOREIGN = sum(
    1 << BITS.index(name)
    for name in ("foot", "comment", "consent", "<footer>", "<nav>", "concealed", "<form>")
)
ARTICLE = 1 << BITS.index("<article>")


class Mass:
    """The copy below each element of a page; ``copy`` holds the characters of copy of each line."""

    def __init__(self, page: Page, copy: list[float]) -> None:
        self.page, self.copy = page, copy
        self._inherit()
        self._add()
        self.main = [self._container(share) for share in SHARES]
        self.inside = [self.within({main}) for main in self.main]
        self.spans = [self._span(inside) for inside in self.inside]

    def _inherit(self) -> None:
        page = self.page
        self.all = [0] * len(page.bits)
        self.depth = [0] * len(page.bits)
        self.pair = [""] * len(page.bits)
        self.article = [0] * len(page.bits)
        for node in range(1, len(page.bits)):
            up = page.parent[node]
            self.all[node] = self.all[up] | page.bits[node]
            self.depth[node] = self.depth[up] + 1
            self.pair[node] = page.sign[node] + ">" + page.sign[up]
            self.article[node] = node if page.bits[node] & ARTICLE else self.article[up]

    def _add(self) -> None:
        page = self.page
        mass = [0.0] * len(page.bits)
        self.sign: defaultdict[str, float] = defaultdict(float)
        self.pairs: defaultdict[str, float] = defaultdict(float)
        self.children: Counter[int] = Counter()
        for row, copy in zip(page.rows, self.copy, strict=True):
            node = row.node
            self.children[page.parent[node]] += 1
            if copy and not self.all[node] & FOREIGN:
                mass[node] += copy
                self.sign[page.sign[node]] += copy
                self.pairs[self.pair[node]] += copy
        for node in range(len(page.bits) - 1, 0, -1):
            mass[page.parent[node]] += mass[node]
        self.below = mass
        self.total = max(mass[0], 1.0)

    def _container(self, share: float) -> int:
        """The deepest element that holds so much of the page's copy."""
        best, least = 0, share * self.total
        for node, mass in enumerate(self.below):
            if mass >= least and self.depth[node] > self.depth[best]:
                best = node
        return best

    def within(self, outer: set[int]) -> bytearray:
        """For each element, whether it is one of these or stands in one."""
        inside = bytearray(len(self.below))
        for node in outer:
            inside[node] = 1
        if outer:
            for node in range(min(outer) + 1, len(inside)):
                inside[node] |= inside[self.page.parent[node]]
        return inside

    def _span(self, inside: bytearray) -> tuple[int, int]:
        """The first and the last line of copy in an element."""
        lines = [i for i, row in enumerate(self.page.rows) if self.copy[i] and inside[row.node]]
        return (lines[0], lines[-1]) if lines else (0, len(self.page.rows))

    def inner(self, node: int) -> int:
        """The bits between a line's element and the article's."""
        if not self.inside[1][node]:
            return self.all[node]
        bits, main = 0, self.main[1]
        while node != main and node > 0:
            bits |= self.page.bits[node]
            node = self.page.parent[node]
        return bits


def spread(bits: list[int]) -> np.ndarray:
    """Bits as numbers, a row of them for each."""
    return (np.array(bits, dtype=np.int64)[:, None] >> np.arange(len(BITS))) & 1
