"""A deleted article's address says so, and tells nothing to whom the table is closed."""

from pathlib import Path
from typing import Any

import pytest
from fixtures_web import Get, getter, make_archive, make_site

from db.check import accept
from morgue.deletion import delete

NUMBERS = "/news/articles.json?_shape=array&_size=1"


@pytest.fixture
def site(tmp_path: Path) -> tuple[Path, int]:
    path = make_archive(tmp_path / "news.db")
    number = getter(make_site(path))(NUMBERS).json()[0]["id"]
    # it was not morgue that wrote those rows
    accept(path)
    delete(path, [number], "asked by <b>a court</b>")
    return path, number


def test_gone_with_day_and_reason(site: tuple[Path, int]) -> None:
    path, number = site
    get: Get = getter(make_site(path))
    answer: Any = get(f"/news/articles/{number}")
    assert answer.status_code == 410
    assert "This article was deleted on 20" in answer.text
    assert "asked by &lt;b&gt;a court&lt;/b&gt;" in answer.text
    assert get(f"/news/articles/{number}.json").status_code == 410


def test_nothing_else_is_gone(site: tuple[Path, int]) -> None:
    get = getter(make_site(site[0]))
    for path in (
        "/news/articles/5",
        "/news/articles/x",
        f"/news/articles/{'9' * 40}",
        "/news/entities/77777",
    ):
        assert get(path).status_code == 404


def test_a_closed_table_tells_nothing(site: tuple[Path, int]) -> None:
    path, number = site
    closed = {"news": {"tables": {"deletions": {"allow": False}}}}
    answer = getter(make_site(path, databases=closed))(f"/news/articles/{number}")
    assert answer.status_code == 404
    assert "court" not in answer.text


def test_errors_show_no_row_on_the_server(site: tuple[Path, int], capfd: pytest.CaptureFixture[str]) -> None:
    """Where rich is installed Datasette prints what its functions hold, whole articles among it."""
    get = getter(make_site(site[0]))
    for path in ("/news/articles/5", f"/news/articles/{site[1]}", "/news/articles?_sort=nothing", "/nothing"):
        assert get(path).status_code >= 400
    assert "locals" not in capfd.readouterr().err + capfd.readouterr().out
    # imported late: on its own it loads its plugins before it is made
    from datasette import handle_exception  # type: ignore[import-untyped]

    assert handle_exception.rich is None
