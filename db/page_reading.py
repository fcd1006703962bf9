"""The checksums of a file's pages; also a program, which prints them.

A process that opens and closes an archive's file drops the locks that SQLite holds on it: so the pages are
read by another process, which knows nothing but the standard library and starts in 20 ms.
"""

import sys
import zlib
from array import array

#: How each row of sums begins: a page that holds nothing but such rows has no sum.
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

    >>> cell = bytes([20, 5, 3, 0, 12 + 2 * len(MARK)]) + MARK
    >>> leaf = bytes([ROWS, 0, 0, 0, 1, 0, 0, 0, 0, 10]) + cell
    >>> page_sum(2, leaf), page_sum(2, bytes(8)), page_sum(2, bytes([ROWS]) + bytes(9) + MARK)
    (0, 1696784233, 108221870)
    >>> page_sum(1, bytes(100)) == page_sum(1, bytes(18) + b"ab" + bytes(80))
    True
    """
    if number == 1:
        data = bytearray(page)
        for first, end in PASSING:
            data[first:end] = bytes(end - first)
        return zlib.crc32(data) or 1
    # Asked first, as it is quick: the mark may also stand in what a row of sums left behind, or in a text.
    if page[0] == ROWS and MARK in page and _holds_sums(page):
        return NONE
    return zlib.crc32(page) or 1


def _holds_sums(page: bytes) -> bool:
    """Whether every row of a leaf is one of sums: a number of its own, NULL, and a blob with the mark."""
    cells = int.from_bytes(page[3:5], "big")
    return cells > 0 and all(
        _is_sums(page, int.from_bytes(page[at : at + 2], "big")) for at in range(8, 8 + 2 * cells, 2)
    )


def _is_sums(page: bytes, place: int) -> bool:
    """Whether the row at a place of its page begins as a row of sums does."""
    for _ in range(2):
        # its length and its number, of so many bytes each
        while page[place : place + 1] >= b"\x80":
            place += 1
        place += 1
    # A header of three bytes or four: its own length, NULL, and the type of a blob, which is even. The
    # first of two bytes of a type has its highest bit; so no row of three columns passes for one of two.
    size = page[place] if place < len(page) else 0
    header = page[place : place + size]
    blob = len(header) == size in (3, 4) and header[-1] % 2 == 0 and (size == 3 or header[2] >= 0x80)
    return blob and header[1] == 0 and page.startswith(MARK, place + size)


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
    listed = [pair.split("-") for pair in sys.stdin.read().split()]
    print_sums(sys.argv[1], int(sys.argv[2]), [(int(first), int(last)) for first, last in listed])
