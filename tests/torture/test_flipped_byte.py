"""One byte of the archive's file flips: check finds it, or it changes nothing that anybody can ask for."""

import random
from pathlib import Path
from typing import Any

import pytest
from fixtures_traces import others, target

from db import page_sums
from db.archive import open_archive
from db.backup import backup
from db.check import check
from db.errors import ArchiveError, DamagedArchive
from db.page_checking import look_before
from db.sqlite import sqlite3
from morgue import learning, matching

OTHERS = 60


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in which every table has rows, as one file without a log."""
    folder = tmp_path_factory.mktemp("flip")
    path = folder / "news.db"
    with open_archive(path) as archive:
        for documents in (others(folder, OTHERS), [target(folder, state=1)], [target(folder)]):
            with archive.run(lambda name, kind: name.lower()) as run:
                for one in documents:
                    run.save(one.path, one.sha256, [one])
        matching.settle(archive.conn)
        learning.learn(archive.conn)
    backup(path, folder / "copy.db")
    return folder / "copy.db"


def flip(data: bytes, seed: int) -> tuple[bytes, int]:
    """The file with one byte changed, and which."""
    chance = random.Random(seed)
    place, change = chance.randrange(len(data)), chance.randrange(1, 256)
    changed = bytearray(data)
    changed[place] ^= change
    return bytes(changed), place


def found_by_check(path: Path) -> bool:
    try:
        return any(one.unsound for one in check(path))
    except ArchiveError:
        return True


def found_before_a_run(path: Path) -> bool:
    try:
        return look_before(path) is not None
    except ArchiveError:
        return True


def found_by_sqlite(path: Path) -> bool:
    conn = sqlite3.connect(path)
    try:
        return conn.execute("pragma integrity_check").fetchall() != [("ok",)]
    except (sqlite3.Error, UnicodeError):
        return True
    finally:
        conn.close()


def said(path: Path) -> dict[str, Any]:
    """Everything that a file says: every row of every table, and what the index finds."""
    conn = sqlite3.connect(path)
    conn.text_factory = bytes
    try:
        names = [
            row[0].decode() for row in conn.execute("select name from sqlite_master where type = 'table'")
        ]
        rows = {
            name: sorted(map(repr, conn.execute(f"select rowid, * from {name}")))
            for name in _with_rowid(conn, names)
        }
        rows |= {
            name: sorted(map(repr, conn.execute(f"select * from {name}")))
            for name in names
            if name not in rows
        }
        rows["schema"] = conn.execute("select type, name, sql from sqlite_master").fetchall()
        for word in ("report", "zqavelin", "qvistermol", "bala"):
            rows[word] = conn.execute(
                "select rowid, rank from articles_fts where articles_fts match ?", [word]
            ).fetchall()
        return rows
    finally:
        conn.close()


def _with_rowid(conn: sqlite3.Connection, names: list[str]) -> list[str]:
    listed = dict(conn.execute("select name, wr from pragma_table_list where schema = 'main'"))
    return [name for name in names if not listed.get(name.encode())]


def test_a_flipped_byte_is_found_or_says_nothing(whole, tmp_path, trials, capsys):
    data, truth = whole.read_bytes(), said(whole)
    path, tried, at_once, harmless, by_sqlite = tmp_path / "flipped.db", 0, 0, 0, 0
    assert not found_by_check(whole)
    assert not found_before_a_run(whole)
    for seed in trials("one flipped byte", 50, 1000):
        changed, place = flip(data, seed)
        for file in tmp_path.iterdir():
            file.unlink()
        path.write_bytes(changed)
        before_a_run = found_before_a_run(path)
        tried, at_once = tried + 1, at_once + before_a_run
        by_sqlite += found_by_sqlite(path)
        path.write_bytes(changed)
        if not found_by_check(path):
            harmless += 1
            assert said(path) == truth, f"trial {seed}: byte {place:,} flipped unnoticed"
    with capsys.disabled():
        told = f"check finds {tried - harmless}, ingest {at_once} before it begins, SQLite alone {by_sqlite}"
        print(f"\n{tried} flipped bytes of {len(data):,}: {told}; {harmless} change nothing")
    # What shows that flips need sums: SQLite's own check misses most of them.
    assert by_sqlite < tried - harmless


def test_without_sums_flips_are_missed(whole, tmp_path):
    """The control: a letter of a name that nothing else repeats, with the sums and without."""
    path = tmp_path / "flipped.db"
    data = whole.read_bytes()
    place = data.index(b"x.example/zyxslugword.jpg")
    changed = data[:place] + b"y" + data[place + 1 :]
    path.write_bytes(changed)
    assert found_by_check(path)
    with pytest.raises(DamagedArchive, match=f"byte {place:,} "):
        look_before(path)
    conn = sqlite3.connect(path, isolation_level=None)
    page_sums.forget(conn)
    conn.close()
    assert not found_by_check(path)
