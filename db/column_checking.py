"""Are the columns and posting lists of a search in step with the articles?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from db.column_states import columns
from db.column_values import read_columns
from db.evaluating import vocabulary_of
from db.statements import numbers, rows

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Common words whose lists are compared with the index: all would take minutes at a million articles.
WORDS = 40


def out_of_step(conn: "sqlite3.Connection") -> Iterator[str]:
    """Yield what a search would count wrongly; nothing if all is well."""
    held = columns(conn)
    ids = numbers(conn, "select id from articles order by id")
    if not np.array_equal(held.ids, ids):
        lost = len(np.setxor1d(held.ids, ids))
        yield f"articles of which a search's columns know nothing, or that are gone: {lost:,}"
        return
    for name, values in read_columns(conn, ids, held.values).items():
        wrong = int(np.count_nonzero(held.column(conn, name) != values))
        if wrong:
            yield f"articles whose {name} is wrong in a search's columns: {wrong:,}"
    if not held.complete:
        return
    vocabulary_of(conn)
    common = [str(word) for (word,) in rows(conn, "select word from search_words where common order by word")]
    for word in common[:: max(1, len(common) // WORDS)]:
        sql = "select distinct doc from temp.articles_fts_places where term = ?"
        wanted = np.sort(held.at(numbers(conn, sql, (word,))))
        if not np.array_equal(np.flatnonzero(held.weights(conn, word)), wanted):
            yield f"the list of the word {word} is not what the index holds"
