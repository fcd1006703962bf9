"""Posting lists as bytes: in which articles a word stands, and how much it weighs in each.

A common word's list is read by every search for it, so that reading is what must be quick: numpy turns
300,000 postings into arrays in 3 ms, where FTS5 needs 315 ms to rank them (a million articles, two cores).
"""

import zlib

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int32]
Weights = NDArray[np.uint8]

#: From one article in so many on, one bit for every article is shorter than two bytes for each posting.
DENSE = 16
#: Weights are small numbers that repeat: the fastest level halves them, and its second half brings a tenth.
LEVEL = 1
#: Longer gaps do not fit into two bytes.
WIDEST_GAP = 0xFFFF

_BITS, _GAPS, _PLAIN = b"b", b"g", b"p"


def packed_places(places: Places, articles: int) -> bytes:
    """Pack ascending places, each below ``articles``.

    >>> unpacked_places(packed_places(np.array([1, 5], np.int32), 9)).tolist()
    [1, 5]
    """
    if len(places) * DENSE >= articles:
        bits = np.zeros(articles, bool)
        bits[places] = True
        return _BITS + np.packbits(bits, bitorder="little").tobytes()
    gaps = np.diff(places, prepend=np.int32(0))
    if len(gaps) and gaps.max() > WIDEST_GAP:
        return _PLAIN + places.astype("<i4").tobytes()
    return _GAPS + gaps.astype("<u2").tobytes()


def unpacked_places(data: bytes) -> Places:
    """The places that were packed, ascending."""
    kind, body = data[:1], memoryview(data)[1:]
    if kind == _BITS:
        bits = np.unpackbits(np.frombuffer(body, np.uint8), bitorder="little")
        return np.flatnonzero(bits.view(bool)).astype(np.int32)
    if kind == _GAPS:
        return np.cumsum(np.frombuffer(body, "<u2"), dtype=np.int32)
    return np.frombuffer(body, "<i4").astype(np.int32)


def packed_weights(weights: Weights) -> bytes:
    """Pack weights, one for each posting.

    >>> unpacked_weights(packed_weights(np.array([1, 11], np.uint8))).tolist()
    [1, 11]
    """
    return zlib.compress(weights.tobytes(), LEVEL)


def unpacked_weights(data: bytes) -> Weights:
    """The weights that were packed."""
    return np.frombuffer(zlib.decompress(data), np.uint8)


def packed_column(values: NDArray[np.int64]) -> bytes:
    """Pack whole numbers, not negative, in the narrowest type that holds them all.

    >>> unpacked_column(packed_column(np.array([7, 70_000]))).tolist()
    [7, 70000]
    """
    most = int(values.max()) if len(values) else 0
    kind = next(kind for kind in ("<u1", "<u2", "<u4", "<i8") if most <= np.iinfo(kind).max)
    return kind.encode() + values.astype(kind).tobytes()


def unpacked_column(data: bytes) -> NDArray[np.int64]:
    """The numbers that were packed, in the type they were packed in."""
    return np.frombuffer(data, np.dtype(data[:3].decode()), offset=3)
