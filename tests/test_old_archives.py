"""Archives of earlier versions: told in one line, brought up to date, sound, and nothing in them is lost."""

import json
import re
import sqlite3 as plain
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fixtures_old import NAMES, unpack
from fixtures_rows import Rows, difference, everything, rows, tables
from old.build import write_texts
from test_serve import _fetched, free_port

from db.archive import open_archive
from db.check import accept, check
from db.errors import ArchiveError, ArchiveLocked, OlderArchive
from db.lock import locked
from db.search import search
from db.sqlite import open_for_reading
from morgue import opening, serving
from morgue.cli import cli
from morgue.ingest_run import Options, ingest

#: What was never filled and is left out now, and names that wait to be compared.
GONE = {"kept_apart", "unmatched"}
#: Commands that read an archive, with what they need.
READING = {
    "search": ["bridge"],
    "similar": ["1"],
    "show": ["1"],
    "entities find": ["Havenport"],
    "entities log": [],
    "entities suggest": [],
    "entities export": ["-"],
    "new": [],
    "coverage": [],
}
#: All that follows from the articles, to be told anew: what waits for it, and where it stands.
TOLD_ANEW = """
delete from copies; delete from copy_pairs; delete from fingerprints; delete from stories;
delete from story_links; delete from story_signatures;
delete from coverage_rhythm; delete from coverage_outlets; delete from coverage_breaks;
delete from same_as; delete from search_segments; delete from search_columns; delete from search_postings;
delete from search_words; delete from search_values; delete from outlet_lines;
update articles set story_id = null;
insert or ignore into search_changes (article_id) select id from articles;
insert or ignore into uncompared (article_id) select id from articles;
insert or ignore into articles_to_group (article_id) select id from articles;
insert or ignore into unmatched (entity_id) select id from entities;
insert or ignore into outlets_to_cover (outlet_id) select id from outlets;
insert or ignore into outlets_to_learn (outlet_id) select id from outlets;
"""
#: How often something changed, the runs themselves, and columns that lie as the runs came, which `check`
#: compares with the articles.
COUNTED = {"search_states", "runs", "search_segments", "search_columns", "search_postings", "search_words"}


@pytest.fixture(params=NAMES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return unpack(request.param, tmp_path)


def held(path: Path, columns: dict[str, list[str]] | None = None) -> tuple[dict[str, list[str]], Rows]:
    conn = plain.connect(path)
    try:
        columns = columns or tables(conn)
        return columns, {name: rows(conn, name, kept) for name, kept in columns.items()}
    finally:
        conn.close()


def schema(path: Path) -> dict[str, Any]:
    """What was created, without comments and spaces; of tables their columns, whatever the order."""
    conn = plain.connect(path)
    found: dict[str, Any] = {}
    for kind, name, sql in conn.execute(
        "select type, name, sql from sqlite_master where name not glob 'sqlite_*'"
    ):
        said = re.sub(r"\s*([(),])\s*", r"\1", " ".join(re.sub(r"--[^\n]*", "", sql or "").split()))
        if kind == "table" and "virtual" not in said.lower():
            found[name] = sorted(row[1:] for row in conn.execute(f'pragma table_info("{name}")'))
        else:
            found[name] = said
    conn.close()
    return found


def test_it_is_brought_up_to_date_and_loses_nothing(old: Path, tmp_path: Path) -> None:
    columns, before = held(old)
    with open_archive(old):
        pass
    assert list(check(old)) == []
    kept = {name: found for name, found in columns.items() if name not in GONE}
    _, after = held(old, kept)
    assert difference({name: found for name, found in before.items() if name in kept}, after) == {}
    with open_archive(tmp_path / "new.db"):
        pass
    assert schema(old) == schema(tmp_path / "new.db")
    conn = open_for_reading(old)
    totals = {
        query: search(conn, query).total for query in ("dock strike", "海", "by:Whitlock", "markthalle")
    }
    conn.close()
    assert totals["dock strike"] >= 2
    assert totals["海"] == 1
    assert everything(old) == everything(old)


def test_the_same_files_are_known(old: Path, tmp_path: Path) -> None:
    """What an archive filed anew holds of its files, this one holds; what it says of articles is older."""
    raw = tmp_path / "raw"
    for later in (False, True):
        write_texts(raw, later=later)
        ingest(tmp_path / "new.db", [str(raw)], Options(entities=False, workers=1))
    again = ingest(old, [str(raw)], Options(workers=1))
    # An earlier state in its place is no news, an empty file fails each time.
    assert (again.counts.added, again.counts.updated) == (0, 0)
    files = (
        "select path, sha256, media_type, encoding, bytes, content, status from files order by sha256, path"
    )
    found = [plain.connect(path).execute(files).fetchall() for path in (old, tmp_path / "new.db")]
    assert found[0] == found[1]


def test_what_follows_from_its_articles_is_what_a_new_archive_tells(old: Path, tmp_path: Path) -> None:
    nothing = tmp_path / "none"
    nothing.mkdir()
    ingest(old, [str(nothing)], Options(workers=1))
    told = everything(old)
    conn = plain.connect(old)
    conn.executescript(TOLD_ANEW)
    conn.close()
    # This was another program, whose pages have no sums.
    accept(old)
    ingest(old, [str(nothing)], Options(workers=1))
    anew = everything(old)
    assert {name: found for name, found in difference(told, anew).items() if name not in COUNTED} == {}
    assert told["copies"]
    assert told["stories"]
    assert list(check(old)) == []


def test_readers_say_in_a_line_what_to_do(old: Path) -> None:
    for command, arguments in READING.items():
        done = CliRunner().invoke(cli, [*command.split(), *arguments, "--db", str(old)])
        assert done.exit_code == 1, command
        assert done.stdout == "", command
        assert re.fullmatch(
            r"Error: \S+: made by an older morgue; `morgue serve` or any `morgue ingest` .*\n", done.stderr
        )
    done = CliRunner().invoke(cli, ["check", "--db", str(old)])
    assert done.exit_code == 1
    assert set(re.findall(r"^[a-z ]+", done.stdout, re.M)) == {"migration pending"}
    backup = old.with_name("copy.db")
    assert CliRunner().invoke(cli, ["backup", str(backup), "--db", str(old)]).exit_code == 0
    assert held(backup) == held(old)


def datasette(path: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "datasette", str(path), "--get", "/-/versions.json"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=path.parent)


def test_datasette_says_so_too(tmp_path: Path) -> None:
    path = unpack("first", tmp_path)
    done = datasette(path)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"Error: \S+: made by an older morgue; .*\n", done.stderr)


