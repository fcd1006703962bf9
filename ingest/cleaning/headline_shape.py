"""What a text says of itself as a headline: its width, words, marks and signs."""

import re
from functools import lru_cache

from ingest.ranking import binned
from ingest.text import DENSE, width

SHAPES = (
    ("digit", re.compile(r"\d")),
    ("opens-digit", re.compile(r"^\d")),
    ("opens-lower", re.compile(r"^[a-zà-ÿ]")),
    ("opens-sign", re.compile(r"^[^\w\s]")),
    ("quote", re.compile('["“”„«»「『]')),
    ("year", re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")),
    ("clock", re.compile(r"\d:\d\d")),
    ("shouts", re.compile(r"^[^a-zà-ÿ]*[A-ZÀ-Þ]{4}[^a-zà-ÿ]*$")),
)
SIGNS = (" | ", " - ", ": ", ", ", ". ", "/", "@", "»", ">", "http", "(", "·", "•")


@lru_cache(maxsize=8192)  # an outlet's furniture is the same in all its files
def features(text: str, mark: str, links: float) -> tuple[str, ...]:
    """The features of a text that its place does not change."""
    words = [word for word in text.split() if word[0].isalpha()]
    out = [
        binned("width", width(text), (14, 20, 28, 36, 48, 60, 80, 100, 130, 180, 220)),
        f"mark-{mark}",
        binned("links", links, (0.01, 0.5, 0.95)),
    ]
    if not DENSE.search(text):
        out.append(binned("words", len(words), (2, 3, 4, 5, 6, 8, 10, 14, 20)))
        capital = sum(word[0].isupper() for word in words) / len(words) if words else 0
        out.append(binned("capitals", capital, (0.1, 0.3, 0.5, 0.7, 0.99)))
    last = text.rstrip("\"”’'»“")[-1:]
    out.append(f"ends{last}" if last in ".?!:,…)-|>" else "ends")
    out += [f"has{sign}" for sign in SIGNS if sign in text]
    out += [name for name, pattern in SHAPES if pattern.search(text)]
    return tuple(out)
