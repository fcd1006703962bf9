"""Exports: every article that is found, in the order asked for, in formats that other programs read."""

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from fixtures_web import ARTICLE, XSS, make_archive
from hypothesis import given
from hypothesis import strategies as st

from db import exporting
from db.citations import bibtex, ris
from db.export_formats import FORMATS, written
from db.exporting import FIELDS, export, select
from db.search import search
from db.sqlite import open_for_reading, sqlite3


@pytest.fixture(scope="module")
def conn(tmp_path_factory: pytest.TempPathFactory) -> Iterator["sqlite3.Connection"]:
    path = make_archive(tmp_path_factory.mktemp("export") / "news.db", copies=12)
    writer = sqlite3.connect(path)
    writer.execute("insert into authors (id, name, kind) values (1, 'Lena Fisk', 'person')")
    writer.execute("insert into authors (id, name, kind) values (2, 'Tom O’Hara', 'person')")
    writer.executemany(
        "insert into article_authors (article_id, author_id, position) values (?, ?, ?)",
        [(ARTICLE, 2, 1), (ARTICLE, 1, 0)],
    )
    writer.commit()
    writer.close()
    conn = open_for_reading(path)
    yield conn
    conn.close()


@pytest.mark.parametrize("query", ["", "budget", "-budget", "budget /s levy", "talks pre/5 budget", "zebra"])
@pytest.mark.parametrize("sort", ["rank", "newest", "oldest"])
@pytest.mark.parametrize("batch", [7, 500])
def test_the_export_is_the_search(
    conn: "sqlite3.Connection", monkeypatch: pytest.MonkeyPatch, query: str, sort: str, batch: int
) -> None:
    monkeypatch.setattr(exporting, "BATCH", batch)
    found = [row["id"] for row in export(conn, query, sort=sort)]
    hits = [hit.id for hit in search(conn, query, sort=sort, limit=100).hits if not hit.partial]
    assert found == hits


def test_filters_hold_and_mistakes_are_told(conn: "sqlite3.Connection") -> None:
    rows = list(export(conn, "budget", {"outlet": ["Harbour Times & Post"], "year": ["2025"]}))
    assert {row["outlet"] for row in rows} == {"Harbour Times & Post"}
    assert len(rows) == search(conn, "budget", filters={"outlet": ["Harbour Times & Post"]}).total
    assert not list(export(conn, "", {"section": ["\ud800"]}))
    with pytest.raises(ValueError, match="no such filter"):
        list(export(conn, "", {"colour": ["red"]}))
    with pytest.raises(ValueError, match="no such sort"):
        select(conn, "", sort="colour")


def test_rows_have_all_fields(conn: "sqlite3.Connection") -> None:
    row = next(row for row in export(conn, "strike") if row["id"] == ARTICLE)
    assert tuple(row) == FIELDS
    assert row["authors"] == ["Lena Fisk", "Tom O’Hara"]
    assert row["body"] == search_body(conn)
    assert row["outlet"] == "Northshore Herald"


def search_body(conn: "sqlite3.Connection") -> str:
    return str(conn.execute("select body from articles where id = ?", [ARTICLE]).fetchone()[0])


def test_some_of_the_words_are_not_all(conn: "sqlite3.Connection") -> None:
    assert search(conn, "budget zebra").partial
    assert not list(export(conn, "budget zebra"))


def test_tables_and_lines_read_back(conn: "sqlite3.Connection") -> None:
    rows = list(export(conn, "", sort="newest"))
    for fmt, delimiter in (("csv", ","), ("tsv", "\t")):
        text = "".join(written(rows, FORMATS[fmt]))
        read = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
        assert [one["id"] for one in read] == [str(row["id"]) for row in rows]
        assert [one["body"] for one in read] == [row["body"] for row in rows]
    assert json.loads("".join(written(rows, FORMATS["json"]))) == rows
    assert [json.loads(line) for line in "".join(written(rows, FORMATS["nl"])).splitlines()] == rows
    assert "".join(written([], FORMATS["json"])) == "[]\n"
    assert "".join(written([], FORMATS["csv"])).startswith("id,headline,")


def test_formulas_are_kept_as_they_are_or_made_safe() -> None:
    row = dict.fromkeys(FIELDS) | {"id": 1, "headline": "=1+1", "body": "-a", "byline": "@b", "title": "fine"}
    read = next(csv.DictReader(io.StringIO("".join(written([row], FORMATS["csv"])))))
    assert (read["headline"], read["body"], read["byline"]) == ("=1+1", "-a", "@b")
    safe = next(csv.DictReader(io.StringIO("".join(written([row], FORMATS["safe-csv"])))))
    assert (safe["headline"], safe["body"], safe["byline"], safe["title"]) == ("'=1+1", "'-a", "'@b", "fine")


def test_references(conn: "sqlite3.Connection") -> None:
    rows = {row["id"]: row for row in export(conn, "")}
    entry = bibtex(rows[ARTICLE])
    assert entry.startswith(
        f"@article{{northshoreherald-{ARTICLE},\n  author = {{Lena Fisk and Tom O’Hara}},"
    )
    assert "month = jan," in entry
    record = ris(rows[ARTICLE])
    assert record.count("AU  - ") == 2
    assert "DA  - 2025/01/01/\r\n" in record
    undated = next(row for row in rows.values() if row["published_at"] is None)
    assert "year" not in bibtex(undated)
    assert "PY  - " not in ris(undated)
    wire = next(row for row in rows.values() if row["agency"])
    assert "author = {{Reuters}}" in bibtex(wire)
    assert XSS in ris(next(row for row in rows.values() if XSS in str(row["title"])))


def test_what_latex_would_take_for_commands_is_escaped() -> None:
    entry = bibtex(
        {"id": 1, "title": r"50% & \more {of} it_", "authors": ["Ann and Bob"], "url": "http://x/{"}
    )
    assert r"{{50\% \& \textbackslash{}more \{of\} it\_}}" in entry
    assert "author = {{Ann and Bob}}" in entry
    assert "http://x/%7B" in entry
    assert entry.startswith("@misc{article-1,")


@given(st.dictionaries(st.sampled_from(FIELDS[1:]), st.text(), max_size=len(FIELDS)))
def test_any_text_makes_sound_references(fields: dict[str, str]) -> None:
    row = {**fields, "id": 1, "authors": [fields.get("authors", "")], "word_count": 1}
    entry = re.sub(r"\\[\\{}]", "", bibtex(row))
    depth = 0
    for sign in entry:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    for line in ris(row).removesuffix("\r\n\r\n").split("\r\n"):
        assert re.match(r"[A-Z][A-Z0-9]  - ", line), line
    cells = next(csv.reader(io.StringIO(FORMATS["csv"].one(row), newline="")))
    assert len(cells) == len(FIELDS)
