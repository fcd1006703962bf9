"""Build the archive of an earlier version, with the code of that version, for the tests of migrations.

``python tests/old/build.py NAME COMMIT...`` writes ``tests/old/NAME.db.xz``: eleven articles of the seeds,
one of them in two states, a file that cannot be filed, and a correction where the version has corrections.
Of two commits the first files the texts, and the second opens what the first has made.
"""

import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SEEDS = (
    "havenport-gazette/dock-strike-begins.txt",
    "havenport-gazette/dock-strike-ends.txt",
    "havenport-gazette/old-tarn-bridge-reopens.txt",
    "havenport-gazette/wire-dock-vote.txt",
    "northshore-herald/wire-dock-ballot.txt",
    "lindenpost/linie-4.txt",
    "wanglan-evening-post/beiyue-haiya.txt",
    "tidewater-record/archive-2025.jsonl",
)
CHANGED = SEEDS[2]


def write_texts(folder: Path, *, later: bool) -> None:
    """Write the raw files, ``later`` with another state of one and with one that is no text."""
    for name in SEEDS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "seeds" / name, folder / name)
    if later:
        text = (folder / CHANGED).read_text("utf-8")
        (folder / CHANGED).write_text(text.replace("bridge", "crossing"), encoding="utf-8")
        (folder / "broken.txt").write_bytes(b"")


def checked_out(commit: str, code: Path) -> None:
    """Put the files of a commit into a folder."""
    code.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(code)], input=packed, check=True)


def main(name: str, *commits: str) -> None:
    """Let the first commit file the texts, and the last their later state; keep the archive."""
    with tempfile.TemporaryDirectory() as place:
        raw, path = Path(place, "raw"), Path(place, "news.db")

        def morgue(commit: str, *arguments: str) -> None:
            code = Path(place, commit)
            if not code.exists():
                checked_out(commit, code)
            command = [sys.executable, "-m", "morgue", *arguments, "--db", str(path)]
            # A file that cannot be filed ends an ingest with 1, a command that is not there yet with 2.
            subprocess.run(command, cwd=place, env={**os.environ, "PYTHONPATH": str(code)}, check=False)

        for later, commit in ((False, commits[0]), (True, commits[-1])):
            write_texts(raw, later=later)
            morgue(commit, "ingest", str(raw))
        morgue(commits[-1], "entities", "rename", "Havenport", "Havenport Town")
        conn = sqlite3.connect(path)
        conn.execute("pragma journal_mode = delete")
        conn.close()
        (HERE / f"{name}.db.xz").write_bytes(lzma.compress(path.read_bytes(), preset=9))


if __name__ == "__main__":
    main(*sys.argv[1:])
