"""Statements of a search: their rows, their numbers, and the time limit that may end them."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from db import sqlite

# pysqlite3, where it is installed, has errors of its own; a notebook may come with a plain connection
_ERRORS = (sqlite3.OperationalError, sqlite.sqlite3.OperationalError)

Params = Sequence[object] | Mapping[str, object]


class TooSlowError(Exception):
    """A time limit of the connection ended a statement of the search."""


@contextmanager
def in_time() -> Iterator[None]:
    """Raise `TooSlowError` where a time limit of the connection ends a statement.

    >>> with in_time():
    ...     rows(sqlite3.connect(":memory:"), "select 1")
    [(1,)]
    """
    try:
        yield
    except _ERRORS as error:
        if str(error) == "interrupted":
            raise TooSlowError from error
        raise


def rows(conn: sqlite3.Connection, sql: str, params: Params = ()) -> list[tuple[object, ...]]:
    """All rows of a statement, whatever the connection makes of rows.

    >>> rows(sqlite3.connect(":memory:"), "select 1, 2")
    [(1, 2)]
    """
    return [tuple(row) for row in conn.execute(sql, params)]


def numbers(conn: sqlite3.Connection, sql: str, params: Params = ()) -> NDArray[np.int64]:
    """The whole numbers of all rows, one after another: a tenth of the time of ``rows``.

    >>> numbers(sqlite3.connect(":memory:"), "select 1, 2").tolist()
    [1, 2]
    """
    return np.fromiter(chain.from_iterable(_plain(conn).execute(sql, params)), np.int64)


def reals(conn: sqlite3.Connection, sql: str, params: Params = ()) -> NDArray[np.float64]:
    """The same for numbers with a fraction; whole ones are exact up to 2 ** 53."""
    return np.fromiter(chain.from_iterable(_plain(conn).execute(sql, params)), np.float64)


def _plain(conn: sqlite3.Connection) -> sqlite3.Cursor:
    """A cursor whose rows are tuples: the rows of Datasette's connections take twice the time to read."""
    cursor = conn.cursor()
    cursor.row_factory = None
    return cursor
