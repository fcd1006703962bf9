"""Credits at the end of captions: whose picture it is."""

import re
from functools import lru_cache

from ingest.fields import agency

#: Widest caption (characters); a paragraph that ends in a bracket is none.
MAX_WIDTH = 420

#: A credit glued to the end of its caption: "Vladimir PutinAFP."
GLUED = re.compile(r"(?<=[a-zà-ÿ”\"’).])(?P<credit>[A-Z][A-Za-z]*(?:[ /][A-Z][A-Za-z]*)*)\.?$")
#: A credit set off at the end of its caption: "(Photo: Jane Doe/AFP)", "[Jane Doe/Reuters]".
SET_OFF = re.compile(
    r"\s*[(\[|–—-]?\s*(?:(?:photo|photograph|picture|image|foto|bild|crédit|credit|file photo)s?"
    r"\s*(?:by|:|/|©)\s*|©\s*)(?P<credit>[^()\[\]]{2,60})[)\]]?\.?$|\s*\[(?P<bracket>[^\[\]]{2,60})\]$",
    re.I,
)


@lru_cache(maxsize=32_768)  # an outlet's furniture is the same in all its files
def split(caption: str) -> tuple[str, str] | None:
    """A caption and the credit that ends it, or None if none does.

    >>> split("The new bridge. (Photo: Jane Doe/AFP)"), split("He left for Moscow.")
    (('The new bridge.', 'Jane Doe/AFP'), None)
    >>> split("Donald Trump and Vladimir PutinAFP.")
    ('Donald Trump and Vladimir Putin', 'AFP')
    """
    if len(caption) > MAX_WIDTH:
        return None
    set_off = SET_OFF.search(caption)
    if set_off and set_off.start() > 8:
        credit = (set_off.group("credit") or set_off.group("bracket")).strip(" .")
        if set_off.group("credit") or agency.pattern().search(credit):
            return caption[: set_off.start()].strip(), credit
    glued = GLUED.search(caption)
    if glued and agency.credited(glued.group("credit").split("/")[-1]):
        return caption[: glued.start()].strip(), glued.group("credit")
    return None
