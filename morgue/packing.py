"""The documents of a file on their way from a worker: packed, and small again until their turn comes."""

import pickle
import zlib

from ingest.model import Document

#: From so many bytes on they are compressed; pages are smaller, and are not slowed down. What waits is then
#: about as small as the files themselves, whose bytes in flight are counted: only one at a time is large.
LARGE = 1_000_000


def packed(documents: list[Document]) -> bytes:
    """Pack the documents of a file.

    >>> unpacked(packed([Document("a.txt", "", "", "", b"x" * LARGE, None, "empty")]))[0].path
    'a.txt'
    >>> len(packed([Document("a.txt", "", "", "", b"x" * LARGE, None, "empty")])) < 10_000
    True
    """
    data = pickle.dumps(documents, pickle.HIGHEST_PROTOCOL)
    return b"z" + zlib.compress(data, 1) if len(data) > LARGE else b"p" + data


def unpacked(data: bytes) -> list[Document]:
    """Give the documents that were packed (by a process of our own)."""
    body = memoryview(data)[1:]
    documents: list[Document] = pickle.loads(zlib.decompress(body) if data.startswith(b"z") else body)
    return documents
