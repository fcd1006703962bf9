"""What is shipped is what was measured, and nothing that is read from a disk can run."""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("ingest", "db", "web", "morgue", "bench")
#: Weights, as `sha256sum` tells them. Made anew, they are measured anew, and stand here with their new sum.
SUMS = """
fd98f313b6360d20f8392ea21cc95b400c356282f9b669d3228242ee98ba51a8  db/stories/background.npz
2e39d79138fa4218f45c389a884e408e2382f71b877253910e482738643863f7  db/stories/scorer.json
1e723ec58c5c103e9204e5af0a91e331fa80709a57b08541eadfe1ec39181975  ingest/cleaning/headline_weights.json
c2486742d1671abf0eec0549a819fd4dffdc914adff991eaac2680cad2139b9d  ingest/cleaning/labeller.npz
f6bb098b7d1b93f035ee0d37f6084e352f2f5f40d766d2f1225e7059906df223  ingest/entities/tagger.npz
ed0c9f6a208892bef7edc35539714d39059ea2c5c75dabdb0baeb950a76b9cd3  ingest/fields/author_weights.json
24393afd033e92ec075b631e6f74c1c79dab4b9722a8ee35b3cf52c1ab0d6bd4  ingest/fields/date_weights.json
"""
MODELS = {name: sum_ for sum_, name in (line.split() for line in SUMS.split("\n") if line)}
#: Read objects from a file, and run what the file says.
#: What a worker of our own sends comes by pickle in any case: multiprocessing sends nothing otherwise.
FROM_OUR_WORKERS = ROOT / "morgue" / "packing.py"
RUNS_WHAT_IT_READS = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))


def ours() -> list[Path]:
    return [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]


@pytest.mark.parametrize("name", MODELS)
def test_weights_are_those_that_were_measured(name: str) -> None:
    assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == MODELS[name]


def test_all_weights_are_known() -> None:
    endings = (".npz", ".npy", ".bin", ".safetensors", ".crfsuite", ".pkl", ".pt", ".onnx", "weights.json")
    found = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.name.endswith((*endings, "scorer.json")) and "out" not in path.relative_to(ROOT).parts
    }
    assert found == set(MODELS)


def test_nothing_read_from_a_disk_can_run() -> None:
    wrong = []
    for path in ours():
        if path == FROM_OUR_WORKERS:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.split(".")[0] for name in names} & RUNS_WHAT_IT_READS:
                wrong.append(f"{path}:{node.lineno} imports {names}")
        for call in calls(path):
            said = ast.unparse(call.func)
            keywords = {word.arg: ast.unparse(word.value) for word in call.keywords}
            bad = keywords.get("allow_pickle", "False") != "False"
            bad |= said == "torch.load" and keywords.get("weights_only") != "True"
            bad |= said in {"eval", "exec", "yaml.load", "yaml.unsafe_load"}
            if bad:
                wrong.append(f"{path}:{call.lineno} calls {ast.unparse(call)}")
    assert wrong == []
