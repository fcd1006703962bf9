"""``python -m bench.repetition DATA``: what learning an outlet's recurring lines does to its pages.

For each outlet with four pages or more of one style, every page is cleaned twice: as it is, and with
the lines that recur in the outlet's *other* pages of that style. The labeller's weights were trained on
these pages: what it leaves in bodies here is less than on outlets that it has never seen, and so is what
there is to gain. So all lines that would be known are compared with the gold as well, whatever the
labeller makes of them (``known_in_gold``; some of it is furniture that the gold holds).

DATA is the folder that ``MORGUE_EVAL`` names; ``--report`` prints every line that goes.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.quality import scores
from ingest.model import Article, RawFile
from ingest.outlets import recurring
from ingest.outlets.learned import Learned
from ingest.outlets.recurring import Sheet
from ingest.pipeline import documents
from ingest.text import fold

MANIFEST = Path("rawtext/dev/manifest.jsonl")
SCORER = "score_text.py"
#: Pages of an outlet in one style: the page itself and the three that a line must stand in.
PAGES = recurring.LEAST + 1
#: Letters from which on a line inside a gold text is no chance.
TELLING = 20


class Everywhere(Learned):
    """Lines that are known whatever the page calls its outlet: the manifest says whose it is."""

    def of(self, outlet: str | None) -> frozenset[str]:
        """The lines, for any outlet."""
        return self.lines["*"]


@dataclass(frozen=True)
class Page:
    """A page's file, its gold text folded, and how it is cleaned as it is."""

    name: str
    path: str
    gold: str
    body: tuple[str, ...]
    sheet: Sheet


@dataclass(frozen=True)
class Result:
    """A page's two bodies, and the lines that learning took out: those of the gold apart."""

    name: str
    before: str
    after: str
    furniture: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """An outlet's pages in one style: each left out in turn, and the lines that all of them teach."""

    results: tuple[Result, ...]
    known: int
    known_in_gold: int


def main(arguments: Sequence[str]) -> int:
    """Measure and print. Exit code 1 if a paragraph is lost or F1 falls."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--report", action="store_true", help="print every line that goes")
    options = parser.parse_args(arguments)
    rows = [json.loads(line) for line in (options.data / MANIFEST).read_text("utf-8").splitlines()]
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["outlet"], row["style"]].append(row | {"folder": str((options.data / MANIFEST).parent)})
    jobs = [group for group in groups.values() if len(group) >= PAGES]
    with ProcessPoolExecutor(options.workers) as pool:
        measured = list(pool.map(measure, jobs))
    results = [result for group in measured for result in group.results]
    if options.report:
        for one in results:
            print(
                *(f"{one.name} - {line}" for line in one.furniture), sep="\n", end="\n" * bool(one.furniture)
            )
            print(*(f"{one.name} ! {line}" for line in one.text), sep="\n", end="\n" * bool(one.text))
    about = {
        "outlets": len({row["outlet"] for group in jobs for row in group}),
        "known_lines": sum(group.known for group in measured),
        "known_in_gold": sum(group.known_in_gold for group in measured),
    }
    return told(options.data, results, about)


def told(data: Path, results: Sequence[Result], about: dict[str, int]) -> int:
    """Print the numbers; the exit code."""
    found = {
        name: scores(
            data, data / MANIFEST, SCORER, [{"id": one.name, "body": getattr(one, name)} for one in results]
        )
        for name in ("before", "after")
    }
    print(
        json.dumps(
            {
                **about,
                "pages": len(results),
                "changed": sum(one.before != one.after for one in results),
                "lines_of_furniture": sum(len(one.furniture) for one in results),
                "lines_of_text": sum(len(one.text) for one in results),
                **found,
            },
            indent=1,
        )
    )
    return int(any(found["after"][name] < found["before"][name] for name in ("sh_f1", "para_recall")))


def measure(group: Sequence[dict[str, Any]]) -> Group:
    """Clean each page of a group with what the others teach."""
    pages = [_page(row) for row in group]
    results = tuple(_result(page, [other.sheet for other in pages if other is not page]) for page in pages)
    known = recurring.find([page.sheet for page in pages])
    paragraphs = {fold(text) for row in group for text in row["gold_paragraphs"]}
    in_gold = [
        line
        for line in known
        if line.key in paragraphs
        or (len(line.key) >= TELLING and any(line.key in page.gold for page in pages))
    ]
    return Group(results, len(known), len(in_gold))


def _page(row: dict[str, Any]) -> Page:
    path = str(Path(row["folder"]) / row["text_path"])
    article = _article(path, Learned())
    lines = tuple(block.text for block in article.blocks) if article else ()
    body = article.paragraphs if article else ()
    return Page(row["id"], path, fold(row["gold_text"]), body, (None, lines))


def _result(page: Page, others: Sequence[Sheet]) -> Result:
    keys = frozenset(line.key for line in recurring.find(others))
    before = "\n\n".join(page.body)
    if not any(fold(line) in keys for line in page.body):
        return Result(page.name, before, before)
    article = _article(page.path, Everywhere({"*": keys}))
    after = article.paragraphs if article else ()
    gone = sorted(set(page.body) - set(after))
    text = tuple(line for line in gone if fold(line) in page.gold)
    return Result(page.name, before, "\n\n".join(after), tuple(_except(gone, text)), text)


def _except(lines: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    yield from (line for line in lines if line not in others)


def _article(path: str, learned: Learned) -> Article | None:
    return documents(RawFile(path, Path(path).read_bytes()), entities=False, learned=learned)[0].article


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
