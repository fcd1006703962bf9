"""Many queries at once: what each finds, what no other finds, and files that people write by hand."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from fixtures_web import NASTY, make_archive
from hypothesis import given
from hypothesis import strategies as st

from db.list_search import Line, list_search
from db.search import search
from db.sqlite import open_for_reading, sqlite3
from morgue.cli import cli
from morgue.query_list import read_queries


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_archive(tmp_path_factory.mktemp("list") / "news.db", copies=12))


@pytest.fixture(scope="module")
def conn(archive: str) -> Iterator["sqlite3.Connection"]:
    from pathlib import Path

    conn = open_for_reading(Path(archive))
    yield conn
    conn.close()


QUERIES = ["budget", "levy", "strike", "budget -levy", "budget /s levy", "zebra", "strike"]


def test_each_line_is_a_search(conn: "sqlite3.Connection") -> None:
    for line in list_search(conn, QUERIES).lines:
        assert line.articles == search(conn, line.query).total
        assert line.understood == search(conn, line.query).understood


def test_what_is_new_and_what_is_only_here(conn: "sqlite3.Connection") -> None:
    found = list_search(conn, QUERIES)
    every = {hit.id for query in QUERIES for hit in all_hits(conn, query)}
    assert found.articles == len(every)
    assert sum(line.new for line in found.lines) == len(every)
    for i, line in enumerate(found.lines):
        mine = {hit.id for hit in all_hits(conn, line.query)}
        before = {hit.id for query in QUERIES[:i] for hit in all_hits(conn, query)}
        others = before | {hit.id for query in QUERIES[i + 1 :] for hit in all_hits(conn, query)}
        assert (line.new, line.only_here) == (len(mine - before), len(mine - others)), line.query


def all_hits(conn: "sqlite3.Connection", query: str) -> list[object]:
    return [hit for hit in search(conn, query, limit=100).hits if not hit.partial]


def test_days_are_those_of_the_articles(conn: "sqlite3.Connection") -> None:
    (line,) = list_search(conn, ["strike"]).lines
    assert (line.first, line.last) == ("2025-01-01", "2025-02-28")
    (line,) = list_search(conn, ["zebra"]).lines
    assert (line.first, line.last) == (None, None)


def test_no_line_stops_the_others(conn: "sqlite3.Connection") -> None:
    found = list_search(conn, [*NASTY, Line("tax", "", "This line is not UTF-8: not searched."), "strike"])
    assert len(found.lines) == len(NASTY) + 2
    assert found.lines[-1].articles == 12
    assert found.lines[-2].articles == 0
    assert "not searched" in found.lines[0].notes
    assert list_search(conn, []).articles == 0


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"tax OR levy\n", [("", "tax OR levy")]),
        (
            b'"prime minister" resigns\noil, gas, coal\n',
            [("", '"prime minister" resigns'), ("", "oil, gas, coal")],
        ),
        (b'"prime minister"\n', [("", '"prime minister"')]),
        (b'"""prime minister"" oil"\nx y z', [("", '"prime minister" oil'), ("", "x y z")]),
        (b"a,tax\nb,levy", [("a", "tax"), ("b", "levy")]),
        (b"Label;Query\nmoney;tax OR levy\n", [("money", "tax OR levy")]),
        (b"query\tlabel\ntax\tmoney", [("money", "tax")]),
        (b'\xef\xbb\xbfid,query\n1,"""state aid"", tax"\n', [("", '"state aid", tax')]),
        (b'label,query\npm,"prime minister" resigns\n', [("pm", '"prime minister" resigns')]),
        ("label,query\nå,näher".encode("utf-16"), [("å", "näher")]),
        (b'{"label": "a", "query": "tax"}\n{"query": "levy"}', [("a", "tax"), ("", "levy")]),
        (b"", []),
    ],
)
def test_files_that_people_write(data: bytes, lines: list[tuple[str, str]]) -> None:
    assert [(line.label, line.query) for line in read_queries(data)] == lines
    assert not any(line.note for line in read_queries(data))


@pytest.mark.parametrize(
    ("data", "note"),
    [
        (b"tax\n\nlevy", "The line is empty: not searched."),
        (b"tax\nM\xfcller\nlevy", "This line is not UTF-8: not searched."),
        (b"label,query\na,tax\nb\n", "The line is empty: not searched."),
        (b'{"query": "tax"}\n{"query": \n', "This line is not JSON: not searched."),
        (b'{"query": "tax"}\n[1]\n', "This line is no object with a query: not searched."),
        (b'{"query": "tax"}\n{"label": "x"}\n', "The line is empty: not searched."),
    ],
)
def test_lines_that_cannot_be_read_say_so(data: bytes, note: str) -> None:
    lines = read_queries(data)
    assert lines[0].note == ""
    assert lines[1].note == note


@given(st.binary())
def test_any_bytes_are_lines(data: bytes) -> None:
    for line in read_queries(data):
        (line.label + line.query).encode()


def test_the_command(archive: str, tmp_path: object) -> None:
    def run(*arguments: str, stdin: str) -> tuple[str, str]:
        done = CliRunner().invoke(cli, ["search", "--db", archive, "--file", "-", *arguments], input=stdin)
        assert done.exit_code == 0, done.output
        return done.stdout, done.stderr

    text = "label,query\nwork,strike OR ballot\nmoney,budget\n,\n"
    rows = list(csv.DictReader(io.StringIO(run("--csv", stdin=text)[0])))
    assert [(row["label"], row["articles"], row["only_here"]) for row in rows] == [
        ("work", "12", "12"),
        ("money", "48", "48"),
        ("", "0", "0"),
    ]
    assert run("--json", stdin=text)[1] == "60 different articles, by 3 queries\n"
    assert [json.loads(line)["new"] for line in run("--nl", stdin=text)[0].splitlines()] == [12, 48, 0]
    assert run(stdin=text)[0].startswith("label  query")
    assert run("--safe-csv", stdin="-budget\n")[0].splitlines()[1].startswith(",'-budget,")
    wrong = CliRunner().invoke(cli, ["search", "--db", archive, "--file", "-", "--bibtex"], input=text)
    assert wrong.exit_code == 2
