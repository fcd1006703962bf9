"""What was filed before its outlet was known: shown, cleaned again, put back, judged by hand."""

import json
import sqlite3
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from fixtures_outlets import APPEAL, Here, file_in, story

from db.archive import open_archive
from db.check import accept, check
from ingest.model import Author, Mention, Recurring
from ingest.text import fold
from morgue import recleaning
from morgue.deletion import delete

pytestmark = pytest.mark.usefixtures("one_process")


def test_the_fourth_file_comes_out_clean_and_the_first_three_follow(path, write, query, rows, holding):
    report = file_in(path, write(0, 1, 2))
    assert (report.counts.added, report.furnished.articles) == (3, 3)
    assert holding(path) == 3
    learned = (
        "select text, articles, looked_at, first_seen, last_seen, status from outlet_lines where text = ?"
    )
    assert query(path, learned, APPEAL) == [(APPEAL, 3, 3, "2025-02-01", "2025-02-03", "proposed")]
    file_in(path, write(3))
    assert holding(path) == 3
    before = rows(path)
    shown = recleaning.preview(path, None, 1)
    assert rows(path) == before
    assert shown.as_dict() == {
        "applied": False,
        "articles": 3,
        "left_alone": 0,
        "failed": 0,
        "outlets": [
            {
                "outlet": "Marlow Post",
                "articles": 3,
                "leave": [{"text": APPEAL, "articles": 3}],
                "return": [],
            }
        ],
    }
    done = recleaning.apply(path, None, 1)
    assert done.as_dict() == {**shown.as_dict(), "applied": True}
    assert holding(path) == 0
    assert query(path, "select count(*) from blocks where rule = 'recurs-in-the-outlet'") == [(4,)]
    assert query(path, "select count(*) from versions") == [(0,)]
    kinds = "select kind, documents, updated, finished_at is not null from runs order by id"
    assert query(path, kinds) == [("ingest", 3, 0, 1), ("ingest", 1, 0, 1), ("reclean", 3, 3, 1)]
    assert list(check(path)) == []
    assert recleaning.apply(path, None, 1).articles == 0


def test_old_and_new_files_converge(path, write, query, rows, tmp_path):
    """Filed before the lines were known and cleaned again, or filed with them: the same archive."""
    paths = write(0, 1, 2, 3, 4, 5)
    file_in(path, paths[:4])
    file_in(path, paths[4:])
    recleaning.apply(path, None, 1)
    fresh = tmp_path / "fresh.db"
    file_in(fresh, write(6, 7, 8))
    file_in(fresh, paths)
    joined = "articles join files on files.id = file_id left join blocks on article_id = articles.id"
    everything = (
        f"select path, headline, body, word_count, position, role, rule, text from {joined} "
        "where path < 'texts/006' order by path, position"
    )
    assert query(path, everything) == query(fresh, everything)
    assert len(query(path, everything)) > 6


def test_undo_restores_every_row(path, write, query, rows, make_names):
    file_in(path, write(0, 1, 2), entities=True)
    before = rows(path)
    assert len(before["mentions"]) > 3
    recleaning.apply(path, None, 1)
    assert rows(path) != before
    assert query(path, "select count(*) from articles_fts where articles_fts match 'newsroom'") == [(0,)]
    assert list(check(path)) == []
    assert recleaning.undo(path) == (2, 3, 0)
    assert rows(path) == before
    assert query(path, "select count(*) from articles_fts where articles_fts match 'newsroom'") == [(3,)]
    assert list(check(path)) == []
    assert recleaning.undo(path) is None


@pytest.fixture
def make_names(monkeypatch):
    """Find a name wherever its words stand: what is tested is that mentions follow the body."""

    def tag(texts, ner):
        return list(texts)

    def resolve(body, _):
        names = ("Marlow", "newsroom")
        return [
            Mention(start, start + len(name), "place", name, name)
            for name in names
            if (start := body.find(name)) >= 0
        ]

    monkeypatch.setattr("ingest.entities.tag", tag)
    monkeypatch.setattr("ingest.entities.resolve", resolve)


