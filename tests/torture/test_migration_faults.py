"""An archive that is being brought up to date is the old one or the new one, whatever happens on the way."""

import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fixtures_old import NAMES, unpack
from fixtures_rows import Rows, difference, everything, rows, tables
from migrating import REFUSED, start, statements

from db.archive import open_archive
from db.errors import OlderArchive
from db.sqlite import open_for_reading, schema_gap

Trials = Callable[[str, int, int], Iterator[int]]

#: Seconds that a process may take: twenty times what it does.
PATIENCE = 30


class Case:
    """An old archive, what it holds, what it becomes, and what that takes."""

    def __init__(self, name: str, folder: Path) -> None:
        folder.mkdir()
        self.old = unpack(name, folder)
        self.held = held(self.old)
        new = Path(shutil.copy(self.old, folder / "new.db"))
        begun = time.monotonic()
        self.statements = statements(new)
        self.seconds = time.monotonic() - begun
        self.becomes = everything(new)
        self.growth = new.stat().st_size - self.old.stat().st_size


def held(path: Path) -> tuple[list[str], Rows]:
    """The steps that an archive lacks, and its rows."""
    conn = open_for_reading(path, any_schema=True)
    try:
        found = {name: rows(conn, name, columns) for name, columns in tables(conn).items()}
        return schema_gap(conn)[0], found
    finally:
        conn.close()


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    folder = tmp_path_factory.mktemp("old")
    return [Case(name, folder / name) for name in NAMES]


def must_be_old_or_new(path: Path, case: Case) -> None:
    """All steps were taken or none; then what is left is done, and the archive is what it becomes."""
    missing, found = held(path)
    if missing:
        assert (missing, found) == case.held
        with pytest.raises(OlderArchive):
            open_for_reading(path)
    with open_archive(path):
        pass
    assert difference(everything(path), case.becomes) == {}


def test_kill_in_the_middle(tmp_path: Path, trials: Trials, cases: list[Case]) -> None:
    for seed in trials("kill -9 while an old archive is brought up to date", 21, 300):
        case, chance = cases[seed % len(cases)], random.Random(seed)
        path = Path(shutil.copy(case.old, tmp_path / f"{seed}.db"))
        if seed % 2:
            process = start(path, die_at=chance.randint(1, case.statements))
        else:
            process = start(path)
            time.sleep(chance.uniform(0, 2 * case.seconds))
            process.kill()
        process.join(PATIENCE)
        assert process.exitcode in ((-9,) if seed % 2 else (-9, 0))
        must_be_old_or_new(path, case)


def test_steps_that_stand_alone_are_noticed(tmp_path: Path, cases: list[Case]) -> None:
    """The negative control."""
    case, halves = cases[0], 0
    for part in range(1, 10):
        path = Path(shutil.copy(case.old, tmp_path / f"{part}.db"))
        process = start(path, die_at=case.statements * part // 10, step_by_step=True)
        process.join(PATIENCE)
        assert process.exitcode == -9
        missing, found = held(path)
        halves += bool(missing) and (missing, found) != case.held
    assert halves


def test_disk_full_in_the_middle(tmp_path: Path, trials: Trials, cases: list[Case]) -> None:
    refused = 0
    for seed in trials("disk full while an old archive is brought up to date", 7, 100):
        case, chance = cases[seed % len(cases)], random.Random(seed)
        path = Path(shutil.copy(case.old, tmp_path / f"{seed}.db"))
        size = path.stat().st_size
        if seed % 2:
            process = start(path, pages=chance.randint(1, max(case.growth // 8192, 1)))
        else:
            process = start(path, room=chance.randint(size // 2, size + case.growth))
        process.join(PATIENCE)
        assert process.exitcode in (0, REFUSED)
        refused += process.exitcode == REFUSED
        must_be_old_or_new(path, case)
    assert refused
