"""Keep the columns and posting lists in step with the articles: after a run, by what changed.

Articles lie in segments. What a run added or changed becomes a segment of its own, and small segments
are merged, so that each article is written again a few times only. Where half of the archive is new,
all of it becomes one segment. All of this can be lost: it follows from the articles.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from db.column_values import Values, read_columns
from db.posting_source import Source, some, whole
from db.postings import packed_column, packed_places, packed_weights
from db.segment_merging import merge, new_segment, stored_column
from db.sqlite import transaction
from db.unspaced import pairs

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: FTS5 ranks a word in so many articles in 4 ms; only commoner ones need lists of their own.
COMMON = 4000
#: A word in a larger share of the articles than this weighs next to nothing in any of them.
EVERYWHERE = 0.6
#: In fewer articles it costs nothing to count how often it stands in each.
FEW = 20_000
#: From this share of new articles on one segment of all, 0.1 ms an article, is quicker than one more, 0.25.
MOST = 0.4
#: A segment is merged into the one before it unless that one is so many times larger.
GROWTH = 4
#: Languages of scripts without spaces, and Korean.
UNSPACED = ("zh", "ja", "ko", "th", "lo", "km", "my")
#: Articles of a new segment at once: their index is made in memory, 1.5 KB each.
BATCH = 50_000


def pending(conn: "sqlite3.Connection") -> int:
    """The number of articles that were added, changed or removed since.

    ``pending(conn)`` is 0 after ``refresh(conn)``.
    """
    return int(conn.execute("select count(*) from search_changes").fetchone()[0])


def refresh(conn: "sqlite3.Connection", common: int = COMMON) -> None:
    """Bring columns, posting lists and words up to date, in one transaction.

    ``common`` is for tests: the number of articles from which on a word gets its own lists.
    """
    changed = [key for (key,) in conn.execute("select article_id from search_changes order by 1")]
    if not changed:
        return
    total = int(conn.execute("select count(*) from articles").fetchone()[0])
    with transaction(conn):
        if len(changed) >= MOST * total:
            _make_all(conn, common)
        else:
            _drop(conn, changed)
            for start in range(0, len(changed), BATCH):
                _add(conn, changed[start : start + BATCH], total, common)
        conn.execute("delete from search_changes")


def rebuild(conn: "sqlite3.Connection") -> None:
    """Make everything anew, the words and values too that no article has any more, in one transaction."""
    with transaction(conn):
        # Columns name values by number: both are made anew.
        conn.execute("delete from search_values")
        _make_all(conn, COMMON)
        conn.execute("delete from search_changes")


def _make_all(conn: "sqlite3.Connection", common: int) -> None:
    for table in ("search_postings", "search_columns", "search_words"):
        conn.execute(f"delete from {table}")
    _fill_unspaced(conn)
    source = whole(conn)
    segment = _segment(conn, source)
    conn.execute("delete from search_segments where id <> ?", [segment])
    words = list(source.words())
    marked = ((word, articles, articles >= common) for word, articles in words)
    conn.executemany("insert into search_words (word, articles, common) values (?, ?, ?)", marked)
    often = [(word, articles) for word, articles in words if articles >= common]
    _write(conn, segment, lists(source, often, len(source.ids)))


def _fill_unspaced(conn: "sqlite3.Connection") -> None:
    """Index articles of scripts without spaces that were filed before the index had a column for them."""
    sql = """select id, headline, standfirst, body from articles
        where language in (select value from json_each(?)) and unspaced is null"""
    for key, *texts in conn.execute(sql, [json.dumps(UNSPACED)]).fetchall():
        found = pairs("\n".join(text for text in texts if text))
        if found:
            conn.execute("update articles set unspaced = ? where id = ?", [found, key])


def _add(conn: "sqlite3.Connection", changed: Sequence[int], total: int, common: int) -> None:
    """Make a segment of those articles that are there."""
    source = some(conn, changed)
    if not len(source.ids):
        return
    segment = _segment(conn, source)
    counted = list(source.words())
    conn.executemany(
        "insert into search_words (word, articles) values (?, ?) "
        "on conflict do update set articles = articles + excluded.articles",
        counted,
    )
    _make_common(conn, common, segment)
    often = dict(conn.execute("select word, articles from search_words where common"))
    here = [(word, often[word]) for word, _ in counted if word in often]
    _write(conn, segment, lists(source, here, total))
    _merge_small(conn)


def _make_common(conn: "sqlite3.Connection", common: int, but: int) -> None:
    """Give the words that have become common their lists in the segments that are there already."""
    sql = "select word, articles from search_words where not common and articles >= ? order by word"
    words = conn.execute(sql, [common]).fetchall()
    if not words:
        return
    archive = whole(conn)
    for (segment,) in conn.execute("select id from search_segments").fetchall():
        if segment != but:
            ids = stored_column(conn, segment, "id")
            sizes = stored_column(conn, segment, "size")
            source = Source(conn, archive.table, ids, sizes)
            _write(conn, segment, lists(source, words, len(archive.ids)))
    conn.executemany("update search_words set common = 1 where word = ?", [(word,) for word, _ in words])


def lists(source: Source, words: Iterable[tuple[str, int]], total: int) -> Iterator[tuple[str, bytes, bytes]]:
    """The packed posting lists of words; those that stand nowhere are left out."""
    for word, articles in words:
        everywhere = articles > max(EVERYWHERE * total, FEW)
        places, weights = source.places(word) if everywhere else source.postings(word)
        if len(places):
            yield word, packed_places(places, len(source.ids)), packed_weights(weights)


def _write(conn: "sqlite3.Connection", segment: int, found: Iterable[tuple[str, bytes, bytes]]) -> None:
    """Write posting lists of a segment."""
    conn.executemany(
        f"insert into search_postings (word, segment_id, places, weights) values (?, {segment:d}, ?, ?)",
        found,
    )


def _segment(conn: "sqlite3.Connection", source: Source) -> int:
    """Write the columns of a new segment."""
    segment = new_segment(conn, source.ids)
    values = Values.read(conn)
    columns = {"id": source.ids, "size": source.sizes, **read_columns(conn, source.ids, values)}
    values.write(conn)
    conn.executemany(
        "insert into search_columns (segment_id, name, data) values (?, ?, ?)",
        [(segment, name, packed_column(values)) for name, values in columns.items()],
    )
    return segment


def _drop(conn: "sqlite3.Connection", changed: Sequence[int]) -> None:
    """Mark the places of changed articles as dead in every segment."""
    for (segment,) in conn.execute("select id from search_segments").fetchall():
        places = np.flatnonzero(np.isin(stored_column(conn, segment, "id"), changed))
        if len(places):
            dead = np.union1d(stored_column(conn, segment, "dead"), places)
            conn.execute(
                "insert into search_columns (segment_id, name, data) values (?, 'dead', ?) "
                "on conflict (name, segment_id) do update set data = excluded.data",
                [segment, packed_column(dead)],
            )


def _merge_small(conn: "sqlite3.Connection") -> None:
    """Merge the last segment into the one before it, as long as that one is not much larger."""
    while True:
        last = conn.execute("select id, articles from search_segments order by id desc limit 2").fetchall()
        if len(last) < 2 or last[1][1] >= GROWTH * last[0][1]:
            return
        merge(conn, last[1][0], last[0][0])
