"""The command line: what goes to stdout, what to stderr, and with which exit code."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from morgue import Archive
from morgue.cli import cli

HEAVY = {"spacy", "lxml", "trafilatura", "datasette", "sqlite_utils", "pebble", "bs4", "yaml", "db", "ingest"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a command inside this process, in the test's folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MORGUE_DB", raising=False)

    def run(*arguments: object, **options: object):
        return CliRunner().invoke(cli, list(map(str, arguments)), prog_name="morgue", **options)

    return run


@pytest.fixture
def filed(run, texts):
    """Twelve texts, filed in news.db."""
    folder = texts(12)
    result = run("ingest", folder, "--no-entities")
    assert result.exit_code == 0, result.output
    return folder


def test_help_is_quick_and_imports_nothing_heavy():
    code = "import sys, morgue.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    root = Path(__file__).parent.parent
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert HEAVY.isdisjoint(out.stdout.split())


@pytest.mark.parametrize("command", ["", *cli.commands])
def test_every_command_has_help(run, command):
    for flag in ("-h", "--help"):
        result = run(*([command] if command else []), flag)
        assert result.exit_code == 0
        assert result.output.startswith(f"Usage: morgue {command}".rstrip())


def test_version(run):
    assert re.fullmatch(r"morgue, version \S.*\n", run("--version").output)


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["ingest"], ["search"], ["show", "x"], ["ingest", "a", "--workers", "0"]]
)
def test_wrong_usage_is_2(run, arguments):
    assert run(*arguments).exit_code == 2


def test_ingest_counts(run, texts):
    folder = texts(12)
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    result = run("ingest", folder, "missing.txt", "--no-entities", "--json")
    assert result.exit_code == 1
    counts = json.loads(result.stdout)
    assert counts.pop("seconds") > 0
    assert counts == {"documents": 15, "added": 12, "updated": 0, "duplicates": 0, "skipped": 1, "failed": 2}
    assert result.stderr.splitlines() == [
        f"{folder}/empty.txt: empty: no bytes",
        "missing.txt: unreadable: No such file or directory",
    ]
    again = json.loads(run("ingest", folder, "--no-entities", "--json").stdout)
    assert (again["added"], again["duplicates"], again["failed"]) == (0, 12, 1)


def test_ingest_leaves_the_archive_itself_out(run, filed, tmp_path):
    counts = json.loads(run("ingest", tmp_path, "--no-entities", "--json").stdout)
    assert counts["failed"] == 0
    assert counts["duplicates"] == 12
    assert counts["skipped"] >= 2


def test_ingest_talks_on_stderr(run, filed):
    result = run("ingest", filed, "--no-entities")
    assert result.stdout == ""
    assert re.fullmatch(r"news\.db: 12 documents in \d+\.\d s: 12 filed already\n", result.stderr)


def test_ingest_reads_stdin(tmp_path, morgue):
    text = "Bridge shut\n\nThe bridge is shut, said the mayor of Havenport on Monday evening."
    process = morgue("ingest", "-", "--no-entities", "--json", stdin=subprocess.PIPE)
    out, told = process.communicate(text, timeout=60)
    assert process.returncode == 0, told
    assert json.loads(out)["added"] == 1


def test_a_pipe_that_does_not_block_is_read_to_its_end(tmp_path, morgue):
    out, into = os.pipe()
    os.set_blocking(out, False)
    process = morgue("ingest", "-", "--no-entities", "--json", stdin=out)
    os.close(out)
    for part in ("Bridge shut\n\nThe bridge is shut, said the mayor", " of Havenport on Monday evening."):
        time.sleep(0.5)
        os.write(into, part.encode())
    os.close(into)
    counts, told = process.communicate(timeout=60)
    assert json.loads(counts)["added"] == 1, told
    with Archive(tmp_path / "news.db") as archive:
        assert "Monday evening" in archive.search("mayor").hits[0].snippet


def test_no_standard_input_is_one_failure(tmp_path):
    (tmp_path / "a.txt").write_text(
        "The bridge is shut, said the mayor of Havenport on Monday.", encoding="utf-8"
    )
    command = f"exec {sys.executable} -m morgue ingest - a.txt --db news.db --no-entities --json 0<&-"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    counts = json.loads(done.stdout)
    assert (counts["added"], counts["failed"]) == (1, 1)
    assert done.stderr.startswith("-: unreadable: closed\n")


def test_the_archive_can_be_named_by_the_environment(run, filed):
    assert run("check", env={"MORGUE_DB": "other.db"}).exit_code == 1
    assert run("check", env={"MORGUE_DB": "news.db"}).exit_code == 0


@pytest.mark.parametrize(
    "command", [["search", "x"], ["show", "1"], ["check"], ["backup", "copy.db"], ["serve"]]
)
def test_reading_makes_no_archive(run, tmp_path, command):
    result = run(*command)
    assert result.exit_code == 1
    assert result.stderr == "Error: news.db: there is no such archive\n"
    assert not list(tmp_path.iterdir())


def test_search_prints_the_whole_answer(run, filed):
    result = run("search", "bridge", "--limit", "5", "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert set(answer) >= {"query", "understood", "total", "hits", "facets", "histogram", "notes"}
    assert answer["total"] == 12
    assert len(answer["hits"]) == 5


def test_search_prints_hits_in_every_format(run, filed):
    lines = run("search", "bridge", "--nl", "--newest").stdout.splitlines()
    assert len([json.loads(line) for line in lines]) == 12
    for fmt, separator in (("--csv", ","), ("--tsv", "\t"), ("--table", "  ")):
        lines = run("search", "bridge", fmt).stdout.splitlines()
        assert lines[0].split(separator)[0] == "id"
        assert len(lines) == (14 if fmt == "--table" else 13)
    readable = run("search", "bridge", "--limit", "1").stdout
    assert readable.startswith("12 articles: ")
    assert "\x01" not in readable


def test_no_query_is_an_error(run, filed):
    for query in ('"', "a OR", "(", "-", "*", "headline:", "\x00", ""):
        assert run("search", query).exit_code == 0, query


def test_show(run, filed):
    (hit,) = json.loads(run("search", "bridge 7", "--json", "--limit", "1").stdout)["hits"]
    page = run("show", hit["id"])
    assert page.exit_code == 0
    assert "The council of Havenport voted on bridge" in page.stdout
    kept = json.loads(run("show", hit["id"], "--json").stdout)
    assert kept["id"] == hit["id"]
    assert kept["path"].startswith("texts/")
    missing = run("show", 5)
    assert missing.exit_code == 1
    assert missing.stderr == "Error: news.db: there is no article 5\n"


def test_extract_agrees_with_ingest(run, filed):
    extracted = [
        json.loads(line) for line in run("extract", filed, "--no-entities", "--nl").stdout.splitlines()
    ]
    assert [one["id"] for one in extracted] == [f"{i:05}" for i in range(12)]
    assert json.loads(run("extract", filed, "--no-entities").stdout) == extracted
    with Archive("news.db") as archive:
        for one in extracted:
            sql = "select articles.id from articles join files on files.id = file_id where path = ?"
            ((number,),) = archive.conn.execute(
                sql, [str(Path(one["path"]).relative_to(Path.cwd()))]
            ).fetchall()
            kept = archive.article(number)
            assert kept is not None
            for name in set(one) - {"path", "id", "updated"}:
                assert (
                    sorted(kept[name], key=str) == sorted(one[name], key=str)
                    if name == "evidence"
                    else (kept[name] == one[name])
                ), name


def test_extract_tells_failures(run, filed):
    (filed / "noise.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    result = run("extract", filed / "noise.txt", "--nl", "--no-entities")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["id"], told["error"]) == ("noise", "binary")
    assert result.stderr.startswith(f"{filed}/noise.txt: binary")


def test_explain(run, filed):
    result = run("explain", filed / "00003.txt")
    assert result.exit_code == 0
    assert "The council of Havenport voted on bridge 3" in result.stdout
    assert re.search(r"^ +\d+ \+ paragraph +\[.+\]$", result.stdout, re.MULTILINE)


def test_check_and_backup(run, filed):
    assert run("check").stderr == "news.db: sound\n"
    assert run("backup", "copy.db").exit_code == 0
    assert run("backup", "copy.db").stderr == "Error: copy.db: exists already; --force overwrites it\n"
    assert run("backup", "copy.db", "--force").exit_code == 0
    assert run("check", "--db", "copy.db").exit_code == 0


def test_other_files_are_no_archive(run, filed):
    result = run("ingest", filed, "--db", filed / "00001.txt")
    assert result.exit_code == 1
    assert "not an archive of morgue" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_reader_that_leaves_early_is_no_news(filed, morgue):
    process = morgue("extract", "texts", "--no-entities", "--nl")
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    process.wait(timeout=60)


def test_scripts_need_no_guard(filed, tmp_path):
    """Workers do not run the user's script again, as Python's own would where it lacks ``if __name__``."""
    script = tmp_path / "script.py"
    script.write_text(
        "from morgue import Archive\n"
        "with Archive('script.db') as archive:\n"
        "    print(archive.ingest(['texts']).counts.added, archive.search('bridge').total)\n",
        encoding="utf-8",
    )
    environment = {"PYTHONPATH": str(Path(__file__).parent.parent)}
    out = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=120
    )
    assert out.stdout == "12 12\n", out.stderr
