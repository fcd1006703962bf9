"""What a line of a page looks like to the model that tells an article's paragraphs from the rest."""

import re
from collections import Counter, defaultdict

from ingest.formats.html_lines import BITS, Page
from ingest.text import DENSE, DENSE_WIDTH, ENDS_FULLY, ENDS_SENTENCE, fold

#: A line counts as copy in the search for the article's element from this width and word count on.
COPY_WIDTH, COPY_WORDS = 60, 8
#: Characters of a line that count: one licence text must not outweigh a story of short paragraphs.
CAP = 500.0
#: Shares of the page's copy that the article's element may hold.
SHARES = (0.4, 0.6, 0.8)
#: How many elements above a line are looked at one by one.
LEVELS = 4
#: Characters of a line that are looked at.
LONGEST = 20_000
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
FOREIGN = sum(
    1 << BITS.index(name)
    for name in ("foot", "comment", "consent", "<footer>", "<nav>", "concealed", "<form>")
)
DATE_OR_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
CAPITALISED = re.compile(r"\b[^\W\d_a-zß-ÿ]\w*")

#: The bits of near, all and inner ancestors follow these in a vector.
NAMES = (
    ["width", "words", "ends", "ends_fully", "commas", "links", "capitals", "digits", "dated",
     "opens", "quoted", "bar", "colon", "mark", "repeats", "position", "after_title", "is_title", "described",
     "in_json", "marked", "depth", "lines"]
    + [f"copy_up{i}" for i in range(LEVELS)]
    + [f"own_share_up{i}" for i in range(LEVELS)]
    + ["sign_share", "sign2_share", "siblings", "copy_page"]
    + [f"{what}_{share}" for share in SHARES for what in ("inside", "levels", "from_first", "from_last")]
    + [f"{what}{k:+d}" for k in NEIGHBOURS for what in ("n_width", "n_ends", "n_links", "n_same", "n_sign")]
    + ["copy_before", "copy_after", "heading_above", "heading_distance"]
)  # fmt: skip
GROUPS = ("own", "near", "inner")
COLUMNS = NAMES + [f"{group}:{bit}" for group in GROUPS for bit in BITS]
MARKS = {"": 0.0, "title": 1.0, "heading": 2.0, "bullet": 3.0, "quote": 4.0}


def _width(text: str) -> float:
    return len(text) if text.isascii() else len(text) + (DENSE_WIDTH - 1) * len(DENSE.findall(text))


