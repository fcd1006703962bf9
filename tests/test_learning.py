"""The archive learns its outlets: the same lines from the same articles, whatever came first."""

import json
import signal
from contextlib import nullcontext
from pathlib import Path

import pytest
from fixtures_outlets import APPEAL, file_in, story, without_profile

from db.archive import open_archive
from db.check import check
from ingest.model import RawFile
from ingest.outlets.learned import Learned
from ingest.pipeline import documents
from morgue import recleaning
from morgue.ingest_run import Options, ingest
from morgue.learning import learn
from morgue.progress import Progress
from morgue.stopping import Stop

pytestmark = pytest.mark.usefixtures("one_process")

SEEDS = Path(__file__).parent.parent / "seeds"


def test_a_large_outlet_is_judged_by_a_sample(path, write, query, monkeypatch, rows, tmp_path):
    monkeypatch.setattr("db.learning.SAMPLE", 4)
    monkeypatch.setattr("morgue.learning.SAMPLE", 4)
    paths = write(*range(9))
    report = file_in(path, paths)
    assert (report.furnished.articles, report.furnished.or_more) == (4, True)
    assert query(path, "select looked_at from outlet_lines where text = ?", APPEAL) == [(4,)]
    file_in(tmp_path / "other.db", list(reversed(paths)))
    assert rows(path)["outlet_lines"] == rows(tmp_path / "other.db")["outlet_lines"]


def test_what_is_learned_does_not_depend_on_order_or_on_cleaning(path, write, rows, tmp_path):
    paths = write(*range(7))
    file_in(path, paths)
    other = tmp_path / "other.db"
    for one in reversed(paths):
        file_in(other, [one])
    assert rows(path)["outlet_lines"] == rows(other)["outlet_lines"]
    recleaning.apply(path, None, 1)
    with open_archive(path) as archive:
        archive.conn.execute("insert into outlets_to_learn select id from outlets")
        learn(archive.conn)
    assert rows(path)["outlet_lines"] == rows(other)["outlet_lines"]
    assert rows(path)["outlets_to_learn"] == []


