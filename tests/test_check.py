"""What check finds: every kind of damage, and nothing in a sound archive; and that backups are whole."""

import threading

import pytest
from click.testing import CliRunner

from db.archive import open_archive
from db.backup import backup
from db.check import check
from db.errors import BackupExists, NoArchive
from db.page_sums import pages_read
from db.sqlite import sqlite3
from morgue.cli import cli

DAMAGE = {
    "update mentions set surface = 'Somebody'": "mentions that are not what the body says there: 3",
    'update mentions set "start" = "start" + 1': "mentions that are not what the body says there: 3",
    "update runs set added = added + 1": "runs whose counts do not add up: 1",
    "update runs set failed = 1, documents = documents + 1": "runs whose failures are not all listed: 1",
    "update article_entities set mentions = 5": "counts of mentions that are wrong: 3",
    "delete from article_entities": "counts of mentions that are wrong: 3",
    "delete from mentions": "counts of mentions that are wrong: 3",
    "update entities set article_count = 9": "entities whose number of articles is wrong: 2",
    "update entities set first_seen = '1999-01-01' where kind = 'place'": "first or last day is wrong: 1",
    "update aliases set mentions = mentions + 1": "counts of spellings that are wrong: 3",
    "update mentions set found_id = (select id from entities where kind = 'place') "
    "where surface = 'Lee'": "mentions that do not mean whom the corrections say: 2",
    "insert into curation (at, action, kind, key) values ('', 'block', 'place', 'havenport')": (
        "mentions that do not mean whom the corrections say: 1"
    ),
    "update files set status = 'failed' where id = 1": "articles whose document is not filed: 1",
    "delete from articles where id < 1000000000000000": "filed documents without an article: 2",
    "delete from outlets": "points to nothing in outlets",
    "delete from _sqlite_migrations where name = 'search'": "migration pending: search",
    "insert into versions (article_id, version, body, file_id, replaced_by_run_id) "
    "select id, 2, '', file_id, 1 from articles": "versions are not numbered from 1 without holes: 3",
    "insert into changes (article_id, version, field, kind) select id, 1, 'body', 'update' from articles": (
        "changes that belong to no version: 3"
    ),
    "insert into changes_fts (rowid, added) values (1, 'nothing')": "index is not in step",
    "insert into articles_fts (articles_fts) values ('delete-all')": "search index is not in step",
    "insert into deletions select sha256, 7, path, bytes, '', 'x', '', run_id from files where id = 1": (
        "deleted documents that are filed all the same: 1"
    ),
    "insert into deletions values ('f', 7, null, 1, '2025-01-01', 'x', null, 1)": (
        "traces are still in the file"
    ),
    "insert into unindexed values (7)": "articles that were left out of the index: 1",
    "insert into version_keys values (1, 1, 1, 7)": "keys of versions of articles that are not there: 1",
    "insert into fingerprints values (7, 'a', x'')": "texts compared of articles that are not there: 1",
    "insert into story_signatures values (7, 1, 1, 1, x'', x'', 0)": "signatures of articles that are not",
    "delete from articles_to_group; insert into story_links values (7, 8, 1, 1)": (
        "links of stories between articles that are not there: 1"
    ),
    "update files set content = (select content from files where id = 2) where id = 1": (
        "the bytes of bridge.txt are not those that were filed"
    ),
    "drop trigger articles_au; update articles set body = body || ' more'": "search index is not in step",
}


def test_a_sound_archive_has_no_findings(archive):
    assert list(check(archive)) == []


@pytest.mark.parametrize("sql", DAMAGE)
def test_damage_is_found(archive, sql):
    conn = sqlite3.connect(archive)
    conn.executescript(sql)
    conn.close()
    findings = list(check(archive))
    assert any(DAMAGE[sql] in finding.text for finding in findings)
    assert any(finding.unsound for finding in findings)


#: What is no damage.
LOOK = {
    "update runs set finished_at = null": "calls of ingest, the last ones, that were killed or go on",
    "update files set bytes = 20000 where path = 'fair.txt'": "articles that are very short for their file",
    "insert into outlet_lines (outlet_id, key, text, articles, looked_at) select id, 'k', 'Old line', 3, 4 "
    "from outlets; update blocks set rule = 'recurs-in-the-outlet', text = hex(zeroblob(200))": (
        "outlets of which learned lines take more than a third of the words: 1 (Gazette)"
    ),
}


