"""Numbers of articles: they grow with time, fit JavaScript, and hardly ever clash."""

import hashlib
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from db.ids import LIMIT, UNDATED, article_id
from ingest.model import Moment

HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
MINUTES = st.datetimes(datetime(1000, 1, 1), datetime(9006, 12, 31), timezones=st.just(UTC))


def minute(when: datetime) -> Moment:
    at = f"{when.year:04}-{when:%m-%dT%H:%M}:00Z"
    return Moment(at, at, "minute", "stated")


@given(MINUTES, MINUTES, HASHES, HASHES)
def test_they_grow_with_time(one: datetime, other: datetime, first: str, second: str) -> None:
    early, late = sorted([one, other])
    if (late - early).total_seconds() >= 60:
        assert article_id(minute(early), first) < article_id(minute(late), second)


@given(MINUTES, HASHES)
def test_the_day_can_be_read(when: datetime, sha256: str) -> None:
    number = article_id(minute(when), sha256)
    assert number < LIMIT
    assert f"{number:016}"[:8] == f"{when.year:04}{when:%m%d}"


@given(st.sampled_from(["2025-02-13", "2025-02"]), HASHES)
def test_what_is_less_precise_stays_in_its_day_or_before_its_month(at: str, sha256: str) -> None:
    day = article_id(Moment(at, at, "day", "stated"), sha256) // 10**8
    assert day == (20250213 if len(at) == 10 else 20250200)


@given(HASHES)
def test_undated_stand_before_all_dated(sha256: str) -> None:
    assert 0 < article_id(None, sha256) < UNDATED


@given(st.text(max_size=20), HASHES)
def test_no_moment_is_an_error(at: str, sha256: str) -> None:
    assert 0 < article_id(Moment(at, at, "minute", "stated"), sha256) < LIMIT


def test_undated_do_not_clash() -> None:
    hashes = (hashlib.sha256(str(i).encode()).hexdigest() for i in range(100_000))
    assert len({article_id(None, sha256) for sha256 in hashes}) == 100_000
