"""What filing does: duplicates, new states of articles, failures, entities, and that order means nothing."""

import hashlib
import random
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.archive import open_archive
from db.check import check
from ingest.model import Block


def test_filing_twice_changes_nothing(archive, make, file_in, rows):
    before = rows(archive)
    again = make("Nobody came to the fair.", "elsewhere/fair.txt")
    assert file_in([again]) == ["duplicate"]
    assert rows(archive) == before


def test_a_changed_file_is_a_new_state_of_its_article(archive, make, file_in, query):
    (number,) = query(archive, "select id from articles where title like 'Nobody%'")[0]
    assert file_in([make("Somebody came to the fair.", "fair.txt")]) == ["updated"]
    found = query(archive, "select title, body from articles where id = ?", number)
    assert found == [("Somebody came to the fair.",) * 2]
    assert query(archive, "select version, body from versions where article_id = ?", number) == [
        (1, "Nobody came to the fair.")
    ]
    statuses = query(archive, "select status, count(*) from files group by 1 order by 1")
    assert statuses == [("filed", 3), ("replaced", 1)]
    matches = "select count(*) from articles_fts where articles_fts match ?"
    assert query(archive, matches, "somebody") == [(1,)]
    assert query(archive, matches, "nobody") == [(0,)]
    # The old state in another place is no news; back in its own place it is.
    assert file_in([make("Nobody came to the fair.", "copies/fair.txt")]) == ["duplicate"]
    assert file_in([make("Nobody came to the fair.", "fair.txt")]) == ["updated"]
    assert query(archive, "select body from articles where id = ?", number) == [("Nobody came to the fair.",)]
    assert query(archive, "select count(*) from files where status = 'filed'") == [(3,)]
    assert file_in([make("Nobody came to the fair.", "fair.txt")]) == ["duplicate"]


