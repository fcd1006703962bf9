"""Two segments of columns and posting lists into one, without asking the index again."""

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from db.column_values import COLUMNS
from db.postings import (
    packed_column,
    packed_places,
    packed_weights,
    unpacked_column,
    unpacked_places,
    unpacked_weights,
)

if TYPE_CHECKING:
    from db.sqlite import sqlite3


def merge(conn: "sqlite3.Connection", one: int, other: int) -> None:
    """Merge two segments into a new one; places of articles that changed since are given up."""
    segments = (one, other)
    ids = [_living(conn, segment) for segment in segments]
    kept = np.concatenate([numbers[living] for numbers, living in ids])
    order = np.argsort(kept, kind="stable")
    into = new_segment(conn, kept[order])
    for name in ("id", "size", *COLUMNS):
        living = zip(segments, (alive for _, alive in ids), strict=True)
        parts = [stored_column(conn, segment, name)[alive] for segment, alive in living]
        values = np.concatenate(parts)[order]
        conn.execute("delete from search_columns where name = ? and segment_id in (?, ?)", [name, *segments])
        conn.execute(
            "insert into search_columns (segment_id, name, data) values (?, ?, ?)",
            [into, name, packed_column(values)],
        )
    conn.execute("delete from search_columns where segment_id in (?, ?) and name = 'dead'", segments)
    places = _places([living for _, living in ids], order)
    _merge_postings(conn, segments, into, places)
    conn.execute("delete from search_segments where id in (?, ?)", segments)


def new_segment(conn: "sqlite3.Connection", ids: NDArray[np.int64]) -> int:
    """Number a new segment of these articles, behind all that are there.

    Readers tell states of the archive by the numbers, and a file may be put back from a copy and go on
    another way: so the number follows from the articles too.
    """
    own = crc32(ids.tobytes()) % 10**9
    sql = """insert into search_segments (id, articles)
        select coalesce(max(id), 0) + 1 + ?, ? from search_segments returning id"""
    return int(conn.execute(sql, [own, len(ids)]).fetchone()[0])


def _living(conn: "sqlite3.Connection", segment: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    numbers = stored_column(conn, segment, "id")
    living = np.ones(len(numbers), bool)
    living[stored_column(conn, segment, "dead")] = False
    return numbers, living


def stored_column(conn: "sqlite3.Connection", segment: int, name: str) -> NDArray[np.int64]:
    """One column of a segment, an empty one if there is none."""
    sql = "select data from search_columns where segment_id = ? and name = ?"
    found = conn.execute(sql, [segment, name]).fetchone()
    return unpacked_column(found[0]).astype(np.int64) if found else np.zeros(0, np.int64)


def _places(living: list[NDArray[np.bool_]], order: NDArray[np.int64]) -> list[NDArray[np.int32]]:
    """For each segment: the new place of each of its old ones, -1 for what is given up."""
    new = np.empty(len(order), np.int32)
    new[order] = np.arange(len(order), dtype=np.int32)
    found, start = [], 0
    for alive in living:
        places = np.full(len(alive), -1, np.int32)
        count = int(alive.sum())
        places[alive] = new[start : start + count]
        found.append(places)
        start += count
    return found


def _merge_postings(
    conn: "sqlite3.Connection", segments: tuple[int, int], into: int, places: list[NDArray[np.int32]]
) -> None:
    articles = sum(int((new >= 0).sum()) for new in places)
    words = conn.execute(
        "select distinct word from search_postings where segment_id in (?, ?)", segments
    ).fetchall()
    for (word,) in words:
        where: list[NDArray[np.int32]] = []
        weights: list[NDArray[np.uint8]] = []
        for segment, new in zip(segments, places, strict=True):
            sql = "select places, weights from search_postings where word = ? and segment_id = ?"
            row = conn.execute(sql, [word, segment]).fetchone()
            if row:
                moved = new[unpacked_places(row[0])]
                where.append(moved[moved >= 0])
                weights.append(unpacked_weights(row[1])[moved >= 0])
        conn.execute("delete from search_postings where word = ? and segment_id in (?, ?)", [word, *segments])
        joined = np.concatenate(where)
        order = np.argsort(joined, kind="stable")
        if len(joined):
            conn.execute(
                "insert into search_postings (word, segment_id, places, weights) values (?, ?, ?, ?)",
                [
                    word,
                    into,
                    packed_places(joined[order], articles),
                    packed_weights(np.concatenate(weights)[order]),
                ],
            )
