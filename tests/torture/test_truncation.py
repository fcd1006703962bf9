"""Files that end too early, as after a broken download: what they hold is kept, and packed ones are told.

A text or a page that is cut off cannot be told from a short one. So the law is: what stands before the cut is
in the article, or the file is a failure. Of gzip the end is known, so it is always told; of JSON, the record.
"""

import gzip
import json
import random
from functools import cache

import pytest
from faults import ROOT

from ingest import pipeline
from ingest.formats import html
from ingest.model import Document, RawFile
from ingest.pipeline import documents
from ingest.text import WORD

SEEDS = sorted(path for path in (ROOT / "seeds").rglob("*.*") if path.name != "README.md")
#: Offsets at which each file is cut, short and long.
CUTS = (4, 50)


@cache
def whole(path):
    return documents(RawFile(path.name, path.read_bytes()), entities=False)


def letters(text):
    return "".join(WORD.findall(text))


def lost(before: list[Document], found: list[Document], data: bytes) -> str | None:
    """A paragraph that stands before the cut, in so many bytes, and in nothing that came of them."""
    text = letters(data.decode("utf-8", "replace"))
    held = letters("".join(block.text for one in found if one.article for block in one.article.blocks))
    for document in before:
        for paragraph in document.article.paragraphs if document.article else ():
            key = letters(paragraph)
            if key in text and key not in held:
                return paragraph
    return None


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_what_stands_before_a_cut_is_kept_or_told(path, trials):
    data = path.read_bytes()
    for seed in trials("a file cut anywhere loses nothing before the cut", *CUTS):
        cut = data[: random.Random(f"{path.name} {seed}").randrange(len(data))]
        found = documents(RawFile(path.name, cut), entities=False) if cut.strip() else []
        failures = [one for one in found if one.error]
        assert found or not cut.strip()
        if not failures:
            assert not lost(whole(path), found, cut), (seed, len(cut))
        else:
            # Of a file of records, only the last can have suffered.
            assert failures == found[-1:], (seed, len(cut))
            assert [one.article for one in found[:-1]] == [
                one.article for one in whole(path)[: len(found) - 1]
            ]


@pytest.mark.parametrize("path", SEEDS[::6], ids=lambda path: path.name)
def test_a_packed_file_cut_anywhere_is_told(path, trials):
    packed = gzip.compress(path.read_bytes(), mtime=0)
    for seed in trials("a packed file cut anywhere is told", *CUTS):
        cut = packed[: random.Random(f"{path.name} {seed}").randrange(2, len(packed))]
        [document] = documents(RawFile(path.name, cut), entities=False)
        assert document.error in {"damaged", "binary", "empty"}, (seed, len(cut))


def test_a_record_cut_anywhere_is_told(trials):
    record = json.dumps(
        {"headline": "Old ferry quay shut", "body": "The quay was shut on Monday. " * 9}
    ).encode()
    for seed in trials("a record cut anywhere is told", *CUTS):
        cut = record[: random.Random(seed).randrange(3, len(record))]
        [document] = documents(RawFile("a.json", cut), entities=False)
        assert document.error, seed
        found = documents(RawFile("a.jsonl", record + b"\n" + cut), entities=False)
        assert [bool(one.error) for one in found] == [False, True], seed


def test_a_reader_that_loses_the_end_is_found_out(monkeypatch):
    """The negative control."""
    path = next(path for path in SEEDS if path.suffix == ".html")
    before, read = whole(path), html.read
    monkeypatch.setattr(pipeline.html, "read", lambda text: read(text[: len(text) * 2 // 3]))
    found = documents(RawFile(path.name, path.read_bytes()), entities=False)
    assert lost(before, found, path.read_bytes())
