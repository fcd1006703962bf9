"""Attribution in Chinese and Japanese, where no spaces part the words: a name, a verb, a mark."""

import re

from ingest.quotes.attribution import Clause
from ingest.quotes.lexicon import read_toml
from ingest.quotes.subjects import UNKNOWN, Who
from ingest.quotes.tokens import Paragraph

_VERBS: dict[str, list[str]] = read_toml("eastern.toml")
BEFORE = re.compile(rf"(?:{'|'.join(_VERBS['before'])})[：:，,]?\s*$")
BEHIND = re.compile(rf"[，,]?(?:{'|'.join(_VERBS['behind'])})")
STOP = re.compile(r"[。！？；]")
#: Characters between the name and the mark: an office, a day, a verb.
REACH = 25


def eastern(body: str, line: Paragraph, quote: int) -> Clause | None:
    """The clause that attributes a quotation: 王小明说：“…”, 田中は「…」と述べた."""
    token = line.tokens[quote]
    before = body[max(0, token.start - REACH) : token.start]
    match = BEFORE.search(before) or BEHIND.match(body, token.end)
    if match is None:
        return None
    verb = match.group().strip("：:，, ")
    for place in range(quote - 1, -1, -1):
        if token.start - line.tokens[place].end > REACH or line.kind(place) == "quote":
            break
        if line.is_speaker(place):
            between = body[line.tokens[place].end : token.start]
            return Clause(UNKNOWN if STOP.search(between) else Who("name", place), verb, place)
    return Clause(UNKNOWN, verb, quote)
