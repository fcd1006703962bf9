"""The words of many articles, read back out of an FTS5 index: the same tokens, counts and weights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from db.tokens import memory, tokens

if TYPE_CHECKING:
    from db.postings import Places, Weights
    from db.sqlite import sqlite3

#: FTS5's own settings of bm25, which cannot be changed: how soon repetition counts no more, and how far
#: a long article is held against it.
K1, B = 1.2, 0.75
#: What FTS5 takes where a word stands in more than half of the articles.
LEAST_IDF = 1e-6
#: Columns of the index with their weights, as the schema sets them.
WEIGHTS = {
    "headline": 10,
    "standfirst": 4,
    "body": 1,
    "byline": 2,
    "section": 2,
    "dateline": 1,
    "editors_note": 1,
    "unspaced": 1,
}
#: A weight that fits into a byte.
HEAVIEST = 255

# one row for each place where the word stands: a third quicker than to ask bm25 of each article
_INSTANCES = f"""select doc, case col when 'body' then 1 {
    " ".join(f"when '{name}' then {weight}" for name, weight in WEIGHTS.items() if weight > 1)
} else 1 end from temp.%s_places where term = ?"""


def idf(rows: int, holding: int) -> float:
    """What a word weighs that so many of all rows hold.

    >>> round(idf(1000, 10), 2), idf(10, 9)
    (4.55, 1e-06)
    """
    return max(float(np.log((rows - holding + 0.5) / (holding + 0.5))), LEAST_IDF)


@dataclass(slots=True)
class Source:
    """An FTS5 index over the articles ``ids`` (ascending), perhaps over others as well."""

    conn: "sqlite3.Connection"
    table: str
    ids: NDArray[np.int64]
    #: words of each article
    sizes: NDArray[np.int64]

    def postings(self, word: str) -> tuple["Places", "Weights"]:
        """Where a word of the index stands among ``ids``, and how often, each part with its weight."""
        found = self.conn.execute(_INSTANCES % self.table, [word])
        flat = np.fromiter(chain.from_iterable(found), np.int64).reshape(-1, 2)
        if not len(flat):
            return np.zeros(0, np.int32), np.zeros(0, np.uint8)
        first = np.flatnonzero(np.diff(flat[:, 0], prepend=-1))
        weights = np.minimum(np.add.reduceat(flat[:, 1], first), HEAVIEST)
        numbers = flat[first, 0]
        places = np.searchsorted(self.ids, numbers)
        mine = places < len(self.ids)
        mine[mine] = self.ids[places[mine]] == numbers[mine]
        return places[mine].astype(np.int32), weights[mine].astype(np.uint8)

    def places(self, word: str) -> tuple["Places", "Weights"]:
        """The same for a word that nearly all articles hold, each time with the least weight.

        bm25 gives such a word next to nothing, however often it stands in an article, and to count it
        there takes half of the time for all words.
        """
        if tokens(word) != (word,):
            # the index would be asked for the stem of a stem
            return self.postings(word)
        sql = f"select rowid from {self.table} where {self.table} match ?"
        numbers = np.fromiter((key for (key,) in self.conn.execute(sql, [f'"{word}"'])), np.int64)
        found = np.searchsorted(self.ids, numbers)
        mine = found < len(self.ids)
        mine[mine] = self.ids[found[mine]] == numbers[mine]
        return found[mine].astype(np.int32), np.ones(int(mine.sum()), np.uint8)

    def words(self) -> Iterator[tuple[str, int]]:
        """All words of the index in order, with the number of rows that hold each."""
        yield from self.conn.execute(f"select term, doc from temp.{self.table}_words")


def vocabulary(conn: "sqlite3.Connection", table: str) -> None:
    """Make the tables of a connection that tell an index's words and their places."""
    for name, kind in (("words", "row"), ("places", "instance")):
        conn.execute(f"drop table if exists temp.{table}_{name}")
        conn.execute(f"create virtual table temp.{table}_{name} using fts5vocab(main, {table}, '{kind}')")


def whole(conn: "sqlite3.Connection") -> Source:
    """The archive's own index as a source of all its articles."""
    vocabulary(conn, "articles_fts")
    return Source(conn, "articles_fts", *_sizes(conn, "articles_fts"))


def some(conn: "sqlite3.Connection", ids: Sequence[int]) -> Source:
    """An index in memory of the articles ``ids`` alone; those that are gone are left out."""
    columns = ", ".join(WEIGHTS)
    held = memory(columns)
    texts = conn.execute(
        f"select id, {columns} from articles where id in (select value from json_each(?))",
        ["[" + ",".join(map(str, ids)) + "]"],
    )
    marks = ", ".join("?" * len(WEIGHTS))
    held.execute("begin")
    held.executemany(f"insert into texts (rowid, {columns}) values (?, {marks})", texts)
    held.execute("commit")
    vocabulary(held, "texts")
    return Source(held, "texts", *_sizes(held, "texts"))


def mean_length(conn: "sqlite3.Connection") -> float:
    """The mean number of words of an article, as FTS5 keeps it for bm25."""
    (block,) = conn.execute("select block from articles_fts_data where id = 1").fetchone()
    rows, *lengths = _varints(block) if block else [0]
    return sum(lengths) / max(rows, 1) or 1.0


def _sizes(conn: "sqlite3.Connection", table: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids and words of every row."""
    found = conn.execute(f"select id, sz from {table}_docsize order by id").fetchall()
    ids = np.fromiter((row[0] for row in found), np.int64, len(found))
    return ids, np.fromiter((sum(_varints(row[1])) for row in found), np.int64, len(found))


def _varints(data: bytes) -> list[int]:
    """SQLite's numbers of one to nine bytes.

    >>> _varints(bytes([5, 0x81, 0x00]))
    [5, 128]
    """
    found, value = [], 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(value)
            value = 0
    return found
