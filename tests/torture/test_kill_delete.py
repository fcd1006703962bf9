"""A deletion is killed at any moment: all or nothing, and the next call of the program leaves no trace."""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import pytest
from fixtures_traces import OWN, others, target, traces

from db.archive import open_archive
from db.check import check
from db.sqlite import open_for_reading
from morgue.deletion import delete

OTHERS = 40


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kill")
    path = folder / "news.db"
    some = others(folder, OTHERS)
    with open_archive(path) as archive:
        for documents in (
            some[: OTHERS // 2],
            [target(folder, state=1)],
            [target(folder), *some[OTHERS // 2 :]],
        ):
            with archive.run(lambda name, kind: name) as run:
                for one in documents:
                    run.save(one.path, one.sha256, [one])
    return path


def ids(path: Path, sql: str) -> list[int]:
    conn = open_for_reading(path)
    try:
        return [number for (number,) in conn.execute(sql)]
    finally:
        conn.close()


def delete_in_a_child(path: Path, number: int) -> int:
    """Begin a deletion in a process of its own, and give its number."""
    child = os.fork()
    if not child:
        try:
            delete(path, [number], "asked")
        finally:
            os._exit(0)
    return child


def test_a_killed_deletion_is_whole_or_nothing(filed, tmp_path, trials, capsys):
    ask = f"select id from articles where section = '{OWN['section']}'"
    [number] = ids(filed, ask)
    path = tmp_path / "news.db"
    shutil.copy(filed, path)
    begun = time.monotonic()
    os.waitpid(delete_in_a_child(path, number), 0)
    seconds = time.monotonic() - begun
    assert traces(path, OWN.values()) == set()
    kept = gone = uncleaned = 0
    for seed in trials("kill -9 while an article is deleted", 8, 200):
        for file in tmp_path.iterdir():
            file.unlink()
        shutil.copy(filed, path)
        child = delete_in_a_child(path, number)
        # most of the work of the first step is done in the first tenth
        time.sleep(1.1 * seconds * random.Random(seed).random() ** 3)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        here, buried = ids(path, ask), ids(path, "select cleaned_at is null from deletions")
        assert (here, len(buried)) in (([number], 0), ([], 2)), f"trial {seed}"
        findings = [one.text for one in check(path) if one.unsound]
        if here:
            kept += 1
            assert findings == [], f"trial {seed}"
            continue
        gone, uncleaned = gone + 1, uncleaned + any(buried)
        assert all("traces" in one for one in findings), f"trial {seed}: {findings}"
        assert any(buried) or traces(path, OWN.values()) == set(), f"trial {seed}"
        with open_archive(path) as archive:
            assert archive.clean()
        assert traces(path, OWN.values()) == set(), f"trial {seed}"
        assert [one.text for one in check(path) if one.unsound] == [], f"trial {seed}"
    with capsys.disabled():
        print(f"\nkilled deletions: {kept} did nothing, {gone} were done, {uncleaned} of them cleaned later")
