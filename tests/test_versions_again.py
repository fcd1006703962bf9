"""States of articles that are met again: after a deletion, after a change of place, after a correction."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import Make

from db.check import check
from ingest.model import Moment


def at(hour: str) -> Moment:
    return Moment(f"2025-02-13T{hour}:00Z", f"2025-02-13T{hour}+00:00", "minute", "stated")


def words(beginning: str) -> str:
    return " ".join(f"{beginning}{number}" for number in range(60))


def test_a_state_of_an_article_that_was_deleted(
    tmp_path: Path, make: Make, file_in: Callable[..., list[str]]
) -> None:
    common = {"outlet": "Gazette", "published": at("08:00"), "url": "https://gazette.example/bridge"}
    file_in([make(words("a"), "a.txt", headline="Bridge is shut", **common)])
    conn = sqlite3.connect(tmp_path / "news.db")
    conn.execute("pragma foreign_keys = off")
    for table in ("blocks", "evidence", "notes"):
        conn.execute(f"delete from {table}")
    conn.execute("delete from articles")
    conn.execute("delete from files")
    conn.commit()
    conn.close()
    again = make(words("a").replace("a5 ", "b5 "), "b.txt", headline="Bridge is shut", **common)
    assert file_in([again]) == ["added"]


def test_bytes_that_are_a_version_already(
    tmp_path: Path, make: Make, file_in: Callable[..., list[str]], query: Callable[..., list[tuple[Any, ...]]]
) -> None:
    def state(text: str, path: str, address: str, hour: str) -> Any:
        url = f"https://gazette.example/{address}"
        more = {"headline": "Bridge is shut", "outlet": "Gazette", "published": at("08:00")}
        return make(text, path, url=url, updated=at(hour), **more)

    first = state(words("a"), "p.txt", "one", "10:00")
    file_in([first])
    file_in([state(words("a").replace("a5 ", "x5 "), "q.txt", "one", "12:00")])
    file_in([state(words("z"), "p.txt", "two", "11:00")])
    counts = []
    for _ in range(3):
        file_in([first])
        counts.append(query(tmp_path / "news.db", "select count(*) from versions")[0][0])
    assert len(set(counts)) == 1
    assert [one.text for one in check(tmp_path / "news.db")] == []
