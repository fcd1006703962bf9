"""Text as the index sees it: the very tokenizer of ``articles_fts``, asked in memory."""

import threading
from functools import lru_cache

from db.sqlite import sqlite3

#: The tokenizer of the index.
TOKENIZE = "porter unicode61 remove_diacritics 2"

#: Behind every token that begins with another one.
LAST = "\U0010ffff"

_mine = threading.local()


def memory(columns: str) -> "sqlite3.Connection":
    """A connection in memory with an index ``texts`` of so many columns and its tokens, ``tokens``.

    >>> conn = memory("body")
    >>> _ = conn.execute("insert into texts (rowid, body) values (1, 'The strikers')")
    >>> [word for (word,) in conn.execute("select term from tokens order by offset")]
    ['the', 'striker']
    """
    conn = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    conn.execute("pragma journal_mode = off")
    conn.execute(f"create virtual table texts using fts5({columns}, tokenize='{TOKENIZE}')")
    conn.execute("create virtual table tokens using fts5vocab(texts, 'instance')")
    return conn


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as the index has them, in order.

    >>> tokens("Müller’s state-owned U.S. banks")
    ('muller', 's', 'state', 'own', 'u', 's', 'bank')
    """
    conn = getattr(_mine, "conn", None)
    if conn is None:
        conn = _mine.conn = memory("body")
    conn.execute("insert into texts (rowid, body) values (1, ?)", [text])
    found = tuple(str(word) for (word,) in conn.execute("select term from tokens order by offset"))
    conn.execute("delete from texts")
    return found
