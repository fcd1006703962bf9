"""What the program prints is the same in every locale, and names of files are stored by their bytes."""

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
