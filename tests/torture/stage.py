"""A process that has everything loaded and plays runs of ``morgue`` in children: a run takes 0.2 s, not 2.

    python stage.py      one line of JSON in, a number out: {"play": {...}}: its pid, {"wait": pid}: its code

The children read files themselves, so that a run is one process; ``stage_faults`` tells what can befall them.
"""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent
#: prctl(2): the signal that the kernel sends when the parent dies.
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Played:
    """How a run ended: its exit code (negative: by that signal) and what it printed."""

    code: int
    out: str
    told: str


class Stage:
    """The other end: starts the stage and gives it runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        paths = [str(Path(__file__).parent), str(TESTS), str(TESTS.parent)]
        self._process = subprocess.Popen(
            # A signal may come between the opening of a file and its "with": it is closed all the same.
            [sys.executable, "-W", "error", "-W", "ignore:unclosed file:ResourceWarning", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"},
        )
        self._names: dict[int, Path] = {}
        self._number = 0

    def _ask(self, question: dict[str, Any]) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline()))

    def play(self, folder: Path, *arguments: object, **faults: Any) -> int:
        """Start ``morgue ARGUMENTS...`` in a folder, with faults; its process."""
        self._number += 1
        told = self._folder / f"told-{self._number}"
        arguments_ = list(map(str, arguments))
        pid = self._ask({"play": {"cwd": str(folder), "told": str(told), "args": arguments_, **faults}})
        self._names[pid] = told
        return pid

    def wait(self, pid: int) -> Played:
        """Wait for the end of a run."""
        code = self._ask({"wait": pid})
        told = self._names.pop(pid)
        out, said = (Path(f"{told}.{end}") for end in ("out", "err"))
        # Whoever was killed at once has printed nowhere.
        texts = [one.read_text("utf-8") if one.exists() else "" for one in (out, said)]
        out.unlink(missing_ok=True)
        said.unlink(missing_ok=True)
        return Played(code, *texts)

    def kill(self, pid: int, number: int) -> None:
        """Send a signal to a run; one that is over is not reaped before ``wait``, so it is no stranger."""
        os.kill(pid, number)

    def run(self, folder: Path, *arguments: object, **faults: Any) -> Played:
        """Play a run from its beginning to its end."""
        return self.wait(self.play(folder, *arguments, **faults))

    def close(self) -> None:
        """End the stage, and with it whoever still plays."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=30)
        assert self._process.stdout
        self._process.stdout.close()


def _play(job: dict[str, Any]) -> None:
    """What a child does; never returns."""
    from stage_faults import befall

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for number, name in ((0, os.devnull), (1, f"{job['told']}.out"), (2, f"{job['told']}.err")):
        os.dup2(os.open(name, os.O_RDWR | os.O_CREAT, 0o666), number)
    os.chdir(job["cwd"])
    code = 1
    try:
        with befall(job):
            from morgue.cli import cli

            cli(job["args"], prog_name="morgue")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _warm_up() -> None:
    """Load all that is loaded at first use."""
    import fixtures_outlets
    from newsroom import EDITIONS, print_edition

    import morgue.reading
    from morgue.ingest_run import Options, ingest

    morgue.reading.Workers = fixtures_outlets.Here
    with tempfile.TemporaryDirectory() as folder:
        for edition in EDITIONS:
            print_edition(Path(folder) / "texts", edition)
        ingest(Path(folder) / "news.db", [f"{folder}/texts"], Options(workers=1))


def main() -> None:
    """Serve until the other end is closed."""
    from morgue import cli  # noqa: F401

    _warm_up()
    for line in sys.stdin:
        question = json.loads(line)
        if "wait" in question:
            _, status = os.waitpid(question["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        else:
            answer = os.fork()
            if answer == 0:
                _play(question["play"])
        with contextlib.suppress(BrokenPipeError):
            print(answer, flush=True)


if __name__ == "__main__":
    main()
