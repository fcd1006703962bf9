"""Each text counted once: copies fold under their original in hits, totals and counts."""

from typing import TYPE_CHECKING

from test_columns import COMMON, conn, write  # noqa: F401 (a fixture is found here)

from db.column_building import refresh
from db.search import search

if TYPE_CHECKING:
    from db.sqlite import sqlite3


def test_each_text_counts_once(conn: "sqlite3.Connection") -> None:  # noqa: F811
    for number in range(1, 9):
        write(conn, number, 5)
    refresh(conn, COMMON)
    word = conn.execute("select body from articles where id = 1").fetchone()[0].split()[0]
    assert search(conn, word, once=True).total == 8
    conn.executemany(
        "insert into copies (article_id, family_id, similarity) values (?, 3, ?)",
        [(3, 1.0), (1, 0.95), (5, 0.85), (6, 0.9)],
    )
    answer = search(conn, word, once=True, limit=20)
    assert (answer.total, answer.folded, len(answer.hits)) == (5, 3, 5)
    assert {hit.id: hit.copies for hit in answer.hits} == {2: 0, 3: 3, 4: 0, 7: 0, 8: 0}
    assert sum(count for _, count in answer.histogram) == 5
    strict = search(conn, word, once=True, alike=0.9, sort="newest")
    assert [hit.id for hit in strict.hits] == [8, 7, 5, 4, 3, 2]
    conn.execute("delete from articles where id = 3")
    assert search(conn, word, once=True).total == 7
    conn.execute("insert into copies (article_id, family_id, similarity) values (1, 1, 1.0), (5, 1, 0.9)")
    assert search(conn, word, once=True).total == 6
    assert search(conn, word).total == 7