def test_a_run_that_was_killed_before_it_learned_is_made_good(
    path, write, query, monkeypatch, rows, tmp_path
):
    paths = write(0, 1, 2)
    with monkeypatch.context() as patch:
        patch.setattr("morgue.learning.recount", lambda conn, find: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            file_in(path, paths)
    assert query(path, "select count(*) from outlet_lines") == [(0,)]
    file_in(path, paths)
    file_in(tmp_path / "other.db", paths)
    assert rows(path) == rows(tmp_path / "other.db")


def test_a_run_that_was_interrupted_teaches_nothing(path, write, query, monkeypatch, rows, tmp_path):
    """What a part of the input teaches would reach the rest of it, and not where nobody interrupted."""
    paths = write(*range(5))
    stop = Stop()
    with monkeypatch.context() as patch:
        patch.setattr("morgue.ingest_run.stoppable", lambda: nullcontext(stop))
        patch.setattr(Progress, "step", lambda self: setattr(stop, "signal", signal.SIGINT))
        assert file_in(path, paths).exit_code == 130
    assert query(path, "select count(*) from articles") == [(1,)]
    assert query(path, "select count(*) from outlets_to_learn") == [(1,)]
    file_in(path, paths)
    file_in(tmp_path / "other.db", paths)
    assert rows(path) == rows(tmp_path / "other.db")


def test_articles_of_no_known_outlet_teach_nothing(path, write, query):
    file_in(path, write(0, 1, 2, 3, furniture=(APPEAL,)))
    assert query(path, "select count(*) from outlets") == [(0,)]
    assert query(path, "select count(*) from outlet_lines") == [(0,)]


def test_shanghai_daily_is_learned_without_its_profile(path, tmp_path, monkeypatch, query, holding):
    """The labeller leaves its section names out by itself; an appeal above them stays in."""
    try:
        without_profile(monkeypatch, tmp_path, "shanghai-daily")
        pages = sorted((SEEDS / "shanghai-daily").glob("*.txt"))
        for page in pages:
            text = page.read_text("utf-8").replace("Special Reports", f"{APPEAL}\n\nSpecial Reports")
            (tmp_path / page.name).write_text(text, encoding="utf-8")
        paths = [str(tmp_path / page.name) for page in pages]
        file_in(path, paths)
        assert holding(path) == 3
        lines = {text for (text,) in query(path, "select text from outlet_lines")}
        assert {"EXPLORE SHINE", "Special Reports", "Entertainment", APPEAL} <= lines
        _, mark, footer = Path(paths[0]).read_text("utf-8").partition("Special Reports")
        fourth = tmp_path / "fourth.txt"
        body = "\n\n".join(story(i, furniture=()).split("\n\n", 3)[3] for i in (5, 6, 7)) + f"\n\n{APPEAL}"
        fourth.write_text(f"News / Metro\n\n{body}\n\n{mark}{footer}", encoding="utf-8")
        file_in(path, [str(fourth)])
        outlets = "select name, count(*) from articles join outlets on outlets.id = outlet_id group by 1"
        assert query(path, outlets) == [("Shanghai Daily", 4)]
        newest = "select body from articles join files on files.id = file_id where path = 'fourth.txt'"
        [(text,)] = query(path, newest)
        assert not lines & set(text.split("\n\n"))
        assert recleaning.apply(path, None, 1).articles == 3
        assert holding(path) == 0
    finally:
        monkeypatch.undo()
        from ingest.outlets import profiles

        for cached in (profiles.profiles, profiles.known_domains, profiles._told_pattern):
            cached.cache_clear()


def test_records_and_pages_are_learned_and_cleaned_again(path, tmp_path, query, holding):
    """Outlets that a file states in its metadata, and documents that are a part of a file."""
    pages = [story(i, furniture=()).split("\n\n") for i in range(8)]
    records = [
        {"title": page[0], "body": "\n\n".join([*page[3:], APPEAL]), "outlet": "Marlow Post"}
        for page in pages[:4]
    ]
    (tmp_path / "wire.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    for i, page in enumerate(pages[4:]):
        text = "".join(f"<p>{line}</p>" for line in [*page[3:], APPEAL])
        head = f'<title>{page[0]}</title><meta property="og:site_name" content="Northshore Herald">'
        source = f"<!doctype html><html><head>{head}</head><body><article><h1>{page[0]}</h1>{text}</article>"
        (tmp_path / f"{i}.html").write_text(f"{source}</body></html>", encoding="utf-8")
    files = [tmp_path / "wire.jsonl", *sorted(tmp_path.glob("*.html"))]
    file_in(path, list(map(str, files)))
    assert holding(path) == 8
    assert query(path, "select articles from outlet_lines where text = ? order by 1", APPEAL) == [(4,), (4,)]
    assert recleaning.apply(path, None, 1).articles == 8
    assert holding(path) == 0
    assert list(check(path)) == []


def test_the_number_of_workers_changes_nothing(tmp_path, write, rows, holding, monkeypatch):
    monkeypatch.undo()
    paths = write(*range(7))
    for number in (1, 2):
        path = tmp_path / f"{number}.db"
        for part in (paths[:3], paths[3:]):
            ingest(path, part, Options(entities=False, workers=number))
        assert holding(path) == 3
        recleaning.apply(path, None, number)
        assert holding(path) == 0
    # The states before are compressed rows of the same articles.
    assert rows(tmp_path / "1.db") == rows(tmp_path / "2.db")


def test_an_outlet_is_asked_for_by_the_name_that_it_is_filed_under():
    class Spy(Learned):
        def of(self, outlet):
            asked.append(outlet)
            return frozenset()

    for file in sorted(
        one for one in SEEDS.rglob("*") if one.suffix in {".txt", ".html", ".gz", ".json", ".jsonl"}
    ):
        asked: list[str | None] = []
        found = documents(RawFile(file.name, file.read_bytes()), entities=False, learned=Spy())
        assert asked == [document.article.outlet for document in found if document.article], file
