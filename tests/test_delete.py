"""A deleted article leaves no trace in the archive's file, and nothing else is changed by it."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from fixtures_traces import OWN, document, others, retold, target, traces

from db import deletion
from db.archive import open_archive
from db.check import accept, check
from db.errors import NoArchive, NoSuchArticle
from db.sqlite import open_for_reading, sqlite3
from morgue import learning
from morgue.archive import Archive
from morgue.cli import cli
from morgue.deletion import delete
from morgue.ingest_run import ingest

OTHERS = 60
#: Rows by name, where they are numbered in turn.
NAMED = (
    "select articles.id, headline, body, outlets.name, story_id from articles left join outlets "
    "on outlets.id = outlet_id order by 1",
    "select sha256, path, status from files order by 1",
    "select name, kind, key, article_count, first_seen, last_seen from entities order by 2, 3",
    "select alias, key, aliases.articles, mentions from aliases join entities on entities.id = entity_id "
    "order by 1, 2",
    "select word, articles from search_words order by 1",
    "select article_id, name from article_authors join authors on authors.id = author_id order by 1, 2",
)


@pytest.fixture
def filed(tmp_path, file_in, query):
    """An archive with the article in two states among others, in several runs; its path and the id."""
    path = tmp_path / "news.db"
    some = others(tmp_path, OTHERS)
    file_in(*([one] for one in some[: OTHERS // 2]))
    file_in([target(tmp_path, state=1)])
    file_in([target(tmp_path, state=2)], *([one] for one in some[OTHERS // 2 :]))
    conn = sqlite3.connect(path)
    # samples of values, as another program may have had them taken
    conn.execute("analyze")
    conn.close()
    accept(path)
    [(number,)] = query(
        path,
        "select id from articles where outlet_id in (select id from outlets where name = ?)",
        OWN["outlet"],
    )
    return path, number


def schema(path, table):
    conn = open_for_reading(path)
    try:
        return [row[1] for row in conn.execute(f"pragma table_info({table})")]
    finally:
        conn.close()


def sound(path):
    return [one.text for one in check(path) if one.unsound] == []


def test_no_trace_is_left(filed, query):
    path, number = filed
    assert traces(path, OWN.values()) >= set(OWN.values()) - {OWN["unspaced pair"]}
    report = delete(path, [number], "asked by a court")
    assert report.cleaned
    assert report.deleted.documents == 2
    assert traces(path, OWN.values()) == set()
    assert sound(path)
    assert query(path, "select count(*) from articles") == [(OTHERS,)]
    assert (
        query(path, "select reason, cleaned_at is not null from deletions") == [("asked by a court", 1)] * 2
    )
    words = "select term from temp.articles_fts_words"
    conn = open_for_reading(path)
    conn.execute("create virtual table temp.articles_fts_words using fts5vocab(main, articles_fts, 'row')")
    terms = {term for (term,) in conn.execute(words)}
    conn.close()
    assert not {OWN["body"].lower(), OWN["headline"].lower(), OWN["earlier"].lower()} & terms


def test_rows_deleted_by_hand_do_leave_traces(filed):
    """What the search for traces finds where nothing is written anew."""
    path, number = filed
    with open_archive(path) as archive:
        deletion.delete(archive.conn, path, [number], "by hand")
    assert traces(path, OWN.values())
    assert any("traces" in one.text for one in check(path) if one.unsound)


def test_the_rest_is_as_if_it_had_never_been_filed(filed, tmp_path, file_in, rows, query):
    """All rows but for the numbers that were given in turn, and what counts how often something was done."""
    path, number = filed
    delete(path, [number], "asked")
    never = tmp_path / "never.db"
    file_in(*([one] for one in others(tmp_path, OTHERS)), name="never.db")
    for archive in (path, never):
        ingest(archive, [str(tmp_path / "nothing-there")])
    here, there = rows(path), rows(never)
    numbered = {"files", "authors", "outlets", "entities", "fingerprints"}
    for table in here.keys() - {"deletions"}:
        assert len(here[table]) == len(there[table]), table
        if table not in numbered and not re.search(
            "outlet_id|author_id|entity_id|file_id", str(schema(path, table))
        ):
            assert here[table] == there[table], table
    for sql in NAMED:
        assert query(path, sql) == query(never, sql)


def test_deleted_bytes_are_not_filed_again_unless_told(filed, tmp_path, query, file_in):
    path, number = filed
    delete(path, [number], "asked")
    assert file_in([target(tmp_path, state=1)], [target(tmp_path)], [others(tmp_path, 1)[0]]) == [
        "deleted",
        "deleted",
        "duplicate",
    ]
    counts = "select documents, added, duplicates, skipped, failed from runs order by id desc limit 1"
    assert query(path, counts) == [(3, 0, 1, 2, 0)]
    with open_archive(path) as archive, archive.run(lambda name, kind: name, again=True) as run:
        one = target(tmp_path)
        assert run.save(one.path, one.sha256, [one]) == ["added"]
    assert query(path, "select count(*) from deletions") == [(1,)]
    assert sound(path)


def test_a_record_leaves_its_container_in_order(tmp_path, file_in, query):
    path = tmp_path / "news.db"
    records = [
        retold(one, path=str(tmp_path / f"wire.jsonl#{i + 1}")) for i, one in enumerate(others(tmp_path, 5))
    ]
    records.insert(2, retold(target(tmp_path), path=str(tmp_path / "wire.jsonl#9")))
    assert file_in(records) == ["added"] * 6
    [(number,)] = query(
        path, "select articles.id from articles join files on files.id = file_id where path = 'wire.jsonl#9'"
    )
    delete(path, [number], "asked")
    assert traces(path, OWN.values()) == set()
    assert file_in(records).count("duplicate") == 5
    assert query(path, "select documents, deleted from containers") == [(6, 1)]
    [(sha256,)] = query(path, "select sha256 from containers")
    with open_archive(path) as archive, archive.run(lambda name, kind: name) as run:
        assert (run.known(sha256), run.buried(sha256)) == (5, 1)
        run.pass_over(duplicates=5, deleted=1)
    assert query(path, "select documents, duplicates, skipped from runs order by id desc limit 1") == [
        (6, 5, 1)
    ]
    with open_archive(path) as archive, archive.run(lambda name, kind: name, again=True) as run:
        assert (run.known(sha256), run.buried(sha256)) == (0, 0)
    assert sound(path)


@pytest.mark.parametrize("forget", [False, True])
def test_a_file_that_failed_does_not_keep_its_records(tmp_path, file_in, query, forget):
    """Cut off, a file of records failed as a whole, and its bytes were kept; whole, it was filed."""
    path = tmp_path / "news.db"
    one = target(tmp_path)
    for name in ("wire.jsonl.gz", "other#1.jsonl.gz"):
        file_in([document(tmp_path, name, None, one.content + name.encode(), "cut off")])
    record = retold(one, path=str(tmp_path / "wire.jsonl.gz#2"))
    file_in([retold(others(tmp_path, 1)[0], path=str(tmp_path / "wire.jsonl.gz#1")), record])
    [(number,)] = query(path, "select id from articles where section = ?", OWN["section"])
    delete(path, [number], "asked", forget_path=forget)
    left = query(path, "select path, status from files order by 1")
    assert left == [("other#1.jsonl.gz", "failed"), ("wire.jsonl.gz#1", "filed")]
    assert query(path, "select count(*) from deletions") == [(2,)]
    assert sound(path)


def test_several_or_none(filed, query):
    path, number = filed
    with pytest.raises(NoSuchArticle):
        delete(path, [number, 17], "asked")
    assert query(path, "select count(*) from articles") == [(OTHERS + 1,)]
    with pytest.raises(ValueError, match="reason"):
        delete(path, [number], "  ")
    all_ids = [one for (one,) in query(path, "select id from articles")]
    with Archive(path) as archive:
        archive.search("report")
        assert archive.delete(all_ids, reason="all").deleted.articles == OTHERS + 1
        assert archive.search("report").total == 0
    assert sound(path)
    for table in (
        "files",
        "blocks",
        "entities",
        "authors",
        "outlets",
        "search_words",
        "stories",
        "fingerprints",
    ):
        assert query(path, f"select count(*) from {table}") == [(0,)], table


def test_names_that_a_correction_holds_stay_with_it(filed, query):
    path, number = filed
    runner = CliRunner()
    rename = ["entities", "rename", f"{OWN['alias']} {OWN['person']}", "Somebody Else", "--db", str(path)]
    assert runner.invoke(cli, rename).exit_code == 0
    report = delete(path, [number], "asked")
    assert report.deleted.names_in_log == 1
    assert query(path, "select count(*) from entities where name = 'Somebody Else'") == [(1,)]
    assert sound(path)


def test_paths_are_forgotten_if_asked(tmp_path, file_in, query):
    path = tmp_path / "news.db"
    file_in([target(tmp_path, path="zqsecretslug.txt")], *([one] for one in others(tmp_path, 3)))
    [(number,)] = query(path, "select id from articles where section = ?", OWN["section"])
    delete(path, [number], "asked", forget_path=True)
    assert traces(path, [*OWN.values(), "zqsecretslug"]) == set()


def test_a_reader_puts_the_cleaning_off(filed, query):
    path, number = filed
    reader = open_for_reading(path)
    reader.execute("begin")
    reader.execute("select count(*) from articles").fetchone()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "morgue",
            "delete",
            str(number),
            "--reason",
            "asked",
            "--yes",
            "--db",
            str(path),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert "traces" in done.stderr
    assert any("traces" in one.text for one in check(path))
    reader.close()
    ended = CliRunner().invoke(cli, ["ingest", str(path.parent / "nothing-there"), "--db", str(path)])
    assert "traces" not in ended.output
    assert traces(path, OWN.values()) == set()
    assert sound(path)


def test_a_file_that_cannot_be_written_anew_is_told_as_such(filed, query):
    path, number = filed
    # where the copy is made, something is in the way
    obstacle = path.with_name(f".{path.name}.cleaning.part")
    obstacle.mkdir()
    runner = CliRunner()
    done = runner.invoke(cli, ["delete", str(number), "--reason", "asked", "--yes", "--db", str(path)])
    assert done.exit_code == 1
    assert "deleted, but traces are left in the file: " in done.output
    assert query(path, "select count(*) from articles where id = ?", number) == [(0,)]
    (path.parent / "texts").mkdir()
    again = ["ingest", str(path.parent / "texts"), "--db", str(path), "--json"]
    done = runner.invoke(cli, again)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["documents"] == 0
    assert "traces of deleted articles are still in the file (" in done.stderr
    obstacle.rmdir()
    assert runner.invoke(cli, again).exit_code == 0
    assert traces(path, OWN.values()) == set()
    assert sound(path)


def test_the_command_asks_and_tells(filed, query):
    path, number = filed
    runner = CliRunner()
    told = runner.invoke(cli, ["delete", str(number), "--reason", "asked", "--db", str(path)])
    assert told.exit_code == 2
    assert "--yes" in told.output
    assert runner.invoke(cli, ["delete", str(number), "--db", str(path), "--yes"]).exit_code == 2
    told = runner.invoke(cli, ["delete", str(number), "--reason", "a court", "--db", str(path), "--yes"])
    assert told.exit_code == 0
    assert "1 article deleted, with the bytes of 2 documents" in told.output
    assert "backups" in told.output
    shown = runner.invoke(cli, ["show", str(number), "--db", str(path)])
    assert shown.exit_code == 1
    assert "was deleted on 20" in shown.output
    assert "a court" in shown.output
    told = runner.invoke(cli, ["delete", "5", "--reason", "x", "--yes", "--db", str(path.with_name("no.db"))])
    assert told.exit_code == 1
    assert not path.with_name("no.db").exists()
    with pytest.raises(NoArchive):
        delete(path.with_name("no.db"), [5], "x")


def test_ingest_says_what_was_deleted_before(tmp_path, one_process):
    folder, path = tmp_path / "texts", tmp_path / "news.db"
    folder.mkdir()
    lines = ["Council votes on bridge", "By Ann Lee", "3 February 2025"]
    body = "The council of Havenport voted on the bridge on Monday, after a debate of two hours in the hall."
    for i in range(2):
        (folder / f"{i}.txt").write_text("\n\n".join([*lines, f"{body} It was vote {i}."]), encoding="utf-8")
    runner = CliRunner()
    assert runner.invoke(cli, ["ingest", str(folder), "--db", str(path)]).exit_code == 0
    conn = open_for_reading(path)
    number = conn.execute("select min(id) from articles").fetchone()[0]
    conn.close()
    runner.invoke(cli, ["delete", str(number), "--reason", "asked", "--yes", "--db", str(path)])
    told = runner.invoke(cli, ["ingest", str(folder), "--db", str(path)])
    assert "1 document was deleted before and skipped" in told.output
    told = runner.invoke(cli, ["ingest", str(folder), "--db", str(path), "--json"])
    counts = json.loads(told.stdout.splitlines()[0])
    assert (counts["documents"], counts["duplicates"], counts["skipped"]) == (2, 1, 1)
    told = runner.invoke(cli, ["ingest", str(folder), "--db", str(path), "--again"])
    assert "1 added" in told.output


def test_lines_that_only_it_taught_are_forgotten(tmp_path, file_in, query):
    path = tmp_path / "news.db"
    file_in([target(tmp_path)], *([one] for one in others(tmp_path, 3)))
    conn = sqlite3.connect(path)
    own = f"Read {OWN['removed']} daily"
    conn.execute(
        "insert into outlet_lines (outlet_id, key, text, articles, looked_at, status) "
        "select id, 'k', ?, 3, 9, 'rejected' from outlets where name = ?",
        [own, OWN["outlet"]],
    )
    # the outlet lives on with another article
    conn.execute(
        "update articles set outlet_id = (select id from outlets where name = ?) where section = 'Sport'",
        [OWN["outlet"]],
    )
    conn.commit()
    conn.close()
    accept(path)
    [(number,)] = query(path, "select id from articles where section = ?", OWN["section"])
    delete(path, [number], "asked")
    assert query(path, "select count(*) from outlet_lines") == [(0,)]
    assert traces(path, [OWN["removed"]]) == set()


def test_what_failed_of_it_tells_nothing_any_more(tmp_path, file_in, query):
    path = tmp_path / "news.db"
    one = target(tmp_path)
    file_in([document(tmp_path, "target.txt", None, one.content, f"strange: {OWN['phrase']}")])
    file_in([document(tmp_path, "target.txt", None, one.content[:100], f"cut: {OWN['phrase']}")])
    file_in([one], *([other] for other in others(tmp_path, 3)))
    [(number,)] = query(path, "select id from articles where section = ?", OWN["section"])
    delete(path, [number], "asked")
    assert query(path, "select detail from failures") == [("deleted",)] * 2
    assert query(path, "select count(*) from deletions") == [(2,)]
    assert traces(path, OWN.values()) == set()
    assert sound(path)


def test_vacuumed_settings_stay(filed):
    path, number = filed
    delete(path, [number], "asked")
    conn = open_for_reading(Path(path))
    asked = {
        name: conn.execute(f"pragma {name}").fetchone()[0]
        for name in ("journal_mode", "page_size", "application_id")
    }
    rank = conn.execute("select v from articles_fts_config where k = 'rank'").fetchone()[0]
    conn.close()
    assert asked == {"journal_mode": "wal", "page_size": 8192, "application_id": 0x6D6F7267}
    assert rank.startswith("bm25(10.0")


def test_ctrl_c_while_it_cleans_is_told_and_the_next_call_cleans(filed, query, monkeypatch):
    path, number = filed
    monkeypatch.setattr(learning, "learn", lambda conn: os.kill(os.getpid(), signal.SIGINT))
    arguments = ["delete", str(number), "--reason", "asked", "--yes", "--db", str(path)]
    told = CliRunner().invoke(cli, arguments)
    assert told.exit_code == 130
    assert "1 article deleted" in told.output
    assert "traces of deleted articles are still in the file (it was interrupted)" in told.output
    assert traces(path, OWN.values())
    monkeypatch.undo()
    told = CliRunner().invoke(cli, arguments)
    assert told.exit_code == 1
    assert "there is no article" in told.output
    assert "are cleaned away now" in told.output
    assert traces(path, OWN.values()) == set()
    assert sound(path)


def test_the_copy_lies_beside_the_file_and_is_nobody_elses(filed, query, monkeypatch):
    """Also where the archive is called by a link; what a killed cleaning left of it goes."""
    path, number = filed
    (path.parent / "far").mkdir()
    link = path.parent / "far" / "link.db"
    link.symlink_to(path)
    seen, part = [], path.with_name(f".{path.name}.cleaning.part")
    connect = sqlite3.connect

    def watched(database, *arguments, **options):
        if part.exists():
            seen.append((str(database), part.stat().st_mode & 0o777))
        return connect(database, *arguments, **options)

    monkeypatch.setattr(sqlite3, "connect", watched)
    assert delete(link, [number], "asked").cleaned
    assert seen == [(str(part), 0o600)]
    assert {one.name for one in link.parent.iterdir()} == {"link.db"}
    part.write_bytes(b"of a killed cleaning")
    with open_archive(link):
        assert not part.exists()
