"""SQL with the tables and columns beside it, as far as the reader may see them."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fixtures_web import Get, getter, make_archive, make_site, metadata

ASK = "/news?" + urlencode({"sql": "select id, title from articles"})


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("schema") / "news.db")


def site(path: Path, **more: Any) -> Get:
    return getter(make_site(path, **more))


@pytest.mark.parametrize("page", ["/news", ASK])
def test_the_schema_stands_beside_the_query(path: Path, page: str) -> None:
    text = site(path)(page).text
    beside = text[text.index('class="schema"') :]
    assert beside.index("<code>articles</code>") < beside.index("<code>aliases</code>")
    assert "<dt><code>standfirst</code></dt><dd>The line under the headline</dd>" in beside
    assert "<code>articles_fts_data</code>" not in beside


def test_a_private_table_is_not_told_of(path: Path) -> None:
    databases = metadata()["databases"]
    databases["news"]["tables"]["failures"]["allow"] = {"id": "root"}
    text = site(path, databases=databases)(ASK).text
    assert "<code>articles</code>" in text
    assert "<code>failures</code>" not in text


def test_a_ready_question_has_the_whole_width(path: Path) -> None:
    text = site(path)("/news/wire_by_outlet").text
    assert "with-schema" not in text
    assert "with-schema" in site(path)(ASK).text


def test_where_no_sql_is_answered_none_is_spoken_of(path: Path) -> None:
    free, strict = make_site(path), make_site(path)
    strict._settings["default_allow_sql"] = False
    for page, words in [
        ("/queries", "For other questions there is"),
        ("/news", "morgue_match"),
        ("/", ">Tables and SQL<"),
    ]:
        assert words in getter(free)(page).text
        assert words not in getter(strict)(page).text
    assert ">Tables<" in getter(strict)("/").text


def test_the_first_query_is_of_articles(path: Path) -> None:
    assert "select * from articles</textarea>" in site(path)("/news").text
