"""Gaps are told from days off, and breaks from bad months."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.breaks import Month, breaks
from db.rhythm import rhythm

MONDAY = date(2024, 1, 1)


def days(weeks: int, pattern: str, start: date = MONDAY) -> dict[date, int]:
    """Articles by day: a digit for each day of the week, from Monday."""
    every = ((start + timedelta(i), int(pattern[i % 7])) for i in range(7 * weeks))
    return {day: articles for day, articles in every if articles}


def without(counts: dict[date, int], first: date, last: date) -> dict[date, int]:
    return {day: n for day, n in counts.items() if not first <= day <= last}


def marked(counts: dict[date, int]) -> list[tuple[str, str]]:
    return [(str(one.day), one.mark) for one in rhythm(counts) if one.mark]


def test_a_paper_without_sundays_lacks_nothing() -> None:
    assert marked(days(30, "9888870")) == []


def test_a_missing_day_is_a_gap_and_a_thin_one_a_drop() -> None:
    counts = days(30, "9888870")
    del counts[date(2024, 3, 5)]
    counts[date(2024, 4, 4)] = 1
    assert marked(counts) == [("2024-03-05", "gap")]
    counts = {day: 5 * n for day, n in counts.items()}
    assert marked(counts) == [("2024-03-05", "gap"), ("2024-04-04", "drop")]


def test_a_weekly_lacks_a_thursday_and_nothing_else() -> None:
    for number in "17":
        counts = days(30, f"000{number}000")
        del counts[date(2024, 3, 7)]
        assert marked(counts) == [("2024-03-07", "gap")]


def test_a_silence_of_months_is_one_gap_without_its_sundays() -> None:
    counts = without(days(80, "9888870"), date(2024, 4, 1), date(2024, 9, 29))
    found = marked(counts)
    assert len(found) == 26 * 6
    assert (found[0], found[-1]) == (("2024-04-01", "gap"), ("2024-09-28", "gap"))


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {MONDAY: 5},
        {MONDAY + timedelta(i): 1 for i in (0, 900, 4000)},
        {MONDAY + timedelta(28 * i): 20 for i in range(40)},
        days(2, "5555555"),
    ],
    ids=["none", "one day", "three articles", "monthly", "a fortnight"],
)
def test_where_there_is_no_weekly_rhythm_nothing_is_expected(counts: dict[date, int]) -> None:
    found = list(rhythm(counts))
    assert [one.articles for one in found] == [counts[day] for day in sorted(counts)]
    assert all(one.expected is None and one.mark is None for one in found)


def test_one_misdated_article_makes_no_gap_of_forty_years() -> None:
    assert marked(days(30, "9888870") | {date(1970, 1, 1): 1}) == []


def test_a_paper_that_becomes_a_daily_is_no_gap() -> None:
    counts = days(20, "0006000") | days(20, "6666666", MONDAY + timedelta(140))
    assert marked(counts) == []


def test_chance_is_rarely_a_gap() -> None:
    dice = random.Random(7)
    counts = {MONDAY + timedelta(i): sum(dice.random() < 0.02 for _ in range(100)) for i in range(2000)}
    assert len(marked({day: n for day, n in counts.items() if n})) <= 10


@given(st.dictionaries(st.dates(date(1990, 1, 1), date(1992, 1, 1)), st.integers(1, 99), max_size=60))
def test_every_article_is_counted_once(counts: dict[date, int]) -> None:
    found = list(rhythm(counts))
    assert {one.day: one.articles for one in found if one.articles} == counts
    assert [one.day for one in found] == sorted({one.day for one in found})
    assert all((one.mark == "gap") <= (one.articles == 0) for one in found)


def months(*shares: tuple[int, int, int]) -> list[Month]:
    """So many months with so many articles, of which so many have the field."""
    flat = [(articles, having) for number, articles, having in shares for _ in range(number)]
    return [Month(f"{2020 + i // 12}-{1 + i % 12:02}", *one) for i, one in enumerate(flat)]


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (months((14, 50, 46), (5, 50, 1)), [("2021-03", None)]),
        (months((14, 50, 46), (5, 50, 1), (6, 50, 46)), [("2021-03", "2021-07")]),
        (months((14, 50, 46), (1, 6, 0)), [("2021-03", None)]),
        (months((14, 50, 46), (1, 3, 0)), []),
        (months((14, 50, 46), (6, 50, 40)), []),
        (months((14, 50, 1), (6, 50, 46)), []),
        (months(*[(1, 40, 10), (1, 40, 38)] * 8, (1, 40, 8)), []),
        (months((3, 1, 1)), []),
        ([], []),
    ],
    ids=[
        "break",
        "break and repair",
        "six articles",
        "three articles",
        "small fall",
        "rise",
        "unsteady",
        "few",
        "none",
    ],
)
def test_breaks(series: list[Month], expected: list[tuple[str, str | None]]) -> None:
    assert [(one.since, one.until) for one in breaks(series)] == expected


def test_fine_breaks_in_two_steps_are_both_told() -> None:
    found = list(breaks(months((12, 90, 80), (12, 90, 30), (12, 90, 2))))
    assert [(one.since, one.before, one.after) for one in found] == [
        ("2021-01", 88.9, 17.8),
        ("2022-01", 33.3, 2.2),
    ]
