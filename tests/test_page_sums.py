"""The checksums of pages hold at every moment, and tell flipped bytes from other programs' writing."""

import os
import random
import re
import signal
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from fixtures_traces import others

from db import page_sums, writer
from db.archive import open_archive
from db.backup import backup
from db.check import check
from db.errors import ArchiveError, DamagedArchive, UnsoundCopy
from db.page_checking import Pages, _chosen, compare, look_before
from db.sqlite import open_for_reading, sqlite3
from morgue.cli import cli
from morgue.ingest_run import ingest


def pages(path: Path) -> Pages:
    conn = open_for_reading(path)
    try:
        conn.execute("begin")
        return compare(conn, path)
    finally:
        conn.close()


def unsound(path: Path) -> list[str]:
    return [one.text for one in check(path) if one.unsound]


def file_all(path: Path, documents: list, commit: float = 0.2) -> None:
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        for one in documents:
            run.save(one.path, one.sha256, [one])
            if random.random() < commit:
                run.commit()


def foreign(path: Path, *statements: str) -> None:
    """Another program writes."""
    conn = sqlite3.connect(path, isolation_level=None)
    for sql in statements:
        conn.execute(sql).fetchall()
    conn.close()


def flip(path: Path, place: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 0x20]))


def test_sums_hold_after_each_run_and_for_nothing_done(archive, file_in, make):
    assert pages(archive).wrong == []
    assert pages(archive).compared > 50
    before = archive.read_bytes()
    with open_archive(archive):
        pass
    assert archive.read_bytes() == before
    file_in([make("Another text of the town.", "more.txt")])
    assert pages(archive) == Pages(compared=pages(archive).compared)


def test_a_long_log_is_taken_in_between(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "LOG_BYTES", 200_000)
    path = tmp_path / "news.db"
    with open_archive(path):
        pass
    reader = open_for_reading(path)
    file_all(path, others(tmp_path, 60))
    reader.execute("begin")
    reader.execute("select count(*) from articles").fetchone()
    file_all(path, others(tmp_path, 60, seed=2, first=60))
    assert pages(path).wrong == []
    reader.close()
    assert unsound(path) == []


def test_sums_hold_whenever_the_writer_dies(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "LOG_BYTES", 300_000)
    path, documents = tmp_path / "news.db", others(tmp_path, 400)
    with open_archive(path):
        pass
    for seed in range(6):
        child = os.fork()
        if not child:
            try:
                file_all(path, documents)
            finally:
                os._exit(0)
        time.sleep(random.Random(seed).uniform(0.05, 0.5))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = pages(path)
        assert (found.wrong, found.own) == ([], False), seed
    with open_archive(path):
        pass
    assert unsound(path) == []


def test_a_log_that_another_program_took_in_is_no_damage(tmp_path):
    path = tmp_path / "news.db"
    file_all(path, others(tmp_path, 20))
    child = os.fork()
    if not child:
        with open_archive(path) as archive:
            run = archive.run(lambda name, kind: name).__enter__()
            for one in others(tmp_path, 20, seed=2, first=20):
                run.save(one.path, one.sha256, [one])
            run.commit()
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert pages(path).wrong == []
    foreign(path, "pragma wal_checkpoint(truncate)")
    found = pages(path)
    assert found.wrong
    assert (found.damaged, found.doubtful) == (False, False)
    assert unsound(path) == []
    file_all(path, others(tmp_path, 5, seed=3, first=50))
    assert pages(path).wrong == []


def test_another_programs_writing_is_told_and_can_be_accepted(archive, tmp_path):
    foreign(archive, "update articles set section = 'Harbour news of the town' where headline = 'Strike'")
    assert any("another program wrote" in one for one in unsound(archive))
    assert look_before(archive) is not None
    report = ingest(archive, [str(tmp_path / "nothing-there")])
    assert "another program" in report.doubts[0]
    told = CliRunner().invoke(cli, ["check", "--accept", "--db", str(archive)])
    assert "pages of the file" not in told.output
    assert pages(archive).wrong == []


