"""What the program prints is the same in every locale, and names of files are stored by their bytes."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.paths import name_from

SAID = "“Naïve” — 海运, said Şükrü."


@pytest.mark.parametrize(("encoding", "format_"), [("latin-1", ""), ("ascii", "--json")])
def test_data_is_the_same_bytes(
    morgue: Callable[..., Any], file_in: Any, make: Any, encoding: str, format_: str
) -> None:
    file_in([make(f"{SAID} The bridge is shut.", headline=SAID)])

    def printed(**environment: str) -> bytes:
        arguments = ["search", "bridge", *([format_] if format_ else [])]
        process = morgue(*arguments, text=False, env={**os.environ, **environment})
        found, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        return bytes(found)

    assert SAID.encode() in (plain := printed(PYTHONIOENCODING="utf-8"))
    assert printed(PYTHONIOENCODING=encoding) == plain


def test_a_terminal_gets_escapes(tmp_path: Path, file_in: Any, make: Any, morgue: Callable[..., Any]) -> None:
    file_in([make(f"{SAID} The bridge is shut.", headline=SAID)])
    ours, theirs = os.openpty()
    process = morgue(
        "search", "bridge", stdout=theirs, env={**os.environ, "PYTHONIOENCODING": "latin-1", "NO_COLOR": "1"}
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            said += os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
    os.close(ours)
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Naïve".encode("latin-1") in said
    assert b"\\u6d77" in said


def test_names_are_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding in ("utf-8", "latin-1", "ascii"):

        def encode(name: str, encoding: str = encoding) -> bytes:
            return name.encode(encoding, "surrogateescape")

        monkeypatch.setattr(os, "fsencode", encode)
        as_read = "häfen-海".encode().decode(encoding, "surrogateescape")
        assert name_from(Path("/news"), f"/news/{as_read}.txt") == "häfen-海.txt"
    # A name that this system cannot have, from a program.
    assert name_from(Path("/news"), "/news/海.txt") == "海.txt"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_names_of_any_bytes_are_printed(tmp_path: Path, morgue: Callable[..., Any], encoding: str) -> None:
    """What a name holds is neither obeyed by a terminal nor another line; no name hides the next files."""
    text = b"The council of Havenport voted on Monday to close the bridge for three years."
    names = [b"caf\xe9.txt", b"b\n00003.txt: added\x1b]0;x\x07.txt", b"c.txt"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(text)
    bad = [b"\xff\x1b[2J\n.txt"]
    (tmp_path / os.fsdecode(bad[0])).write_bytes(b"%PDF-1.7")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "1"}
    told = b"\\udcff\\x1b[2J\\n.txt: binary: begins with b'%PDF-1.7'\n"
    for command in (["extract", "--nl", "--no-entities"], ["ingest", "--no-entities"]):
        process = morgue(
            command[0], *command[1:], *map(os.fsdecode, [*names, *bad]), text=False, env=environment
        )
        out, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert told in err
        assert b"\x1b" not in err
        if command[0] == "extract":
            paths = [json.loads(line)["path"] for line in out.splitlines()]
            assert paths == [os.fsdecode(name) for name in (*names, *bad)]
    for name in names:
        process = morgue("explain", os.fsdecode(name), text=False, env=environment)
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert b"\x1b" not in out
        assert b": text/plain" in out.splitlines()[0]
