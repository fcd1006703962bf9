"""A document has one clock and costs itself alone, also where its file holds many."""

import gzip
import json

from ingest import pipeline
from ingest.model import RawFile
from ingest.pipeline import documents
from morgue.packing import unpacked
from morgue.worker import read

TEXT = "The harbour council shut the old ferry quay on Monday, Ann Lee said."


def lines(number):
    """A file of so many records."""
    return "".join(
        json.dumps({"headline": f"Quay {n}", "body": f"{TEXT} {n}"}) + "\n" for n in range(number)
    ).encode()


def test_a_clock_is_set_once_for_a_document_names_and_all(monkeypatch):
    happened = []
    named = pipeline._with_mentions
    monkeypatch.setattr(
        pipeline, "_with_mentions", lambda document, ner: happened.append("names") or named(document, ner)
    )
    [text] = documents(RawFile("a.txt", TEXT.encode()), before_each=happened.append)
    assert text.article.mentions
    assert happened == [0, "names"]
    happened.clear()
    assert len(documents(RawFile("a.jsonl", lines(3)), before_each=happened.append)) == 3
    assert happened == [0, 1, "names", 2, "names", 3, "names"]


def test_what_waits_for_its_turn_is_about_as_small_as_its_file():
    """The parent holds a hundred files: as objects, packed ones of a few bytes would fill its memory."""
    record = json.dumps({"headline": "Quay", "other": TEXT * 10_000}) + "\n"
    file = gzip.compress(record.encode() * 30)
    [waiting] = read([RawFile("a.jsonl.gz", file)], entities=False)
    assert len(waiting) < 5 * len(file)
    assert sum(len(document.content) for document in unpacked(waiting)) > 50 * len(waiting)
