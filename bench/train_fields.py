"""Learn the weights by which headline, day of publication and byline are chosen.

``python -m bench.train_fields DATA``; ``DATA`` is the folder of ``rawtext/dev`` (see ``bench/quality.py``).
Each model is a multinomial logit over the candidates of a page and "none", fitted by Adam with a quadratic
penalty; a page counts the less, the more pages of its outlet there are, since the verdict falls on other
outlets. ``--left-out`` fits five times, each time without a fifth of the outlets, and prints how often the
fit is right on those.
"""

import argparse
import json
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy

import ingest.cleaning.headline as headline
from bench.labeller_pages import FOLDS
from bench.labeller_pages import fold as outlet_part
from ingest import pipeline, ranking
from ingest.cleaning import headline_features, headline_page, label
from ingest.fields import author_features, date_features, day_order
from ingest.model import Article, RawFile
from ingest.text import fold

#: The penalty by model: of .3 to 20 tried, best on left-out outlets.
PENALTIES = {"headline": 3.0, "date": 6.0, "author": 4.0}
PATHS = {"headline": headline.WEIGHTS, "date": date_features.WEIGHTS, "author": author_features.WEIGHTS}
#: Features that fewer candidates have are left out; smaller weights as well.
RARE, SMALL = 4, 0.02
STEPS, RATE = 200, 0.08


@dataclass
class Choice:
    """One page of one model: the features of its candidates, none's last, and which are right."""

    outlet: str
    features: list[list[str]]
    right: set[int] = field(default_factory=set)
    values: list[str] = field(default_factory=list)
    shown: bool = True
    style: str = ""


def choices(row: dict[str, Any], path: Path) -> dict[str, Choice]:
    """The three choices of a page, those whose gold is known."""
    seen: dict[str, Any] = {}
    original = label.find_headline

    def spy(lines: Any, verdicts: Any, start: int, hints: Any) -> Any:
        seen["page"] = headline_page.page(lines, list(verdicts), start, hints.outlet)
        return original(lines, verdicts, start, hints)

    label.find_headline = spy  # type: ignore[attr-defined]
    article = pipeline.documents(RawFile(row["id"], path.read_bytes()), entities=False)[0].article
    label.find_headline = original  # type: ignore[attr-defined]
    out: dict[str, Choice] = {}
    if row.get("gold_suspect") or article is None or "page" not in seen:
        return out
    if row.get("gold_headline"):
        out["headline"] = _headline(row, seen["page"])
    if row.get("gold_published"):
        out["date"] = _date(row, article)
    if row.get("gold_authors"):
        page = author_features.page(article.blocks)
        names = [names(author.name for author in one.authors) for one in page.found]
        votes = [author_features.features(page, k) for k in range(len(names))]
        gold = row["gold_authors"]
        right = {names([gold] if isinstance(gold, str) else gold)}
        out["author"] = _choice(row, [*votes, author_features.none(page)], names, right, "authors_visible")
    return out


def _date(row: dict[str, Any], article: Article) -> Choice:
    texts = [block.text for block in article.blocks]
    order = day_order.month_first(texts)
    if order is None and day_order.is_open(texts):
        order = day_order.of_language(row["lang"])
    page = date_features.page(article.blocks, order)
    days = [one.stamp.moment.local[:10] for one in page.found]
    votes = [date_features.features(page, k) for k in range(len(days))] + [date_features.none(page)]
    stated = datetime.fromisoformat(row["gold_published"])
    right = {row["gold_published"][:10]}
    if stated.tzinfo:
        right.add(stated.astimezone(UTC).date().isoformat())
    return _choice(row, votes, days, right, "date_visible")


def _headline(row: dict[str, Any], page: headline_page.Page) -> Choice:
    found = headline_page.candidates(page)
    votes = [*headline_features.every(page, found), headline_features.none(page, found)]
    return _choice(
        row, votes, [fold(one.text) for one in found], {fold(row["gold_headline"])}, "headline_visible"
    )


def _choice(
    row: dict[str, Any], votes: list[list[str]], values: list[str], gold: set[str], shown: str
) -> Choice:
    right = {k for k, value in enumerate(values) if value in gold} or {len(values)}
    return Choice(row["outlet"], votes, right, values, bool(row[shown]), row["style"])


def names(names: Any) -> str:
    plain = (
        "".join(c for c in unicodedata.normalize("NFKD", n) if not unicodedata.combining(c)) for n in names
    )
    return " ".join(sorted(map(fold, plain)))


