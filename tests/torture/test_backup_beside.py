"""Backups are made while ingest files: each is the archive as it was after one of its commits."""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from db.backup import backup
from db.check import check
from db.sqlite import open_for_reading

ROOT = Path(__file__).parents[2]
DOCUMENTS = 600
#: Files documents with a commit after some of them; kill -9 ends it if it is not quick enough.
FILING = """
import random, sys, time
from pathlib import Path
from fixtures_traces import others
from db.archive import open_archive
folder, number = Path(sys.argv[1]), int(sys.argv[2])
with open_archive(folder / sys.argv[3]) as archive, archive.run(lambda name, kind: name) as run:
    for i, one in enumerate(others(folder, number)):
        run.save(one.path, one.sha256, [one])
        if random.random() < 0.2:
            run.commit()
            time.sleep(0.01)
"""
_ARTICLES = """
select files.path, files.sha256, articles.id, headline, body, outlets.name, section, published_at
from files left join articles on file_id = files.id left join outlets on outlets.id = outlet_id
order by files.id
"""


def filing(folder: Path, name: str, number: int = DOCUMENTS) -> subprocess.Popen[bytes]:
    here = [sys.executable, "-c", FILING, str(folder), str(number), name]
    paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(here, env=paths, cwd=ROOT)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    conn = open_for_reading(path)
    try:
        return conn.execute(sql).fetchall()
    finally:
        conn.close()


def test_backups_are_commits(tmp_path, trials, capsys):
    assert filing(tmp_path, "whole.db").wait(timeout=120) == 0
    undisturbed = rows(tmp_path / "whole.db", _ARTICLES)
    assert len(undisturbed) == DOCUMENTS
    copy, sizes, round_, child = tmp_path / "copy.db", [], 0, None
    try:
        for seed in trials("backup during ingest", 10, 200):
            if child is None or child.poll() is not None:
                assert child is None or child.returncode == 0
                round_ += 1
                child = filing(tmp_path, f"news{round_}.db")
                while not rows_there(tmp_path / f"news{round_}.db"):
                    time.sleep(0.02)
            time.sleep(random.Random(seed).uniform(0, 0.2))
            backup(tmp_path / f"news{round_}.db", copy, force=True)
            filed = rows(copy, _ARTICLES)
            sizes.append(len(filed))
            assert filed == undisturbed[: len(filed)], f"trial {seed}"
            counts = "select documents, added, finished_at is null from runs"
            ended = len(filed) == DOCUMENTS
            assert rows(copy, counts)[0][:2] == (len(filed), len(filed)), f"trial {seed}"
            assert rows(copy, counts)[0][2] or ended
            assert [one.text for one in check(copy) if one.unsound] == [], f"trial {seed}"
    finally:
        if child is not None:
            child.kill()
            child.wait()
    with capsys.disabled():
        print(f"\nbackups with {sizes[:20]} of {DOCUMENTS} articles")
    assert any(0 < size < DOCUMENTS for size in sizes)


def rows_there(path: Path) -> bool:
    try:
        return bool(rows(path, "select 1 from articles limit 1"))
    except Exception:  # there is no archive yet, or not all of its tables
        return False