class Features:
    """The vectors of a page's lines; what they share is counted once."""

    def __init__(self, page: Page, titles: list[str], described: list[str], json_body: str) -> None:
        self.page = page
        self.titles = [key for key in map(fold, titles) if key]
        self.described = {fold(text) for text in described}
        self.json_body = fold(json_body)
        rows = page.rows
        self.keys = [fold(row.text) for row in rows]
        self.width = [_width(row.text) for row in rows]
        self.words = [
            len(row.text.split()) if row.text.isascii() else max(row.text.count(" ") + 1, width / 6)
            for row, width in zip(rows, self.width, strict=True)
        ]
        self.ends = [
            2.0 if ENDS_FULLY.search(text[-6:]) else 1.0 if ENDS_SENTENCE.search(text[-6:]) else 0.0
            for text in (row.text for row in rows)
        ]
        self.counts = Counter(self.keys)
        self.copy = [self._copy(i) for i in range(len(rows))]
        self._inherit()
        self._mass()
        self._titles()

    def _copy(self, i: int) -> float:
        row = self.page.rows[i]
        wide = self.width[i] >= COPY_WIDTH and self.words[i] >= COPY_WORDS
        if not wide or row.links > 0.5 or self.ends[i] == 0 or self.counts[self.keys[i]] > 2:
            return 0.0
        return min(self.width[i], CAP)

    def _inherit(self) -> None:
        page = self.page
        self.all = [0] * len(page.bits)
        self.depth = [0] * len(page.bits)
        self.pair = [""] * len(page.bits)
        for node in range(1, len(page.bits)):
            up = page.parent[node]
            self.all[node] = self.all[up] | page.bits[node]
            self.depth[node] = self.depth[up] + 1
            self.pair[node] = page.sign[node] + ">" + page.sign[up]

    def _mass(self) -> None:
        page = self.page
        self.mass = [0.0] * len(page.bits)
        self.sign_mass: defaultdict[str, float] = defaultdict(float)
        self.pair_mass: defaultdict[str, float] = defaultdict(float)
        self.children: Counter[int] = Counter()
        for row, copy in zip(page.rows, self.copy, strict=True):
            if self.all[row.node] & FOREIGN:
                copy = 0.0
            self.children[page.parent[row.node]] += 1
            self.mass[row.node] += copy
            self.sign_mass[page.sign[row.node]] += copy
            self.pair_mass[self.pair[row.node]] += copy
        for node in range(len(page.bits) - 1, 0, -1):
            self.mass[page.parent[node]] += self.mass[node]
        self.total = max(self.mass[0], 1.0)
        self.main = [self._container(share) for share in SHARES]
        self.inside = [self._descendants(main) for main in self.main]
        self.spans = []
        for inside in self.inside:
            lines = [i for i, row in enumerate(page.rows) if inside[row.node] and self.copy[i]]
            self.spans.append((lines[0], lines[-1]) if lines else (0, len(page.rows)))

    def _container(self, share: float) -> int:
        """The deepest element that holds so much of the page's copy."""
        best = 0
        for node in range(1, len(self.mass)):
            if self.mass[node] >= share * self.total and self.depth[node] > self.depth[best]:
                best = node
        return best

    def _descendants(self, main: int) -> bytearray:
        inside = bytearray(len(self.mass))
        inside[main] = 1
        for node in range(main + 1, len(self.mass)):
            inside[node] = inside[self.page.parent[node]]
        return inside

    def _titles(self) -> None:
        """The line of the headline nearest above the copy."""
        first = self.spans[1][0]
        found = [i for i, key in enumerate(self.keys) if key and key in self.titles]
        h1 = [i for i, row in enumerate(self.page.rows) if self.page.tag[row.node] == "h1"]
        above = [i for i in found if i <= first] or [i for i in h1 if i <= first] or found or h1
        self.title = above[-1] if above else -1
        self.before: list[float] = []
        total = 0.0
        for copy in self.copy:
            self.before.append(total)
            total += copy
        self.copy_total = max(total, 1.0)
        self.heading: list[int] = []
        last = -1
        for i, row in enumerate(self.page.rows):
            self.heading.append(last)
            if self.page.tag[row.node] in {"h2", "h3", "h4"}:
                last = i

    def worth_judging(self, i: int) -> bool:
        """Whether a line may be the article's at all: items of menus and lists of links are not judged."""
        row = self.page.rows[i]
        return not (row.links > 0.9 and self.ends[i] < 2 and self.width[i] < 160) and any(
            char.isalnum() for char in row.text[:40]
        )

    def vector(self, i: int) -> list[float]:
        """The numbers of one line, in the order of COLUMNS."""
        page, row = self.page, self.page.rows[i]
        text, width, words = row.text[:LONGEST], self.width[i], self.words[i]
        node = row.node
        up = [node]
        while len(up) < LEVELS:
            up.append(max(page.parent[up[-1]], 0))
        out = [
            width, words, self.ends[i], float(self.ends[i] == 2), text.count(",") / words, row.links,
            len(CAPITALISED.findall(text)) / words, sum(map(text.count, "0123456789")) / len(text),
            float(bool(DATE_OR_TIME.search(text[:120]))), _opening(text[0]),
            float(text[0] in "\"“„«»‘'"), float("|" in text or "›" in text),
            float(text.endswith(":")) + 2 * float(":" in text[:25]), MARKS[page.mark(row)],
            float(self.counts[self.keys[i]]), i / len(page.rows),
            float(i - self.title) if self.title >= 0 else -999.0, float(self.keys[i] in self.titles),
            float(self.keys[i] in self.described), self._in_json(i), float(bool(row.marked)),
            float(self.depth[node]), float(len(page.rows)),
        ]  # fmt: skip
        out += [self.mass[n] / self.total for n in up]
        out += [width / max(self.mass[n], width) for n in up]
        out += [
            self.sign_mass[page.sign[node]] / self.total,
            self.pair_mass[self.pair[node]] / self.total,
            float(self.children[page.parent[node]]),
            self.total,
        ]
        for main, inside, (first, last) in zip(self.main, self.inside, self.spans, strict=True):
            out += [
                float(inside[node]),
                float(self.depth[node] - self.depth[main]),
                float(i - first),
                float(last - i),
            ]
        for k in NEIGHBOURS:
            j = i + k
            if 0 <= j < len(page.rows):
                other = page.rows[j]
                out += [
                    self.width[j], self.ends[j], other.links,
                    float(page.parent[other.node] == page.parent[node]),
                    float(page.sign[other.node] == page.sign[node]),
                ]  # fmt: skip
            else:
                out += [-1.0, -1.0, -1.0, -1.0, -1.0]
        heading = self.heading[i]
        out += [
            self.before[i] / self.copy_total,
            1 - (self.before[i] + self.copy[i]) / self.copy_total,
            self.mass[page.rows[heading].node] if heading >= 0 else -1.0,
            float(i - heading) if heading >= 0 else 99.0,
        ]
        own = page.bits[node]
        near = own | page.bits[up[1]] | page.bits[up[2]]
        out += _spread(own) + _spread(near) + _spread(self._inner(node))
        return out

    def _in_json(self, i: int) -> float:
        if not self.json_body:
            return -1.0
        return float(bool(self.keys[i]) and self.keys[i][:80] in self.json_body)

    def _inner(self, node: int) -> int:
        """The bits between a line and the article's element."""
        inside = self.inside[1]
        if not inside[node]:
            return self.all[node]
        bits = 0
        main = self.main[1]
        while node != main and node > 0:
            bits |= self.page.bits[node]
            node = self.page.parent[node]
        return bits


def _opening(char: str) -> float:
    return 1.0 if char.isupper() else 2.0 if char.isdigit() else 3.0 if char.islower() else 0.0


def _spread(bits: int) -> list[float]:
    return [float(bits >> n & 1) for n in range(len(BITS))]