def test_names_are_looked_for_again_only_where_they_were(path, write, query, make_names, holding):
    file_in(path, write(0, 1), entities=True)
    file_in(path, write(2))
    recleaning.apply(path, None, 1)
    assert holding(path) == 0
    assert query(path, "select count(*), min(surface), max(surface) from mentions") == [
        (2, "Marlow", "Marlow")
    ]
    assert query(path, "select article_count from entities where name = 'newsroom'") == [(0,)]
    assert list(check(path)) == []


def test_names_are_looked_for_by_whom_they_were_found(path, write, make_names, monkeypatch):
    asked = []
    monkeypatch.setattr("ingest.entities.tag", lambda texts, ner: asked.append(ner) or list(texts))
    monkeypatch.setattr("ingest.entities.recogniser.require", lambda: None)
    file_in(path, write(0, 1, 2), entities=True, ner="accurate")
    assert set(asked) == {"accurate"}
    asked.clear()
    recleaning.apply(path, None, 1)
    assert set(asked) == {"accurate"}


@pytest.mark.parametrize("moment", ["__init__", "result"])
def test_a_preview_passes_over_what_is_deleted_meanwhile(path, write, query, monkeypatch, moment):
    """Before the articles are read, or while they are: a preview holds no lock."""
    file_in(path, write(0, 1, 2))
    [(one,)] = query(path, "select min(id) from articles")
    real = getattr(Here, moment)

    def meanwhile(*arguments, **options):
        if query(path, "select 1 from articles where id = ?", one):
            delete(path, [one], "asked")
        return real(*arguments, **options)

    monkeypatch.setattr(Here, moment, meanwhile)
    shown = recleaning.preview(path, None, 1)
    assert (shown.articles, shown.failed, shown.outlets["Marlow Post"].leave) == (2, [], {APPEAL: 2})


def test_undo_leaves_alone_what_was_filed_anew(path, write, query, tmp_path, holding):
    paths = write(0, 1, 2)
    file_in(path, paths)
    recleaning.apply(path, None, 1)
    Path(paths[0]).write_text(story(0).replace("next year", "this year"), encoding="utf-8")
    file_in(path, paths)
    assert recleaning.undo(path) == (2, 2, 1)
    assert holding(path) == 2
    assert holding(path, "this year") == 1
    assert list(check(path)) == []


SIGNED = """
select authors.name, authors.kind, position, outlets.name from articles
left join outlets on outlets.id = outlet_id left join article_authors on article_id = articles.id
left join authors on authors.id = author_id where articles.id = ? order by position
"""
BY_WHOM = [("Ann Lee", "person", 0, "Gazette"), ("Reuters", "agency", 1, "Gazette")]


@pytest.fixture
def unsigned(archive, make, query):
    """An archive in which reclean read an article without its authors and outlet, which no other has."""
    [(one,)] = query(archive, "select id from articles where headline = 'Bridge opens'")
    assert query(archive, SIGNED, one) == BY_WHOM
    read = make("Mayor Lee opened the bridge in Havenport.", "bridge.txt", headline="Bridge opens")
    read = replace(read, article=replace(read.article, blocks=read.article.blocks[1:]))
    with open_archive(archive) as opened, opened.recleaning(lambda name, kind: name) as run:
        assert run.replace(one, read) == "updated"
    assert query(archive, SIGNED, one) == [(None, None, None, None)]
    return archive, one


def delete_another(archive, query):
    """Delete an article that has nothing to do with it: authors and outlets that none has are forgotten."""
    [(other,)] = query(archive, "select id from articles where headline = 'Strike'")
    delete(archive, [other], "asked")
    assert query(archive, "select (select count(*) from authors), (select count(*) from outlets)") == [(0, 0)]


def test_undo_names_whom_a_deletion_has_forgotten(unsigned, make, query, file_in):
    archive, one = unsigned
    delete_another(archive, query)
    # Who comes now gets the numbers of those who are forgotten.
    file_in([make("Rain is on its way.", "rain.txt", authors=(Author("Bo Falk"),), outlet="Herald")])
    assert recleaning.undo(archive) == (2, 1, 0)
    assert query(archive, SIGNED, one) == BY_WHOM
    assert list(check(archive)) == []


