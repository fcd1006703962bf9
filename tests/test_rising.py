"""Names that rose: what is compared with what, and what is left out."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from db import rising as module
from db.archive import open_archive
from db.rising import likelihood, rising
from db.sqlite import sqlite3


def made(path: Path, days: int, now: int, before: int, stray: bool = False) -> "sqlite3.Connection":
    """Two articles a day for so many days up to 30 June; Ada is named in some of either half."""
    with open_archive(path):
        pass
    db = Database(path)
    db.table("runs").insert({"id": 1, "started_at": "2025-03-01T00:00:00Z", "version": "0"})
    db.table("entities").insert({"id": 1, "name": "Ada Brandt", "kind": "person", "key": "ada"})
    dates = [(date(2025, 6, 30) - timedelta(days=i)).isoformat() for i in range(days)]
    numbers = [(day, half) for day in dates for half in (0, 1)] + ([("2031-01-01", 0)] if stray else [])
    for place, (day, _) in enumerate(numbers):
        key = int(day.replace("-", "")) * 10**8 + place
        db.table("files").insert(
            {"id": key, "path": f"{place}", "sha256": f"{place}", "bytes": 1, "status": "filed", "run_id": 1}
        )
        db.table("articles").insert(
            {
                "id": key,
                "title": "x",
                "body": "x",
                "published_on": day,
                "month": day[:7],
                "word_count": 1,
                "file_id": key,
            }
        )
        latest = place < 2 * module.DAYS
        if (latest and place < now) or (not latest and place - 2 * module.DAYS < before):
            db.table("article_entities").insert({"article_id": key, "entity_id": 1, "mentions": 1})
    conn = db.conn
    assert conn is not None
    conn.commit()
    conn.close()
    return sqlite3.connect(str(path))


def test_a_name_that_rose(tmp_path: Path) -> None:
    found = rising(made(tmp_path / "a.db", 60, now=12, before=2))
    assert found is not None
    assert (found.last.isoformat(), found.now, found.before) == ("2025-06-30", 60, 60)
    (ada,) = found.names
    assert (ada.name, ada.now, ada.before) == ("Ada Brandt", 12, 2)
    assert sum(ada.course) == 14
    assert ada.course[-1] == 12
    assert ada.sure == round(likelihood(12, 60, 2, 60), 1)


@pytest.mark.parametrize(("now", "before"), [(5, 5), (2, 0), (2, 20)])
def test_names_that_did_not(tmp_path: Path, now: int, before: int) -> None:
    found = rising(made(tmp_path / "a.db", 60, now, before))
    assert found is not None
    assert found.names == ()


def test_a_stray_date_in_the_future_is_not_now(tmp_path: Path) -> None:
    found = rising(made(tmp_path / "a.db", 60, now=12, before=2, stray=True))
    assert found is not None
    assert found.last.isoformat() == "2025-06-30"


def test_too_little_says_nothing(tmp_path: Path) -> None:
    assert rising(made(tmp_path / "a.db", 20, now=12, before=2)) is None


def test_copies_of_one_text_count_once(tmp_path: Path) -> None:
    conn = made(tmp_path / "a.db", 60, now=12, before=2)
    ids = [row[0] for row in conn.execute("select id from articles order by id desc limit 12")]
    conn.executemany(
        "insert into copies (article_id, family_id, similarity) values (?, ?, 1)",
        [(key, ids[-1]) for key in ids],
    )
    found = rising(conn)
    assert found is not None
    assert found.now == 49
    assert found.names == ()
