"""SQL from readers: strangers have none, and that of the house takes neither all memory nor for ever."""

import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fixtures_hostile import make_hostile
from hostile_sql import ATTACKS
from test_serve import free_port

Trials = Callable[[str, int, int], Iterator[int]]

#: Seconds that an answer may take: the limit is 2, which is looked at between two calls of a function; the
#: rest is for a machine that has other things to do. Without limits some of these take hours.
PATIENCE = 15
#: Bytes of memory of the server: what SQLite may have, 512 MB, and what threads have and do not give back;
#: 0.6 GB after one round of all attacks, 1.0 GB after two.
MEMORY = 1280 * 2**20


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile(tmp_path_factory.mktemp("sql") / "news.db")


def asked(port: int, page: str, **query: str) -> int:
    address = f"http://127.0.0.1:{port}{page}{'?' * bool(query)}{urlencode(query)}"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@contextmanager
def served(morgue: Callable[..., Any], path: Path, *more: str) -> Iterator[tuple[int, int]]:
    """A server's port and process."""
    port = free_port()
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = morgue("serve", "--db", path, "--port", port, *more, **nowhere)
    try:
        until = time.monotonic() + 30
        while True:
            try:
                assert asked(port, "/-/versions.json") == 200
                break
            except urllib.error.URLError:
                assert time.monotonic() < until
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def peak(process: int) -> int:
    """The most memory that a process ever had, in bytes."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024


def test_expensive_sql_ends(morgue: Callable[..., Any], path: Path, trials: Trials) -> None:
    names = list(ATTACKS)
    with served(morgue, path) as (port, process):
        for seed in trials("SQL that fills memory or never ends", 19, 2 * len(ATTACKS)):
            name = names[seed % len(names)]
            begun = time.monotonic()
            assert asked(port, "/news.json", sql=ATTACKS[name]) in (200, 400), name
            assert time.monotonic() - begun < PATIENCE, name
            assert asked(port, "/search.json", q="budget") == 200, f"after {name}"
            assert peak(process) < MEMORY, name


def test_strangers_have_no_sql(morgue: Callable[..., Any], path: Path) -> None:
    with served(morgue, path, "--public") as (port, process):
        for name, sql in ATTACKS.items():
            assert asked(port, "/news.json", sql=sql) == 403, name
            assert asked(port, "/news/articles.json", _where=f"({sql})") == 403, name
        assert peak(process) < MEMORY / 3