@pytest.mark.parametrize("sql", LOOK)
def test_what_is_worth_a_look_is_no_damage(archive, sql):
    conn = sqlite3.connect(archive)
    conn.executescript(sql)
    conn.close()
    with open_archive(archive) as opened:
        opened.conn.accept()
    (finding,) = check(archive)
    assert LOOK[sql] in finding.text
    assert not finding.unsound
    told = CliRunner().invoke(cli, ["check", "--db", str(archive)])
    assert told.exit_code == 0
    assert told.stdout.startswith("worth a look: ")
    assert told.stderr == f"{archive}: sound\n"


def test_an_old_library_is_told(archive, monkeypatch):
    monkeypatch.setattr("db.check.SAFE_SQLITE", (99, 0, 0))
    (finding,) = check(archive)
    assert "WAL-reset bug" in finding.text
    assert not finding.unsound


def test_damaged_pages_are_found(archive):
    data = bytearray(archive.read_bytes())
    for page in range(8192, len(data), 8192):
        data[page : page + 64] = b"\xff" * 64
    archive.write_bytes(bytes(data))
    assert any("damaged" in finding.text for finding in check(archive))


def test_the_index_is_not_compared_while_somebody_writes(archive):
    with open_archive(archive):
        (finding,) = check(archive)
    assert "not compared" in finding.text
    assert not finding.unsound


def test_check_makes_no_archive(tmp_path):
    with pytest.raises(NoArchive):
        list(check(tmp_path / "news.db"))
    assert not list(tmp_path.iterdir())


def test_a_backup_holds_the_same_rows(archive, tmp_path, rows):
    copy = tmp_path / "copy.db"
    assert backup(archive, copy) == copy.stat().st_size
    assert rows(copy) == rows(archive)
    assert list(check(copy)) == []


def test_a_backup_overwrites_only_when_told(archive, tmp_path):
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"precious")
    with pytest.raises(BackupExists):
        backup(archive, copy)
    assert copy.read_bytes() == b"precious"
    backup(archive, copy, force=True)
    assert list(check(copy)) == []
    with pytest.raises(BackupExists):
        backup(archive, archive, force=True)


def test_backups_are_whole_while_somebody_files(archive, tmp_path, make):
    done = threading.Event()

    def file_more() -> None:
        with open_archive(archive) as opened, opened.run(lambda name, kind: name) as run:
            for i in range(400):
                document = make(f"Text number {i} of many.", f"more/{i}.txt")
                run.save(document.path, document.sha256, [document])
                if i % 10 == 0:
                    run.commit()
        done.set()

    writer = threading.Thread(target=file_more)
    writer.start()
    copies = 0
    try:
        while not done.is_set() or copies == 0:
            backup(archive, tmp_path / "copy.db", force=True)
            copies += 1
            assert [finding for finding in check(tmp_path / "copy.db") if finding.unsound] == []
    finally:
        writer.join()
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("error", [OSError(24, "Too many open files"), MemoryError(), "disk is full"])
def test_troubles_of_the_machine_are_no_damage(archive, monkeypatch, error):
    if isinstance(error, str):
        error = sqlite3.OperationalError(error)
        error.sqlite_errorcode = 13

    def refuse(*arguments):
        raise error

    monkeypatch.setattr("db.check.page_checking.compare", refuse)
    told = CliRunner().invoke(cli, ["check", "--db", str(archive)])
    assert told.exit_code == 1
    assert "it could not be checked" in told.output
    assert "damaged" not in told.output
    assert "sound" not in told.output


def test_a_backup_is_for_the_same_eyes(archive, tmp_path):
    for mode in (0o600, 0o640):
        archive.chmod(mode)
        backup(archive, tmp_path / "copy.db", force=True)
        assert (tmp_path / "copy.db").stat().st_mode & 0o777 == mode


def test_any_number_of_pages_is_read(archive):
    """More than a program may have arguments."""
    assert len(pages_read(archive, 8192, [(2, 2)] * 300_000)) == 300_000