def test_tables_that_somebody_adds_are_no_damage(archive):
    foreign(archive, "create table mine (a)", "insert into mine values (1)", "vacuum")
    before = archive.read_bytes()
    for _ in range(2):
        (advice,) = check(archive)
        assert "another program changed tables" in advice.text
        assert not advice.unsound
    # who looks whether the index is in step opens the file as a writer
    assert archive.read_bytes() == before
    with open_archive(archive):
        pass
    assert list(check(archive)) == []


def test_a_signal_while_it_closes_does_no_harm(archive, tmp_path, monkeypatch):
    settled, calls = page_sums.settle, []

    def interrupted(*arguments, **options):
        calls.append(1)
        if len(calls) < 3:
            raise KeyboardInterrupt
        return settled(*arguments, **options)

    def write() -> None:
        with open_archive(archive) as opened:
            opened.conn.execute("update articles set section = 'Sport and harbour news'")
            monkeypatch.setattr(page_sums, "settle", interrupted)

    with pytest.raises(KeyboardInterrupt):
        write()
    assert len(calls) == 3
    assert pages(archive).wrong == []
    assert pages(archive).closed


def test_the_log_stays_where_its_sums_cannot_be_noted(archive, monkeypatch):
    """Whoever closes last would take it into the file; then a flipped byte is found no more."""

    def full(*arguments, **options):
        raise sqlite3.OperationalError("database or disk is full")

    with open_archive(archive) as opened:
        opened.conn.execute("update articles set section = 'Sport and harbour news'")
        monkeypatch.setattr(page_sums, "settle", full)
    monkeypatch.undo()
    assert Path(f"{archive}-wal").stat().st_size
    assert pages(archive).closed
    assert pages(archive).wrong == []
    assert unsound(archive) == []
    assert not Path(f"{archive}-wal").exists()


