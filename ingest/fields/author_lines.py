"""What a line says by itself as a byline: the names in it, and features that its place does not change."""

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.fields import byline, dates, names, zones
from ingest.model import Author
from ingest.ranking import binned
from ingest.text import fold, width

BY = re.compile(r"^(?:by|von|par|por|di|door|av|af)\b", re.I)
BY_INSIDE = re.compile(r"\b(?:by|von|par|por|door|av|af)\s+[A-ZÀ-Þ]", re.I)
PICTURE = re.compile(
    r"photo|foto|bild|image|picture|getty|crédit|credit|illustration|©|video|/\s*(?:AP|AFP|dpa|Reuters)", re.I
)
MAIL = re.compile(r"@|\bX\b|twitter|facebook|mail", re.I)
TITLED = re.compile(r"기자|특파원|記者|记者|责编|編集|文＝|【")


@lru_cache(maxsize=32_768)  # an outlet's furniture is the same in all its files
def read(line: str) -> tuple[str, tuple[Author, ...], bool, tuple[str, ...]]:
    """A line without its stamp, the names in it, whether it had a stamp, and what it says by itself."""
    if sum(map(len, SMALL.findall(line))) > MATTER + PARTICLES:
        return line, (), False, ()
    text, stamped = without_stamp(line)
    authors = byline.parse(text) if text else ()
    matter = width(fold(text)) - sum(width(fold(author.name)) for author in authors)
    if not authors or matter > MATTER:
        return text, (), stamped, ()
    return text, authors, stamped, tuple(_signs(line, text, authors, stamped))


#: A line that says more than this besides the names (letters of Latin width) is a sentence about somebody.
MATTER = 60
#: Words that begin in lower case are no names, but for particles (letters of all of them): a sentence is
#: told by them before its names are looked for.
SMALL, PARTICLES = re.compile(r"\b[a-zà-öø-ÿ]\w+"), 20


def without_stamp(text: str) -> tuple[str, bool]:
    """A line without the dates in it, and whether it had any.

    >>> without_stamp("Jane Doe | 12 May 2024, 14:30"), without_stamp("von Lille 3. Juni 2025")
    (('Jane Doe', True), ('von Lille', True))
    """
    stamps = dates.stamps(text) if any(char.isdigit() for char in text) else []
    if not stamps:
        return text, False
    before = BEFORE_STAMP.sub("", text[: stamps[0].start]).rstrip(" |,–—-·•/(")
    if before and not zones.is_name(before.strip("（(")):
        return before, True
    after = AFTER_STAMP.sub("", text[stamps[-1].end :]).strip(" |,–—-·•/)")
    return "" if zones.is_name(after) else after, True


#: What stands between a name and the date after it.
BEFORE_STAMP = re.compile(
    r"(?:(?<!\w)(?:\s*[|,–—·•/-]?\s*(?:published|posted|updated|offentliggjort|publicerad|publisert|veröffentlicht|artikel|"
    r"on|at|den|am|vom|le|el|il|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?|"
    r"(?:mon|diens|mitt|donners|frei|sams|sonn)(?:tag|woch),?|\d{1,2}:\d{2})(?!\w)|\s*:))+\s*$",
    re.I,
)
#: What stands between a date and the name after it: the time of day and its zone.
AFTER_STAMP = re.compile(
    r"^[\s|,–—·•-]*(?:(?:at|um|à|-)?\s*\d{1,2}[:.h]\d{2}\s*(?:[ap]\.?m\.?|uhr)?\s*(?:[A-Z]{2,4}\b)?)?\s*",
    re.I,
)


def _signs(line: str, text: str, authors: tuple[Author, ...], stamped: bool) -> Iterator[str]:
    """The features that a line has wherever it stands."""
    named = sum(len(fold(author.name)) for author in authors)
    people = [author.name for author in authors if author.kind == "person"]
    known = sum(map(names.looks_borne, people))
    yield binned("rest", len(fold(text)) - named, (1, 3, 6, 10, 20, 40))
    yield binned("names", len(authors), (2, 3, 5))
    yield f"stamped-{stamped}"
    opening = "by" if BY.match(text) else "cue" if byline.STARTS.match(text) else "none"
    yield f"opens-{opening}"
    yield f"kind-{authors[0].kind}"
    yield binned("words", len(authors[0].name.split()), (2, 3, 4))
    share = "no" if not people else "all" if known == len(people) else "some" if known else "none"
    yield f"known-{share}"
    yield f"known-{share}-{opening}"
    yield f"known-{share}-alone-{len(fold(text)) <= named + 2}"
    yield from (name for name, pattern in WORDS if pattern.search(text))
    if known and (opening != "none" or TITLED.search(text) or byline.ROLE.search(text) or "@" in text):
        yield "sure"
    if BY_INSIDE.search(text):
        yield "by-inside"
    if line.isupper():
        yield "shouts"


WORDS = (
    ("picture", PICTURE),
    ("mail", MAIL),
    ("title", byline.ROLE),
    ("titled", TITLED),
    ("ended", re.compile(r"[.?!:]$")),
    ("digit", re.compile(r"\d")),
)
