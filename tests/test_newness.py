"""What is new: told by the days of the articles, whatever came first into the archive."""

from datetime import date, timedelta

from fixtures_newness import BEGIN

from db import linking
from db.archive import open_archive
from db.newness import news
from db.period import newest_day
from morgue.archive import Archive
from morgue.curation import correct


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


def test_an_archive_without_days_has_no_news(told, filed) -> None:
    for documents in ([], [told(None, "Ann Lee")]):
        found = news(filed(documents, name=f"{len(documents)}.db"))
        assert (found.since, found.found) == (None, [])
        assert found.notes == ["no article of the archive has a day"]


def test_a_day_of_the_far_future_is_misread(told, filed) -> None:
    conn = filed([told("2025-02-14", "Ann Lee"), told("2099-01-01", "Lex Orr")])
    assert newest_day(conn) == date(2025, 2, 14)
