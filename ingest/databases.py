"""Files of SQLite, told by how they begin: archives of morgue, and what holds or may hold a database's texts.

They are no news. And what was deleted from an archive must not come back into it by its own copy: as bytes
that nobody could read, and where nobody would look for it.
"""

#: Bytes that are enough to tell.
HEAD_BYTES = 100

DATABASE = b"SQLite format 3\0"
#: "morg", where a database says whose it is.
ARCHIVE, ARCHIVE_AT = b"morg", 68
JOURNAL = bytes.fromhex("d9d505f920a163d7")
#: The sums of a log are of big or little numbers; after that stands its version.
LOG = tuple(bytes.fromhex(sign) + (3_007_000).to_bytes(4, "big") for sign in ("377f0682", "377f0683"))
#: A log's index begins with the same version, by the machine's order of bytes, in two equal headers.
INDEX = tuple((3_007_000).to_bytes(4, order) for order in ("big", "little"))
INDEX_HEADER = 48


def is_archive(head: bytes) -> bool:
    """Tell whether a file that begins so is an archive of morgue.

    >>> is_archive(b"SQLite format 3" + bytes(53) + b"morg"), is_archive(b"SQLite format 3" + bytes(85))
    (True, False)
    """
    return head.startswith(DATABASE) and head.startswith(ARCHIVE, ARCHIVE_AT)


def not_kept(kind: str) -> str:
    """Say why a file of SQLite fails, and that nothing of it is kept.

    >>> not_kept("a log of SQLite")
    'a log of SQLite: its bytes are not kept'
    """
    return f"{kind}: its bytes are not kept"


def told(head: bytes) -> str | None:
    """Say what file of SQLite begins so; None if it is none.

    >>> told(b"SQLite format 3" + bytes(85)), told(b"The bridge is shut.")
    ('a database of SQLite', None)
    """
    if head.startswith(DATABASE):
        return "a database of SQLite"
    if head.startswith(LOG):
        return "a log of SQLite"
    if head.startswith(JOURNAL):
        return "a journal of SQLite"
    if head.startswith(INDEX) and head.startswith(head[:4], INDEX_HEADER):
        return "a log's index of SQLite"
    return None
