"""Is an archive what it would be if nobody had disturbed its runs?"""

from pathlib import Path
from typing import Any

from db.check import check
from db.search import search
from db.sqlite import open_for_reading

State = dict[str, Any]

#: Columns that tell when and in which run something happened, not what is filed.
PASSING = {"run_id", "replaced_by_run_id"}
#: Tables of SQLite, of the index and its columns, and of the ledger's history: asked in another way.
HISTORY = ("sqlite_", "_sqlite_", "articles_fts", "changes_fts", "search_", "runs", "failures", "page_sums")
#: What readers may ask: words, phrases, filters, parts, scripts without spaces, changes, nothing at all.
QUERIES = (
    "",
    "bridge",
    '"sandbank off Marlow Point"',
    "council OR mayor",
    "harbour -ferry",
    "outlet:Gazette",
    "headline:town",
    "person:Lee",
    "橋",
    "changed:any",
    "added:vote",
    "town w/5 rebuild",
    "on:2025-02",
    "length>50",
)


def state(path: Path) -> State:
    """All that an archive says: its rows, what failed, what searches answer."""
    found: State = {}
    conn = open_for_reading(path)
    try:
        for (table,) in conn.execute("select name from sqlite_master where type = 'table'").fetchall():
            if table.startswith(HISTORY):
                continue
            columns = [row[1] for row in conn.execute(f"pragma table_info({table})")]
            kept = ", ".join(f'"{name}"' for name in columns if name not in PASSING)
            found[table] = sorted(conn.execute(f"select {kept} from {table}").fetchall(), key=repr)
        failed = "select distinct path, sha256, error, detail from failures order by 1, 2, 3, 4"
        found["failures"] = conn.execute(failed).fetchall()
        found["schema"] = conn.execute("select type, name, sql from sqlite_master order by 1, 2").fetchall()
        for query in QUERIES:
            found[f"search {query}"] = _answer(conn, query)
        assert conn.execute("select 1 from search_changes").fetchone() is None
    finally:
        conn.close()
    return found


def _answer(conn: Any, query: str) -> dict[str, Any]:
    answer = search(conn, query, limit=100).as_dict()
    for hit in answer["hits"]:
        # Sums of many small numbers, in whatever order.
        hit["score"] = hit["score"] and round(hit["score"], 6)
    return answer


def unsound(path: Path) -> list[str]:
    """What ``morgue check`` finds unsound; nothing may be left unchecked."""
    return [one.text for one in check(path) if one.unsound or "not compared" in one.text]


def differences(path: Path, wanted: State) -> list[str]:
    """In what an archive differs from what it should be, and what is unsound in it."""
    found = state(path)
    told = unsound(path)
    for name in wanted.keys() | found.keys():
        if found.get(name) != wanted.get(name):
            told.append(f"{name}: {_difference(found.get(name), wanted.get(name))}")
    return sorted(told)


def _difference(found: Any, wanted: Any) -> str:
    if not isinstance(found, list) or not isinstance(wanted, list):
        return f"{found!r:.300} instead of {wanted!r:.300}"
    more = [row for row in found if row not in wanted]
    less = [row for row in wanted if row not in found]
    return f"{len(more)} rows too many, as {more[:1]!r:.300}; {len(less)} missing, as {less[:1]!r:.300}"
