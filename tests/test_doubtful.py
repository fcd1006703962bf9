"""A damaged or doubtful archive stays one until somebody accepts it, whatever else is done to it."""

import os
import random
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner
from fixtures_traces import document, others, target

from db import deletion, page_checking, page_sums
from db.archive import open_archive
from db.backup import backup
from db.check import accept, check
from db.errors import DoubtfulArchive, UnsoundCopy
from db.page_checking import look_before
from db.sqlite import open_for_reading, open_for_writing, sqlite3
from morgue.cli import cli
from morgue.deletion import delete


@pytest.fixture
def filed(tmp_path, file_in, query):
    """An archive with the article whose words stand nowhere else; its path and the id."""
    file_in([target(tmp_path)], *([one] for one in others(tmp_path, 20)))
    path = tmp_path / "news.db"
    [(number,)] = query(path, "select article_id from images")
    return path, number


def unsound(path: Path) -> list[str]:
    return [one.text for one in check(path) if one.unsound]


def overwrite(path, old, new):
    """A few bytes of the file become others, as a disk does it."""
    data = path.read_bytes()
    assert data.count(old) == 1
    path.write_bytes(data.replace(old, new))


def test_nothing_is_deleted_where_pages_are_doubtful(filed, query):
    """Writing the file anew would make the damage true."""
    path, number = filed
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    told = CliRunner().invoke(cli, ["delete", str(number), "--reason", "asked", "--yes", "--db", str(path)])
    assert told.exit_code == 1
    assert "nothing is deleted" in told.output
    assert "`morgue check --accept`" in told.output
    assert query(path, "select count(*) from deletions") == [(0,)]
    assert unsound(path)
    accept(path)
    assert delete(path, [number], "asked").cleaned
    assert unsound(path) == []


def test_nothing_is_cleaned_where_pages_are_doubtful(filed, query):
    path, number = filed
    [(other,)] = query(path, "select min(id) from articles where id <> ?", number)
    with open_archive(path) as archive:
        deletion.delete(archive.conn, path, [other], "by hand")
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    arguments = ["ingest", str(path.parent / "none"), "--db", str(path)]
    told = CliRunner().invoke(cli, arguments)
    assert "until then traces of deleted articles stay in the file" in told.output
    assert query(path, "select cleaned_at from deletions") == [(None,)]
    assert any("not what was written" in one for one in unsound(path))
    accept(path)
    assert "traces" not in CliRunner().invoke(cli, arguments).output
    assert unsound(path) == []


def damage_the_state(path: Path) -> None:
    """One bit of the row that says what the checksums are good for, beside two bytes of a text."""
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    conn = open_for_reading(path)
    (row,) = conn.execute("select sums from page_sums where id = 0").fetchone()
    conn.close()
    overwrite(path, row, row[:-1] + bytes([row[-1] ^ 1]))


def test_damaged_sums_are_not_noted_anew_by_who_looks(filed, query):
    path, _ = filed
    damage_the_state(path)
    before = path.read_bytes()
    arguments = ["ingest", str(path.parent / "none"), "--db", str(path)]
    for _ in range(2):
        assert any("the noted checksums" in one for one in unsound(path))
        told = CliRunner().invoke(cli, arguments)
        assert (told.exit_code, "damaged: the noted checksums" in told.output) == (1, True)
    assert path.read_bytes() == before
    accept(path)
    assert unsound(path) == []


def test_a_damaged_row_of_sums_stays_damaged(filed, tmp_path):
    """Of a large archive only a part is looked at before it is written."""
    path, _ = filed
    conn = open_for_reading(path)
    (row,) = conn.execute("select sums from page_sums where id = 1").fetchone()
    conn.close()
    overwrite(path, row[:400], row[:399] + bytes([row[399] ^ 1]))
    conn = open_for_writing(path)
    conn.execute("update articles set section = 'Harbour news'")
    conn.close()
    assert any("the noted checksums" in one for one in unsound(path))


def test_doubtful_pages_stay_doubtful_where_they_are_written(filed, tmp_path, file_in):
    path, _ = filed
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    with open_archive(path) as archive:
        archive.conn.execute("update images set caption = 'The harbour'")
    (told,) = unsound(path)
    assert "1 page of the file is not what was written" in told
    # until somebody says that it was he
    file_in([target(tmp_path, state=1, path="again.txt")])
    assert unsound(path) == [told]
    accept(path)
    assert unsound(path) == []


