"""The ledger of coverage: what an archive lacks, the same whatever came first."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from db import coverage
from db.archive import open_archive
from db.check import check
from db.coverage_reading import missing, outlets
from db.sqlite import open_for_reading
from ingest.model import Moment
from morgue.cli import cli

ROOT = Path(__file__).parent.parent
MONDAY = date(2024, 1, 1)


def days(weeks: int, pattern: str, start: date = MONDAY) -> dict[date, int]:
    """Articles by day: a digit for each day of the week, from Monday."""
    every = ((start + timedelta(i), int(pattern[i % 7])) for i in range(7 * weeks))
    return {day: articles for day, articles in every if articles}


def without(counts: dict[date, int], first: date, last: date) -> dict[date, int]:
    return {day: n for day, n in counts.items() if not first <= day <= last}


@pytest.fixture
def printed(make):
    """Documents of an outlet, one for each day; fields may depend on the day."""

    def printed(outlet: str, counts: dict[date, int], **fields) -> Iterator:
        for day, articles in counts.items():
            for i in range(articles):
                text = f"{outlet} {day} {i}: The bridge is shut."
                more = {name: value(day) if callable(value) else value for name, value in fields.items()}
                moment = Moment(f"{day}T0{i}:00:00Z", f"{day}T0{i}:00:00Z", "minute", "stated")
                yield make(text, f"{outlet}-{day}-{i}.txt", outlet=outlet, published=moment, **more)

    return printed


@pytest.fixture
def covered(tmp_path):
    """File documents in runs, each followed by the counting; the archive's path."""

    def covered(*runs, name="news.db"):
        with open_archive(tmp_path / name) as archive:
            for documents in runs:
                with archive.run(lambda name, kind: name) as run:
                    for document in documents:
                        run.save(document.path, document.sha256, [document])
                coverage.refresh(archive.conn)
        return tmp_path / name

    return covered


LEDGER = """
    select name, day, rhythm.articles, expected, mark from coverage_rhythm as rhythm
    join outlets on outlets.id = outlet_id order by 1, 2
"""


def byline(day: date) -> str | None:
    return "By Ann Lee" if day < date(2024, 3, 1) else None


@pytest.fixture
def press(make, printed):
    """A daily with a gap and a lost byline, a weekly that falls silent, an outlet of three, and no outlet."""
    daily = without(days(20, "3333330"), date(2024, 2, 5), date(2024, 2, 8))
    three = {MONDAY + timedelta(i): 1 for i in (0, 33, 99)}
    weekly = days(9, "0004000")
    return [
        *printed("Gazette", daily, byline=byline),
        *printed("Weekly", weekly),
        *printed("Rare Review", three),
        make("Undated, of the Gazette.", "undated.txt", outlet="Gazette"),
        make("Of nobody.", "nobody.txt", published=Moment("2024-01", "2024-01", "month", "url")),
    ]


def test_an_archive_tells_what_it_lacks(press, covered, query) -> None:
    path = covered(press)
    gaps = query(path, "select outlet, mark, since, until, days, articles, expected from coverage_gaps")
    assert gaps == [
        ("Weekly", "gap", "2024-03-01", None, 79, 0, 45.1),
        ("Gazette", "gap", "2024-02-05", "2024-02-08", 4, 0, 12.0),
    ]
    alarms = query(
        path, "select outlet, field, since, until, per_cent_before, per_cent_since from coverage_alarms"
    )
    assert alarms == [("Gazette", "byline", "2024-03", None, 100.0, 0.0)]
    whole = query(
        path,
        """select day, articles, expected, mark from coverage_days join outlets on outlets.id = outlet_id
           where name = 'Gazette' order by day""",
    )
    assert len(whole) == 20 * 7 - 1
    assert whole[5:7] == [("2024-01-06", 3, 3.0, None), ("2024-01-07", 0, None, None)]
    fields = query(path, "select month, articles, with_byline from coverage_fields where outlet = 'Gazette'")
    assert fields[0] == (None, 1, 0.0)
    assert (fields[1][0], fields[1][2], fields[-1][2]) == ("2024-01", 100.0, 0.0)
    conn = open_for_reading(path)
    assert [(one.name, one.articles, one.undated) for one in outlets(conn)] == [
        ("Gazette", 349, 1),
        ("Weekly", 36, 0),
        ("Rare Review", 3, 0),
    ]
    assert [one.what for one in missing(conn, "Gazette")] == ["break", "gap"]
    conn.close()
    assert list(check(path)) == []


