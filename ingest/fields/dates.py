"""Dates as news pages print them: value, precision, and whether the line is a timestamp at all.

Requirements: a date that is not stated is never made up; a day that could be two days (03/04/2025)
is no date unless something settles it. A time without a zone gives the day in UTC terms only.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from ingest.fields import zones
from ingest.fields.date_patterns import (
    FURNITURE,
    JAVA,
    NUMERIC,
    SHORT,
    STAMPED,
    TIME,
    WORD_DAY,
    YEAR,
)
from ingest.fields.date_patterns import (
    LABEL as LABEL,
)
from ingest.fields.date_patterns import (
    PUBLISHED as PUBLISHED,
)
from ingest.fields.date_patterns import (
    UPDATED as UPDATED,
)
from ingest.model import Moment

#: News before printed newspapers, or from after this software's century, is a misread number.
EARLIEST, LATEST = 1600, 2100
#: What an empty field of a database is as a moment in Unix time.
NOTHING = datetime.fromtimestamp(0, UTC)
#: Printed as a day, it is what a page shows for such a field, and hardly ever a day of news.
NO_DAY = NOTHING.date()


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date found in a text: the moment, where it stands, and whether it is one of a change."""

    moment: Moment
    start: int
    end: int
    is_update: bool


@cache
def _months() -> dict[str, int]:
    with (Path(__file__).parent / "months.toml").open("rb") as file:
        table = tomllib.load(file)
    return {_plain(name): int(number) for number, names in table.items() for name in names}


@cache
def _worded() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Day before month and month before day, over the folded text."""
    names = "|".join(sorted((re.escape(name) for name in _months()), key=len, reverse=True))
    month = rf"(?P<month>{names})(?!\w)\.?,?"
    year = r"(?P<y>\d{4})(?!\d)"
    return (
        re.compile(rf"(?<![\d.:]){WORD_DAY}[\s-]+{month}[\s-]*(?:(?:de|del)\s+)?{year}"),
        re.compile(rf"(?:\b|(?<=[a-z])){month}\s*(?P<wday>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:at\s+)?{year}"),
    )


def _plain(text: str) -> str:
    """Lower case without accents, of the same length where the text is in NFC."""
    return "".join(unicodedata.normalize("NFD", char)[0] for char in text.lower()) if text else text


def stamps(text: str, *, month_first: bool | None = None, source: str = "stated") -> list[Stamp]:
    """Find all full dates in a line, in order; ``month_first`` settles 03/04/2025 where it is known.

    >>> [s.moment.local for s in stamps("08:28 UTC+8, 2025-02-13       0")]
    ['2025-02-13T08:28:00+08:00']
    >>> stamps("03/04/2025")
    []
    """
    if not YEAR.search(text):
        return []
    plain = _plain(text)
    if len(plain) != len(text):
        plain = text.lower()
    found: list[tuple[int, int, date]] = []
    short = (SHORT,) if STAMPED.search(text) else ()
    for pattern in (*_worded(), *NUMERIC, *short):
        for match in pattern.finditer(plain):
            day = None if _inside_a_word(text, match) else _day(match, month_first)
            if day and not any(start < match.end() and match.start() < end for start, end, _ in found):
                found.append((match.start(), match.end(), day))
    found.sort()
    out = []
    for i, (start, end, day) in enumerate(found):
        left = found[i - 1][1] if i else 0
        right = found[i + 1][0] if i + 1 < len(found) else len(text)
        time = _time(text, left, start, end, right)
        if time and time[2] is None:
            time = (*time[:2], zones.named(text, day))
        is_update = bool(UPDATED.search(text[left:start]))
        out.append(Stamp(moment(day, time, source), start, end, is_update))
    return out


def _inside_a_word(text: str, match: re.Match[str]) -> bool:
    """Whether a month's name is the end of another word; a capital shows that a page glued two words."""
    start = match.start()
    return start > 0 and text[start - 1].isalpha() and text[start].isalpha() and not text[start].isupper()


@lru_cache(maxsize=8192)  # asked for every line, of which most stand in all files of an outlet
def is_timestamp(text: str) -> bool:
    """Whether a line is a timestamp and nothing else.

    >>> is_timestamp("Published 12 May 2024, 14:30 BST"), is_timestamp("He was born on 12 May 1924.")
    (True, False)
    """
    if len(text) > 120:
        return False
    found = stamps(text)
    if not found:
        return False
    rest = list(text)
    for stamp in found:
        rest[stamp.start : stamp.end] = " " * (stamp.end - stamp.start)
    left = re.findall(r"[^\W\d_]+", FURNITURE.sub(" ", TIME.sub(" ", "".join(rest))))
    return len(left) <= 2 and sum(map(len, left)) <= 12


