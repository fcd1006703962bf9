"""A file of many records whose reader crashed: read again without the record that it crashed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.errors import IngestError, NoArticleText, ReaderCrashed
from ingest.model import Document, RawFile
from ingest.pipeline import MOST_CRASHES
from morgue.worker import OUT_OF_MEMORY, why

#: Memory that many records fill together runs out at a record beside the one that was left out: at most so
#: far from it, in parts of its number.
BESIDE = 0.01


@dataclass(frozen=True, slots=True)
class Crash:
    """Why a reader ended without its documents, in which record (by number, 0: outside of records), and
    whether that says enough of what it read."""

    why: str
    number: int = 0
    own_fault: bool = False


#: Reads a file without some records, by number, with the reason for each.
Reader = Callable[[Mapping[int, str]], list[Document] | Crash]


def read_again(raw: RawFile, read: Reader, crash: Crash | None = None) -> list[Document]:
    """Read a file until it can be read, each time without the record that was too much; ``crash`` tells of
    the time before. It fails as a whole if its reader crashes outside of records, over one that was left
    out, or for the want of memory that all records fill. After ``ingest.pipeline.MOST_CRASHES`` records the
    rest is not read, and who crashes still fails as a whole, so that this ends.

    >>> [document] = read_again(RawFile("a.txt", b"The bridge"), lambda crashed: Crash("over 20 s"))
    >>> document.error, document.detail
    ('reader crashed', 'over 20 s')
    """
    crashed: dict[int, str] = {}
    while True:
        found = crash or read(crashed)
        if not isinstance(found, Crash):
            # No document at all, as in an empty JSON list, must not vanish either.
            return found or [failed(raw.path, NoArticleText(raw.path), raw)]
        number = found.number
        if not number or number in crashed or len(crashed) >= MOST_CRASHES or _filled(found, crashed):
            return [failed(raw.path, ReaderCrashed(raw.path, found.why), raw)]
        crashed[number], crash = found.why, None


def _filled(crash: Crash, crashed: Mapping[int, str]) -> bool:
    """Whether it is all the records together that take too much memory: without one, the next is too much,
    or one before it that was read."""
    if crash.why != why(OUT_OF_MEMORY, 0):
        return False
    former = [number for number, told in crashed.items() if told == crash.why]
    return any(crash.number <= number + max(1, BESIDE * number) for number in former)


def failed(path: str, error: IngestError, raw: RawFile | None = None) -> Document:
    """Make the document of a file that could not be read."""
    sha256, data = (raw.sha256, raw.data) if raw else ("", b"")
    return Document(path, sha256, "", "", data, None, error.reason, error.detail)
