"""What is new: told by the days of the articles, whatever came first into the archive."""

import json
import random
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from db import linking
from db.archive import open_archive
from db.newness import news
from db.period import newest_day
from db.sqlite import open_for_reading
from ingest.model import Moment
from morgue.archive import Archive
from morgue.cli import cli
from morgue.curation import correct
from morgue.news import months

BEGIN = date(2025, 2, 8)


def key(name: str, kind: str) -> str:
    return name.casefold()


def moment(day: date | str, hour: int = 9, offset: int = 0) -> Moment:
    """A moment by the local day; ``offset`` hours east of Greenwich."""
    if isinstance(day, str) and len(day) == 7:
        return Moment(day, day, "month", "url")
    local = f"{day}T{hour:02}:00"
    utc_day = date.fromisoformat(str(day)) + timedelta((hour - offset) // 24)
    return Moment(
        f"{utc_day}T{(hour - offset) % 24:02}:00:00Z", f"{local}{offset:+03}:00", "minute", "stated"
    )


@pytest.fixture
def told(make, tmp_path):
    """Make an article of a day (None: undated) that names people, and perhaps says more."""
    made = iter(range(10**6))

    def told(day, *names: str, outlet: str | None = "Gazette", more: str = "", number=None, **when):
        number = next(made) if number is None else number
        text = f"Report {number}: {', '.join(names)} came to the quay. {more}"
        return make(
            text,
            f"{number}.txt",
            names=tuple((name, "person", name) for name in names),
            headline=f"Report {number}",
            outlet=outlet,
            published=day and moment(day, **when),
        )

    return told


@pytest.fixture
def filed(tmp_path):
    """File runs of documents; a reader of the archive."""

    def filed(*runs, name="news.db"):
        with open_archive(tmp_path / name) as archive:
            for documents in runs:
                with archive.run(key) as run:
                    for document in documents:
                        run.save(document.path, document.sha256, [document])
        return open_for_reading(tmp_path / name)

    return filed


def names(found, what: str) -> list[str]:
    return [f"{one.name} + {one.other}" if one.other else one.name for one in found.of(what)]


def test_new_names_and_names_that_are_back(told, filed) -> None:
    conn = filed(
        [
            told("2024-06-01", "Ann Lee", "Per Aas"),
            told("2025-01-20", "Per Aas"),
            told("2025-02-12", "Ann Lee", outlet="Herald"),
            told("2025-02-13", "Ann Lee", "Per Aas", "Lex Orr"),
            told("2025-02-14", "Lex Orr", outlet="Herald"),
        ]
    )
    found = news(conn)
    assert (found.since, found.until, found.articles, found.before) == ("2025-02-08", "2025-02-14", 3, 1)
    [lex] = found.of("new")
    assert (lex.name, lex.articles, lex.outlets) == ("Lex Orr", 2, 2)
    assert (lex.first_day, lex.first_outlet, lex.seen_since) == ("2025-02-13", "Gazette", "2025-02-13")
    [ann] = found.of("back")
    assert (ann.name, ann.last_before, ann.days_away, ann.first_outlet) == (
        "Ann Lee",
        "2024-06-01",
        256,
        "Herald",
    )
    assert names(news(conn, gap=20), "back") == ["Ann Lee", "Per Aas"]
    assert found.of("pair") == found.of("burst") == []
    assert "no burst can be told" in found.notes[0]
    assert names(news(conn, days=60), "new") == ["Lex Orr"]
    assert names(news(conn, date(2024, 6, 1)), "new") == ["Ann Lee", "Per Aas", "Lex Orr"]
    assert news(conn, date(2024, 6, 1), date(2024, 6, 1)).articles == 1
    assert news(conn, date(2023, 6, 1), date(2023, 6, 8)).notes == ["no article has a day of the period"]


def test_an_older_article_that_comes_later_takes_the_novelty_away(told, filed) -> None:
    late = told("2025-02-13", "Lex Orr")
    assert names(news(filed([late], name="before.db")), "new") == ["Lex Orr"]
    conn = filed([late], [told("2003-01-01", "Lex Orr", outlet="Herald")])
    found = news(conn)
    assert (names(found, "new"), names(found, "back")) == ([], ["Lex Orr"])
    row = "select first_day, first_outlet, last_day, articles from first_seen where name = 'Lex Orr'"
    assert conn.execute(row).fetchall() == [("2003-01-01", "Herald", "2025-02-13", 2)]


def test_undated_articles_say_nothing_and_months_say_what_they_know(told, filed) -> None:
    conn = filed(
        [
            told(None, "Lex Orr", "Una Shaw"),
            told("2025-01", "Tom Fox"),
            told("2025-02", "Leo Hart"),
            told("2025-02-13", "Lex Orr", "Tom Fox", "Leo Hart"),
        ]
    )
    found = news(conn)
    # a February of unknown day may be before the eighth
    assert [(one.name, one.undated) for one in found.of("new")] == [("Lex Orr", 1)]
    assert found.of("back") == []
    row = conn.execute("select first_day, article_id, articles from first_seen where name = 'Una Shaw'")
    assert row.fetchall() == [(None, None, 1)]


def test_the_night_before_is_before(told, filed) -> None:
    """An evening in the west has the next day's number, a morning in the east the day's before."""
    conn = filed(
        [
            told(BEGIN - timedelta(1), "Ann Lee", hour=22, offset=-5),
            told(BEGIN, "Ann Lee", "Per Aas", hour=6, offset=10),
            told(BEGIN + timedelta(6), "Ann Lee", "Lex Orr"),
        ]
    )
    found = news(conn)
    assert (found.articles, found.before) == (2, 1)
    assert {one.name: one.first_day for one in found.of("new")} == {
        "Per Aas": "2025-02-08",
        "Lex Orr": "2025-02-14",
    }


def test_a_linked_name_is_no_new_one(told, filed, tmp_path) -> None:
    filed(
        [
            told("2024-06-01", "Marta Lindqvist"),
            told("2025-02-01", "Marta Lindqvist"),
            told("2025-02-14", "Lindqvist"),
        ]
    ).close()
    with open_archive(tmp_path / "news.db") as archive:
        assert names(news(archive.conn), "new") == ["Lindqvist"]
        archive.conn.execute(
            """insert into same_as select one.id, other.id, 'surname', ''
               from entities as one join entities as other
               where one.name = 'Lindqvist' and other.name = 'Marta Lindqvist'"""
        )
        assert list(linking.same(archive.conn))
        assert news(archive.conn).found == []
        [back] = news(archive.conn, gap=10).found
        assert (back.what, back.name, back.last_before) == ("back", "Marta Lindqvist", "2025-02-01")
        means = "select means from first_seen where name = 'Lindqvist'"
        assert archive.conn.execute(means).fetchall() == [("Marta Lindqvist",)]


def test_a_merged_name_is_no_new_one(told, filed, tmp_path) -> None:
    filed([told("2025-02-01", "Lex Orr"), told("2025-02-14", "Alexander Orr")]).close()
    path = tmp_path / "news.db"
    with Archive(path) as archive:
        assert names(archive.news(), "new") == ["Alexander Orr"]
    correct(path, lambda curator: curator.merge(["Alexander Orr"], "Lex Orr"))
    with Archive(path) as archive:
        assert archive.news().found == []


def test_pairs_that_meet_for_the_first_time(told, filed) -> None:
    conn = filed(
        [
            told("2024-06-01", "Ann Lee", "Per Aas"),
            told("2024-06-02", "Lex Orr"),
            told("2025-02-12", "Ann Lee", "Per Aas", "Lex Orr", "Una Shaw"),
            told("2025-02-13", "Lex Orr", "Ann Lee", outlet="Herald"),
        ]
    )
    found = news(conn)
    assert names(found, "pair") == ["Ann Lee + Lex Orr", "Lex Orr + Per Aas"]
    [first, _] = found.of("pair")
    assert (first.articles, first.outlets, first.first_day) == (2, 2, "2025-02-12")
    assert names(news(conn, limit=1), "pair") == ["Ann Lee + Lex Orr"]


@pytest.fixture
def press(told):
    """Six weeks of three papers; a name and a word that stand out in the last, and a paper that is new."""
    documents = []
    for i in range(42):
        day = BEGIN - timedelta(35) + timedelta(i)
        now = day >= BEGIN
        for outlet in ("Gazette", "Herald", "Post"):
            people = ["Ann Lee"] if i % 14 == 0 or (now and outlet != "Post") else ["Per Aas"]
            more = "The levies on February ships rise." if now and outlet != "Post" else "Boats pass."
            documents.append(told(day, *people, outlet=outlet, more=more))
        if now:
            documents.append(
                told(day, "Per Aas", outlet="Newcomer", more="Newcomer asks readers to subscribe.")
            )
            documents.append(told(day, "Per Aas", outlet="Post", more="Post prints a crossword."))
    return documents


def test_bursts_are_told_by_shares_of_outlets(press, filed) -> None:
    found = news(filed(press), ignored=months())
    [ann] = found.of("burst")
    assert (ann.name, ann.articles, ann.outlets) == ("Ann Lee", 14, 2)
    # 2 of 28 in each of three papers before; of the third there are twice as many articles a day now
    assert ann.expected == 2 * 7 / 28 + 2 * 7 / 28 + 2 * 14 / 28
    words = {one.name: one for one in found.of("word")}
    assert {"levies", "ships", "rise"} <= set(words)
    assert (words["levies"].articles, words["levies"].expected) == (14, 0.0)
    assert words["levies"].seen_since == words["levies"].first_day == "2025-02-08"
    assert words["levies"].last_before is None
    # a new paper's words, one paper's new furniture, names that are told already, and months are no news
    assert not {"february", "newcomer", "subscribe", "crossword", "ann", "lee"} & set(words)


@pytest.mark.parametrize("seed", range(3))
def test_no_order_and_no_number_of_runs_changes_what_is_new(press, filed, told, seed: int) -> None:
    some = [*press, *(told(BEGIN + timedelta(i), f"Person {i % 9}", f"Person {i % 7}") for i in range(7))]
    shuffled = random.Random(seed).sample(some, len(some))
    cut = 30 * (seed + 1)

    def plain(conn) -> list[dict]:
        return [asdict(one) | {"entity_id": 0, "other_id": 0} for one in news(conn).found]

    expected = plain(filed(some))
    assert expected
    assert plain(filed(shuffled[:cut], shuffled[cut:], name="other.db")) == expected


def test_a_large_period_is_read_in_part(press, filed, monkeypatch) -> None:
    monkeypatch.setattr("db.bursts.READ", 20)
    monkeypatch.setattr("db.bursts.EVIDENCE", 5.0)
    found = news(filed(press))
    assert found.notes == ["words were read in one article of 2 only"]
    assert "levies" in names(found, "word")


def test_an_archive_without_days_has_no_news(told, filed) -> None:
    for documents in ([], [told(None, "Ann Lee")]):
        found = news(filed(documents, name=f"{len(documents)}.db"))
        assert (found.since, found.found) == (None, [])
        assert found.notes == ["no article of the archive has a day"]


def test_a_day_of_the_far_future_is_misread(told, filed) -> None:
    conn = filed([told("2025-02-14", "Ann Lee"), told("2099-01-01", "Lex Orr")])
    assert newest_day(conn) == date(2025, 2, 14)


def test_the_command_tells_and_prints_rows(press, filed, tmp_path) -> None:
    filed(press).close()
    path = str(tmp_path / "news.db")

    def run(*arguments: str):
        return CliRunner().invoke(cli, ["new", "--db", path, *arguments])

    told = run().stdout
    assert told.startswith("2025-02-08 to 2025-02-14: 35 articles, against 84 of the four weeks before\n")
    assert "  Ann Lee (person): 14 articles of 2 outlets; usual: 2.0; " in told
    assert "levies: 14 articles of 2 outlets; usual: 0.0; first on 2025-02-08 in " in told
    assert "; never before\n" in told
    rows = json.loads(run("--since", "2025-02-01", "--until", "2025-02", "--json").stdout)
    assert {row["what"] for row in rows} <= {"new", "back", "pair", "burst", "word"}
    assert run("--since", "42 days", "--csv").stdout.startswith(
        "what,name,kind,other,articles,outlets,first_day"
    )
    assert run("--since", "soon").exit_code == 2
    assert run("--since", "0d").exit_code == 2
    assert run("--since", "2025-02-02", "--until", "2025-02-01").exit_code == 2
    assert run("--since", "2026").stdout.startswith("2026-01-01 to 2026-01-01: 0 articles")
    with Archive(path) as archive:
        assert archive.news(7).since == archive.news("2025-02-08").since == "2025-02-08"
        assert archive.missing() == []
