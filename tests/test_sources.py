"""Walking and loading: sorted, without surprises, nothing opened that is no plain file."""

import os
from pathlib import Path

import pytest

from ingest.errors import EmptyFile, FileTooLarge, UnreadableFile
from ingest.sources import MAX_BYTES, load, walk


def test_folders_are_walked_in_sorted_order_whatever_the_disk_says(tmp_path: Path) -> None:
    for name in ["b.txt", "a/2.txt", "a/10.txt", "Ä.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    names = [Path(found.path).relative_to(tmp_path).as_posix() for found in walk([str(tmp_path)])]
    assert names == ["a/10.txt", "a/2.txt", "b.txt", "Ä.txt"]


def test_what_is_passed_over_says_why(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_text("x")
    (tmp_path / "README.md").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    assert [found.problem for found in walk([str(tmp_path)])] == [
        "hidden",
        "about the folder",
        "no plain file",
    ]


def test_a_named_readme_is_filed(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("x")
    assert [found.problem for found in walk([str(tmp_path / "README.md")])] == [None]


def test_links_in_circles_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert len(list(walk([str(tmp_path)]))) == 1


def test_a_fifo_named_outright_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFile, match="no plain file"):
        load(str(tmp_path / "pipe"))


def test_a_missing_file_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        load(str(tmp_path / "gone.txt"))


@pytest.mark.parametrize("data", [b"", b" \n\t "])
def test_an_empty_file_is_empty(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(EmptyFile):
        load(str(tmp_path / "a.txt"))


def test_a_sparse_giant_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(FileTooLarge):
        load(str(tmp_path / "big.txt"))


def test_a_name_that_is_no_unicode_is_loaded(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(path)).write_bytes(b"news")
    [found] = list(walk([str(tmp_path)]))
    assert load(found.path).data == b"news"
