"""Folders that are traps: pipes, sockets, devices, links, names; and input that nobody changes or holds."""

import fcntl
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from faults import ROOT
from hostile_case import TEXT

from db.sqlite import open_for_reading
from ingest import sources
from ingest.sources import walk

SECRET = "The secret of the harbour is that nobody ever counted the boats in it, said the clerk.\n"
LOOPS, OUT = "Too many levels of symbolic links", "a link out of the folder: name it to file what it leads to"


@pytest.fixture
def trap(tmp_path):
    """A folder of traps with four good texts, each of which has more after it."""
    folder = tmp_path / "trap"
    (folder / "inner").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    for path in ("secret.txt", "outside/deep.txt"):
        (tmp_path / path).write_text(SECRET)
    for number, name in enumerate(("a.txt", "inner/b.txt", "m.txt", "zz.txt")):
        (folder / name).write_text(f"{TEXT}\nMore of it: {number}.\n")
    os.mkfifo(folder / "b-pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        here = Path.cwd()
        os.chdir(folder)  # a socket's path must be short
        server.bind("c-socket.txt")
        os.chdir(here)
    for name, target in {
        "d-zero.txt": "/dev/zero",
        "e-random.html": "/dev/urandom",
        "f-self.txt": "f-self.txt",
        "g-other.txt": "h-one.txt",
        "h-one.txt": "g-other.txt",
        "i-up": "..",
        "j-here": ".",
        "k-out.txt": "../secret.txt",
        "l-folder": "../outside",
        "n-inside.txt": "inner/b.txt",
        "o-gone.txt": "never-there.txt",
        "p-memory": "/proc/self/mem",
        "q-passwords.txt": "/etc/passwd",
        "inner/r-back": "../inner",
    }.items():
        (folder / name).symlink_to(target)
    (folder / "s-folder.html").mkdir()
    with (folder / "t-sparse.txt").open("wb") as file:
        file.truncate(10 * 1000**3)
    return folder


def ingest(tmp_path, *paths, before=(), timeout=100):
    done = subprocess.run(
        [
            *before,
            sys.executable,
            "-m",
            "morgue",
            "ingest",
            *paths,
            "--db",
            "news.db",
            "--no-entities",
            "--json",
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr
    conn = open_for_reading(tmp_path / "news.db")
    try:
        failures = dict(conn.execute("select path, error || ': ' || detail from failures").fetchall())
        bodies = [row[0] for row in conn.execute("select body from articles")]
    finally:
        conn.close()
    return (
        json.loads(done.stdout),
        {path.removeprefix("trap/"): what for path, what in failures.items()},
        bodies,
    )


def test_traps_are_told_and_texts_are_filed(tmp_path, trap):
    counts, failures, bodies = ingest(tmp_path, "trap")
    out = ("d-zero.txt", "e-random.html", "i-up", "k-out.txt", "l-folder", "p-memory", "q-passwords.txt")
    assert failures == {
        **dict.fromkeys(out, f"unreadable: {OUT}"),
        **dict.fromkeys(("f-self.txt", "g-other.txt", "h-one.txt"), f"unreadable: {LOOPS}"),
        "o-gone.txt": "unreadable: No such file or directory",
        "t-sparse.txt": "too large: 10,000,000,000 bytes, over 50,000,000",
    }
    # The link to a file inside leads to one that is filed already; pipe and socket are passed over.
    assert (counts["added"], counts["duplicates"], counts["skipped"]) == (4, 1, 2)
    assert len(bodies) == 4
    assert not any("secret" in body or "root:" in body for body in bodies)


def test_only_the_rule_keeps_other_folders_out(trap, monkeypatch):
    """The negative control: links that count as inside lead to the secret."""
    monkeypatch.setattr(sources.os.path, "realpath", lambda path, **_: str(trap))
    found = {found.path for found in walk([str(trap)]) if not found.refused}
    assert any(path.endswith("deep.txt") for path in found)


def test_links_that_are_named_are_followed(tmp_path, trap):
    _, failures, bodies = ingest(
        tmp_path, "trap/k-out.txt", "trap/d-zero.txt", "trap/b-pipe.txt", "trap/i-up/outside"
    )
    assert failures == {
        "d-zero.txt": "unreadable: no plain file",
        "b-pipe.txt": "unreadable: no plain file",
    }
    assert len(bodies) == 1  # twice the secret: the second is a duplicate


@pytest.fixture
def as_anybody():
    """What to put before a command so that it may no more than any user: root may enter everything."""
    if os.geteuid():
        return ()
    if not shutil.which("setpriv"):
        pytest.skip("root needs setpriv to be refused anything")
    power = "-dac_override,-dac_read_search"
    return ("setpriv", "--bounding-set", power, "--inh-caps", power)


def test_a_folder_that_may_not_be_entered_costs_what_is_in_it(tmp_path, as_anybody):
    for name in ("a", "closed/b", "closed/inner/c", "dark/d", "z"):
        path = tmp_path / "trap" / f"{name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{TEXT}\nMore of it: {name}.\n")
    closed = {"closed": 0o444, "dark": 0o111}  # one can be listed but not entered, the other not listed
    try:
        for name, mode in closed.items():
            (tmp_path / "trap" / name).chmod(mode)
        counts, failures, _ = ingest(tmp_path, "trap", "trap/closed/b.txt", before=as_anybody)
    finally:
        for name in closed:
            (tmp_path / "trap" / name).chmod(0o755)
    denied = "unreadable: Permission denied"
    assert failures == dict.fromkeys(("closed/b.txt", "closed/inner", "dark"), denied)
    assert (counts["added"], counts["failed"]) == (2, 4)


def test_names_of_any_bytes_are_filed(tmp_path):
    folder = tmp_path / "names"
    folder.mkdir()
    odd = (
        b"latin-\xe9\xff.txt",
        b"two\nlines.txt",
        b"\x1b[31mred.txt",
        b"tab\t'\"quote.txt",
        b"-rf",
        b"--help",
    )
    shell = (b"a;b|c$(d)`e`.txt", b"%00..%2f", b"...", b" ", b"a#3", b"CON.txt", b"n" * 251 + b".txt")
    wide = ("\u202etxt.gnp".encode(), "е\u0301".encode() * 50, "\U0001f30a.txt".encode(), b"\xed\xa0\x80.txt")
    names = [*odd, *shell, *wide]
    for number, name in enumerate(names):
        (folder / os.fsdecode(name)).write_text(f"{TEXT}\nMore of it: {number}.\n")
    counts, failures, bodies = ingest(tmp_path, "names")
    assert not failures
    assert (counts["added"], counts["skipped"]) == (len(names) - 1, 1)  # "..." is hidden
    assert len(bodies) == len(names) - 1
    again, failures, _ = ingest(tmp_path, "names")
    assert (again["added"], again["duplicates"], failures) == (0, len(names) - 1, {})


def test_folders_of_any_depth_are_walked(tmp_path):
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(1_500):
            Path("d").mkdir()
            os.chdir("d")
        Path("a.txt").write_text(TEXT)
        os.chdir(tmp_path)
        (tmp_path / "z.txt").write_text(TEXT)
        assert [found.path[-5:] for found in walk(["d", "z.txt"])] == ["a.txt", "z.txt"]
    finally:
        os.chdir(here)
        subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)


def states(folder):
    """What is known of every file: its bytes' hash, its times, its mode and number."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        data = (
            path.read_bytes() if path.is_file() and not path.is_symlink() and status.st_size < 10**8 else b""
        )
        found[path] = (hashlib.sha256(data).hexdigest(), *status[:7], status.st_mtime_ns, status.st_ctime_ns)
    return found


def test_input_is_neither_changed_nor_locked(tmp_path, texts):
    """All files are locked by us meanwhile: whoever wanted a lock would wait for ever, or complain."""
    folder = texts(12)
    (folder / "blank.html").write_bytes(b" " * 1000)
    (folder / "cut.gz").write_bytes(b"\x1f\x8b\x08\0\0\0\0\0")
    (folder / "00000.txt").chmod(0o444)
    before = states(folder)
    held = [path.open("rb") for path in folder.iterdir()]
    try:
        for file in held:
            fcntl.flock(file, fcntl.LOCK_EX)
        counts, failures, _ = ingest(tmp_path, "texts")
    finally:
        for file in held:
            file.close()
    assert (counts["added"], len(failures)) == (12, 2)
    assert states(folder) == before
    os.utime(folder / "00001.txt")  # the negative control: a file that was but touched is seen
    assert states(folder) != before
