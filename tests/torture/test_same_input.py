"""The same files and the same version give the same archive, whatever surrounds the run."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fixtures_rows import Rows, difference, everything
from surroundings import Surroundings, file_in, make_locales, surroundings

from db.check import check

Trials = Callable[[str, int, int], Iterator[int]]

#: The program with a fault put in: entities are numbered in the order of a set, by the hashes of their names.
BY_HASH = """
import sys
from db import entities
from morgue.cli import cli
add = entities.EntityBook.add
def by_hash(self, article_id, article):
    for ref in {(m.kind, self._key(m.name or m.surface, m.kind)) for m in article.mentions}:
        if ref[1]:
            self.id_of(ref, ref[1])
    add(self, article_id, article)
entities.EntityBook.add = by_hash
cli(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("same")
    make_locales(folder / "locales")
    return folder


@pytest.fixture(scope="module")
def plain(place: Path) -> dict[int, Rows]:
    """What one run and what two runs make, with nothing out of the ordinary."""
    paths = {runs: file_in(place / f"plain-{runs}", Surroundings(1000), runs=runs) for runs in (1, 2)}
    assert [list(check(path)) for path in paths.values()] == [[], []]
    return {runs: everything(path) for runs, path in paths.items()}


def test_surroundings_do_not_matter(place: Path, plain: dict[int, Rows], trials: Trials) -> None:
    told = ("mentions", "copies", "stories", "versions", "search_columns", "quotes", "failures")
    assert all(plain[2][table] for table in told)
    for seed in trials("the same archive in other surroundings", 6, 24):
        runs = 1 + seed % 2
        path = file_in(place / str(seed), surroundings(seed), runs=runs)
        assert difference(plain[runs], everything(path)) == {}, surroundings(seed)


def test_a_fault_is_found(place: Path, plain: dict[int, Rows]) -> None:
    """Without it the test above could be blind."""
    path = file_in(place / "fault", Surroundings(1000, hashes="1"), ("-c", BY_HASH), runs=1)
    assert {"entities", "mentions", "aliases"} <= difference(plain[1], everything(path)).keys()
