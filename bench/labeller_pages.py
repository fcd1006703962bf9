"""Pages to train the labeller of text dumps on: lines with their features, and their roles from the gold."""

import hashlib
import json
import os
import random
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ingest.cleaning import apparatus
from ingest.cleaning.features import Matrix, matrix
from ingest.cleaning.rules import Verdict, judge_all
from ingest.decode import decode
from ingest.formats import text as text_format
from ingest.model import Line
from ingest.outlets import profiles

DATA = (
    Path(os.environ.get("MORGUE_EVAL", Path(__file__).parent.parent.parent / "shared" / "eval"))
    / "rawtext/dev"
)
TOKEN = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)
BODY, BEFORE, BETWEEN, AFTER = range(4)
#: How many parts the outlets are divided into, and where the weights go that were trained without one.
FOLDS, OUT = 5, Path("bench/out")
#: Longer pages are left out of the training (lines).
MAX_LINES = 3000
#: The style of the gold bodies alone.
CLEAN = "clean"
#: Share of the pages that are shown with another page's head or foot, and how often each of the two is.
#: On outlets left out the shingle F1 is .9569 without and .9577 with it.
COMPOSED, OTHERS = 0.6, 0.6
#: Lines above the body that stay with it: headline, byline and stamp tell where a body begins.
KEPT_ABOVE = (4, 8, 12)


@dataclass(frozen=True)
class Page:
    """A file's lines with their certain roles, the role that the gold gives each, and their words."""

    name: str
    outlet: str
    style: str
    lines: tuple[Line, ...]
    verdicts: tuple[Verdict | None, ...]
    roles: np.ndarray
    words: np.ndarray

    @cached_property
    def features(self) -> Matrix:
        """The features of the lines, shape (lines, columns)."""
        return matrix(self.lines, self.verdicts)


def load() -> list[Page]:
    """All pages whose gold is not suspect, with their clean bodies."""
    rows = [json.loads(line) for line in (DATA / "manifest.jsonl").read_text("utf-8").splitlines()]
    with ProcessPoolExecutor() as pool:
        found = pool.map(_pages, [row for row in rows if not row.get("gold_suspect")], chunksize=20)
        return [one for pages in found for one in pages if 0 < len(one.roles) < MAX_LINES]


def fold(outlet: str) -> int:
    """The part that an outlet belongs to."""
    return int(hashlib.sha256(outlet.encode()).hexdigest(), 16) % FOLDS


def _pages(row: dict[str, Any]) -> list[Page]:
    """The page of a manifest's row, and its gold body as a page of its own."""
    draft = text_format.read(decode((DATA / row["text_path"]).read_bytes()).text)
    pages = [_page(row["id"], row, list(draft.lines), row["style"])]
    if row["style"] == "container":
        clean = [Line(" ".join(text.split()), gap=True) for text in row["gold_paragraphs"] if text.strip()]
        pages.append(_page(f"{row['id']}.{CLEAN}", row, clean, CLEAN))
    return pages


def _page(name: str, row: dict[str, Any], lines: list[Line], style: str) -> Page:
    who = profiles.identify([line.text for line in lines], [])
    verdicts = judge_all(lines, None)
    apparatus.outlet_names(lines, verdicts, who[0] if who else None)
    apparatus.stamps_and_bylines(lines, verdicts)
    apparatus.captions_and_credits(lines, verdicts)
    words = [TOKEN.findall(line.text.casefold()) for line in lines]
    roles = _roles(in_gold(words, TOKEN.findall(row["gold_text"].casefold())))
    counts = np.array([len(word) for word in words])
    return Page(name, row["outlet"], style, tuple(lines), tuple(verdicts), roles, counts)


def in_gold(lines: list[list[str]], gold: list[str]) -> list[bool]:
    """Whether each line is in the gold: half of its runs of four words are, or, if shorter, all of it."""
    runs = {tuple(gold[i : i + 4]) for i in range(len(gold) - 3)}
    flat = f" {' '.join(gold)} "
    found = []
    for words in lines:
        own = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
        inside = sum(run in runs for run in own) >= 0.5 * len(own) if own else f" {' '.join(words)} " in flat
        found.append(bool(words) and inside)
    # Short lines that merely occur somewhere in the gold, far from the body, are menu items.
    long = [body and len(words) >= 6 for body, words in zip(found, lines, strict=True)]
    return [body and (len(lines[i]) >= 4 or any(long[max(0, i - 2) : i + 3])) for i, body in enumerate(found)]


def _roles(body: list[bool]) -> np.ndarray:
    places = np.flatnonzero(body)
    n = np.arange(len(body))
    if not len(places):
        return np.full(len(body), BEFORE)
    roles = np.where(n < places[0], BEFORE, np.where(n > places[-1], AFTER, BETWEEN))
    return np.where(body, BODY, roles)


def composed(pages: Sequence[Page]) -> list[Page]:
    """The pages, many of them with the head or foot of another page of their style: a network that has
    seen a hundred outlets should not learn which foot goes with which head."""
    by_style: dict[str, list[Page]] = {}
    for page in pages:
        by_style.setdefault(page.style, []).append(page)
    return [
        page if page.style == CLEAN or random.random() > COMPOSED else _composite(page, by_style[page.style])
        for page in pages
    ]


def _composite(page: Page, pool: Sequence[Page]) -> Page:
    if not (page.roles == BODY).any():
        return page
    above, below = random.choice(pool), random.choice(pool)
    kept, (start, end) = random.choice(KEPT_ABOVE), _ends(page)
    near = max(0, start - kept)
    head = (above, 0, max(0, _ends(above)[0] - kept)) if random.random() < OTHERS else (page, 0, near)
    last = (below, _ends(below)[1]) if random.random() < OTHERS else (page, end)
    parts = [head, (page, near, end), (*last, len(last[0].roles))]
    lines = tuple(line for one, i, j in parts for line in one.lines[i:j])
    verdicts = tuple(verdict for one, i, j in parts for verdict in one.verdicts[i:j])
    n = [j - i for _, i, j in parts]
    roles = np.concatenate([np.full(n[0], BEFORE), page.roles[near:end], np.full(n[2], AFTER)])
    words = np.concatenate([one.words[i:j] for one, i, j in parts])
    return Page(page.name, page.outlet, page.style, lines, verdicts, roles, words)


def _ends(page: Page) -> tuple[int, int]:
    """Where the body begins and ends; the page's end if there is none."""
    places = np.flatnonzero(page.roles == BODY)
    n = len(page.roles)
    return (int(places[0]), int(places[-1]) + 1) if len(places) else (n, n)