def test_serve_brings_it_up_to_date(tmp_path: Path, morgue: Callable[..., Any]) -> None:
    path, port = unpack("curation", tmp_path), free_port()
    process = morgue("serve", "--port", port)
    try:
        (article, *_) = json.loads(_fetched(port, "/news/articles.json?_shape=array&_size=1"))
        for page in (
            "/",
            "/search?q=bridge",
            f"/news/articles/{article['id']}",
            "/about",
            "/news/entities/1",
        ):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=30) as answer:
                assert answer.status == 200
    finally:
        process.terminate()
        _, said = process.communicate(timeout=30)
    assert said.startswith("news.db: made by an older morgue; bringing it up to date\nhttp://127.0.0.1:")
    assert list(check(path)) == []


def test_serve_tells_why_it_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = unpack("first", tmp_path)
    before = held(path)

    def refuse(path: Path, **how: Any) -> Any:
        raise ArchiveError(path, "attempt to write a readonly database")

    with locked(path), pytest.raises(ArchiveLocked):
        serving.ready(path)
    monkeypatch.setattr(opening, "open_archive", refuse)
    with pytest.raises(OlderArchive, match="readonly"):
        serving.ready(path)
    assert held(path) == before


def test_a_newer_archive_is_refused_by_all(tmp_path: Path) -> None:
    path = unpack("versions", tmp_path)
    with open_archive(path):
        pass
    conn = plain.connect(path)
    conn.execute(
        "insert into _sqlite_migrations (migration_set, name, applied_at) values ('morgue', 'later', '')"
    )
    conn.commit()
    conn.execute("pragma journal_mode = delete")
    conn.close()
    before = path.read_bytes()
    commands = {
        **READING,
        "ingest": [str(tmp_path / "none")],
        "serve": [],
        "reclean": [],
        "reclean --apply": [],
    }
    (tmp_path / "none").mkdir()
    for command, arguments in commands.items():
        done = CliRunner().invoke(cli, [*command.split(), *arguments, "--db", str(path)])
        assert (done.exit_code, done.stdout) == (1, ""), command
        assert done.stderr == f"Error: {path}: made by a newer morgue: later\n", command
    assert datasette(path).stderr == f"Error: {path}: made by a newer morgue: later\n"
    done = CliRunner().invoke(cli, ["check", "--db", str(path)])
    assert (done.exit_code, done.stdout) == (1, "made by a newer morgue: migration later is unknown\n")
    # The journal's mode stands in the header, and nothing else of the file was written.
    plain.connect(path).execute("pragma journal_mode = delete")
    assert path.read_bytes()[100:] == before[100:]
