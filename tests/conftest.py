"""What the tests of the archive share: made-up documents, an archive of three, its rows as plain values."""

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fixtures_newness import filed, press, told  # noqa: F401
from fixtures_outlets import APPEAL, Here, story
from fixtures_people import correct, key, people  # noqa: F401 (fixtures are found here)

from db.archive import open_archive
from db.sqlite import open_for_reading
from ingest.model import Article, Author, Block, Document, Mention, Moment

ROOT = Path(__file__).parent.parent
# A shell that starts the tests in the background lets them, and all that they start, ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)

Make = Callable[..., Document]

#: Columns that tell when and in which run something happened, not what is filed.
PASSING = {"run_id", "replaced_by_run_id"}
#: Tables of SQLite, of the index and its columns, and of the ledger's history.
HISTORY = ("sqlite_", "_sqlite_", "articles_fts", "changes_fts", "search_", "runs", "failures", "page_sums")


@pytest.fixture(scope="module")
def get(path: Path) -> Any:
    """Ask the site of the archive that a module's ``path`` gives, as everybody may."""
    from fixtures_web import getter, make_site

    return getter(make_site(path))


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Make a document; ``names`` are (surface, kind, full name), found in the text."""

    def make(
        text: str = "The bridge is shut.",
        path: str = "a.txt",
        *,
        names: tuple[tuple[str, str, str], ...] = (),
        error: str | None = None,
        content: bytes | None = None,
        **fields: Any,
    ) -> Document:
        data = text.encode() if content is None else content
        mentions = tuple(
            Mention(text.index(surface), text.index(surface) + len(surface), kind, surface, name)
            for surface, kind, name in names
        )
        blocks = (Block("byline", "By Ann Lee", "by"), Block("paragraph", text, "rest"))
        article = None if error else Article(**{"blocks": blocks, "mentions": mentions, **fields})
        full = path if path.startswith("-") else str(tmp_path / path)
        sha256 = hashlib.sha256(data).hexdigest() if data else ""
        return Document(full, sha256, "text/plain", "utf-8", data, article, error, "told" if error else "")

    return make


@pytest.fixture
def file_in(tmp_path: Path) -> Callable[..., list[str]]:
    """File lists of documents, each list one file, in one run; the outcomes."""

    def file_in(*files: list[Document], name: str = "news.db") -> list[str]:
        outcomes: list[str] = []
        with open_archive(tmp_path / name) as archive, archive.run(key) as run:
            for documents in files:
                alone = len(documents) == 1 and "#" not in documents[0].path
                path = documents[0].path if alone else documents[0].path.rpartition("#")[0]
                whole = documents[0].sha256 if alone else hashlib.sha256(repr(documents).encode()).hexdigest()
                outcomes += run.save(path, whole, documents)
        return outcomes

    return file_in


@pytest.fixture
def archive(tmp_path: Path, make: Make, file_in: Callable[..., list[str]]) -> Path:
    """An archive of three articles, two of which name the same people."""
    lee = ("Lee", "person", "Ann Lee")
    moment = Moment("2025-02-13T09:30:00Z", "2025-02-13T10:30+01:00", "minute", "stated")
    file_in(
        [
            make(
                "Mayor Lee opened the bridge in Havenport.",
                "bridge.txt",
                names=(lee, ("Havenport", "place", "Havenport")),
                headline="Bridge opens",
                outlet="Gazette",
                language="en",
                published=moment,
                authors=(Author("Ann Lee"), Author("Reuters", "agency")),
                url="https://gazette.example/bridge",
            )
        ],
        [make("A. Lee said no. The harbour strike goes on.", "strike.txt", names=(lee,), headline="Strike")],
        [make("Nobody came to the fair.", "fair.txt")],
    )
    return tmp_path / "news.db"


@pytest.fixture
def rows() -> Callable[[Path], dict[str, list[tuple[Any, ...]]]]:
    """Every row of every table that says what is filed, in order."""

    def rows(path: Path) -> dict[str, list[tuple[Any, ...]]]:
        conn = open_for_reading(path)
        try:
            found = {}
            for (table,) in conn.execute("select name from sqlite_master where type = 'table'").fetchall():
                if table.startswith(HISTORY):
                    continue
                columns = [row[1] for row in conn.execute(f"pragma table_info({table})")]
                kept = ", ".join(f'"{name}"' for name in columns if name not in PASSING)
                found[table] = sorted(conn.execute(f"select {kept} from {table}").fetchall(), key=repr)
            return found
        finally:
            conn.close()

    return rows


@pytest.fixture
def query() -> Callable[..., list[tuple[Any, ...]]]:
    """Ask an archive by SQL."""

    def query(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
        conn = open_for_reading(path)
        try:
            return list(conn.execute(sql, values).fetchall())
        finally:
            conn.close()

    return query


@pytest.fixture
def morgue(tmp_path: Path) -> Callable[..., "subprocess.Popen[str]"]:
    """Start the command ``morgue`` as a process of its own, in the test's folder."""

    def start(*arguments: object, **options: Any) -> "subprocess.Popen[str]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MORGUE")}
        environment["PYTHONPATH"] = str(ROOT)
        return subprocess.Popen(
            [sys.executable, "-m", "morgue", *map(str, arguments)],
            **{
                "cwd": tmp_path,
                "env": environment,
                "stdin": subprocess.DEVNULL,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                "text": True,
                **options,
            },
        )

    return start


@pytest.fixture
def texts(tmp_path: Path) -> Callable[[int], Path]:
    """Write a folder of so many different news texts."""

    def texts(number: int) -> Path:
        folder = tmp_path / "texts"
        folder.mkdir()
        for i in range(number):
            day = f"{1 + i % 28} February 2025"
            lines = [
                f"Council votes on bridge {i}",
                "By Ann Lee",
                day,
                f"The council of Havenport voted on bridge {i} on Monday, after a debate of {i + 2} hours.",
                f"Work on it begins next year and will cost {i} million, said the mayor of the town.",
            ]
            (folder / f"{i:05}.txt").write_text("\n\n".join(lines), encoding="utf-8")
        return folder

    return texts


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files in this process, so that a test can change what a reader knows."""
    monkeypatch.setattr("morgue.reading.Workers", Here)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An archive that is not there yet."""
    return tmp_path / "news.db"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., list[str]]:
    """Write pages of the Marlow Post; their paths."""

    def write(*numbers: int, **options: Any) -> list[str]:
        (tmp_path / "texts").mkdir(exist_ok=True)
        paths = [tmp_path / "texts" / f"{i:03}.txt" for i in numbers]
        for i, one in zip(numbers, paths, strict=True):
            one.write_text(story(i, **options), encoding="utf-8")
        return list(map(str, paths))

    return write


@pytest.fixture
def holding(query: Callable[..., list[tuple[Any, ...]]]) -> Callable[..., int]:
    """How many bodies of an archive hold a line."""

    def holding(path: Path, line: str = APPEAL) -> int:
        return int(query(path, "select count(*) from articles where instr(body, ?)", line)[0][0])

    return holding
