"""The checksums of a file's pages; also a program, which prints them.

A process that opens and closes an archive's file drops the locks that SQLite holds on it: so the pages are
read by another process, which knows nothing but the standard library and starts in 20 ms.
"""

import sys
import zlib
from array import array

#: Stands in the sums themselves, and in nothing else: a page of theirs has no sum.
MARK = b"\xff\xfemorgue sums\xfe\xff\x01"
#: How a page begins that holds rows of a table.
ROWS = 0x0D
#: A page that has no sum.
NONE = 0
#: The first page holds counters of openings, of schemas and of SQLite's own, and the mark of the journal's
#: kind, which a copy of the archive has otherwise: from, to. No row depends on them.
PASSING = ((18, 20), (24, 28), (40, 44), (92, 100))


def page_sum(number: int, page: bytes) -> int:
    """The checksum of a page, from 1; NONE for a page that holds sums itself.

    >>> page_sum(2, bytes(8)), page_sum(2, bytes([ROWS]) + MARK)
    (1696784233, 0)
    >>> page_sum(1, bytes(100)) == page_sum(1, bytes(18) + b"ab" + bytes(80))
    True
    """
    if number == 1:
        data = bytearray(page)
        for first, end in PASSING:
            data[first:end] = bytes(end - first)
        return zlib.crc32(data) or 1
    if page[0] == ROWS and MARK in page:
        return NONE
    return zlib.crc32(page) or 1


def print_sums(path: str, size: int, stretches: list[tuple[int, int]]) -> None:
    """Print the sums of stretches of pages (first, last) as 4 bytes each, as far as there are pages."""
    with open(path, "rb") as file:  # noqa: PTH123 (pathlib would double the time to start)
        for first, last in stretches:
            file.seek((first - 1) * size)
            sums = array("I")
            for number in range(first, last + 1):
                page = file.read(size)
                if len(page) < size:
                    break
                sums.append(page_sum(number, page))
            sys.stdout.buffer.write(sums.tobytes())


if __name__ == "__main__":
    listed = [pair.split("-") for pair in sys.argv[3:]]
    print_sums(sys.argv[1], int(sys.argv[2]), [(int(first), int(last)) for first, last in listed])
