"""``morgue search --all`` and ``morgue similar``: what they print, and where."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fixtures_web import make_archive

from morgue.cli import cli


@dataclass
class Run:
    """Runs a command on an archive in which twelve articles tell of a strike."""

    path: Path

    def __call__(self, command: str, *arguments: object) -> Any:
        words = [command, "--db", str(self.path), *map(str, arguments)]
        return CliRunner().invoke(cli, words, prog_name="morgue")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(make_archive(tmp_path_factory.mktemp("command") / "news.db", copies=12))


def test_export_has_no_limit(run: Run) -> None:
    for fmt in ("--nl", "--csv", "--tsv", "--json", "--bibtex", "--ris", "--safe-csv"):
        result = run("search", "strike", "--all", fmt, "--limit", "3")
        assert result.exit_code == 0, result.output
        assert result.stdout.count("Port workers vote for a strike") >= 12, fmt
    assert run("search", "strike", "--bibtex", "--limit", "3").stdout.count("@article{") == 3
    assert run("search", "strike", "--ris", "--offset", "10").stdout.count("TY  - NEWS") == 2
    assert len(json.loads(run("search", "strike", "--all", "--json").stdout)) == 12
    assert len(run("search", "strike", "--all").stdout.splitlines()) == 24
    told = run("search", 'strike "', "--all", "--nl").stderr
    assert told == "A quotation mark without a partner was ignored.\n"


def test_similar(run: Run) -> None:
    (hit,) = json.loads(run("search", "strike", "--json", "--limit", "1").stdout)["hits"]
    result = run("similar", hit["id"], "--json", "--limit", "3")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["id"] == hit["id"]
    assert hit["id"] not in {other["id"] for other in answer["hits"]}
    assert run("similar", hit["id"]).exit_code == 0
    assert run("similar", hit["id"], "--csv").exit_code == 0
    missing = run("similar", 5)
    assert missing.exit_code == 1
    assert missing.stderr == f"Error: {run.path}: there is no article 5\n"


@pytest.mark.parametrize("arguments", [[], ["x", "--file", "-"], ["--file", "nothing.csv"]])
def test_search_wants_a_query_or_a_file(run: Run, arguments: list[str]) -> None:
    assert run("search", *arguments).exit_code == 2


def test_orders_and_some_of_the_words(run: Run) -> None:
    numbers = [
        json.loads(line)["id"] for line in run("search", "strike", "--oldest", "--nl").stdout.splitlines()
    ]
    assert numbers == sorted(numbers)
    text = run("search", "strike zebra").stdout
    assert text.startswith("0 articles: strike and zebra")
    assert "With some of the words: 12" in text
