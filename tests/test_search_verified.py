"""Searches whose texts must be read: what index and columns cannot tell, with filters, copies and counts."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.archive import open_archive
from db.column_building import refresh
from db.exporting import export
from db.list_search import list_search
from db.search import search
from db.sqlite import open_for_reading

if TYPE_CHECKING:
    from db.sqlite import sqlite3


def write(conn: "sqlite3.Connection", number: int, body: str, month: str | None = "2025-03") -> None:
    """Insert an article by hand."""
    conn.execute(
        "insert into files (id, path, sha256, bytes, status, run_id) values (?, '', ?, 0, 'filed', 1)",
        [number, str(number)],
    )
    conn.execute(
        "insert into articles (id, file_id, title, body, word_count, month, year) "
        "values (?, ?, ?, ?, ?, ?, ?)",
        [number, number, body, body, len(body.split()), month, month and month[:4]],
    )


@pytest.fixture
def conn(tmp_path: Path) -> Iterator["sqlite3.Connection"]:
    with open_archive(tmp_path / "news.db") as archive:
        archive.conn.execute("insert into runs (id, started_at, version) values (1, '', '')")
        yield archive.conn


def ids(conn: "sqlite3.Connection", query: str, **options: object) -> list[int]:
    return sorted(hit.id for hit in search(conn, query, limit=100, **options).hits)  # type: ignore[arg-type]


def test_a_copy_stands_in_for_an_original_that_does_not_hold(conn: "sqlite3.Connection") -> None:
    write(conn, 1, "the foo levy is due")
    write(conn, 2, "the Foo levy is due")
    write(conn, 3, "another Foo")
    conn.execute("insert into copies (article_id, family_id, similarity) values (1, 1, 1), (2, 1, 0.95)")
    assert ids(conn, "caps(Foo)") == [2, 3]
    answer = search(conn, "caps(Foo)", once=True)
    assert (sorted(hit.id for hit in answer.hits), answer.total, answer.folded) == ([2, 3], 2, 0)
    assert sorted(row["id"] for row in export(conn, "caps(Foo)", once=0.8)) == [2, 3]  # type: ignore[type-var]
    assert list_search(conn, ["caps(Foo)"], once=0.8).lines[0].articles == 2


def test_brackets_of_negations_that_must_be_read(conn: "sqlite3.Connection") -> None:
    for number, body in enumerate(["tax Foo", "Foo", "foo", "other"], 1):
        write(conn, number, body)
    assert ids(conn, "tax OR (-caps(Foo) -caps(Bar))") == [1, 3, 4]


def test_partial_matches_keep_to_exclusions_and_families(conn: "sqlite3.Connection") -> None:
    write(conn, 1, "levy bridge Foo")
    write(conn, 2, "levy bridge foo")
    assert ids(conn, "levy bridge zebra -caps(Foo)") == [2]
    write(conn, 3, "alpha")
    write(conn, 4, "alpha beta")
    conn.execute("insert into copies (article_id, family_id, similarity) values (3, 3, 1), (4, 3, 0.9)")
    assert ids(conn, "alpha beta", once=True) == [4]


def test_counts_of_a_filtered_field_are_read_too(conn: "sqlite3.Connection") -> None:
    write(conn, 1, "Foo", "2025-03")
    write(conn, 2, "foo", "2025-03")
    write(conn, 3, "Foo", "2024-03")
    answer = search(conn, "caps(Foo)", filters={"year": ["2025"]})
    assert (answer.total, answer.facets["year"]) == (1, [("2024", 1), ("2025", 1)])


@pytest.mark.parametrize("month", ["2025-²", "2025-" + "9" * 5000, "2023-24", "2025-00", "x", ""])
def test_a_month_that_is_none_finds_nothing(conn: "sqlite3.Connection", month: str) -> None:
    write(conn, 1, "tax")
    assert search(conn, "tax", filters={"month": [month]}).total == 0


def test_only_a_whole_month_lies_within_days(conn: "sqlite3.Connection") -> None:
    write(conn, 1, "tax", "2025-03")
    assert ids(conn, "until:2025-03-28") == []
    assert ids(conn, "until:2025-03-31") == [1]
    assert ids(conn, "since:2025-03-01 until:9999") == [1]


def test_a_file_that_was_put_back_and_went_another_way(tmp_path: Path) -> None:
    path, copy = tmp_path / "news.db", tmp_path / "copy.db"

    def file(numbers: range, word: str) -> None:
        with open_archive(path) as archive:
            archive.conn.execute("insert or ignore into runs (id, started_at, version) values (1, 'x', '')")
            for number in numbers:
                write(archive.conn, number, word)
            refresh(archive.conn)

    def found(word: str) -> int:
        reader = open_for_reading(path)
        try:
            return search(reader, word, filters={"year": ["2025"]}).total
        finally:
            reader.close()

    file(range(1, 9), "tax")
    shutil.copy(path, copy)
    file(range(20, 22), "levy")
    assert found("levy") == 2
    shutil.copy(copy, path)
    file(range(30, 33), "oil")
    assert (found("oil"), found("levy"), found("tax")) == (3, 0, 8)


def test_no_ending_is_left_in_what_must_not_be_there(conn: "sqlite3.Connection") -> None:
    for number in range(1, 451):
        write(conn, number, f"note qa{number:04}x")
    refresh(conn)
    assert search(conn, "note -qa*").total == 0