def fit(pages: Sequence[Choice], penalty: float) -> dict[str, float]:
    """The weights that make the right candidates likeliest."""
    counts = Counter(name for page in pages for votes in page.features for name in set(votes))
    index = {name: i for i, name in enumerate(sorted(name for name, n in counts.items() if n >= RARE))}
    columns, rows, groups, right = [], [], [], []
    for number, page in enumerate(pages):
        for k, votes in enumerate(page.features):
            known = [index[name] for name in set(votes) if name in index]
            columns += known
            rows += [len(groups)] * len(known)
            groups.append(number)
            right.append(k in page.right)
    outlets = Counter(page.outlet for page in pages)
    each = numpy.array([outlets[page.outlet] ** -0.5 for page in pages])
    weights = _descend(
        numpy.array(columns),
        numpy.array(rows),
        numpy.array(groups),
        numpy.array(right, float),
        each,
        len(index),
        penalty,
    )
    return {name: round(float(weights[i]), 3) for name, i in index.items() if abs(weights[i]) >= SMALL}


def _descend(columns: Any, rows: Any, groups: Any, right: Any, each: Any, size: int, penalty: float) -> Any:
    """Adam on the negative log-likelihood; columns and rows are the ones of a sparse matrix of ones."""
    weights, first, second = numpy.zeros(size), numpy.zeros(size), numpy.zeros(size)
    starts = numpy.r_[0, numpy.flatnonzero(numpy.diff(groups)) + 1]
    total = each.sum()
    for step in range(1, STEPS + 1):
        scores = numpy.bincount(rows, weights[columns], minlength=len(groups))
        powers = numpy.exp(scores - numpy.maximum.reduceat(scores, starts)[groups])
        likely = powers / numpy.add.reduceat(powers, starts)[groups]
        wanted = powers * right
        wanted /= numpy.maximum(numpy.add.reduceat(wanted, starts)[groups], 1e-12)
        error = (likely - wanted) * each[groups]
        slope = numpy.bincount(columns, error[rows], minlength=size) / total + penalty * weights / total
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope * slope
        rate = RATE if step < 0.7 * STEPS else 0.2 * RATE
        weights -= rate * (first / (1 - 0.9**step)) / (numpy.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return weights


def left_out(pages: Sequence[Choice], penalty: float, floor: float) -> dict[str, Counter[str]]:
    """What fits without an outlet do on it, in all and by style.

    Right, wrong, missed where the page shows the value; none-right and invented where it does not;
    ceiling: the right value is among the candidates.
    """
    out: dict[str, Counter[str]] = defaultdict(Counter)
    for part in range(FOLDS):
        weights = fit([page for page in pages if outlet_part(page.outlet) != part], penalty)
        for page in (page for page in pages if outlet_part(page.outlet) == part):
            likely: Counter[str] = Counter()
            for value, p in zip(page.values, _likely(weights, page), strict=True):
                likely[value] += p  # type: ignore[assignment]
            best = max(likely, key=lambda value: likely[value], default="")
            taken = bool(best) and likely[best] >= floor
            is_right = taken and page.values.index(best) in page.right
            if page.shown:
                told = "right" if is_right else "wrong" if taken else "missed"
            else:
                told = "invented" if taken and not is_right else "none-right"
            reachable = page.shown and page.right != {len(page.values)}
            for group in ("all", page.style):
                out[group].update([told, *["ceiling"] * reachable])
    return out


def _likely(weights: dict[str, float], page: Choice) -> list[float]:
    return ranking.probabilities(weights, page.features[:-1], page.features[-1])


def main() -> None:
    """Read the pages, fit the models, and write their weights or print what they do on left-out outlets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--left-out", action="store_true")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.data / "manifest.jsonl").read_text("utf-8").splitlines()]
    with ProcessPoolExecutor() as pool:
        paths = [options.data / row["text_path"] for row in rows]
        every = list(pool.map(choices, rows, paths, chunksize=32))
    floors = {"headline": headline.FLOOR, "date": date_features.FLOOR, "author": author_features.FLOOR}
    for name, penalty in PENALTIES.items():
        pages = [page[name] for page in every if name in page]
        if options.left_out:
            for style, counts in left_out(pages, penalty, floors[name]).items():
                print(name, style, dict(sorted(counts.items())), file=sys.stderr)
        else:
            weights = dict(sorted(fit(pages, penalty).items()))
            PATHS[name].write_text(json.dumps(weights, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
