"""Fuzzing: no input of some kilobytes makes a reader raise, hang or break a law.

With atheris (of the extra ``dev``, where it has a wheel: Linux on x86-64), which follows the branches that an
input takes; else with random inputs of hypothesis, and the skipped test says so.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from faults import ROOT
from fuzzing import TARGETS, tried
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutating import TELLING, mutated

LONG = os.environ.get("TORTURE") == "long"
#: Seconds for each of six targets, one after the other: with their starts a minute, or thirty.
SECONDS = 300 if LONG else 5
ATHERIS = importlib.util.find_spec("atheris") is not None
#: Files that the fuzzer begins with, by their seeds.
CORPUS = 300

pieces = st.lists(st.one_of(st.sampled_from(TELLING), st.binary(max_size=30)), max_size=30).map(b"".join)


def fuzz(name: str, corpus: Path, seconds: int, *more: str) -> "subprocess.CompletedProcess[str]":
    corpus.mkdir()
    for seed in range(CORPUS):
        (corpus / f"{seed}").write_bytes(mutated(seed)[:4_000])
    path = os.pathsep.join([str(ROOT), *more])
    return subprocess.run(
        [sys.executable, str(Path(__file__).parent / "fuzzing.py"), name, str(corpus), str(seconds)],
        cwd=corpus,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=6 * seconds + 300,
        check=False,
    )


@pytest.mark.skipif(not ATHERIS, reason="atheris has no wheel here: hypothesis does the same below, blindly")
def test_atheris_finds_nothing(tmp_path, trials):
    numbers = trials("a function withstands the fuzzer", len(TARGETS), len(TARGETS))
    for name, _ in zip(TARGETS, numbers, strict=True):
        done = fuzz(name, tmp_path / name, SECONDS)
        crashes = [path.read_bytes()[:300] for path in (tmp_path / name / "crashes").glob("*")]
        assert done.returncode == 0, f"{name}: {done.stdout[-1500:]}{done.stderr[-1500:]}{crashes}"
        assert "stat::number_of_executed_units" in done.stderr


@pytest.mark.skipif(not ATHERIS, reason="atheris has no wheel here")
def test_atheris_finds_a_fault(tmp_path):
    """The negative control: a decoder that cannot bear one byte is found out."""
    site = tmp_path / "site"
    site.mkdir()
    broken = (
        "import ingest.decode as it\nfits = it._fits\n"
        "def broken(data, encoding):\n    assert b'\\xee' not in data\n    return fits(data, encoding)\n"
        "it._fits = broken\n"
    )
    (site / "sitecustomize.py").write_text(broken)
    done = fuzz("decoding", tmp_path / "corpus", 30, str(site))
    assert done.returncode != 0
    assert "AssertionError" in done.stdout + done.stderr
    shutil.rmtree(tmp_path / "corpus")


@pytest.mark.parametrize("name", TARGETS)
def test_random_inputs_find_nothing(name):
    @given(pieces)
    @settings(deadline=None, max_examples=5_000 if LONG else 40, suppress_health_check=[*HealthCheck])
    def law(data: bytes) -> None:
        tried(TARGETS[name], data)

    law()