def test_a_link_to_an_archive_is_the_same_archive(archive, make, file_in, query, tmp_path):
    """Files are named from where the archive lies: else a changed file would be another one."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/link.db").symlink_to("../news.db")
    changed = make("Somebody came to the fair.", "fair.txt")
    assert file_in([changed], name="elsewhere/link.db") == ["updated"]
    assert query(archive, "select path from files where status = 'filed' and path like '%fair.txt'") == [
        ("fair.txt",)
    ]


def test_the_same_address_is_the_same_article(archive, make, file_in, query):
    url = "https://gazette.example/bridge"
    assert file_in([make("The bridge has shut again.", "other/name.html", url=url)]) == ["updated"]
    assert query(archive, "select body from articles where url = ?", url) == [("The bridge has shut again.",)]


def test_a_front_page_is_no_address_of_an_article(make, file_in):
    url = "https://gazette.example/"
    assert file_in([make("One.", "1.txt", url=url)], [make("Two.", "2.txt", url=url)]) == ["added", "added"]


def test_standard_input_has_no_place(make, file_in):
    assert file_in([make("One.", "-")], [make("Two.", "-")]) == ["added", "added"]


def test_a_failure_keeps_the_bytes_and_is_tried_again(make, file_in, query, tmp_path):
    bad, good = make("Some text.", error="no article text"), make("Some text.")
    assert file_in([bad]) == ["failed"]
    path = tmp_path / "news.db"
    assert query(path, "select path, status, bytes from files") == [("a.txt", "failed", 10)]
    assert query(path, "select path, error, detail from failures") == [("a.txt", "no article text", "told")]
    assert file_in([good]) == ["added"]
    assert query(path, "select status from files") == [("filed",)]


def test_what_could_not_be_read_leaves_a_failure_only(make, file_in, query, tmp_path):
    assert file_in([make(error="unreadable", content=b"")]) == ["failed"]
    assert query(tmp_path / "news.db", "select sha256, error from failures") == [(None, "unreadable")]
    assert query(tmp_path / "news.db", "select count(*) from files") == [(0,)]


def test_text_that_sqlite_cannot_hold_fails_alone(make, file_in, query, tmp_path):
    bad = make("Some text.", "bad.txt", headline="half a \ud83d", names=(("text", "place", "Text"),))
    assert file_in([bad], [make("Good text.", "good.txt")]) == ["failed", "added"]
    assert query(tmp_path / "news.db", "select path, error from failures") == [("bad.txt", "bad record")]
    assert not list(check(tmp_path / "news.db"))


def test_a_name_that_is_no_utf8_is_shown_as_escapes(make, file_in, query, tmp_path):
    file_in([make("Some text.", "bad-\udcff.txt")])
    assert query(tmp_path / "news.db", "select path from files") == [("bad-\\xff.txt",)]


def wire(make, *texts):
    return [make(text, f"wire.jsonl#{i}") for i, text in enumerate(texts, start=1)]


def test_a_record_put_in_front_shifts_the_others(make, file_in, query, tmp_path):
    file_in(wire(make, "A one.", "B two.", "C three."))
    outcomes = file_in(wire(make, "New zero.", "A one.", "B two.", "C three."))
    assert outcomes == ["added", "duplicate", "duplicate", "duplicate"]
    places = query(tmp_path / "news.db", "select path, title from files join articles on file_id = files.id")
    assert sorted(places) == [
        ("wire.jsonl#1", "New zero."),
        ("wire.jsonl#2", "A one."),
        ("wire.jsonl#3", "B two."),
        ("wire.jsonl#4", "C three."),
    ]


def test_a_record_changed_in_place_is_updated(make, file_in):
    file_in(wire(make, "A one.", "B two.", "C three."))
    outcomes = file_in(wire(make, "A one.", "B two, corrected.", "C three."))
    assert outcomes == ["duplicate", "updated", "duplicate"]


def test_a_file_of_other_records_overwrites_none(make, file_in, query, tmp_path):
    file_in(wire(make, "A one.", "B two."))
    assert file_in(wire(make, "D four.", "E five.")) == ["added", "added"]
    assert query(tmp_path / "news.db", "select count(*) from articles") == [(4,)]


def test_a_file_of_many_that_is_restored_is_read_again(make, tmp_path, query):
    former, later = wire(make, "A one.", "B two."), wire(make, "A one.", "B two, corrected.")

    def filed(sha256, records):
        with open_archive(tmp_path / "news.db") as archive, archive.run(lambda name, kind: name) as run:
            if known := run.known(sha256, str(tmp_path / "wire.jsonl")):
                return ["duplicate"] * known
            return run.save(str(tmp_path / "wire.jsonl"), sha256, records)

    assert filed("1" * 64, former) == ["added", "added"]
    assert filed("2" * 64, later) == ["duplicate", "updated"]
    assert filed("2" * 64, later) == ["duplicate", "duplicate"]
    assert filed("1" * 64, former) == ["duplicate", "updated"]
    bodies = query(tmp_path / "news.db", "select body from articles order by body")
    assert bodies == [("A one.",), ("B two.",)]
    assert filed("1" * 64, former) == ["duplicate", "duplicate"]


def test_a_file_of_many_is_known_as_a_whole(make, tmp_path):
    records = wire(make, "A one.", "B two.")
    with open_archive(tmp_path / "news.db") as archive:
        with archive.run(lambda name, kind: name) as run:
            assert run.known("0" * 64) == 0
            run.save(str(tmp_path / "wire.jsonl"), "0" * 64, records)
        with archive.run(lambda name, kind: name) as run:
            assert run.known("0" * 64) == 2
            assert run.known(records[0].sha256) == 1


def test_entities_are_counted_and_named(archive, make, file_in, query):
    counts = "select name, kind, article_count from entities order by name"
    assert query(archive, counts) == [("Ann Lee", "person", 2), ("Havenport", "place", 1)]
    aliases = query(archive, "select alias, articles from aliases where source = 'text' order by 1")
    assert aliases == [("Ann Lee", 2), ("Havenport", 1), ("Lee", 0)]
    # The article no longer names anybody: counts and spellings follow, the entity stays.
    file_in([make("The bridge is shut.", "bridge.txt")])
    assert query(archive, counts) == [("Ann Lee", "person", 1), ("Havenport", "place", 0)]
    assert not list(check(archive))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_the_order_of_files_changes_no_name_and_no_count(seed, make, tmp_path_factory, rows):
    spellings = ["U.S. Army", "US Army", "US Army", "U.S. army", "U.S. Army"]
    documents = [
        make(f"The {name} came on day {i}.", f"{i}.txt", names=((name, "organisation", name),))
        for i, name in enumerate(spellings)
    ]
    random.Random(seed).shuffle(documents)
    path = tmp_path_factory.mktemp("order") / "news.db"
    with open_archive(path) as archive, archive.run(lambda n, k: n.casefold().replace(".", "")) as run:
        for document in documents:
            run.save(document.path, document.sha256, [document])
    found = rows(path)
    assert [row[1:5] for row in found["entities"]] == [("U.S. Army", "organisation", "us army", 5)]
    assert found["aliases"] == [
        ("U.S. Army", 1, "text", 2, 2),
        ("U.S. army", 1, "text", 1, 1),
        ("US Army", 1, "text", 2, 2),
    ]


def test_two_articles_of_one_number_get_two(make, file_in, query, tmp_path, monkeypatch):
    monkeypatch.setattr("db.rows.article_id", lambda published, sha256: 7)
    file_in([make("One.", "1.txt")], [make("Two.", "2.txt")])
    assert query(tmp_path / "news.db", "select id, body from articles") == [(7, "One."), (8, "Two.")]


def file_and_fail(path, committed, lost):
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        run.save(committed.path, committed.sha256, [committed])
        run.commit()
        run.save(lost.path, lost.sha256, [lost])
        raise ZeroDivisionError


def test_an_error_leaves_the_run_without_an_end_and_what_was_committed(make, query, tmp_path):
    path = tmp_path / "news.db"
    with pytest.raises(ZeroDivisionError):
        file_and_fail(path, make("One."), make("Two.", "b.txt"))
    assert query(path, "select finished_at, documents, added from runs") == [(None, 1, 1)]
    assert query(path, "select body from articles") == [("One.",)]


def test_titles_and_words(make, file_in, query, tmp_path):
    long = "word " * 40
    blocks = (Block("subhead", " ", "x"), Block("paragraph", long.strip(), "x"))
    file_in([make("x", "long.txt", blocks=blocks)], [make("中美关系 is four.", "zh.txt")])
    found = query(tmp_path / "news.db", "select title, word_count from articles order by word_count")
    assert found[0] == ("中美关系 is four.", 6)
    assert found[1][0].endswith("word…")
    assert len(found[1][0]) <= 81
    assert found[1][1] == 40


def test_the_content_is_kept(archive, query):
    for sha256, content in query(archive, "select sha256, content from files"):
        assert hashlib.sha256(zlib.decompress(content)).hexdigest() == sha256


def test_paths_are_seen_from_the_archive(make, query, tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    document = make("One.", "raw/a.txt")
    with open_archive(folder / "news.db") as archive, archive.run(lambda n, k: n) as run:
        run.save(document.path, document.sha256, [document])
    assert query(folder / "news.db", "select path from files") == [(str(Path("../raw/a.txt")),)]


def test_who_was_stopped_while_tidying_is_tidied_next_time(make, file_in, query, tmp_path, monkeypatch):
    def stopped(archive, changed):
        raise KeyboardInterrupt

    path = tmp_path / "news.db"
    with monkeypatch.context() as patch:
        patch.setattr("db.archive.Archive.look_after", stopped)
        with pytest.raises(KeyboardInterrupt):
            file_in([make("Nobody came to the fair.", "fair.txt")])
    statistics = "select count(*) from sqlite_master where name = 'sqlite_stat1'"
    assert query(path, statistics) == [(0,)]
    assert file_in([make("Nobody came to the fair.", "fair.txt")]) == ["duplicate"]
    assert query(path, statistics) == [(1,)]
