"""metadata.yml and the entry point: every canned query answers, every column is described."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fixtures_web import NASTY, ROOT, XSS, Get, encoded, make_archive, metadata


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("web") / "news.db", copies=12)


@pytest.mark.parametrize("name", sorted(metadata()["databases"]["news"]["queries"]))
def test_canned_queries(get: Get, name: str) -> None:
    query = metadata()["databases"]["news"]["queries"][name]
    assert query["title"]
    assert query["description"]
    assert query["hide_sql"] is True
    for text in [None, *NASTY]:
        params = (
            "" if text is None else "?" + "&".join(f"{param}={encoded(text)}" for param in query["params"])
        )
        answer = get(f"/news/{name}{params}")
        assert answer.status_code == 200
        assert "message-error" not in answer.text
        assert XSS not in answer.text


@pytest.mark.parametrize(
    ("query", "params", "cell"),
    [
        ("search_ranked", {"q": "strike"}, "Port workers vote for a strike"),
        ("named_with", {}, "Tom O’Hara"),
        ("named_with", {"name": "brandt", "kind": "place"}, "Eastmouth"),
        ("first_mention", {"name": "Port Authority"}, "2025-01-01"),
        ("name_over_time", {"name": "Ada Brandt"}, "2025-02"),
        ("both_names", {"one": "Ada Brandt", "other": "Port Authority"}, "2025-02-28"),
        ("said_about", {"speaker": "brandt", "about": "LEVY"}, "the levy unfair"),
        ("changed_after_publication", {"kind": "headline"}, "Older words"),
        ("coverage_by_month", {"outlet": "north"}, "Northshore Herald"),
        ("wire_by_outlet", {}, "Reuters"),
        ("removed_by_rule", {"role": "promo"}, "promo/newsletter"),
        ("undated", {}, "in/3.txt"),
        ("failures_by_kind", {}, "in/bad.pdf"),
    ],
)
def test_what_canned_queries_answer(get: Get, query: str, params: dict[str, str], cell: str) -> None:
    rows = get(f"/news/{query}.json?_shape=array&{urlencode(params)}").json()
    assert any(cell in map(str, row.values()) for row in rows), rows


def test_metadata_describes_every_column(get: Get) -> None:
    tables = metadata()["databases"]["news"]["tables"]
    hidden = {table["name"] for table in get("/news.json?_show_hidden=1").json()["tables"] if table["hidden"]}
    for table in get("/news.json").json()["tables"]:
        if table["hidden"]:
            continue
        assert set(tables[table["name"]]["columns"]) | {"id"} >= set(table["columns"]), table["name"]
    assert "articles_fts" in hidden
    assert "_sqlite_migrations" in hidden
    for view in get("/news.json").json()["views"]:
        assert view["name"] in tables


def test_datasette_finds_the_plugin(path: Path, tmp_path: Path) -> None:
    """The plain command, with our entry point: pages, templates and style come along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    installed = tmp_path / "morgue-0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: morgue\nVersion: 0\n")
    (installed / "entry_points.txt").write_text(
        f"[datasette]\nmorgue = {project['entry-points']['datasette']['morgue']}\n"
    )

    def get(page: str) -> str:
        command = [
            sys.executable,
            "-m",
            "datasette",
            str(path),
            "-m",
            str(ROOT / "metadata.yml"),
            "--get",
            page,
        ]
        env = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
        return subprocess.run(
            command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True
        ).stdout

    text = get("/search?q=budget")
    assert "understood as: budget" in text
    style = re.search(r'href="(/-/static-plugins/[^"]*morgue.css)', text)
    assert style
    assert "--ink" in get(style[1])
