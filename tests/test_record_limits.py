"""A document has one clock and costs itself alone, also where its file holds many."""

import gzip
import json

import pytest

from ingest import pipeline
from ingest.model import RawFile
from ingest.pipeline import documents
from morgue import pool
from morgue.packing import unpacked
from morgue.reading import Item, read_in_order
from morgue.rereading import Crash, read_again
from morgue.worker import OUT_OF_MEMORY, read, why

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


def test_a_file_that_unpacks_to_many_records_is_waited_for(monkeypatch):
    """Its packed bytes are few: the pool's patience is for a record, not for all of them."""
    monkeypatch.setattr(pool, "PATIENCE", 3.0)
    monkeypatch.setattr(pool, "WALL", 0)
    raw = RawFile("a.jsonl.gz", gzip.compress(lines(2_500)))
    [item] = read_in_order([Item(raw.path, raw.sha256, raw)], entities=False, workers=1, stop=lambda: False)
    assert [one.error for one in item.documents] == [None] * 2_500


@pytest.mark.parametrize(
    "numbers", [[45605, 45572], [45605, 45606], [9, 45605, 45605 + 400], [*range(1000, 0, -1)], [3, 0]]
)
def test_a_file_that_is_too_much_as_a_whole_fails_as_a_whole(numbers):
    """Without the record at which its memory ran out, it runs out at another one."""
    full = why(OUT_OF_MEMORY, 20)
    tries = (Crash(full if number != 9 else "IndexError", number) for number in numbers)
    [document] = read_again(RawFile("a.jsonl", b"{}"), lambda crashed: next(tries))
    assert (document.path, document.error, document.detail) == ("a.jsonl", "reader crashed", full)


def test_a_file_is_not_read_without_end():
    tries = []

    def crash(crashed):
        tries.append(crashed)
        return Crash("IndexError", 100 - len(tries))

    [document] = read_again(RawFile("a.jsonl", b"{}"), crash)
    assert (document.path, len(tries)) == ("a.jsonl", pipeline.MOST_CRASHES + 1)


def test_two_records_that_take_too_much_memory_cost_themselves():
    """The counterpart: they are far from each other."""
    tries = iter([Crash(why(OUT_OF_MEMORY, 20), 3), Crash(why(OUT_OF_MEMORY, 20), 30)])
    raw = RawFile("a.jsonl", lines(40))
    found = read_again(
        raw, lambda crashed: next(tries, None) or documents(raw, entities=False, crashed=crashed)
    )
    assert [n for n, one in enumerate(found, 1) if one.error] == [3, 30]
