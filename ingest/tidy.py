"""Characters that text does not hold, wherever they come from: bytes, entities of HTML, escapes of JSON."""

import re
import unicodedata
from dataclasses import replace

from ingest.model import Draft, Image

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
#: Invisible marks: zero width space, direction, soft hyphen, byte order, lone surrogates, code points that
#: are no characters. The joiners U+200C and U+200D stay: Persian and Hindi spell with them.
INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
#: Either, or an end of line that is not \n.
ODD = re.compile(f"{CONTROL.pattern[:-1]}{INVISIBLE.pattern[1:-1]}\r\x85]")

#: Marks above and below one letter. No language writes 30 (Unicode Standard Annex 15, "stream-safe"), and
#: composing takes time with the square of their number: 2.5 million marks, minutes.
MAX_MARKS = 30
#: What may be a run of them: neither letters nor digits nor ASCII.
MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{MAX_MARKS + 1},}}+")


def tidy(text: str) -> str:
    """Text without control characters and invisible marks, its lines ended by \\n, its letters composed.

    >>> tidy("cafe\\u0301\\r\\n\\x00ope\\u00adned")
    'café\\nopened'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n").replace("\x0c", "\n")
    text = INVISIBLE.sub("", CONTROL.sub("", text))
    if text.isascii():
        return text
    few = MARKS.sub(_fewer_marks, text)
    composed = unicodedata.normalize("NFC", few)
    # Some marks and letters are never composed, but taken apart: then there are more of them than before.
    return composed if composed == few else MARKS.sub(_fewer_marks, composed)


def _fewer_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for char in run.group():
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= MAX_MARKS:
            kept.append(char)
    return "".join(kept)


def tidied(draft: Draft) -> Draft:
    """A draft whose strings came out of entities or escapes: after the bytes had been decoded."""
    if not ODD.search("".join(_strings(draft))):
        return draft
    lines = tuple(replace(line, text=_one_line(line.text)) for line in draft.lines)
    metadata = {name: tuple(map(_one_line, values)) for name, values in draft.metadata.items()}
    images = tuple(Image(*(part and _one_line(part) for part in _parts(image))) for image in draft.images)
    return Draft(
        tuple(line for line in lines if line.text),
        {name: kept for name, values in metadata.items() if (kept := tuple(filter(None, values)))},
        images,
    )


def _one_line(text: str) -> str:
    return tidy(text).replace("\n", " ").strip() if ODD.search(text) else text


def _parts(image: Image) -> tuple[str | None, str | None, str | None]:
    return image.url, image.caption, image.credit


def _strings(draft: Draft) -> list[str]:
    return [
        *(line.text for line in draft.lines),
        *(value for values in draft.metadata.values() for value in values),
        *(part for image in draft.images for part in _parts(image) if part),
    ]
