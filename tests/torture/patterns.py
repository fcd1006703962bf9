"""Every regular expression that the reader compiles, and how long each takes over adversarial text."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

from faults import ROOT

#: Run in a fresh process: what the reader compiles when it is loaded, when its rule files are read, and when
#: it reads every sample there is.
RECORDER = """
import json, pathlib, pkgutil, re, sys
compile, found = re._compile, {}
def recorded(pattern, flags):
    frame = sys._getframe(1)
    while frame and ("/re/" in frame.f_code.co_filename or frame.f_code.co_filename.endswith("/re.py")):
        frame = frame.f_back
    where = frame.f_code.co_filename if frame else ""
    made = compile(pattern, flags)
    if "/ingest/" in where and isinstance(made.pattern, str | bytes):
        name = pathlib.Path(where).relative_to(pathlib.Path.cwd()).as_posix()
        found.setdefault((repr(made.pattern), made.flags), (name, frame.f_lineno))
    return made
re._compile = recorded
import ingest
from ingest.model import RawFile
for one in pkgutil.walk_packages(ingest.__path__, "ingest."):
    __import__(one.name)
from ingest.pipeline import documents
for path in sorted(pathlib.Path("seeds").rglob("*.*")):
    documents(RawFile(str(path), path.read_bytes()))
json.dump([[*key, *value] for key, value in found.items()], sys.stdout)
"""

#: Pieces that texts are made of: what makes one pattern or another go back and try again.
PIECES = (
    *(
        "a",
        "A",
        "1",
        " ",
        "<",
        ">",
        "\n",
        "-",
        ".",
        "(",
        "[",
        '"',
        "“",
        "*",
        "#",
        "|",
        "&",
        "/",
        "_",
        ",",
        "é",
        "中",
    ),
    *(
        "\t",
        "a ",
        "A ",
        "Aa ",
        "1 ",
        "1.",
        "1-",
        "a.",
        "a,",
        "By ",
        "- ",
        " - ",
        "| ",
        "a@",
        "a/",
        "://",
        "![",
        "](",
    ),
    *("<a ", "a=", "12:", "\n ", "A. ", "“a"),
)
#: What sees only lines whose white space has been folded: no two blanks follow one another there.
FOLDED = (
    "ingest/cleaning",
    "ingest/entities",
    "ingest/fields",
    "ingest/outlets",
    "ingest/quotes",
    "ingest/formats/html_headline",
)
#: Lengths that are compared, of texts whose doubling must not take more than GROWTH times as long. Linear
#: patterns take 2, quadratic ones 4; at less than QUICK nothing can be told and nothing need be.
LENGTH = 10_000 if os.environ.get("TORTURE") == "long" else 3_000
QUICK, GROWTH = 0.002, 2.6


def patterns() -> list[tuple["re.Pattern[str]", str]]:
    """The patterns, each with the file and line that compiled it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", RECORDER],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
        timeout=300,
    )
    found = []
    for source, flags, path, line in json.loads(done.stdout):
        pattern = eval(source)  # it was written by repr a moment ago
        text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
        flags &= ~re.UNICODE if isinstance(pattern, bytes) else ~0
        found.append((re.compile(text, flags), f"{path}:{line}"))
    return sorted(found, key=lambda one: one[1])


def texts(length: int, where: str = "") -> Iterator[str]:
    """Adversarial texts of a length, as they can come to a file of rules."""
    folded = where.startswith(FOLDED)
    for piece in PIECES:
        if folded and not (piece * 2).replace("  ", "\n").isprintable():
            continue
        text = piece * (length // len(piece))
        yield text
        yield f"{text}\x00"  # and one that no pattern ends with


def seconds(pattern: "re.Pattern[str]", text: str) -> float:
    """How long it takes to find all there is."""
    start = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - start


def slow_on(pattern: "re.Pattern[str]", where: str = "") -> str | None:
    """The text over which a pattern takes more than linear time, or None."""
    for short, long in zip(texts(LENGTH, where), texts(2 * LENGTH, where), strict=True):
        if seconds(pattern, short) < QUICK:
            continue
        ratios = [seconds(pattern, long) / max(seconds(pattern, short), 1e-9) for _ in range(3)]
        if min(ratios) > GROWTH:
            return f"{short[:12]!r}..., twice the length takes {min(ratios):.1f} times as long"
    return None
