"""What stands out, and the whole of what is new: the same whatever came first, told by the command."""

import json
import random
from dataclasses import asdict
from datetime import timedelta

import pytest
from click.testing import CliRunner
from fixtures_newness import BEGIN

from db.newness import news
from morgue.archive import Archive
from morgue.cli import cli
from morgue.news import months


def names(found, what: str) -> list[str]:
    return [f"{one.name} + {one.other}" if one.other else one.name for one in found.of(what)]


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
