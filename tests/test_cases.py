"""Cases in four kinds: wild, made up, must not change, and known failures (strict)."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ingest.cleaning.rules import judge
from ingest.fields import byline, dates
from ingest.model import Line

CASES = Path(__file__).parent / "cases"


def load(name: str) -> list[Any]:
    with (CASES / f"{name}.toml").open("rb") as file:
        table = tomllib.load(file)["case"]
    known = pytest.mark.xfail(strict=True, reason="known failure")
    return [
        pytest.param(
            case["given"],
            case.get("expect"),
            id=case["label"],
            marks=[known] if case["kind"] == "known-failure" else [],
        )
        for case in table
    ]


@pytest.mark.parametrize(("given", "expect"), load("dates"))
def test_dates(given: str, expect: str | None) -> None:
    assert [stamp.moment.local for stamp in dates.stamps(given)] == ([expect] if expect else [])


@pytest.mark.parametrize(("given", "expect"), load("bylines"))
def test_bylines(given: str, expect: list[str] | None) -> None:
    assert [author.name for author in byline.parse(given)] == (expect or [])


@pytest.mark.parametrize(("given", "expect"), load("lines"))
def test_lines(given: str, expect: str | None) -> None:
    verdict = judge(Line(given))
    assert (verdict.role if verdict else None) == expect


def test_a_day_is_settled_by_the_outlets_order() -> None:
    [american] = dates.stamps("03/04/2025", month_first=True)
    [european] = dates.stamps("03/04/2025", month_first=False)
    assert (american.moment.on, european.moment.on) == ("2025-03-04", "2025-04-03")
