"""Each text counted once: copies of one text fold under their original.

Families and how far a copy's text is its original's stand in ``copies`` (``db.families``); how alike
two texts must be to count as one is chosen with each search.
"""

import sqlite3

import numpy as np
from numpy.typing import NDArray

from db.columns import Columns, Ints
from db.statements import reals

#: From here on two texts are one: the likeness of copies with other headlines, bylines and cuts.
ALIKE = 0.8


def originals(conn: sqlite3.Connection, columns: Columns, alike: float = ALIKE) -> Ints:
    """For each article the place of its original, its own where it has none.

    ``originals(conn, columns)[columns.at(ids)]`` are the places of the originals of ``ids``.
    """
    state = conn.execute("select number from search_states where name = 'copies'").fetchone()[0]
    return columns.kept(("originals", alike), state, lambda: _originals(conn, columns, alike))


def _originals(conn: sqlite3.Connection, columns: Columns, alike: float) -> Ints:
    found = np.arange(len(columns))
    sql = "select article_id, family_id from copies where similarity >= ? and article_id <> family_id"
    pairs = reals(conn, sql, (alike,)).astype(np.int64).reshape(-1, 2)
    pairs = pairs[np.isin(pairs, columns.ids).all(axis=1)]
    found[columns.at(pairs[:, 0])] = columns.at(pairs[:, 1])
    return found


def folded(places: Ints, family: Ints) -> tuple[Ints, NDArray[np.int64]]:
    """The places (ascending) with each family once, and how many others are folded under each of them.

    A family is shown by its original where that is among the places, else by the earliest that is.

    >>> kept, copies = folded(np.array([1, 3, 4, 6]), np.array([0, 1, 2, 4, 4, 5, 1]))
    >>> kept.tolist(), copies.tolist()
    ([1, 4], [1, 1])
    """
    groups, first, counts = np.unique(family[places], return_index=True, return_counts=True)
    shown = places[first]
    originals_here = np.isin(groups, places, assume_unique=True)
    shown[originals_here] = groups[originals_here]
    order = np.argsort(shown)
    return shown[order], counts[order] - 1