@pytest.mark.parametrize("seed", range(3))
def test_no_order_and_no_number_of_runs_changes_the_ledger(press, covered, query, seed: int) -> None:
    expected = covered(press)
    shuffled = random.Random(seed).sample(press, len(press))
    cut = 40 * (seed + 1)
    other = covered(shuffled[:cut], shuffled[cut:], name="other.db")
    for sql in (
        LEDGER,
        "select * from coverage_calendar",
        "select outlet, field, since, until, score from coverage_alarms",
        """select name, first_day, last_day, articles, undated
           from coverage_outlets join outlets on id = outlet_id order by 1""",
    ):
        assert query(other, sql) == query(expected, sql) != []
    assert query(other, "select * from outlets_to_cover") == []


def test_only_outlets_that_changed_are_counted(press, printed, covered, query, monkeypatch) -> None:
    counted = []
    count = coverage._count
    monkeypatch.setattr(
        coverage, "_count", lambda conn, outlet: (counted.append(outlet), count(conn, outlet))
    )
    late = list(printed("Weekly", {date(2024, 5, 2): 2}))
    path = covered(press, late)
    assert sorted(counted) == [1, 2, 2, 3]
    assert query(path, "select last_day from coverage_outlets where outlet_id = 2") == [("2024-05-02",)]


def test_what_leaves_the_archive_leaves_the_ledger(press, covered, query) -> None:
    path = covered(press)
    with open_archive(path) as archive:
        conn = archive.conn
        conn.execute("pragma foreign_keys = off")
        conn.execute("update articles set byline = null where published_on < '2024-03-01'")
        weekly = "select id from outlets where name = 'Weekly'"
        conn.execute(f"delete from articles where outlet_id = ({weekly}) and published_on > '2024-01-31'")
        conn.execute(
            "delete from articles where outlet_id = (select id from outlets where name = 'Rare Review')"
        )
        coverage.refresh(conn)
        assert coverage.alarms(conn) == []
    assert query(path, "select count(*) from coverage_outlets") == [(2,)]
    assert query(path, f"select count(*) from coverage_rhythm where outlet_id = ({weekly})") == [(4,)]


def test_an_empty_archive_and_one_without_outlets_are_covered(make, covered, query) -> None:
    path = covered([], [make("Of nobody.")])
    assert query(path, "select * from coverage_gaps") == query(path, "select * from coverage_days") == []


def test_a_misread_day_makes_no_other_outlet_silent(press, printed, covered, query) -> None:
    path = covered(
        [*press, *printed("Stray", {date(2031, 1, 1): 1}), *printed("Gazette", {date(2030, 5, 1): 1})]
    )
    silent = query(path, "select outlet, since from coverage_gaps where until is null")
    assert silent == []
    path = covered([*press, *printed("Stray", {date(2031, 1, 1): 1})], name="other.db")
    silent = query(path, "select outlet, since, days from coverage_gaps where until is null")
    assert silent == [("Weekly", "2024-03-01", 79)]


def test_canned_queries_answer(press, covered, query) -> None:
    path = covered(press)
    queries = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))["databases"]["news"]["queries"]

    def ask(name: str):
        sql = queries[name]["sql"].replace(":outlet", "'aze'").replace(":kind", "''").replace(":since", "''")
        return query(path, sql)

    assert [row[:3] for row in ask("gaps_in_coverage")] == [("Gazette", "gap", "2024-02-05")]
    assert [row[:2] for row in ask("broken_layouts")] == [("Gazette", "byline")]
    assert ask("new_names") == []


def test_the_command_tells_and_prints_rows(press, covered) -> None:
    path = covered(press)
    run = CliRunner().invoke
    told = run(cli, ["coverage", "--db", str(path)]).output
    assert "Gazette: 349 articles, 2024-01-01 to 2024-05-18, 1 without a day; 1 gap, 1 break" in told
    assert "byline: 100 % → 0 % since 2024-03, its layout may have changed" in told
    assert "gap: nothing 2024-02-05 to 2024-02-08 (usual: 12)" in told
    assert "Rare Review: 3 articles, 2024-01-01 to 2024-04-09\n" in told
    rows = run(cli, ["coverage", "--db", str(path), "--outlet", "Weekly", "--csv"]).output.splitlines()
    assert rows[1] == "Weekly,gap,2024-03-01,,79,0,45.1,,,"
    assert run(cli, ["coverage", "--db", str(path), "--outlet", "Nobody"]).exit_code == 1
