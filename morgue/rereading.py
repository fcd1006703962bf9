"""A file of many records whose reader crashed: read again without the record that it crashed over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.errors import IngestError, NoArticleText, ReaderCrashed
from ingest.model import Document, RawFile


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
    the time before. It fails as a whole if its reader crashes outside of records, or over one that was left
    out. After ``ingest.pipeline.MOST_CRASHES`` records the rest is not read, so that this ends.

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
        if not found.number or found.number in crashed:
            return [failed(raw.path, ReaderCrashed(raw.path, found.why), raw)]
        crashed[found.number], crash = found.why, None


def failed(path: str, error: IngestError, raw: RawFile | None = None) -> Document:
    """Make the document of a file that could not be read."""
    sha256, data = (raw.sha256, raw.data) if raw else ("", b"")
    return Document(path, sha256, "", "", data, None, error.reason, error.detail)
