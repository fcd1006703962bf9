"""Rules for single lines: loading them and asking them."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from ingest.model import Line
from ingest.outlets.profiles import Profile
from ingest.text import width

#: Widest line that a rule is asked about, unless the rule says otherwise (characters).
DEFAULT_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Verdict:
    """A line's certain role, the rule that gave it, and the part of the line that is its value."""

    role: str
    rule: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    rule: str
    role: str
    pattern: re.Pattern[str]
    width: int
    doubtful: bool


@cache
def _general() -> tuple[_Rule, ...]:
    table = tomllib.loads((Path(__file__).parent / "lines.toml").read_text("utf-8"))
    return tuple(
        _Rule(
            entry["rule"],
            entry["role"],
            re.compile(entry["pattern"], re.IGNORECASE),
            int(entry.get("width", DEFAULT_WIDTH)),
            bool(entry.get("doubtful", False)),
        )
        for entry in table["line"]
    )


@lru_cache(maxsize=8192)  # an outlet's furniture is the same in all its files
def judge(line: Line) -> Verdict | None:
    """What the general rules say of a line on its own.

    >>> judge(Line("Sign up for our newsletter")).role
    'promo'
    >>> judge(Line("The council voted on Monday.")) is None
    True
    """
    size = width(line.text)
    for rule in _general():
        # A reader that saw the markup around a line overrules what its words alone make doubtful.
        if size <= rule.width and not (rule.doubtful and line.kept) and rule.pattern.search(line.text):
            return Verdict(rule.role, rule.rule)
    return None


def judge_all(lines: list[Line], profile: Profile | None) -> list[Verdict | None]:
    """The certain roles of all lines: the outlet's own rules first, then the general ones."""
    verdicts = [_by_profile(line, profile) or judge(line) for line in lines]
    for rule in profile.lines if profile else ():
        if rule.to_end:
            # The last match counts: a section's name may stand in the navigation above as well.
            matches = [i for i, line in enumerate(lines) if rule.pattern.search(line.text)]
            if matches:
                rest = len(lines) - matches[-1]
                verdicts[matches[-1] :] = [Verdict(rule.role, rule.rule)] * rest
    return verdicts


def _by_profile(line: Line, profile: Profile | None) -> Verdict | None:
    for rule in profile.lines if profile else ():
        found = None if rule.to_end else rule.pattern.search(line.text)
        if found:
            value = found.groupdict().get("value")
            return Verdict(rule.role, rule.rule, value)
    return None
