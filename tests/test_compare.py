"""Searches beside each other: in months, in common, and apart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fixtures_web import NASTY, XSS, Get, encoded, getter, make_archive, make_site
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from db.comparing import MOST, compare
from db.sqlite import open_for_reading
from db.statements import TooSlowError

ANYTHING = st.text(max_size=30) | st.sampled_from(NASTY[:-1])


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("compare") / "news.db", copies=12)


@pytest.fixture
def conn(path: Path) -> Iterator[Any]:
    conn = open_for_reading(path)
    yield conn
    conn.close()


def test_months_totals_and_pairs(conn: Any) -> None:
    found = compare(conn, ["budget", "strike", "levy"])
    assert [side.total for side in found.sides] == [48, 12, 24]
    assert found.months == ("2025-01", "2025-02", "2025-03")
    assert found.archive == (23, 22, 3)
    assert [sum(side.months) + side.undated for side in found.sides] == [48, 12, 24]
    assert found.sides[0].undated == 12
    assert found.pairs == {(0, 1): 0, (0, 2): 24, (1, 2): 0}
    assert found.articles == 60


def test_names_that_all_have(conn: Any) -> None:
    shared = {one.name.name: one.counts for one in compare(conn, ["strike", "talks"]).shared}
    # whoever stands in every article of a side may be what was asked for
    assert "Ada Brandt" not in shared
    shared = {one.name.name: one.counts for one in compare(conn, ["budget", "levy"]).shared}
    assert shared == {"Ada Brandt": (12, 12), "Eastmouth": (12, 12)}


def test_words_apart_leave_out_what_was_asked_for(conn: Any) -> None:
    budget, strike = compare(conn, ["budget", "strike"]).sides
    said = {word.text for word in strike.words}
    assert "crews" in said
    assert not said & {"strike", "the", "of"}
    assert all(word.count > word.elsewhere for side in (budget, strike) for word in side.words)


def test_a_phrase_is_counted_as_it_stands(conn: Any) -> None:
    (side,) = compare(conn, ['"the budget" /s passed']).sides
    assert side.exact
    assert side.total == 12


def test_nothing_found_and_only_undated(conn: Any) -> None:
    nothing, undated = compare(conn, ["zebra", "headline:zebra OR note"]).sides
    assert (nothing.total, nothing.words, nothing.names) == (0, (), ())
    assert undated.undated == undated.total == 12
    assert compare(conn, ["zebra"]).months == ()
    assert compare(conn, []).sides == ()


def test_names_or_words_without_time_are_left_out(conn: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> Any:
        raise TooSlowError

    monkeypatch.setattr("db.comparing._words", slow)
    found = compare(conn, ["budget", "strike"])
    assert found.notes == ("There was no time for: words.",)
    assert found.sides[0].total == 48


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries=st.lists(ANYTHING, max_size=6))
def test_counts_add_up_for_any_text(conn: Any, queries: list[str]) -> None:
    found = compare(conn, [query.encode("utf-8", "replace").decode() for query in queries])
    assert len(found.sides) == min(MOST, len(queries))
    for side in found.sides:
        assert sum(side.months) + side.undated == side.total <= found.articles
        assert np.all(np.array(side.months) <= np.array(found.archive))
    for (one, other), both in found.pairs.items():
        assert both <= min(found.sides[one].total, found.sides[other].total)


def test_page(get: Get) -> None:
    text = get("/compare?q=budget&q=levy&q=person:%22Ada+Brandt%22").text
    assert '<a class="n" href="/search?q=%28budget%29+%28levy%29&amp;once=0"' in text
    assert '<strong class="query">Ada Brandt</strong>' in text
    assert 'href="?q=levy&amp;q=person%3A%22Ada+Brandt%22"' in text
    assert 'href="/search?q=budget&amp;month=2025-01&amp;once=0">17</a>' in text
    assert text.count('class="line"') >= 3


def test_per_thousand_is_a_link(get: Get) -> None:
    text = get("/compare?q=budget&q=levy").text
    assert 'href="?q=budget&amp;q=levy&amp;per=thousand"' in text
    text = get("/compare?q=budget&q=levy&per=thousand").text
    assert "fewer than 10 articles" in text
    assert ">739.1</a>" in text


def test_one_search_waits_for_another(get: Get) -> None:
    assert "What they share" not in get("/compare?q=budget").text
    assert get("/compare").text.count('type="search" name="q"') == 3
    assert get("/compare?q=a&q=b&q=c&q=d&q=e&q=f&q=a").text.count('type="search" name="q"') == 6


def test_data(get: Get) -> None:
    data = get("/compare.json?q=budget&q=levy").json()
    assert [side["total"] for side in data["sides"]] == [48, 24]
    assert data["pairs"] == [{"sides": [0, 1], "articles": 24}]
    assert get("/compare.json").status_code == 400


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries=st.lists(ANYTHING, max_size=3), per=ANYTHING)
def test_no_parameter_is_an_error(get: Get, queries: list[str], per: str) -> None:
    asked = "&".join([*(f"q={encoded(query)}" for query in queries), f"per={encoded(per)}"])
    answer = get(f"/compare?{asked}")
    assert answer.status_code == 200
    assert XSS not in answer.text
    assert get(f"/compare.json?{asked}").status_code in (200, 400)


def test_a_time_limit_leaves_a_page(path: Path) -> None:
    site = make_site(path)
    site._settings["sql_time_limit_ms"] = 0
    assert "too much to compare in time" in getter(site)("/compare?q=budget&q=levy").text
    assert getter(site)("/compare.json?q=budget&q=levy").status_code == 400


def test_the_table_of_the_lines_shows_what_is_drawn(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "news.db", copies=12)
    db = Database(path)
    db.execute("update articles set month = '2018-03', year = '2018' where month = '2025-01'")
    assert db.conn is not None
    db.conn.commit()
    db.conn.close()
    text = getter(make_site(path))("/compare?q=budget&q=levy").text
    assert "per month" in text
    assert '<th scope="col">Month</th>' in text
    assert '<th scope="row">March 2018</th>' in text
    assert "month=2018-03" in text
