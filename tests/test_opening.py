"""Opening an archive: what is refused, what is made, and that views are code."""

import pytest

from db import views
from db.archive import open_archive
from db.errors import ArchiveError, NewerArchive, NoArchive, NotAnArchive
from db.sqlite import open_for_reading, sqlite3


def test_a_new_file_has_large_pages_and_says_whose_it_is(archive, query):
    assert query(archive, "pragma page_size") == [(8192,)]
    assert query(archive, "pragma journal_mode") == [("wal",)]
    assert query(archive, "pragma application_id") == [(int.from_bytes(b"morg", "big"),)]


def test_reading_makes_no_file(tmp_path):
    with pytest.raises(NoArchive):
        open_for_reading(tmp_path / "news.db")
    assert not list(tmp_path.iterdir())


def test_other_files_are_left_alone(tmp_path):
    text, foreign = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("not a database, but long enough to be one", encoding="utf-8")
    conn = sqlite3.connect(foreign)
    conn.execute("create table theirs (id)")
    conn.commit()
    conn.close()
    for path in (text, foreign):
        before = path.read_bytes()
        with pytest.raises(NotAnArchive):
            open_for_reading(path)
        with pytest.raises(NotAnArchive), open_archive(path):
            pass
        assert path.read_bytes() == before


def test_a_newer_schema_is_refused(archive):
    conn = sqlite3.connect(archive)
    conn.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) values ('morgue', 'holograms', '')"
    )
    conn.commit()
    conn.close()
    with pytest.raises(NewerArchive, match="holograms"):
        open_for_reading(archive)
    with pytest.raises(NewerArchive, match="holograms"), open_archive(archive):
        pass


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(ArchiveError, match="no such folder"), open_archive(tmp_path / "no" / "news.db"):
        pass


def test_views_follow_the_script(archive, tmp_path, query):
    script = tmp_path / "views.sql"
    conn = sqlite3.connect(archive, isolation_level=None)
    conn.execute("create view by_hand as select 1 as one")
    for number in (1, 2):
        script.write_text(f"-- what it is\ncreate view latest as\nselect {number} as n;\n", encoding="utf-8")
        views.recreate(conn, script)
        assert query(archive, "select n from latest") == [(number,)]
    before = conn.execute("pragma schema_version").fetchone()
    views.recreate(conn, script)
    assert conn.execute("pragma schema_version").fetchone() == before
    assert query(archive, "select one from by_hand") == [(1,)]
    conn.close()
