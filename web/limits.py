"""What one statement of a reader may take: a time limit does not stop one long C call."""

import ctypes
import sqlite3
import sys
from functools import cache
from typing import Any

from db.sqlite import sqlite3 as ours
from web import linear

#: Bytes of the longest string or blob that SQL may make: hex(zeroblob(400000000)) ran for 15 seconds. No
#: article is a fifth of this.
MAX_VALUE = linear.LONGEST
#: Letters of a pattern of LIKE or GLOB: one of 40,000 in a text of 400,000 took 44 seconds, and 190 letters
#: of classes in the longest text of twice this length 13.
MAX_PATTERN = 100
#: Bytes of memory for all of SQLite.
MAX_MEMORY = 512 * 2**20

LIMITS = {sqlite3.SQLITE_LIMIT_LENGTH: MAX_VALUE, sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: MAX_PATTERN}


def limit(conn: Any) -> None:
    """Keep one statement of a reader from filling the memory of the server, and from never ending.

    >>> limit(sqlite3.connect(":memory:"))
    """
    linear.register(conn)
    if hasattr(conn, "setlimit"):
        for which, most in LIMITS.items():
            conn.setlimit(which, most)
    else:
        conn.execute(f"pragma hard_heap_limit = {MAX_MEMORY}")


@cache
def limit_later() -> Any:
    """Limit all connections for reading that this process opens from now on, where they have no ``setlimit``.

    SQLite calls us for each new connection. Where that cannot be had, the limit of memory is what remains.
    The result must be kept: SQLite holds its address.
    """
    if hasattr(ours.Connection, "setlimit"):
        return None
    try:
        library = ctypes.CDLL(sys.modules[f"{ours.__name__}._sqlite3"].__file__)
        set_limit, read_only = library.sqlite3_limit, library.sqlite3_db_readonly
        call_us = library.sqlite3_auto_extension
    except (AttributeError, KeyError, OSError):
        return None
    set_limit.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
    read_only.argtypes = [ctypes.c_void_p, ctypes.c_char_p]

    def opened(conn: int, error: int, routines: int) -> int:
        if read_only(conn, b"main") == 1:
            for which, most in LIMITS.items():
                set_limit(conn, which, most)
        return 0

    function = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(opened)
    call_us(function)
    return function