def test_of_a_doubtful_archive_no_backup_is_made(filed, tmp_path):
    path, _ = filed
    copy = tmp_path / "copy.db"
    backup(path, copy)
    before = copy.read_bytes()
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    told = CliRunner().invoke(cli, ["backup", str(copy), "--force", "--db", str(path)])
    assert told.exit_code == 1
    assert "`morgue check --accept`" in told.output
    assert copy.read_bytes() == before
    assert {one.name for one in tmp_path.glob("*copy*")} == {"copy.db"}
    accept(path)
    backup(path, copy, force=True)
    assert unsound(copy) == []


def test_a_copy_of_stale_sums_has_sums_of_its_own(filed, tmp_path):
    path, _ = filed
    conn = sqlite3.connect(path)
    conn.execute("create table mine (a)")
    conn.close()
    backup(path, tmp_path / "copy.db")
    assert unsound(path) == []
    assert list(check(tmp_path / "copy.db")) == []


def many_pages(run, folder: Path) -> None:
    """Files of 24 MB, which fill three rows of sums."""
    for i in range(40):
        content = random.Random(i).randbytes(600_000)
        one = document(folder, f"{i}.bin", None, content)
        run.save(one.path, one.sha256, [one])
    run.commit()


def test_a_copy_beside_a_log_by_which_the_sums_grew(tmp_path):
    """Sums of so many pages that their table needs another one, which changes the first page, too."""
    path, copy = tmp_path / "news.db", tmp_path / "copy.db"
    with open_archive(path):
        pass
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        many_pages(run, tmp_path)
        backup(path, copy)
        assert [one for one in unsound(path) if "checksum" in one or "page" in one] == []
    assert [found for found in unsound(copy) if "checksum" in found or "page" in found] == []


def another_program(path: Path, *statements: str) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    for sql in statements:
        conn.execute(sql).fetchall()
    conn.close()


@pytest.mark.parametrize("more", [(), ("create table mine (a)", "vacuum")])
def test_a_flipped_byte_is_found_beside_another_programs_tables(filed, more):
    """Also where it wrote so many pages that chance would find a byte in one of them: then it is a bit."""
    path, _ = filed
    another_program(path, *more)
    accept(path)
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslugwore.jpg")
    another_program(path, "create view by_hand as select 1", "create table theirs as select * from articles")
    before = path.read_bytes()
    told = CliRunner().invoke(cli, ["ingest", str(path.parent / "none"), "--db", str(path)])
    assert told.exit_code == 1
    assert f"byte {before.index(b'zyxslugwore.jpg') + 10:,} of the file" in told.output
    assert path.read_bytes() == before
    with pytest.raises(UnsoundCopy, match="byte"):
        backup(path, path.with_name("copy.db"))
    assert any("damaged: byte" in one for one in unsound(path))
    assert any("damaged: byte" in one for one in unsound(path))


def test_tables_that_another_program_made_and_filled_are_no_damage(filed, tmp_path):
    """So many pages that some have no row of sums; ingest says so, and notes sums anew."""
    path, _ = filed
    fill = "insert into mine with n (i) as (select 1 union all select i + 1 from n where i < 12) select"
    another_program(path, "create table mine (a)", f"{fill} zeroblob(1000000) from n")
    (finding,) = check(path)
    assert "another program changed tables" in finding.text
    assert not finding.unsound
    arguments = ["ingest", str(tmp_path / "none"), "--db", str(path)]
    assert "`morgue ingest` notes them anew" in CliRunner().invoke(cli, arguments).output
    assert "anew" not in CliRunner().invoke(cli, arguments).output
    assert unsound(path) == []


def damage_beside(path: Path, page: int) -> None:
    """Two bytes of a page, as a disk does it."""
    with path.open("r+b") as file:
        file.seek((page - 1) * 8192 + 4000)
        two = file.read(2)
        file.seek(-2, os.SEEK_CUR)
        file.write(bytes(byte ^ 0x55 for byte in two))


def test_all_pages_are_compared_before_the_file_is_written_anew(filed, tmp_path, query, monkeypatch):
    path, number = filed
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        many_pages(run, tmp_path)
    damage_beside(path, 1500)
    monkeypatch.setattr(page_checking, "BEFORE_A_RUN", 8192 * page_sums.PAGES)

    def looked_at_elsewhere(**how):
        random.seed(next(n for n in range(99) if random.Random(n).sample(range(2, 4), 1) == [3]))
        return look_before(path, **how)

    assert looked_at_elsewhere() is None
    with pytest.raises(DoubtfulArchive, match="the first is page 1500"):
        delete(path, [number], "asked")
    accept(path)
    with open_archive(path) as archive:
        deletion.delete(archive.conn, path, [number], "by hand")
    damage_beside(path, 1500)
    # what was deleted is to be cleaned away
    assert looked_at_elsewhere().doubtful


