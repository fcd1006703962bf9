"""The README's commands run, and print what it says."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from fixtures_query import examples

from db.archive import open_archive
from db.sqlite import open_for_reading
from ingest.outlets.profiles import KEYS
from morgue.cli import cli

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
CONSOLE = re.compile(r"```console\n(.*?)```", re.S)
PYTHON = re.compile(r"```python\n(.*?)```", re.S)
SECONDS = re.compile(r"\d+\.\d s\b")


def blocks() -> list[tuple[str, list[str]]]:
    """Commands and the lines that they are said to print, in order."""
    found: list[tuple[str, list[str]]] = []
    for block in CONSOLE.findall(README):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "seeds", path / "seeds")
    return path


def test_commands_print_what_the_readme_says(folder: Path) -> None:
    for command, said in blocks():
        program = f"{sys.executable} -m {command}"
        done = subprocess.run(program, shell=True, cwd=folder, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, (command, done.stderr)
        printed = SECONDS.sub("", done.stdout + done.stderr).splitlines()
        expected = [SECONDS.sub("", line) for line in said]
        if expected and expected[-1] == "...":
            expected.pop()
            printed = printed[: len(expected)]
        assert printed == expected, command


def test_python_of_the_readme_runs(folder: Path) -> None:
    if not (folder / "news.db").exists():
        test_commands_print_what_the_readme_says(folder)
    for block in PYTHON.findall(README):
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=folder, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("6 [")


def test_every_command_is_in_the_readme_and_has_help() -> None:
    for name in cli.commands:
        assert f"`morgue {name}" in README
        shown = CliRunner().invoke(cli, [name, "--help"])
        assert shown.exit_code == 0
        assert len(shown.output.split("\n\n")[1].strip()) > 15, name


def test_tables_and_views_of_the_readme_exist(tmp_path: Path) -> None:
    with open_archive(tmp_path / "a.db"):
        pass
    conn = open_for_reading(tmp_path / "a.db")
    there = {
        name for (name,) in conn.execute("select name from sqlite_master where type in ('table', 'view')")
    }
    part = README[README.index("## Tables") : README.index("## Where do I")]
    named = set(re.findall(r"`([a-z_]+)`", part)) - {"ingest"}
    assert named <= there
    assert {"coverage", "articles", "articles_fts"} <= named


def test_the_readme_explains_the_whole_language() -> None:
    part = README[README.index("## Search") : README.index("## What is read")]
    for example in examples():
        assert example in part


def test_every_profile_key_is_documented() -> None:
    guide = (ROOT / "ingest/outlets/README.md").read_text("utf-8")
    assert all(f"`{key}`" in guide or f"`[[{key}]]`" in guide for key in KEYS)


def test_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
