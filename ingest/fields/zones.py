"""Time zones as news pages print them: minutes east of UTC."""

import re
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

OFFSET = re.compile(r"([+-])\s*(\d{1,2}):?(\d{2})?")


@cache
def _abbreviations() -> dict[str, int]:
    with (Path(__file__).parent / "zones.toml").open("rb") as file:
        return {name: minutes for name, minutes in tomllib.load(file).items() if isinstance(minutes, int)}


@cache
def _places() -> dict[str, str]:
    with (Path(__file__).parent / "zones.toml").open("rb") as file:
        return {name: str(zone) for name, zone in tomllib.load(file)["places"].items()}


def named(text: str, day: date) -> int | None:
    """Minutes east of UTC where the line names a place's own time, as "heure de Paris" or "ET" do."""
    for name, zone in _places().items():
        if re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", text):
            offset = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone)).utcoffset()
            return int(offset.total_seconds() // 60) if offset else 0
    return None


def of_country(country: object) -> str | None:
    """The zone of a country (ISO 3166) that has one only; None of the others.

    >>> of_country("CN"), of_country("US"), of_country(None)
    ('Asia/Shanghai', None, None)
    """
    return _countries().get(str(country).upper()) if country else None


@cache
def _countries() -> dict[str, str]:
    with (Path(__file__).parent / "zones.toml").open("rb") as file:
        return {str(code): str(zone) for code, zone in tomllib.load(file)["countries"].items()}


def is_name(text: str) -> bool:
    """Whether a text is a place's time and nothing else.

    >>> is_name("北京时间"), is_name("Jane Doe")
    (True, False)
    """
    return text in _places()


def offset(zone: str | None) -> int | None:
    """Minutes east of UTC of an abbreviation or offset; None if it is neither.

    >>> offset("UTC+8"), offset("(BST)"), offset("Monday")
    (480, 60, None)
    """
    if not zone:
        return None
    zone = zone.strip("()").upper().replace(" ", "")
    signed = OFFSET.search(zone)
    if signed:
        minutes = int(signed.group(2)) * 60 + int(signed.group(3) or 0)
        minutes = minutes if signed.group(1) == "+" else -minutes
        return minutes if abs(minutes) <= 14 * 60 else None
    return _abbreviations().get(zone)
