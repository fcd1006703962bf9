"""Values that are looked for within a facet: what matches, what is cut, and what takes too long."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures_web import make_archive
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from db import facet_values
from db.facet_values import matching
from db.search import search
from db.sqlite import open_for_reading, sqlite3
from db.statements import TooSlowError


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator["sqlite3.Connection"]:
    conn = open_for_reading(make_archive(tmp_path_factory.mktemp("values") / "news.db", copies=12))
    yield conn
    conn.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lee", ["Zoë Lee", "Bo Leeming"]),
        ("ZOE", ["Zoë Lee"]),
        ("l zoë", ["Zoë Lee"]),
        ("zoë x", []),
        ("eming", ["Bo Leeming"]),
        ("关系", ["中美关系"]),
        ("u.s", ["U.S. Steel"]),
        ("!", ["!"]),
        ("?", []),
        (" ", ["Zoë Lee", "Bo Leeming", "中美关系", "U.S. Steel", "!"]),
    ],
)
def test_names_are_found_by_their_parts(typed: str, found: list[str]) -> None:
    assert matching(typed, ["Zoë Lee", "Bo Leeming", "中美关系", "U.S. Steel", "!"]) == found


@given(st.text(max_size=20), st.lists(st.text(max_size=12), max_size=6))
def test_any_text_may_be_looked_for(typed: str, names: list[str]) -> None:
    assert set(matching(typed, names)) <= set(names)
    assert all(name in matching(name, names) for name in names)


def test_long_lists_are_cut_and_say_so(conn: "sqlite3.Connection", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facet_values, "LISTED", 1)
    answer = search(conn, "", look_for={"person": "", "outlet": ""})
    assert answer.found == {"person": [("Ada Brandt", 24)], "outlet": [("Northshore Herald", 36)]}
    assert any(note.startswith("Of the outlets 1 are listed") for note in answer.notes)
    monkeypatch.setattr("db.search_facets.SAMPLE", 3)
    monkeypatch.setattr(facet_values, "LOOKED_AT", 2)
    answer = search(conn, "", look_for={"person": ""})
    assert answer.found == {"person": [("Ada Brandt", 24)]}
    assert any("2 most named people" in note for note in answer.notes)
    with pytest.raises(ValueError, match="no such facet: month"):
        search(conn, "", look_for={"month": ""})


def test_what_takes_too_long_is_left_out(conn: "sqlite3.Connection", monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> object:
        raise TooSlowError

    monkeypatch.setattr(facet_values, "_names", slow)
    answer = search(conn, "", look_for={"person": "a"})
    assert (answer.total, answer.found) == (60, {})
    assert "Too many people to look through in time." in answer.notes


def test_two_of_one_name_are_one_value(tmp_path: Path) -> None:
    """A filter by name means both, and each article once."""
    path = make_archive(tmp_path / "news.db", copies=12)
    db = Database(path)
    db.execute("update entities set name = 'Ada Brandt' where id = 2")
    assert db.conn is not None
    db.conn.commit()
    db.conn.close()
    conn = open_for_reading(path)
    answer = search(conn, "", look_for={"person": "ada"})
    assert answer.found == {"person": [("Ada Brandt", 24)]}
    assert search(conn, "", filters={"person": ["Ada Brandt"]}).total == 24
    conn.close()