def moment(day: date, time: tuple[int, int, int | None] | None, source: str) -> Moment:
    """Make a Moment of a day and perhaps (hour, minute, offset in minutes or None).

    >>> moment(date(2025, 2, 13), (8, 28, 480), "stated").at
    '2025-02-13T00:28:00Z'
    >>> moment(date(2025, 2, 13), (8, 28, None), "stated").at
    '2025-02-13'
    """
    if time is None:
        return Moment(day.isoformat(), day.isoformat(), "day", source)
    hour, minute, offset = time
    if offset is None:
        local = datetime(day.year, day.month, day.day, hour, minute).isoformat()
        return Moment(day.isoformat(), local, "day", source)
    stated = datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone(timedelta(minutes=offset)))
    at = stated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Moment(at, stated.isoformat(), "minute", source)


def in_zone(stated: Moment, zone: str) -> Moment | None:
    """A moment whose time has no offset, in UTC by the zone that it is meant in; None for any other.

    >>> in_zone(moment(date(2025, 7, 13), (8, 28, None), "stated"), "Asia/Shanghai").at
    '2025-07-13T00:28:00Z'
    """
    if len(stated.local) <= len("2025-02-13T08") or stated.precision == "minute":
        return None
    local = datetime.fromisoformat(stated.local)
    if local.tzinfo is not None:
        return None
    at = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return replace(stated, at=at, precision="minute")


def from_machine(value: str, source: str = "metadata") -> Moment | None:
    """A moment from a machine-readable value: ISO 8601, RFC 822, or Unix time.

    >>> from_machine("2025-02-13T08:28:00+08:00").at
    '2025-02-13T00:28:00Z'
    >>> from_machine("Fri Apr 28 19:20:36 CEST 2023").at
    '2023-04-28T17:20:00Z'
    >>> from_machine("soon"), from_machine("0000000000"), from_machine("1970-01-01T00:00:00Z")
    (None, None, None)
    """
    value = value.strip()
    if re.fullmatch(r"\d{10}|\d{13}", value):
        stamp = datetime.fromtimestamp(int(value[:10]), UTC)
        if stamp == NOTHING or stamp.year > LATEST:
            return None
        return moment(stamp.date(), (stamp.hour, stamp.minute, 0), source)
    if re.fullmatch(r"\d{8}", value):
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    if re.fullmatch(r"\d{4}-\d{2}", value) and 1 <= int(value[5:]) <= 12:
        return Moment(value, value, "month", source)
    value = JAVA.sub(r"\2 \1 \5 \3 \4", value)
    try:
        exact = datetime.fromisoformat(re.sub(r"(\.\d{3,6})\d*", r"\1", value.replace(" UTC", "Z")))
    except ValueError:
        found = stamps(value, source=source)
        return found[0].moment if found else None
    if not EARLIEST <= exact.year <= LATEST or (exact.tzinfo and exact == NOTHING):
        return None
    if len(value) <= len("2025-02-13"):
        return moment(exact.date(), None, source)
    offset = exact.utcoffset()
    minutes = None if offset is None else int(offset.total_seconds() // 60)
    return moment(exact.date(), (exact.hour, exact.minute, minutes), source)


#: Thai pages count the years from the death of the Buddha: 2567 is 2024. Earlier than the first Thai
#: newspapers, a number is no such year.
BUDDHIST, BUDDHIST_FROM, BUDDHIST_TO = 543, 2400, 2643


def _day(match: re.Match[str], month_first: bool | None) -> date | None:
    parts = match.groupdict()
    year = int(parts["y"]) if parts.get("y") else 2000 + int(parts["yy"])
    if BUDDHIST_FROM <= year < BUDDHIST_TO:
        year -= BUDDHIST
    if parts.get("month"):
        month, day = _months()[parts["month"]], int(parts["wday"])
    elif parts.get("a"):
        month, day = _settle(int(parts["a"]), int(parts["b"]), month_first)
    else:
        month, day = int(parts["m"]), int(parts["d"])
    try:
        found = date(year, month, day)
        return found if EARLIEST <= year <= LATEST and found != NO_DAY else None
    except ValueError:
        return None


def _settle(first: int, second: int, month_first: bool | None) -> tuple[int, int]:
    """Month and day of two numbers; (0, 0), which is no date, where it stays open."""
    if first == second or second > 12:
        return first, second
    if first > 12:
        return second, first
    if month_first is None:
        return 0, 0
    return (first, second) if month_first else (second, first)


def _time(text: str, left: int, start: int, end: int, right: int) -> tuple[int, int, int | None] | None:
    """The time of day that stands nearest to a date: after it, else before it."""
    for piece in (text[end : min(right, end + 40)], text[max(left, start - 40) : start]):
        for match in TIME.finditer(piece):
            if not (match.group("min") or match.group("dmin") or match.group("half")):
                continue
            hour, minute = int(match.group("h")), int(match.group("min") or match.group("dmin") or 0)
            half = (match.group("half") or "").lower()
            if match.group("asian"):
                half = "p" if match.group("asian") in {"오후", "午後", "下午"} else "a"
            if half:
                hour = hour % 12 + (12 if half == "p" else 0)
            if hour < 24 and minute < 60:
                return hour, minute, zones.offset(match.group("zone"))
    return None
