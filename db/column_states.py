"""Which columns belong to the archive as a connection sees it now; the latest states are kept in memory."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from db.column_values import Values
from db.columns import Columns, Ints
from db.posting_source import mean_length, some
from db.postings import unpacked_column

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Changed articles that are searched beside the posting lists; with more of them FTS5 alone is asked.
FEW = 2000
#: States that are kept: a writer makes a new one with every commit, readers share one.
STATES = 4

_states: "OrderedDict[Hashable, Columns]" = OrderedDict()
#: States that somebody is loading.
_loading: dict[Hashable, threading.Lock] = {}
_lock = threading.Lock()


def columns(conn: "sqlite3.Connection") -> Columns:
    """The columns of the archive as ``conn`` sees it; the caller is in a transaction.

    ``len(columns(conn))`` is the number of articles.
    """
    segments = conn.execute("select id, articles from search_segments order by id").fetchall()
    changed = conn.execute("select article_id from search_changes order by 1").fetchall()
    key = _key(conn, segments, changed)
    if key is None:
        return _load(conn, segments, changed)
    with _lock:
        if key in _states:
            _states.move_to_end(key)
            return _states[key]
        turn = _loading.setdefault(key, threading.Lock())
    # Others wait who need the same state, and nobody else.
    with turn:
        with _lock:
            if key in _states:
                return _states[key]
        try:
            loaded = _load(conn, segments, changed)
            with _lock:
                _states[key] = loaded
                while len(_states) > STATES:
                    _states.popitem(last=False)
        finally:
            _loading.pop(key, None)
    return loaded


def _key(
    conn: "sqlite3.Connection", segments: list[tuple[int, int]], changed: list[tuple[int]]
) -> Hashable | None:
    """What tells a state from all others; None: it cannot be told, and is not kept."""
    path = next((row[2] for row in conn.execute("pragma database_list") if row[1] == "main"), "")
    if conn.in_transaction or not path or not Path(path).exists():
        return None
    file = Path(path).stat()
    begun = conn.execute("select min(started_at) from runs").fetchone()[0]
    dead = conn.execute("select sum(length(data)) from search_columns where name = 'dead'").fetchone()[0]
    key: tuple[Hashable, ...] = (path, file.st_dev, file.st_ino, begun, dead, *(row[0] for row in segments))
    if changed:
        # Their rows are read: each change of an article makes a new state.
        sql = "select number from search_states where name = 'articles'"
        key += ("changed", conn.execute(sql).fetchone()[0])
    return key


def _load(conn: "sqlite3.Connection", segments: list[tuple[int, int]], changed: list[tuple[int]]) -> Columns:
    average = mean_length(conn)
    parts: dict[int, Ints] = {
        segment: unpacked_column(data)
        for segment, data in conn.execute("select segment_id, data from search_columns where name = 'id'")
    }
    dead = conn.execute("select 1 from search_columns where name = 'dead'").fetchone()
    if len(segments) == 1 and not changed and not dead:
        segment = segments[0][0]
        nothing = np.zeros(0, np.int32)
        return Columns(
            parts[segment].astype(np.int64), {segment: None}, nothing, None, average, Values.read(conn)
        )
    return _joined(conn, parts, changed, average)


def _joined(
    conn: "sqlite3.Connection", parts: dict[int, Ints], changed: list[tuple[int]], average: float
) -> Columns:
    """Several segments, and what is in none, as one table."""
    stale = np.array([row[0] for row in changed], np.int64)
    sql = "select id from articles where id in (select article_id from search_changes) order by id"
    fresh = np.array([row[0] for row in conn.execute(sql)], np.int64)
    living = {}
    for segment, data in conn.execute("select segment_id, data from search_columns where name = 'dead'"):
        living[segment] = np.ones(len(parts[segment]), bool)
        living[segment][unpacked_column(data)] = False
    for segment, ids in parts.items():
        alive = living.setdefault(segment, np.ones(len(ids), bool))
        alive &= ~np.isin(ids, stale)
    ids = np.sort(np.concatenate([fresh, *(parts[segment][living[segment]] for segment in parts)]))
    places: dict[int, np.ndarray[tuple[int], np.dtype[np.int32]] | None] = {}
    for segment, numbers in parts.items():
        where = np.full(len(numbers), len(ids), np.int32)
        where[living[segment]] = np.searchsorted(ids, numbers[living[segment]])
        places[segment] = where
    source = some(conn, fresh.tolist()) if 0 < len(fresh) <= FEW else None
    where = np.searchsorted(ids, fresh).astype(np.int32)
    return Columns(ids, places, where, source, average, Values.read(conn))
