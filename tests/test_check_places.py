"""Archives where little is allowed: read-only files, closed folders, names that cannot be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.backup import backup
from db.check import check
from db.sqlite import sqlite3
from morgue.cli import cli

ROOT = Path(__file__).parent.parent


def test_a_copy_that_is_checked_stays_as_it_is(archive, tmp_path):
    """With a log it could not be read from a folder that is read-only."""
    (tmp_path / "kept").mkdir()
    copy = tmp_path / "kept" / "copy.db"
    backup(archive, copy)
    before = copy.read_bytes()
    assert list(check(copy)) == []
    assert copy.read_bytes() == before
    assert [one.name for one in copy.parent.iterdir()] == ["copy.db"]


def test_a_copys_index_is_compared(archive, tmp_path):
    copy = tmp_path / "copy.db"
    backup(archive, copy)
    conn = sqlite3.connect(copy)
    conn.execute("insert into articles_fts (articles_fts) values ('delete-all')")
    conn.commit()
    conn.close()
    assert any("search index is not in step" in finding.text for finding in check(copy))


@pytest.fixture
def powerless(tmp_path):
    """Run morgue as somebody who may do only what files and folders allow him: its code, what it said."""
    power = "-dac_override,-dac_read_search"
    before = [] if os.geteuid() else ["setpriv", "--bounding-set", power, "--inh-caps", power]
    if before and not shutil.which("setpriv"):
        pytest.skip("root needs setpriv to be refused anything")

    def powerless(*words):
        done = subprocess.run(
            [*before, sys.executable, "-m", "morgue", *map(str, words)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout

    return powerless


def test_a_read_only_archive_is_sound(archive, powerless, texts):
    archive.chmod(0o444)
    code, told = powerless("check")
    assert code == 0, told
    assert "worth a look: the search index was not compared" in told
    assert "read-only" in told
    assert "news.db: sound" in told
    archive.chmod(0o644)
    # What was left beside it is read-only still.
    assert powerless("check") == (0, "news.db: sound\n")
    archive.chmod(0o444)
    assert powerless("search", "bridge")[0] == 0
    archive.chmod(0o644)
    code, told = powerless("ingest", texts(1), "--no-entities", "--workers", "1")
    assert code == 0, told
    assert powerless("check") == (0, "news.db: sound\n")


def test_a_closed_folder_is_told(archive, tmp_path, powerless):
    closed = tmp_path / "closed"
    closed.mkdir()
    copy = closed / "copy.db"
    backup(archive, copy)
    closed.chmod(0)
    try:
        for words in (
            ["search", "bridge", "--db", copy],
            ["check", "--db", copy],
            ["check", "--accept", "--db", copy],
            ["backup", "other.db", "--db", copy],
            ["backup", copy, "--force"],
            ["ingest", "nothing", "--db", copy],
        ):
            code, told = powerless(*words)
            assert code == 1
            assert "Permission denied" in told
            assert "unexpected" not in told
    finally:
        closed.chmod(0o755)
    assert not (tmp_path / "other.db.lock").exists()


@pytest.mark.parametrize("name", ["a" * 300 + ".db", "loop.db", "file.db/news.db"])
def test_a_name_that_cannot_be_is_told(archive, tmp_path, name):
    (tmp_path / "loop.db").symlink_to("loop.db")
    (tmp_path / "file.db").write_bytes(b"")
    path = str(tmp_path / name)
    for words in (
        ["search", "x", "--db", path],
        ["check", "--db", path],
        ["check", "--accept", "--db", path],
        ["backup", str(tmp_path / "copy.db"), "--db", path],
        ["backup", path, "--db", str(archive), "--force"],
        ["ingest", str(tmp_path / "file.db"), "--db", path, "--workers", "1"],
        ["delete", "1", "--reason", "x", "--yes", "--db", path],
    ):
        told = CliRunner().invoke(cli, words)
        assert told.exit_code in (1, 2)
        assert path in told.output
        assert "unexpected" not in told.output, words