def test_a_flipped_byte_stops_ingest_and_backup(archive, tmp_path):
    place = archive.read_bytes().index(b"strike.txt")
    flip(archive, place)
    with pytest.raises(DamagedArchive, match=f"byte {place:,} "):
        ingest(archive, [str(tmp_path)])
    with pytest.raises(UnsoundCopy, match=f"{place:,}"):
        backup(archive, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    told = CliRunner().invoke(cli, ["check", "--db", str(archive)])
    assert told.exit_code == 1
    assert f"damaged: byte {place:,} of the file" in told.stdout
    assert told.stderr.endswith(": unsound\n")
    flip(archive, place)
    assert list(check(archive)) == []


def test_damaged_sums_are_found(archive):
    data = archive.read_bytes()
    flip(archive, data.index(page_sums.MARK) + len(page_sums.MARK) + 9)
    assert pages(archive).damaged
    archive.write_bytes(data)
    foreign(archive, "delete from page_sums where id = 1")
    assert pages(archive).damaged
    foreign(archive, "delete from page_sums")
    assert not pages(archive).noted
    (advice,) = check(archive)
    assert "no checksums" in advice.text
    assert not advice.unsound


def test_backups_have_sums_of_their_own(archive, tmp_path):
    copy = tmp_path / "copy.db"
    backup(archive, copy)
    assert pages(copy).compared == pages(archive).compared
    assert pages(copy).wrong == []
    file_all(copy, others(tmp_path, 5))
    assert pages(copy).wrong == []


def test_of_a_large_file_a_sample_is_looked_at():
    assert list(_chosen(3, None)) == list(_chosen(3, 5)) == [1, 2, 3]
    chosen = _chosen(5000, 32)
    assert len(set(chosen)) == 32
    assert chosen[0] == 1
    assert sorted(chosen) == list(chosen)


def test_an_archive_behind_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    path, link = tmp_path / "far" / "news.db", tmp_path / "news.db"
    file_all(path, others(tmp_path, 3))
    link.symlink_to(path)
    file_all(link, others(tmp_path, 20, first=3))
    reader = open_for_reading(link)
    reader.execute("begin")
    reader.execute("select 1 from articles").fetchone()
    file_all(link, others(tmp_path, 20, first=23))
    assert Path(f"{path}-wal").stat().st_size
    assert pages(link).wrong == pages(path).wrong == []
    reader.close()
    assert unsound(link) == []


def without_sum(path: Path) -> tuple[set[int], set[int]]:
    """The pages that have no sum, and those that hold sums, by the tree of their table."""
    conn = open_for_reading(path)
    root, size = (
        conn.execute("select rootpage from sqlite_master where name = 'page_sums'").fetchone()[0],
        8192,
    )
    count = conn.execute("pragma page_count").fetchone()[0]
    sums = [page_sums.read(conn, number + 1) for number in range((count - 1) // page_sums.PAGES + 1)]
    conn.close()
    data = path.read_bytes()
    page = data[(root - 1) * size : root * size]
    leaves = {root}
    if page[0] == 5:
        cells = [int.from_bytes(page[12 + 2 * i : 14 + 2 * i], "big") for i in range(page[4])]
        leaves = {int.from_bytes(page[at : at + 4], "big") for at in (8, *cells)}
    noted = [int(one) for row in sums if row is not None for one in row][:count]
    return {number for number, one in enumerate(noted, 1) if one == page_sums.NONE}, leaves


def test_only_pages_of_sums_have_none(archive, make, file_in):
    """The mark may stand in a file, and stays behind where pages of sums are used again."""
    file_in([make("A text of the town.", "hostile.txt", content=page_sums.MARK + random.randbytes(3000))])
    with open_archive(archive) as opened:
        conn = opened.conn
        row = conn.execute("select sums from page_sums where id = 1").fetchone()[0]
        conn.execute("begin")
        conn.executemany("insert into page_sums values (?, ?)", [(i, row) for i in range(2, 60)])
        conn.commit()
        conn.accept()
        conn.execute("begin")
        lines = [(i, random.randbytes(250).hex()) for i in range(1, 200)]
        conn.executemany("insert into deletions values (?, 7, ?, 1, '', 'x', '', 1)", lines)
        conn.commit()
    without, leaves = without_sum(archive)
    assert without == leaves
    assert (pages(archive).wrong, pages(archive).own) == ([], False)


def test_pages_for_which_an_earlier_version_noted_none_are_no_damage(archive):
    conn = open_for_reading(archive)
    row = conn.execute("select sums from page_sums where id = 1").fetchone()[0]
    conn.close()
    start = len(page_sums.MARK)
    sums = row[start:-4][:20] + bytes(4) + row[start:-4][24:]
    foreign(archive, f"update page_sums set sums = x'{page_sums._sealed(sums).hex()}' where id = 1")
    assert list(check(archive)) == []


def test_checksums_that_another_program_dropped_are_made_anew(archive, tmp_path):
    foreign(archive, "drop table page_sums")
    (advice,) = check(archive)
    assert "the next ingest does so" in advice.text
    ingest(archive, [str(tmp_path / "nothing-there")])
    assert list(check(archive)) == []
    assert pages(archive).compared


@pytest.mark.parametrize("size", [512, 1024, 2048, 4096])
def test_pages_too_small_for_checksums_are_refused(archive, tmp_path, size):
    foreign(archive, "pragma journal_mode = delete", f"pragma page_size = {size}", "vacuum")
    (tmp_path / "none").mkdir()
    told = CliRunner().invoke(cli, ["ingest", str(tmp_path / "none"), "--db", str(archive)])
    if size == 4096:
        assert told.exit_code == 0
        return
    assert told.exit_code == 1
    with pytest.raises(ArchiveError, match="cannot be noted"):
        backup(archive, tmp_path / "copy.db")
    (mend,) = re.findall('sqlite3 FILE "(.*)" mends that', told.output)
    foreign(archive, *mend.split("; "))
    assert CliRunner().invoke(cli, ["ingest", str(tmp_path / "none"), "--db", str(archive)]).exit_code == 0
    assert list(check(archive)) == []
