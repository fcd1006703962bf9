"""Fingerprints of the articles that changed, and who must be compared anew because of them."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from db.families.index import Fingerprint, Index
from db.families.marks import Marks, marks
from db.sqlite import transaction

if TYPE_CHECKING:
    from db.sqlite import sqlite3

#: Numbers in one question to SQLite, which takes 32,766 at most.
AT_ONCE = 500


def rank(published_at: str | None, agency: str | None, sha256: str) -> str:
    """What decides who of a family is the original: the least.

    The earlier day (UTC); on one day whoever credits an agency, for outlets print what an agency sent;
    then the minute; then the file's hash, for the order must not hang on who was filed first. A month
    stands behind its days, and who has no date behind all.

    >>> sorted([rank(None, "AP", "a"), rank("2025-02", None, "b"), rank("2025-02-03", None, "c"),
    ...     rank("2025-02-03T08:00:00Z", "AP", "d")])[0]
    '2025-02-03 0 2025-02-03T08:00:00Z d'
    """
    at = published_at or ""
    # "~" stands behind every digit and dash.
    return f"{at[:10].ljust(10, '~')} {0 if agency else 1} {at or '~'} {sha256[:16]}"


def take(conn: "sqlite3.Connection", stop: Callable[[], bool]) -> tuple[Index, set[int]] | None:
    """Bring all fingerprints up to date; a transaction of its own. Gives the index over them, and who is new.

    Gives None, and writes nothing, if ``stop()`` said so meanwhile.

    Those who were compared with an article's former text, or will be with its new one under other rules,
    are put among the ``uncompared``. So whatever comes next may be killed and taken up again.
    """
    kept = _kept(conn)
    pending = [number for (number,) in conn.execute("select article_id from uncompared order by 1")]
    read = dict(_read(conn, pending, stop))
    if stop():
        return None
    gone = [number for number in pending if number not in read]
    former = {number: kept[number] for number in pending if number in kept}
    came = {number: one for number, one in read.items() if kept.get(number) != one}
    went = {number: one for number, one in former.items() if read.get(number) != one}
    touched: set[int] = set()
    if went:
        before = Index(kept)
        for one in went.values():
            touched.update(before.ids[before.sharing(one.array())[0]].tolist())
    new = came.keys() - kept.keys()
    for number in gone:
        kept.pop(number, None)
    kept |= came
    index = Index(kept)
    touched.update(index.ids[index.crossing(_all(came.values()), _all(went.values()))].tolist())
    _write(conn, came, gone, touched)
    return index, new


def _kept(conn: "sqlite3.Connection") -> dict[int, Fingerprint]:
    rows = conn.execute("select article_id, rank, marks from fingerprints")
    return {number: Fingerprint(place, found) for number, place, found in rows}


def _read(
    conn: "sqlite3.Connection", numbers: list[int], stop: Callable[[], bool]
) -> Iterator[tuple[int, Fingerprint]]:
    for start in range(0, len(numbers), AT_ONCE):
        if stop():
            return
        some = numbers[start : start + AT_ONCE]
        rows = conn.execute(
            f"""select articles.id, published_at, agency, sha256, body
                from articles join files on files.id = file_id
                where articles.id in ({", ".join("?" * len(some))})""",
            some,
        )
        for number, published_at, agency, sha256, body in rows:
            yield number, Fingerprint(rank(published_at, agency, sha256), marks(body).astype("<u4").tobytes())


def _all(found: Iterable[Fingerprint]) -> Marks:
    return np.frombuffer(b"".join(one.marks for one in found), "<u4").astype(np.uint32, copy=False)


def _write(
    conn: "sqlite3.Connection", came: dict[int, Fingerprint], gone: list[int], touched: Iterable[int]
) -> None:
    with transaction(conn):
        conn.executemany(
            "insert or replace into fingerprints (article_id, rank, marks) values (?, ?, ?)",
            [(number, one.rank, one.marks) for number, one in came.items()],
        )
        conn.executemany(
            "insert or ignore into uncompared (article_id) values (?)", [(number,) for number in touched]
        )
        for table in ("fingerprints", "uncompared"):
            conn.executemany(f"delete from {table} where article_id = ?", [(number,) for number in gone])
