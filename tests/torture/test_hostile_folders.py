"""Folders that are traps: pipes, sockets, devices, links, names; and input that nobody changes or holds."""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from faults import ROOT
from hostile_case import TEXT

from db.backup import backup
from db.sqlite import open_for_reading, sqlite3
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


def ingest(tmp_path, *paths, before=(), timeout=100, database="news.db", stdin=b""):
    done = subprocess.run(
        [
            *before,
            sys.executable,
            "-m",
            "morgue",
            "ingest",
            *paths,
            "--db",
            database,
            "--no-entities",
            "--json",
        ],
        cwd=tmp_path,
        input=stdin,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr
    conn = open_for_reading(tmp_path / database)
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


def test_a_file_called_as_standard_input_is_read_as_a_file(tmp_path):
    (tmp_path / "-").write_text(SECRET, encoding="utf-8")
    counts, failures, bodies = ingest(
        tmp_path, ".", stdin=b"Nobody asked for this piped text, said the clerk."
    )
    assert counts["added"] == 1
    assert failures == {}
    assert bodies == [SECRET.strip()]


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


#: Runs morgue and tells which files Python opened as those are that are filed.
LOADS = """
import os, sys

def tell(event, details):
    if event == "open" and details[2] & os.O_NOCTTY:
        print("loaded", details[0], file=sys.stderr)

sys.addaudithook(tell)
from morgue.cli import cli
cli()
"""


def run(tmp_path, *arguments):
    """Run Python of this tree in a folder."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def loads(tmp_path, *arguments):
    """The files that an ingest opens to read them, and its counts."""
    done = run(tmp_path, "-c", LOADS, "ingest", *arguments, "--no-entities", "--json")
    lines = done.stderr.splitlines()
    return [line.removeprefix("loaded ") for line in lines if line.startswith("loaded ")], json.loads(
        done.stdout
    )


def kept(database, words):
    """The names of files whose kept bytes, unpacked, hold these words."""
    conn = open_for_reading(database)
    try:
        rows = [
            (path, zlib.decompress(content))
            for path, content in conn.execute("select path, content from files")
        ]
    finally:
        conn.close()
    unpacked = [(path, gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data) for path, data in rows]
    return sorted(path for path, data in unpacked if words in data)


@pytest.fixture
def beside(tmp_path, texts):
    """An archive in the folder of its texts, under more names than one."""
    texts(3)
    shutil.move(tmp_path / "texts", tmp_path / "trap")
    (tmp_path / "elsewhere").symlink_to("trap")
    counts, _, _ = ingest(tmp_path, "trap", database="trap/news.db")
    assert counts["added"] == 3
    (tmp_path / "trap/latest.db").symlink_to("news.db")
    (tmp_path / "trap/linked.db").hardlink_to(tmp_path / "trap/news.db")
    (tmp_path / "trap/latest.db-wal").write_bytes(b"left by somebody")
    return tmp_path / "trap"


@pytest.mark.parametrize("database", ["trap/news.db", "elsewhere/latest.db", "trap/linked.db"])
def test_the_archive_is_not_opened_under_any_name(tmp_path, beside, database):
    """Closing it would drop the locks that SQLite has on it, and its bytes hold what was deleted."""
    named = (
        "elsewhere",
        "trap/../elsewhere",
        "elsewhere/news.db-wal",
        "elsewhere/latest.db",
        "trap/news.db.lock",
    )
    loaded, report = loads(tmp_path, *named, "--db", database)
    assert [Path(path).suffix for path in loaded] == [".txt"] * len(loaded)
    assert (report["failed"], report["added"]) == (0, 0)
    assert kept(beside / "news.db", b"SQLite format 3") == []


def test_what_is_loaded_can_be_seen(tmp_path, beside):
    """The negative control: a log without its archive is loaded."""
    loaded, _ = loads(tmp_path, "trap/00000.txt")
    assert loaded == ["trap/00000.txt"]
    (beside / "gone.db-wal").write_text(TEXT)
    loaded, report = loads(tmp_path, "trap/gone.db-wal")
    assert (loaded, report["added"]) == (["trap/gone.db-wal"], 1)


def test_another_archive_is_passed_over_and_told(tmp_path, texts):
    """A backup holds what was deleted since: its bytes must not come back into the archive."""
    folder = texts(3)
    ingest(tmp_path, "texts")
    backup(tmp_path / "news.db", folder / "copy.db")
    (folder / "copy.db.lock").write_text("1 elsewhere 2020-01-01T00:00:00Z\n")
    for ending in ("-wal", "-shm", "-journal"):
        (folder / f"copy.db{ending}").write_bytes(TEXT.encode())
    (folder / "report.db-wal").write_text(f"{TEXT}\nNo archive is beside it.\n")
    with (folder / "large.db").open("wb") as file:
        file.write((folder / "copy.db").read_bytes())
        file.truncate(sources.MAX_BYTES + 1)
    shutil.copy(folder / "copy.db", folder / ".copy.db.1.part")
    told = run(tmp_path, "-m", "morgue", "ingest", "texts", "texts/.copy.db.1.part", "--no-entities")
    for name in ("copy.db", "large.db", ".copy.db.1.part"):
        assert f"texts/{name}: an archive of morgue: not filed" in told.stderr
    assert told.returncode == 0
    counts, failures, _ = ingest(tmp_path, "texts")
    assert (counts["duplicates"], counts["skipped"], failures) == (4, 7, {})
    assert kept(tmp_path / "news.db", b"SQLite format 3") == []


def test_the_bytes_of_databases_are_not_kept(tmp_path):
    """A log without its database, or a packed copy, may hold texts that are deleted later."""
    folder = tmp_path / "trap"
    folder.mkdir()
    conn = sqlite3.connect(folder / "other.db", isolation_level=None)
    conn.execute("pragma journal_mode = wal").fetchall()
    conn.execute("create table kept (text)")
    conn.execute("insert into kept values (?)", [SECRET])
    for ending in ("-wal", "-shm"):
        shutil.copy(folder / f"other.db{ending}", folder / f"orphan{ending}.bin")
    conn.execute("pragma journal_mode = delete").fetchall()
    conn.execute("pragma synchronous = off")  # the journal's sign is written at once
    conn.execute("begin immediate")
    conn.execute("update kept set text = ''")
    shutil.copy(folder / "other.db-journal", folder / "orphan-journal.bin")
    conn.execute("rollback")
    conn.close()
    data = (folder / "other.db").read_bytes()
    (folder / "packed.gz").write_bytes(gzip.compress(data))
    (folder / "packed-large.gz").write_bytes(gzip.compress(data + bytes(sources.MAX_BYTES), 1))
    (folder / "packed-part.gz").write_bytes(gzip.compress(data)[:-20])
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    counts, failures, _ = ingest(tmp_path, "trap", "-", stdin=data)
    gone = "binary: {}: its bytes are not kept"
    assert failures == {
        **dict.fromkeys(
            ("other.db", "packed.gz", "packed-large.gz", "packed-part.gz", "-"),
            gone.format("a database of SQLite"),
        ),
        **{
            f"orphan-{name}.bin": gone.format(f"a {what} of SQLite")
            for name, what in (("wal", "log"), ("shm", "log's index"), ("journal", "journal"))
        },
        "picture.png": "binary: begins with b'\\x89PNG\\r\\n\\x1a\\n'",
    }
    assert counts["failed"] == 9
    # The negative control: what is binary for another reason is kept.
    assert kept(tmp_path / "news.db", b"") == ["trap/picture.png"]
