"""A page from elsewhere, whose name leads to this machine, reads nothing."""

from pathlib import Path

import pytest
from fixtures_web import getter, make_archive, make_site

OPEN_SITE = {"allow_csv_stream": False}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("web") / "news.db")


@pytest.mark.parametrize("page", ["/", "/search.json?q=budget", "/news.json?sql=select+1", "/search.atom"])
def test_strange_names_are_not_answered(path: Path, page: str) -> None:
    get = getter(make_site(path))
    for host in ("evil.example", "evil.example:8001", "127.0.0.1.evil.example"):
        answer = get(page, headers={"host": host})
        assert answer.status_code == 421
        assert "budget" not in answer.text
    for host in ("127.0.0.1:8001", "localhost", "LOCALHOST:9000", "[::1]:8001"):
        assert get(page, headers={"host": host}).status_code == 200


def test_names_can_be_added(path: Path) -> None:
    get = getter(make_site(path, plugins={"morgue": {"hosts": ["Archive.example"]}}))
    assert get("/", headers={"host": "archive.example"}).status_code == 200
    assert get("/", headers={"host": "evil.example"}).status_code == 421


def test_what_everybody_may_read_has_any_name(path: Path) -> None:
    site = make_site(path)
    site._settings |= OPEN_SITE
    assert getter(site)("/", headers={"host": "archive.example"}).status_code == 200


def test_own_pages_are_kept_by_no_proxy_and_tell_nobody_where_one_was(path: Path) -> None:
    get = getter(make_site(path))
    for page in ("/", "/search?q=budget", "/compare?q=a&q=b", "/about", "/queries"):
        headers = get(page).headers
        assert headers["cache-control"] == "private, no-cache"
        assert headers["referrer-policy"] == "no-referrer"
