"""Loading profiles and telling whose file it is."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.errors import BadProfile
from ingest.fields import agency
from ingest.model import ROLES, Evidence
from ingest.outlets import masthead

FOLDER = Path(__file__).parent
KNOWN = "known.toml"
KEYS = {"name", "domain", "country", "language", "hosts", "signs", "line"} | {
    "month_first",
    "valid_until",
    "standfirst",
}

#: What unnamed sources say, they say to the outlet that prints it: the one hint a bare text may hold.
TOLD = (
    r"\b(?:sources?|officials?|people|person|diplomats?|aides?)\b[^.!?]{0,120}\btold (?:the )?(?P<name>%s)\b"
)
#: A copyright line that names its owner.
OWNER = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©,]*(?:\(c\)\s*)?(?P<year>\d{4}(?:\s*[-–]\s*\d{4})?)?[\s,©]*(?:by\s+)?"
    r"(?P<name>[\w'’&. -]{3,60}?)\s*"
    r"(?:[.,|–-]\s|[.]?$|(?P<rights>[.,]?\s*"
    r"(?:all rights|alle rechte|tous droits|todos los derechos|tutti i diritti)))",
    re.I,
)
COMPANY = re.compile(r",?\s+(?:Inc|Ltd|LLC|GmbH|Limited|PLC|Corp(?:oration)?|Co|Company|S\.?A)\.?$", re.I)


@dataclass(frozen=True, slots=True)
class LineRule:
    """One rule for lines: what matches ``pattern`` has ``role``."""

    rule: str
    role: str
    pattern: re.Pattern[str]
    to_end: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an outlet; ``standfirst``: the line above byline and picture is none of its body."""

    name: str
    domain: str | None = None
    country: str | None = None
    language: str | None = None
    hosts: tuple[str, ...] = ()
    signs: tuple[re.Pattern[str], ...] = ()
    month_first: bool | None = None
    valid_until: str | None = None
    standfirst: bool = False
    lines: tuple[LineRule, ...] = field(default=())


@cache
def profiles() -> tuple[Profile, ...]:
    """All profiles, by file name. Raises BadProfile on the first that cannot be used."""
    files = sorted(path for path in FOLDER.glob("*.toml") if path.name != KNOWN)
    return tuple(load(path) for path in files)


def load(path: Path) -> Profile:
    """Read one profile. Raises BadProfile naming the file, the key and why."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
        unknown = set(table) - KEYS
        if unknown:
            raise BadProfile(f"{path.name}: unknown key {sorted(unknown)[0]!r}")
        return Profile(
            name=table["name"],
            domain=table.get("domain"),
            country=table.get("country"),
            language=table.get("language"),
            hosts=tuple(table.get("hosts", ())),
            signs=tuple(re.compile(sign) for sign in table.get("signs", ())),
            month_first=table.get("month_first"),
            valid_until=str(table["valid_until"]) if "valid_until" in table else None,
            standfirst=bool(table.get("standfirst")),
            lines=tuple(line_rule(entry) for entry in table.get("line", ())),
        )
    except KeyError as error:
        raise BadProfile(f"{path.name}: key {error} is missing") from error
    except (ValueError, re.error) as error:
        raise BadProfile(f"{path.name}: {error}") from error


def line_rule(entry: dict[str, Any]) -> LineRule:
    """A rule from its TOML table. Raises ValueError on a role that does not exist."""
    if entry["role"] not in ROLES:
        raise ValueError(f"rule {entry['rule']!r} gives the unknown role {entry['role']!r}")
    return LineRule(entry["rule"], entry["role"], re.compile(entry["pattern"]), bool(entry.get("to_end")))


@cache
def known_domains() -> dict[str, str]:
    """Names of outlets by domain."""
    table = dict(tomllib.loads((FOLDER / KNOWN).read_text("utf-8")))
    return table | {host: profile.name for profile in profiles() for host in profile.hosts}


def host(url: str) -> str:
    """The host of an address, without ``www.``; empty if it has none.

    >>> host("https://www.example.com/a"), host("example.com"), host("/a")
    ('example.com', 'example.com', '')
    """
    try:
        name = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.").removeprefix("amp.") if "." in name else ""


def by_host(name: str) -> str | None:
    """The outlet of a host or of a domain above it."""
    parts = name.split(".")
    for i in range(len(parts) - 1):
        outlet = known_domains().get(".".join(parts[i:]))
        if outlet:
            return outlet
    return None


def by_name(name: str | None) -> Profile | None:
    """The profile with this name."""
    return next((profile for profile in profiles() if profile.name == name), None)


def identify(lines: Iterable[str], urls: Iterable[str]) -> tuple[str, Evidence] | None:
    """Whose text it is, from its own lines and the addresses it holds: (name, evidence), or None.

    Tried in order of trust: an outlet's own sign, a host, its masthead, the owner in a copyright line, what
    unnamed sources told whom.
    """
    lines = list(lines)
    for profile in profiles():
        for line in lines:
            if any(sign.search(line) for sign in profile.signs):
                return profile.name, Evidence("outlet", "profile", line[:120])
    for url in urls:
        outlet = by_host(host(url))
        if outlet:
            return outlet, Evidence("outlet", "inferred", f"host {host(url)}")
    return masthead.find(lines) or _owner(lines) or _told(lines)


def _owner(lines: list[str]) -> tuple[str, Evidence] | None:
    """The last copyright line's owner, if the line has a year or reserves rights: others sign pictures."""
    for line in reversed(lines):
        found = OWNER.search(line) if len(line) < 300 else None
        if not found or not (found.group("year") or found.group("rights")):
            continue
        name = COMPANY.sub("", found.group("name")).strip(" .,-–")
        if (
            name[:1].isupper()
            and not agency.exactly(name)
            and not name.lower().startswith(("all rights", "copyright"))
        ):
            return name, Evidence("outlet", "inferred", line[:120])
    return None


@cache
def _told_pattern() -> re.Pattern[str]:
    names = {name.removeprefix("The ") for name in known_domains().values()}
    return re.compile(TOLD % "|".join(sorted(map(re.escape, names), key=len, reverse=True)))


def _told(lines: list[str]) -> tuple[str, Evidence] | None:
    pattern = _told_pattern()
    for line in lines:
        found = pattern.search(line)
        if found:
            name = found.group("name")
            full = f"The {name}" if f"The {name}" in known_domains().values() else name
            return full, Evidence("outlet", "inferred", found.group()[-120:])
    return None
