"""What a line of a page looks like to the model that tells an article's paragraphs from the rest."""

import re
from bisect import bisect
from collections import Counter

import numpy as np

from ingest.formats.html_around import CAP, NEIGHBOURS, crowd, neighbours
from ingest.formats.html_lines import BITS, HEADINGS, Page
from ingest.formats.html_mass import SHARES, Mass, spread
from ingest.text import DENSE, DENSE_WIDTH, ENDS_FULLY, ENDS_SENTENCE, fold

#: A line counts as copy in the search for the article's element from this width and word count on.
COPY_WIDTH, COPY_WORDS = 60, 8
#: How many elements above a line are looked at one by one.
LEVELS = 4
#: Characters of a line that are looked at.
LONGEST = 20_000
#: Characters in which each line is looked for: a long article has 60,000.
LONGEST_BODY = 200_000
#: Letters of a pull quote, at least and at most, and of the lines that it may be taken from.
PULLED, LONG_KEY = (12, 240), 40
DATE_OR_TIME = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
CAPITALISED = re.compile(r"\b[^\W\d_a-zß-ÿ]\w*")
#: Words that tell what a text is about: long ones, and single characters of scripts without spaces.
TELLING = re.compile(rf"[^\W\d_]{{5,40}}|{DENSE.pattern}")

#: The bits of own, near and inner elements follow these in a vector.
NAMES = (
    ["opens", "quoted", "bar", "colon", "commas", "capitals", "digits", "dated", "mark", "position",
     "after_title", "is_title", "described", "in_json", "json_size", "again", "shared", "of_title",
     "of_described", "h1_between", "own_article", "article_share"]
    + ["width", "words", "ends", "ends_fully", "links", "bold", "slanted", "repeats", "depth", "lines"]
    + [f"copy_up{i}" for i in range(LEVELS)]
    + [f"own_share_up{i}" for i in range(LEVELS)]
    + ["sign_share", "sign2_share", "siblings", "copy_page"]
    + [f"{what}_{share}" for share in SHARES for what in ("inside", "levels", "from_first", "from_last")]
    + ["copy_before", "copy_after", "heading_above", "heading_distance", "since_copy", "until_copy"]
    + [f"{group}_{what}" for group in ("parent", "sign") for what in ("lines", "width", "ends", "links")]
    + [f"{what}{k:+d}" for k in NEIGHBOURS for what in ("n_width", "n_ends", "n_links", "n_same", "n_sign")]
)  # fmt: skip
GROUPS = ("own", "near", "inner")
COLUMNS = NAMES + [f"{group}:{bit}" for group in GROUPS for bit in BITS]
MARKS = {"": 0.0, "title": 1.0, "heading": 2.0, "bullet": 3.0, "quote": 4.0}


def _width(text: str) -> float:
    return len(text) if text.isascii() else len(text) + (DENSE_WIDTH - 1) * len(DENSE.findall(text))


def _telling(text: str) -> list[str]:
    return TELLING.findall(text[:LONGEST].casefold())