@pytest.mark.parametrize("forgotten", [False, True])
def test_undo_of_a_state_that_was_kept_with_numbers(unsigned, query, forgotten):
    """As earlier versions kept it: whose number is gone has no name any more, and stops nothing."""
    archive, one = unsigned
    conn = sqlite3.connect(archive)
    [(state,)] = conn.execute("select state from recleaned").fetchall()
    old = json.loads(zlib.decompress(state))
    del old["outlet"], old["authors"]
    old["article"]["outlet_id"] = 1
    old["rows"]["article_authors"] = [
        {"article_id": one, "author_id": number, "position": number - 1} for number in (1, 2)
    ]
    with conn:
        conn.execute("update recleaned set state = ?", [zlib.compress(json.dumps(old).encode())])
    conn.close()
    accept(archive)
    if forgotten:
        delete_another(archive, query)
    assert recleaning.undo(archive) == (2, 1, 0)
    assert query(archive, SIGNED, one) == ([(None, None, None, None)] if forgotten else BY_WHOM)
    assert list(check(archive)) == []


def test_a_line_can_be_kept_and_dropped(path, write, query, holding):
    file_in(path, write(0, 1, 2))
    recleaning.apply(path, None, 1)
    for _ in range(2):
        assert recleaning.decide(path, APPEAL.upper(), "rejected", None) == ["Marlow Post"]
    file_in(path, write(3))
    assert holding(path) == 1
    shown = recleaning.preview(path, "Marlow Post", 1)
    assert shown.outlets["Marlow Post"].return_ == {APPEAL: 3}
    recleaning.apply(path, None, 1)
    assert holding(path) == 4
    # Counted anew, it stays as somebody said.
    file_in(path, write(4))
    assert query(path, "select status, articles from outlet_lines where text = ?", APPEAL) == [
        ("rejected", 5)
    ]
    recleaning.decide(path, APPEAL, "accepted", "Marlow Post")
    assert recleaning.apply(path, None, 1).articles == 5
    with pytest.raises(recleaning.NoSuchLine, match="no outlet"):
        recleaning.decide(path, "Nobody prints this", "rejected", None)


def test_an_article_that_would_lose_more_than_half_is_left_alone(path, write, query, monkeypatch):
    def everything(sheets):
        lines = {line for _, lines in sheets for line in lines}
        return [Recurring(fold(line), line, 3, 3) for line in sorted(lines) if len(line) > 60]

    monkeypatch.setattr("morgue.learning.recurring.find", everything)
    report = file_in(path, write(0, 1, 2))
    assert query(path, "select count(*) > 9 from outlet_lines") == [(1,)]
    assert report.furnished.articles == 0
    shown = recleaning.preview(path, None, 1)
    assert (shown.articles, shown.left_alone) == (0, 3)


def test_the_command(path, write, morgue, query, monkeypatch, tmp_path, holding):
    """With real workers: ingest tells, reclean shows, does and undoes; the options exclude one another."""
    monkeypatch.undo()
    write(0, 1, 2)

    def run(*arguments, code=0):
        out, told = (process := morgue(*arguments)).communicate(timeout=120)
        assert process.returncode == code, told
        return out, told

    _, told = run("ingest", "texts", "--no-entities", "--workers", "1")
    assert told.endswith("3 articles hold lines that recur in their outlets: `morgue reclean` shows them\n")
    out, told = run("reclean", "--workers", "1")
    assert out == f"Marlow Post: 3 articles\n  - 3 × {APPEAL}\n"
    assert told == "3 articles would change; --apply does it\n"
    out, told = run("reclean", "--apply", "--json", "--workers", "1")
    assert json.loads(out)["articles"] == 3
    assert run("reclean") == ("", "nothing to clean again\n")
    assert run("reclean", "--undo")[1] == "run 2 undone: 3 articles are as they were\n"
    assert run("reclean", "--undo")[1] == "nothing to undo\n"
    assert "stays in bodies: Marlow Post" in run("reclean", "--keep", APPEAL)[1]
    assert "no outlet is known" in run("reclean", "--keep", "Nothing", code=1)[1]
    assert "exclude one another" in run("reclean", "--keep", "a", "--undo", code=2)[1]
    assert "there is no such archive" in run("reclean", "--apply", "--db", "none.db", code=1)[1]
    assert not (tmp_path / "none.db").exists()
    assert holding(path) == 3
    assert sqlite3.connect(path).execute("select kind from runs").fetchall() == [
        ("ingest",),
        ("reclean",),
        ("undo",),
    ]
