"""The product made worse on purpose: a test that does not notice is no test."""

import contextlib
import importlib
from collections.abc import Callable
from typing import Any


def owner(module: str, name: str) -> tuple[Any, str]:
    """Give what holds a name such as ``Run.commit`` in a module, and its last part."""
    found: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        found = getattr(found, part)
    return found, last


def two_transactions() -> None:
    """The ledger's row is committed before its article is written."""
    from db import save

    file = save._file

    def filed(conn: Any, *rest: Any) -> int:
        number = file(conn, *rest)
        conn.execute("release document")
        conn.execute("commit")
        conn.execute("begin immediate")
        conn.execute("savepoint document")
        return number

    save._file = filed


def forgotten_copies() -> None:
    """What is yet to be compared is taken out of its table before it is compared."""
    from db.families import families

    refresh = families.refresh

    def refreshed(conn: Any, *rest: Any) -> None:
        waiting = conn.execute("delete from uncompared returning article_id").fetchall()
        conn.executemany("insert into uncompared (article_id) values (?)", waiting)
        refresh(conn, *rest)

    families.refresh = refreshed


def _synchronous(how: str) -> None:
    from db import sqlite

    prepare = sqlite._prepare

    def prepared(conn: Any, *rest: Any) -> None:
        prepare(conn, *rest)
        conn.execute(f"pragma synchronous = {how}")

    sqlite._prepare = prepared


def deaf() -> None:
    """A commit that fails is passed over."""
    from db.run import Run

    commit = Run.commit

    def committed(run: Any) -> None:
        try:
            commit(run)
        except Exception:
            if run._conn.in_transaction:
                run._conn.execute("rollback")
            run._index._triggers.clear()
            run._pending = 0

    Run.commit = committed  # type: ignore[method-assign]


def unlocked() -> None:
    """Nobody takes the lock."""
    from db import archive

    archive.locked = lambda path, wait=0.0: contextlib.nullcontext()


def late_index() -> None:
    """Articles are indexed after the commit that files them."""
    from db import indexing
    from db.run import Run

    commit = Run.commit
    index = indexing._INDEX.replace("from unindexed cross join articles on id = article_id", "from articles")

    def committed(run: Any) -> None:
        commit(run)
        done = "where id not in (select id from articles_fts_docsize) order by id"
        run._conn.execute(index.replace("order by article_id", done))

    Run.commit = committed  # type: ignore[method-assign]
    indexing._INDEX = "select 1"


def startled() -> None:
    """Ctrl-C is an error as any other."""
    from morgue import ingest_run

    ingest_run.stoppable = lambda: contextlib.nullcontext(_Never())


class _Never:
    requested, exit_code = False, 0


METHODS: dict[str, Callable[[], None]] = {
    "two transactions": two_transactions,
    "forgotten copies": forgotten_copies,
    "synchronous off": lambda: _synchronous("off"),
    "synchronous normal": lambda: _synchronous("normal"),
    "deaf": deaf,
    "unlocked": unlocked,
    "late index": late_index,
    "startled": startled,
}
