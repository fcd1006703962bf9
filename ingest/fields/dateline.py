"""Datelines: place, perhaps date and agency that open the copy: ``HAVENPORT, March 4 (Reuters) - ``."""

import re
from dataclasses import dataclass

from ingest.fields import agency

#: A dateline ends with its dash or bracket within this many characters.
MAX_LENGTH = 70

PLACE = r"(?P<place>[A-ZÀ-Þ][\w.'’À-ÿ-]*(?:[ ,/]+(?:[A-ZÀ-Þ][\w.'’À-ÿ-]*|de|am|an|der|la|upon))*)"
DATE = r"(?P<date>,?\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\.?\s+[A-Z][a-zé]{2,8}\.?)(?:,?\s+\d{4})?)?"
PATTERN = re.compile(
    rf"^{PLACE}{DATE}\s*(?:[(（\[](?P<agency>[^)）\]]{{2,30}})[)）\]]\s*[-–—:.]*\s*|\s[-–—]{{1,2}}\s+)(?=\S)"
)
CHINESE = re.compile(
    r"^(?P<agency>[\u4e00-\u9fff]{2,5})(?P<place>[\u4e00-\u9fff]{2,8}?)(?P<date>\d{1,2}月\d{1,2}日)电"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What opens a copy: the printed words up to the agency, and the agency."""

    text: str
    place: str
    agency: str | None


def parse(paragraph: str) -> Dateline | None:
    """The dateline of a first paragraph, or None.

    >>> parse("HAVENPORT, March 4 (Reuters) - The harbour reopened.")
    Dateline(text='HAVENPORT, March 4', place='HAVENPORT', agency='Reuters')
    >>> parse("The mayor - a former pilot - resigned.") is None
    True
    """
    found = PATTERN.match(paragraph[: MAX_LENGTH + 1]) or CHINESE.match(paragraph)
    if not found:
        return None
    place = found.group("place").strip(" ,")
    sign = agency.parse(found.group("agency") or "")
    # In running text a dash follows a capital often; only capitals, an agency or a date make it a dateline.
    shouted = place.split(",")[0].isupper() and len(place) > 2
    if not (sign or shouted):
        return None
    if sign is None and found.group("agency") and not shouted:
        return None
    text = (found.group("place") + (found.group("date") or "")).strip(" ,")
    return Dateline(text, place, sign)