def test_doubts_stay_where_another_program_changes_tables(filed, tmp_path, query):
    path, number = filed
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    with pytest.raises(DoubtfulArchive):
        delete(path, [number], "asked")
    another_program(path, "create view mine as select 1")
    for _ in range(2):
        assert any("not what was written" in one for one in unsound(path))
        with pytest.raises(DoubtfulArchive):
            delete(path, [number], "asked")
        told = CliRunner().invoke(cli, ["ingest", str(tmp_path / "none"), "--db", str(path)])
        assert "1 page" in told.output or "pages" in told.output
    assert query(path, "select count(*) from deletions") == [(0,)]
    accept(path)
    assert unsound(path) == []
    assert delete(path, [number], "asked").cleaned


def test_nothing_is_deleted_where_sums_say_nothing_any_more(filed, tmp_path):
    """What nobody looked at before another program changed tables may be damage, too."""
    path, number = filed
    another_program(path, "create view mine as select 1")
    for _ in range(2):
        with pytest.raises(DoubtfulArchive, match="`morgue check --accept`"):
            delete(path, [number], "asked")
    assert unsound(path) == []
    CliRunner().invoke(cli, ["ingest", str(tmp_path / "none"), "--db", str(path)])
    assert delete(path, [number], "asked").cleaned


def test_doubts_stay_where_who_writes_on_them_is_killed(filed):
    path, _ = filed
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    for also in ((), ("create table mine (a)",)):
        child = os.fork()
        if not child:
            with open_archive(path) as archive:
                archive.conn.execute("update images set caption = 'The harbour'")
                os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        assert any("not what was written" in one for one in unsound(path))
        another_program(path, *also)
        assert any("not what was written" in one for one in unsound(path))
    accept(path)
    assert unsound(path) == []


def test_pages_that_another_program_added_are_doubtful(filed, tmp_path):
    """So many that some have no row of sums, in a table of its own that was accepted."""
    path, _ = filed
    another_program(path, "create table mine (a)")
    accept(path)
    fill = "insert into mine with n (i) as (select 1 union all select i + 1 from n where i < 12) select"
    another_program(path, f"{fill} zeroblob(1000000) from n")
    (finding,) = unsound(path)
    assert "`morgue check --accept`" in finding
    (tmp_path / "none").mkdir()
    told = CliRunner().invoke(cli, ["ingest", str(tmp_path / "none"), "--db", str(path)])
    assert (told.exit_code, "another program wrote there" in told.output) == (0, True)
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        many_pages(run, tmp_path)
    assert any("`morgue check --accept`" in one for one in unsound(path))
    accept(path)
    assert unsound(path) == []


@pytest.mark.parametrize("sql", ["pragma wal_checkpoint(passive)", "pragma wal_checkpoint(restart)"])
def test_no_other_program_takes_the_log_into_the_file(filed, tmp_path, sql):
    path, _ = filed
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        for i, one in enumerate(others(tmp_path, 40, seed=2, first=40)):
            run.save(one.path, one.sha256, [one])
            run.commit()
            if i % 10 == 5:
                another_program(path, "pragma busy_timeout = 10", sql)
    assert unsound(path) == []


def test_who_checks_remembers_what_it_doubts(filed):
    """Tables that another program makes later would make it look as if that had written all of it."""
    path, _ = filed
    another_program(path, "update articles set section = 'Harbour news of the town'")
    assert unsound(path)
    another_program(path, "create view mine as select 1")
    assert any("`morgue check --accept`" in one for one in unsound(path))
    accept(path)
    assert unsound(path) == []


@pytest.mark.parametrize("command", [("entities", "rename", "1", "Somebody"), ("reclean", "--apply")])
def test_whoever_writes_tells_of_doubts(filed, command):
    path, _ = filed
    overwrite(path, b"x.example/zyxslugword.jpg", b"x.example/zyxslughero.jpg")
    told = CliRunner().invoke(cli, [*command, "--db", str(path)])
    assert "1 page of the file is not what was written" in told.output
    another_program(path, "create view mine as select 1")
    assert "not what was written" in CliRunner().invoke(cli, [*command, "--db", str(path)]).output
    assert unsound(path)
    accept(path)
    assert "not what was written" not in CliRunner().invoke(cli, [*command, "--db", str(path)]).output
