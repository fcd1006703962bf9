"""Each sample file against what its author says must come out of it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ingest.model import Article, RawFile
from ingest.pipeline import documents

ROOT = Path(__file__).parent.parent
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))

#: Fields that are wrong today, and why; strict, so that an entry goes when its reason does.
KNOWN_FAILURES = {
    "courrier-du-port__ferry-reprise": {
        "standfirst": "one that tells what the body does not is kept as its first paragraph",
        "body": "the same",
    },
    "kessel-valley-news__sheep-line": {
        "body": "a caption and a teaser read like short paragraphs",
        "captions": "an ended line after a bare credit cannot be told from a lede",
        "credits": "a credit of names alone looks like a path",
    },
    "metro-ledger__tarn-bridge-shut": {
        "body": "a pull quote without markup reads like a subhead of quoted words",
    },
    "metro-ledger__ferry-street-sundays": {
        "body": "a short sentence before a linked name is a paragraph of its own",
    },
}

FIELDS = [
    "headline",
    "standfirst",
    "section",
    "byline",
    "agency",
    "editor",
    "editors_note",
    "dateline",
    "outlet",
    "language",
]


@cache
def article(path: str, record: int) -> Article:
    found = documents(RawFile(path, (ROOT / path).read_bytes()), entities=False)[record - 1].article
    assert found is not None
    return found


def value(article: Article, field: str) -> Any:
    if field == "body":
        return list(article.paragraphs)
    if field == "authors":
        return [author.name for author in article.authors]
    if field == "published":
        return article.published.local if article.published else None
    if field in {"captions", "credits", "images"}:
        part = {"captions": "caption", "credits": "credit", "images": "url"}[field]
        return [getattr(image, part) for image in article.images if getattr(image, part)]
    return getattr(article, field)


def cases() -> list[Any]:
    out = []
    for path in GOLDEN:
        for field in [*FIELDS, "body", "authors", "published", "captions", "credits", "images"]:
            reason = KNOWN_FAILURES.get(path.stem, {}).get(field)
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            out.append(pytest.param(path, field, id=f"{path.stem}-{field}", marks=marks))
    return out


@pytest.mark.parametrize(("path", "field"), cases())
def test_golden(path: Path, field: str) -> None:
    gold = json.loads(path.read_text("utf-8"))
    found = value(article(gold["path"], gold["record"] or 1), field)
    if field == "published":
        assert found in {gold[field], *gold.get("published_inferred_any_of", ())}
    else:
        assert found == gold[field]


def test_every_sample_has_its_gold() -> None:
    samples = {str(path.relative_to(ROOT)) for path in (ROOT / "seeds").rglob("*") if path.is_file()}
    samples -= {"seeds/README.md", "seeds/.gitattributes"}
    assert samples == {json.loads(path.read_text("utf-8"))["path"] for path in GOLDEN}