class Features:
    """The vectors of a page's lines; what they share is counted once."""

    def __init__(self, page: Page, titles: list[str], described: list[str], json_body: str) -> None:
        self.page = page
        self.titles = [key for key in map(fold, titles) if key]
        self.described = {fold(text) for text in described}
        self.json_body = fold(json_body[:LONGEST_BODY])
        rows = page.rows
        self.keys = [fold(row.text) for row in rows]
        self.width = [_width(row.text) for row in rows]
        self.words = [
            len(row.text.split()) if row.text.isascii() else max(row.text.count(" ") + 1, width / 6)
            for row, width in zip(rows, self.width, strict=True)
        ]
        self.ends = [
            2.0 if ENDS_FULLY.search(text) else 1.0 if ENDS_SENTENCE.search(text) else 0.0
            for text in (row.text[-6:] for row in rows)
        ]
        self.counts = Counter(self.keys)
        self.mass = Mass(page, [self._copy(i) for i in range(len(rows))])
        self._title()
        self._vocabulary({word for text in titles for word in _telling(text)}, described)

    def _copy(self, i: int) -> float:
        width = self.width[i]
        if width < COPY_WIDTH or self.words[i] < COPY_WORDS or self.ends[i] == 0:
            return 0.0
        if self.page.rows[i].links > 0.5 or self.counts[self.keys[i]] > 2:
            return 0.0
        return min(width, CAP)

    def _title(self) -> None:
        """The line of the headline nearest above the copy."""
        rows, first = self.page.rows, self.mass.spans[1][0]
        found = [i for i, key in enumerate(self.keys) if key and key in self.titles]
        self.h1 = [i for i, row in enumerate(rows) if self.page.tag[row.node] == "h1"]
        above = [i for i in found if i <= first] or [i for i in self.h1 if i <= first] or found or self.h1
        self.title = above[-1] if above else -1
        of = rows[self.title].node if above else rows[first].node if first < len(rows) else 0
        self.article = self.mass.article[of]
        self.foreign = self._other_articles()

    def _other_articles(self) -> bytearray:
        """The elements of articles with a headline of their own, where the page's stands in another."""
        mass, rows = self.mass, self.page.rows
        heads: set[int] = set()
        if self.title in self.h1 and self.article:
            key, node = self.keys[self.title], rows[self.title].node
            heads = {mass.article[rows[i].node] for i in self.h1 if self.keys[i] != key} - {0}
            while node > 0:
                heads.discard(node)
                node = self.page.parent[node]
        return mass.within(heads)

    def _vocabulary(self, title: set[str], described: list[str]) -> None:
        """Words of the article's probable lines, and of what is said of it."""
        inside = self.mass.inside[1]
        copy = [i for i, width in enumerate(self.mass.copy) if width and inside[self.page.rows[i].node]]
        self.telling = Counter(word for i in copy for word in set(_telling(self.page.rows[i].text)))
        self.in_copy = set(copy)
        self.title_words = title
        self.described_words = {word for text in described for word in _telling(text)}
        long = "\n".join(key for key in dict.fromkeys(self.keys) if len(key) > LONG_KEY)
        self.all_keys = long if len(long) <= LONGEST_BODY else ""

    def worth_judging(self, i: int) -> bool:
        """Whether a line may be the article's at all: not items of menus, lists of links,
        and lines of the next article, which some sites append to the page."""
        row = self.page.rows[i]
        if row.links > 0.9 and self.ends[i] < 2 and self.width[i] < 160:
            return False
        if self.foreign[row.node]:
            return False
        return any(char.isalnum() for char in row.text[:40])

    def matrix(self, places: list[int]) -> np.ndarray:
        """The numbers of these lines, in the order of COLUMNS: shape (places, columns)."""
        nodes = [self.page.rows[i].node for i in places]
        up = [nodes]
        while len(up) < LEVELS:
            up.append([max(self.page.parent[node], 0) for node in up[-1]])
        bits = self.page.bits
        facts = np.array([self.width, self.ends, [row.links for row in self.page.rows]]).T
        near = [bits[a] | bits[b] | bits[c] for a, b, c in zip(*up[:3], strict=True)]
        return np.hstack([
            np.array([self._own(i) for i in places]),
            self._plain(places, nodes),
            self._masses(places, nodes, up),
            self._around(places),
            crowd(self.page, facts, nodes),
            neighbours(self.page, facts, places),
            spread([bits[node] for node in nodes]),
            spread(near),
            spread([self.mass.inner(node) for node in nodes]),
        ])  # fmt: skip

    def _own(self, i: int) -> list[float]:
        """What the text of a line says by itself, and against what the page says of the article."""
        row, key = self.page.rows[i], self.keys[i]
        text = row.text[:LONGEST]
        telling = set(_telling(text))
        own = 1 if i in self.in_copy else 0
        size = len(telling) or 1
        article = self.mass.article[row.node]
        return [
            _opening(text[0]), text[0] in "\"“„«»‘'", "|" in text or "›" in text,
            text.endswith(":") + 2 * (":" in text[:25]), text.count(",") / self.words[i],
            len(CAPITALISED.findall(text)) / self.words[i], sum(map(text.count, "0123456789")) / len(text),
            bool(DATE_OR_TIME.search(text[:120])), MARKS[self.page.mark(row)], i / len(self.keys),
            i - self.title if self.title >= 0 else -999, key in self.titles, key in self.described,
            self._in_json(key), len(self.json_body) / self.mass.total, self._again(key),
            sum(self.telling[word] > own for word in telling) / size,
            len(telling & self.title_words) / size, len(telling & self.described_words) / size,
            max(0, bisect(self.h1, i) - bisect(self.h1, self.title)), article == self.article,
            self.mass.below[article] / self.mass.total,
        ]  # fmt: skip

    def _in_json(self, key: str) -> float:
        return (1.0 if key and key[:80] in self.json_body else 0.0) if self.json_body else -1.0

    def _again(self, key: str) -> float:
        """Whether the words of a short line stand in a longer one as well."""
        if not PULLED[0] <= len(key) <= PULLED[1]:
            return 0.0
        return float(self.all_keys.count(key) > (len(key) > LONG_KEY))

    def _plain(self, places: list[int], nodes: list[int]) -> np.ndarray:
        rows = [self.page.rows[i] for i in places]
        ends = [self.ends[i] for i in places]
        return np.array([
            [self.width[i] for i in places], [self.words[i] for i in places], ends, [e == 2 for e in ends],
            [row.links for row in rows], [row.bold for row in rows], [row.slanted for row in rows],
            [self.counts[self.keys[i]] for i in places], [self.mass.depth[node] for node in nodes],
            [len(self.keys)] * len(places),
        ], dtype=float).T  # fmt: skip

    def _masses(self, places: list[int], nodes: list[int], up: list[list[int]]) -> np.ndarray:
        """Where a line stands in the page's copy."""
        mass, page = self.mass, self.page
        out = [[mass.below[node] / mass.total for node in level] for level in up]
        widths = [self.width[i] for i in places]
        out += [[w / max(mass.below[n], w) for w, n in zip(widths, level, strict=True)] for level in up]
        out += [
            [mass.sign[page.sign[node]] / mass.total for node in nodes],
            [mass.pairs[mass.pair[node]] / mass.total for node in nodes],
            [mass.children[page.parent[node]] for node in nodes],
            [mass.total] * len(places),
        ]
        for main, inside, (first, last) in zip(mass.main, mass.inside, mass.spans, strict=True):
            depth = mass.depth[main]
            out += [[inside[node] for node in nodes], [mass.depth[node] - depth for node in nodes]]
            out += [[i - first for i in places], [last - i for i in places]]
        return np.array(out, dtype=float).T

    def _around(self, places: list[int]) -> np.ndarray:
        """Copy before and after a line, and the subhead above it."""
        copy = np.array(self.mass.copy)
        before = np.cumsum(copy) - copy
        total = max(float(copy.sum()), 1.0)
        n = np.arange(len(copy))
        last = np.maximum.accumulate(np.where(copy > 0, n, -99))
        following = np.minimum.accumulate(np.where(copy > 0, n, len(copy) + 99)[::-1])[::-1]
        tags = np.array([self.page.tag[row.node] in HEADINGS for row in self.page.rows])
        heading = np.maximum.accumulate(np.where(tags, n, -1))
        heading = np.concatenate([[-1], heading[:-1]])
        mass = np.array([self.mass.below[row.node] for row in self.page.rows])
        out = [before / total, 1 - (before + copy) / total, np.where(heading >= 0, mass[heading], -1)]
        out += [np.where(heading >= 0, n - heading, 99)]
        out += [n - np.concatenate([[-99], last[:-1]]), np.concatenate([following[1:], [len(n) + 99]]) - n]
        return np.stack(out, axis=1)[places]


def _opening(char: str) -> float:
    return 1.0 if char.isupper() else 2.0 if char.isdigit() else 3.0 if char.islower() else 0.0
