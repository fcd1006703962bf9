"""Opening an archive: what is refused, what is made, and that views are code."""

import subprocess
import sys

import pytest
from sqlite_utils import Database

from db import views
from db.archive import open_archive
from db.backup import backup
from db.check import check
from db.errors import ArchiveError, NewerArchive, NoArchive, NotAnArchive, OlderArchive
from db.migrations import migrations
from db.sqlite import open_for_reading, open_for_writing, sqlite3, transaction


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


def test_reading_beside_writing_keeps_the_writers_locks(archive, make):
    """Who closes a file loses all locks that his process has on it: the file may be opened by SQLite only."""
    look = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('select count(*) from runs').fetchone()"
    with open_archive(archive) as opened, opened.run(lambda name, kind: name) as run:
        one = make("Another text of the town.", "more.txt")
        run.save(one.path, one.sha256, [one])
        run.commit()
        log = archive.with_name("news.db-wal")
        before = log.stat()
        open_for_reading(archive).close()
        # Believing to be the last, another program would take the log away from under the writer.
        subprocess.run([sys.executable, "-c", look, str(archive)], check=True)
        after = log.stat()
        assert (after.st_ino, after.st_size) == (before.st_ino, before.st_size)


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


def test_an_archive_from_before_corrections_is_counted_when_it_is_opened(tmp_path, query):
    path = tmp_path / "old.db"
    conn = open_for_writing(path)
    migrations.apply(Database(conn, execute_plugins=False), stop_before="curation")
    body = "Mr Lee and Ann Lee met."
    for sql, values in (
        (
            "insert into runs (id, started_at, finished_at, version, documents, added) "
            "values (1, '', '', '0', 1, 1)",
            [],
        ),
        (
            "insert into files (id, path, sha256, bytes, status, run_id) values (1, 'a', 'a', 1, 'filed', 1)",
            [],
        ),
        (
            "insert into articles (id, title, body, word_count, file_id, published_on) "
            "values (1, 'Met', ?, 6, 1, '2025-02-03')",
            [body],
        ),
        (
            "insert into entities (id, name, kind, key, article_count) "
            "values (1, 'Ann Lee', 'person', 'ann lee', 1)",
            [],
        ),
        ("insert into mentions values (1, 1, 3, 6, 'Lee'), (1, 1, 11, 18, 'Ann Lee')", []),
        ("insert into article_entities values (1, 1, 2, 'Ann Lee')", []),
        ("insert into aliases values ('Ann Lee', 1, 'text', 1), ('Lee', 1, 'text', 0)", []),
        ("insert into aliases values ('Gone', 1, 'text', 0)", []),
    ):
        conn.execute(sql, values)
    conn.close()
    with pytest.raises(OlderArchive, match="curation"):
        open_for_reading(path)
    with open_archive(path):
        pass
    assert list(check(path)) == []
    assert query(path, "select first_seen, last_seen, wikidata_id from entities") == [
        ("2025-02-03", "2025-02-03", None)
    ]
    assert query(path, "select surface, name, found_id from mentions order by surface") == [
        ("Ann Lee", None, None),
        ("Lee", "Ann Lee", None),
    ]
    assert query(path, "select alias, articles, mentions from aliases order by alias") == [
        ("Ann Lee", 1, 1),
        ("Lee", 0, 1),
    ]


def test_a_transaction_that_the_disk_ended_tells_why(tmp_path):
    conn = sqlite3.connect(tmp_path / "news.db", isolation_level=None)
    conn.execute("create table kept (text)")
    conn.execute("pragma max_page_count = 3")

    def fill():
        with transaction(conn):
            for _ in range(9):
                conn.execute("insert into kept values (zeroblob(4000))")

    with pytest.raises(sqlite3.OperationalError, match="database or disk is full"):
        fill()
    assert conn.execute("select count(*) from kept").fetchall() == [(0,)]
    conn.close()


@pytest.mark.parametrize("linked", [False, True])
def test_a_journal_that_a_killed_process_left_is_rolled_back(archive, tmp_path, query, linked):
    copy, name = tmp_path / "copy.db", tmp_path / "copy.db"
    backup(archive, copy)
    if linked:
        (tmp_path / "links").mkdir()
        name = tmp_path / "links" / "latest.db"
        name.symlink_to(copy)
    program = f"""
import os, signal
from db.sqlite import sqlite3
conn = sqlite3.connect({str(copy)!r}, isolation_level=None)
conn.execute("pragma cache_size = 1")
conn.execute("begin immediate")
conn.execute("update articles set body = hex(zeroblob(100000))")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program], check=False, timeout=60)
    assert (tmp_path / "copy.db-journal").stat().st_size
    assert len(query(name, "select body from articles")) == 3
    assert query(name, "select body from articles order by id") == query(
        archive, "select body from articles order by id"
    )
