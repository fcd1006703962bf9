"""Packed files: gzip, whole or told to be damaged, and never unpacked further than its limit."""

import zlib

GZIP_SIGN = b"\x1f\x8b"

#: Bytes given to zlib at once: what a member leaves over is copied, once for each member.
PIECE = 16_384
#: Members of a file. Logs that pack each record have some ten thousand; a million empty ones take 20 s.
MAX_MEMBERS = 100_000


def gunzip(data: bytes, limit: int) -> bytes | None:
    """Unpack gzip data of any number of members, at most ``limit`` bytes of it; None if it is no gzip.

    Raises ValueError with the reason if the data are cut off or damaged: a part is not the whole.

    >>> import gzip; gunzip(gzip.compress(b"good ") + gzip.compress(b"news"), 100)
    b'good news'
    >>> gunzip(gzip.compress(b"news")[:-1], 100)
    Traceback (most recent call last):
    ValueError: gzip data that are cut off
    """
    unpacked: list[bytes] = []
    size = place = members = 0
    while place < len(data):
        if not data.startswith(GZIP_SIGN, place):
            if not members:
                return None
            if data.count(0, place) == len(data) - place:  # as tapes are padded
                break
            raise ValueError("gzip data with something else behind them")
        members += 1
        if members > MAX_MEMBERS:
            raise ValueError(f"gzip data of over {MAX_MEMBERS:,} members")
        unpacker = zlib.decompressobj(wbits=31)
        while not unpacker.eof:
            if place >= len(data):
                raise ValueError("gzip data that are cut off")
            piece = data[place : place + PIECE]
            try:
                unpacked.append(unpacker.decompress(piece, limit - size))
            except zlib.error as error:
                if not size:
                    return None
                raise ValueError("gzip data that are damaged") from error
            size += len(unpacked[-1])
            if size >= limit:
                return b"".join(unpacked)
            place += len(piece) - len(unpacker.unused_data)
    return b"".join(unpacked)
