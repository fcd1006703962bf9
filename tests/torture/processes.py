"""``morgue`` in earnest, with workers: started, found in the list of processes, and hurt."""

import os
import subprocess
import sys
import time
from pathlib import Path

from stage import TESTS


def start(folder: Path, *arguments: object, memory: int | None = None) -> "subprocess.Popen[str]":
    """Start an impatient ``morgue`` in a folder, as the head of its own group.

    ``memory`` is what each of its processes may have, in bytes.
    """
    limit = [] if memory is None else ["prlimit", f"--as={memory}"]
    return subprocess.Popen(
        [*limit, sys.executable, str(Path(__file__).with_name("impatient.py")), *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(TESTS.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    try:
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(number) for number in listed.split()]


def workers(parent: int) -> list[int]:
    """Children of the server process, itself a child, that makes workers."""
    return [worker for server in children(parent) for worker in children(server)]


def makers(parent: int) -> list[int]:
    """The server process that makes workers."""
    return [server for server in children(parent) if children(server)]


def nobody_left(group: int, seconds: float = 10.0) -> bool:
    """Whether all of a process group end within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
