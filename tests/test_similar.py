"""More like this: copies first, then what shares the telling words, and never the article itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fixtures_web import ARTICLE, make_archive

from db.archive import open_archive
from db.column_building import refresh
from db.similar import similar
from db.sqlite import open_for_reading
from db.statements import TooSlowError

FERRY = "The ferry to Marlow was cancelled after a rope caught its propeller, the harbour master said. "
BREAD = "Bakers in Eastmouth raised the price of rye bread because flour has become scarce this winter. "
FILLER = [f"Sailors counted {word} gulls above the pier at noon." for word in ("many", "few", "no", "some")]


@pytest.fixture
def filed(make: Callable[..., Any], file_in: Callable[..., list[str]], tmp_path: Path) -> Path:
    texts = {
        "ferry": FERRY + "Divers cut it loose.",
        "copy": FERRY + "Divers cut it loose!",
        "later": "The ferry to Marlow sails again, its propeller mended.",
        "bread": BREAD,
        **{f"filler{i}": text for i, text in enumerate(FILLER)},
    }
    file_in(*([make(text, f"{name}.txt", headline=name.title())] for name, text in texts.items()))
    return tmp_path / "news.db"


def ids(path: Path) -> dict[str, int]:
    conn = open_for_reading(path)
    found = {headline: key for key, headline in conn.execute("select id, headline from articles")}
    conn.close()
    return found


@pytest.mark.parametrize("common", [None, 1, 3])
def test_copies_come_first_and_strangers_not_at_all(filed: Path, common: int | None) -> None:
    if common:
        with open_archive(filed) as archive:
            archive.conn.execute("insert into search_changes select id from articles")
            refresh(archive.conn, common)
    numbers = ids(filed)
    conn = open_for_reading(filed)
    found = similar(conn, numbers["Ferry"])
    assert found is not None
    titles = [hit.title for hit in found.hits]
    assert titles[:2] == ["Copy", "Later"]
    assert "Ferry" not in titles
    assert "Bread" not in titles
    assert {"ferry", "propeller", "marlow"} <= {word.lower() for word in found.words}
    assert [hit.title for hit in similar(conn, numbers["Ferry"], limit=1).hits] == ["Copy"]  # type: ignore[union-attr]
    conn.close()


def test_limits_and_missing_articles(filed: Path) -> None:
    conn = open_for_reading(filed)
    number = ids(filed)["Ferry"]
    assert similar(conn, 5) is None
    assert similar(conn, 2**62) is None
    empty = similar(conn, number, limit=0)
    assert empty is not None
    assert empty.hits == ()
    conn.set_progress_handler(lambda: 1, 1)
    with pytest.raises(TooSlowError):
        similar(conn, number)
    conn.set_progress_handler(None, 0)
    conn.close()


def test_an_archive_without_posting_lists(tmp_path: Path) -> None:
    path = make_archive(tmp_path / "news.db", copies=12)
    conn = open_for_reading(path)
    found = similar(conn, ARTICLE, limit=11)
    assert found is not None
    assert {hit.title for hit in found.hits} == {"Port workers vote for a strike"}
    assert len(found.hits) == 11
    conn.close()


def test_one_article_alone(
    make: Callable[..., Any], file_in: Callable[..., list[str]], tmp_path: Path
) -> None:
    file_in([make(FERRY, "ferry.txt")])
    conn = open_for_reading(tmp_path / "news.db")
    (number,) = conn.execute("select id from articles").fetchone()
    found = similar(conn, number)
    assert found is not None
    assert found.hits == found.words == ()
    conn.close()
