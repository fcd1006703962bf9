"""What is printed and what failures tell holds no word of the texts: logs are kept, copied and mailed."""

import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from db.archive import open_archive
from db.sqlite import open_for_reading, sqlite3
from ingest.model import Article, Block, Document
from morgue import reading
from morgue.cli import cli
from morgue.version import version

#: Stands in every text below, in its first line and in its last.
SECRET = "Zqhemmelig"
PROSE = f"The {SECRET} council of Havenport voted on Monday, said {SECRET}. " * 6


def hostile(folder: Path) -> None:
    """Files that cannot be filed, and some that can but look wrong, each with the word."""
    deep = "<div>" * 3000 + PROSE + "</div>" * 3000
    files = {
        "nothing.html": f"<html><nav>{SECRET}</nav></html>",
        "deep.html": f"<html><body>{deep}</body></html>",
        "attributes.html": "<p " + " ".join(f'a{i}="{SECRET}"' for i in range(9000)) + f">{PROSE}</p>",
        "broken.json": f'{{"headline": "{SECRET}", "text": "{PROSE}',
        "lines.jsonl": f'{{"text": "{PROSE}"}}\n{{"text": "{SECRET}\n["{SECRET}"]\n"{SECRET}"\n',
        "types.jsonl": json.dumps({"text": {"a": [SECRET]}, "date": {SECRET: 1}, "authors": [[SECRET], 7]}),
        "surrogate.json": '{"text": "' + PROSE + '\\ud83d", "headline": "' + SECRET + '\\udc80"}',
        "dates.json": json.dumps({"text": PROSE, "date": f"99999-{SECRET}-32", "url": f"http://[{SECRET}"}),
        "whole.txt": f"{SECRET} votes\n\nBy {SECRET}\n\n3 February 2025\n\n{PROSE}",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "binary.txt").write_bytes(b"\x00\x01\x02\x03\x04\x05\x06\x07\x08" + PROSE.encode() + bytes(99))
    (folder / "half.txt").write_bytes(PROSE.encode("utf-16-le")[:777])
    (folder / "gzip.html.gz").write_bytes(b"\x1f\x8b\x08\x00" + PROSE.encode())


def details(path: Path) -> str:
    conn = open_for_reading(path)
    try:
        return repr(conn.execute("select error, detail from failures").fetchall())
    finally:
        conn.close()


def test_no_text_on_stderr_or_among_failures(tmp_path, morgue):
    folder = tmp_path / "in"
    folder.mkdir()
    hostile(folder)
    done = morgue("ingest", folder, "--workers", 1, "--db", "news.db")
    out, err = done.communicate(timeout=120)
    assert done.returncode == 1
    assert "failed" in err
    assert SECRET.lower() not in (out + err).lower()
    path = tmp_path / "news.db"
    assert SECRET.lower() not in details(path).lower()
    for command in (["check"], ["reclean"], ["coverage"]):
        done = morgue(*command, "--db", "news.db")
        assert SECRET.lower() not in done.communicate(timeout=60)[1].lower(), command


def test_what_cannot_be_stored_is_told_without_its_text(tmp_path):
    """Python's own error holds the text that it could not encode."""
    body = f"{PROSE}\udc80 and on"
    content = PROSE.encode()
    article = Article((Block("paragraph", body, "rest"),), headline=SECRET)
    path = str(tmp_path / "a.txt")
    one = Document(path, hashlib.sha256(content).hexdigest(), "text/plain", "utf-8", content, article)
    with (
        open_archive(tmp_path / "news.db") as archive,
        archive.run(lambda name, kind: name, version()) as run,
    ):
        assert run.save(path, one.sha256, [one]) == ["failed"]
    told = details(tmp_path / "news.db")
    assert "cannot be stored: UnicodeEncodeError" in told
    assert SECRET not in told


def test_what_cannot_be_stored_is_told_with_its_reason(tmp_path, one_process):
    """As where somebody else's trigger refuses a row: the reason is known once it is saved."""
    database = str(tmp_path / "news.db")
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "b.txt").write_text(PROSE.replace("The", "Their"), encoding="utf-8")
    first = CliRunner().invoke(cli, ["ingest", str(tmp_path / "a.txt"), "--db", database])
    assert first.exit_code == 0, first.output
    conn = sqlite3.connect(database)
    conn.execute("create trigger no before insert on articles begin select raise(abort, 'not here'); end")
    conn.commit()
    conn.close()
    told = CliRunner().invoke(cli, ["ingest", str(tmp_path / "b.txt"), "--db", database])
    assert f"{tmp_path}/b.txt: bad record: cannot be stored: IntegrityError: not here" in told.output


def test_a_crash_is_told_without_its_words(tmp_path, monkeypatch, one_process):
    def crash(*arguments, **options):
        raise ValueError(PROSE)

    monkeypatch.setattr("fixtures_outlets.Here.result", crash)
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    told = CliRunner().invoke(cli, ["ingest", str(tmp_path / "a.txt"), "--db", str(tmp_path / "news.db")])
    assert told.exit_code == 1
    assert "reader crashed: ValueError" in told.output
    assert SECRET not in told.output + details(tmp_path / "news.db")
    assert reading.FILE_SECONDS > 0


@pytest.mark.parametrize("debug", [False, True])
def test_unforeseen_errors_tell_where_and_no_text(tmp_path, monkeypatch, debug):
    def crash(*arguments, **options):
        raise KeyError(PROSE)

    monkeypatch.setattr("morgue.archive.Archive.article", crash)
    monkeypatch.setitem(os.environ, "MORGUE_DEBUG", "1" if debug else "")
    with open_archive(tmp_path / "news.db"):
        pass
    told = CliRunner().invoke(cli, ["show", "5", "--db", str(tmp_path / "news.db")])
    assert told.exit_code == 1
    if debug:
        assert isinstance(told.exception, KeyError)
    else:
        assert "unexpected: KeyError in test_quiet_logs.py, line " in told.output
        assert SECRET not in told.output
    assert sys.exc_info() == (None, None, None)
