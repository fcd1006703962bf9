"""Hostile files: each gives the right text or a reason, and the files beside it are filed."""

import itertools
import os
import zlib
from collections import deque

import pytest
from hostile_case import TEXT, case, complaint, unsound
from mutating import every_case, mutated, small_cases

from ingest import decode, pipeline
from ingest.formats import html
from ingest.model import RawFile
from ingest.pipeline import documents
from morgue.reading import Item, loaded, read_in_order

LONG = os.environ.get("TORTURE") == "long"
#: A good text stands beside so many others.
EVERY = 5


def read(tmp_path, cases):
    """Every case with its documents, read by two workers, a good text before every few."""
    good = RawFile("good.txt", TEXT.encode())
    expected = documents(good, entities=True)
    asked = deque()

    def items():
        for number, one in enumerate(cases):
            if number % EVERY == 0:
                asked.append(None)
                yield Item("good.txt", raw=good)
            (tmp_path / "case").write_bytes(one.data)
            item = loaded(str(tmp_path / "case"))
            asked.append(one)
            yield Item(one.name, raw=item.raw and RawFile(one.name, one.data), documents=item.documents)

    for item in read_in_order(items(), entities=True, workers=2, stop=lambda: False):
        one = asked.popleft()
        if one:
            yield one, item.documents
        else:
            assert item.documents == expected, "a good text suffered"
    assert not asked, "a file vanished"


def test_every_hostile_file_gives_its_text_or_a_reason(tmp_path, trials):
    cases = every_case() if LONG else small_cases()
    wrong = []
    numbers = trials("a hostile file gives its text or a reason", len(cases), len(cases))
    for _, (one, found) in zip(numbers, read(tmp_path, cases), strict=False):
        if what := complaint(one, found):
            wrong.append(f"{one.name}: {what}")
    assert not wrong, "\n".join(wrong)


def test_every_mutated_file_gives_an_article_or_a_reason(tmp_path, trials):
    seeds, again = itertools.tee(trials("a mutated file gives an article or a reason", 150, 3_000))
    cases = (case(str(seed), mutated(seed)) for seed in again)
    for seed, (one, found) in zip(seeds, read(tmp_path, cases), strict=True):
        assert one.name == str(seed)
        assert found, f"seed {seed}: nothing became of it"
        for document in found:
            assert (document.article is None) != (document.error is None), seed
            # So small a file that needs 20 s or 2 GB is a fault of ours.
            assert document.error != "reader crashed", f"seed {seed}: {document.detail}"
            assert not (document.article and unsound(document)), f"seed {seed}: {unsound(document)}"


def whatever(value, *_):
    return value


@pytest.mark.parametrize(
    ("name", "where", "what"),
    [
        ("escapes.json", (pipeline, "tidied"), whatever),
        ("references-inside.html", (pipeline, "tidied"), whatever),
        ("russian-utf-16-le.txt", (decode, "without_mark"), lambda data: None),
        ("twice-german.txt", (decode, "once"), lambda text: None),
        ("cut-277.gz", (pipeline, "gunzip"), lambda data, limit: zlib.decompressobj(31).decompress(data)),
        ("members.txt.gz", (pipeline, "gunzip"), lambda data, limit: zlib.decompressobj(31).decompress(data)),
        ("deep-middle-div.html", (html, "MAX_LEVELS"), None),
    ],
)
def test_without_its_protection_a_file_does_harm(monkeypatch, name, where, what):
    """The negative controls: what tells a wrong text from a right one does tell it."""
    [one] = [one for one in small_cases() if one.name == name]
    assert complaint(one, documents(RawFile(name, one.data))) is None
    if what:
        monkeypatch.setattr(*where, what)
    else:
        monkeypatch.setattr(html.etree.ErrorTypes, "ERR_RESOURCE_LIMIT", -1)
    assert complaint(one, documents(RawFile(name, one.data)))
