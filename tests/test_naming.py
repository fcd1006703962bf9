"""Who is named where, kept in memory: right after every correction, and never more than is allowed."""

import numpy as np
import pytest

from db import columns as columns_module
from db.column_states import columns
from db.sqlite import open_for_reading


def naming(path, name, held):
    """The ids of the articles that name somebody, as the columns know them, and as the table has them."""
    conn = open_for_reading(path)
    try:
        (key,) = conn.execute("select id from entities where name = ?", [name]).fetchone()
        rows = conn.execute("select article_id from article_entities where entity_id = ? order by 1", [key])
        return held.ids[held.naming(conn, key)].tolist(), [row[0] for row in rows]
    finally:
        conn.close()


@pytest.fixture(autouse=True)
def keep_all(monkeypatch):
    monkeypatch.setattr(columns_module, "MANY", 0)


def test_a_correction_is_seen_at_once(people, correct):
    conn = open_for_reading(people)
    held = columns(conn)
    conn.close()
    before, rows = naming(people, "Jo Sommer", held)
    assert before == rows
    assert len(before) == 2
    lees, _ = naming(people, "Ann Lee", held)
    correct(lambda curator: curator.merge(["Jo Sommer"], "Ann Lee"))
    # An article was not changed: these are still the archive's columns.
    merged, rows = naming(people, "Ann Lee", held)
    assert merged == rows
    assert set(merged) > set(lees)
    correct(lambda curator: curator.undo(1))
    assert naming(people, "Jo Sommer", held) == (before, before)


def test_what_is_kept_has_a_limit(people, monkeypatch):
    monkeypatch.setattr(columns_module, "KEPT", 8000)
    conn = open_for_reading(people)
    held = columns(conn)
    for number in range(50):
        held.kept(("made", number), 0, lambda: np.zeros(500, np.int64))
    kept = [name for name in held._kept if name[0] == "made"]
    assert kept == [("made", 48), ("made", 49)]
    conn.close()
