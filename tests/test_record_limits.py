"""A document has one clock and costs itself alone, also where its file holds many."""

import json

from ingest import pipeline
from ingest.model import RawFile
from ingest.pipeline import documents

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
