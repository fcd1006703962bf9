"""Precision and recall over pairs of texts: ``python -m bench.copies [DATA] [--held-out] [--all] [--wrong]``.

Made pairs come from ``copies_made``. Judged pairs were read by a person: ``copies_judged.tsv`` holds the ids
of articles under DATA/stories, the verdict, and a hash of the two texts; the texts are their publishers'.
``copy``: one text, cut or edited; ``not``: two texts, though one may quote the other or both share their
background; ``reworked``: a desk wrote much of it anew, and either answer is right, so it is only counted.
Half of all pairs, by their hash, are held back: numbers are set on the others.
"""

import argparse
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.copies_made import made
from db.families.families import COPY
from db.families.index import Fingerprint, Index
from db.families.likeness import similarity
from db.families.marks import marks
from db.families.words import words

JUDGED = Path(__file__).with_name("copies_judged.tsv")


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair, and what the archive makes of it."""

    group: str
    kind: str
    verdict: str
    name: str
    similarity: float
    candidate: bool

    @property
    def found(self) -> bool:
        """Whether the archive takes it for a copy."""
        return self.candidate and self.similarity >= COPY

    @property
    def held_out(self) -> bool:
        """Whether the pair belongs to the half that nothing is set on."""
        return hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0


def _pair(group: str, kind: str, verdict: str, name: str, one: str, other: str) -> Pair:
    index = Index({i: Fingerprint(str(i), marks(text).tobytes()) for i, text in enumerate((one, other))})
    near = len(index.near(0)[0]) > 0
    return Pair(group, kind, verdict, name, similarity(words(one), words(other)), near)


def made_pairs() -> Iterator[Pair]:
    """The made pairs."""
    for one in made():
        yield _pair("made", one.kind, "copy" if one.copy else "not", one.seed, one.one, one.other)


def judged_pairs(data: Path) -> Iterator[Pair]:
    """The judged pairs whose texts are at hand, and still those that were read."""
    texts: dict[str, str] = {}
    for path in sorted((data / "stories").glob("*/*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            article = json.loads(line)
            texts[f"{path.parent.name}:{article['id']}"] = article["body"]
    for line in JUDGED.read_text("utf-8").splitlines():
        one, other, verdict, digest = line.split("\t")
        pair = sorted((texts.get(one, ""), texts.get(other, "")))
        if hashlib.sha256("\n".join(pair).encode()).hexdigest()[:12] == digest:
            yield _pair("judged", one.partition(":")[0], verdict, f"{one} {other}", *pair)


def measure(pairs: Iterable[Pair]) -> dict[str, float]:
    """Precision and recall; reworked texts are left out, but for the share that is taken for copies."""
    count = Counter((pair.verdict, pair.found) for pair in pairs)
    right, wrong, missed = count["copy", True], count["not", True], count["copy", False]
    reworked = count["reworked", True] + count["reworked", False]
    return {
        "pairs": float(count.total()),
        "precision": right / (right + wrong) if right + wrong else 1.0,
        "recall": right / (right + missed) if right + missed else 1.0,
        "reworked_found": count["reworked", True] / reworked if reworked else 0.0,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="list the pairs that come out wrong")
    options = parser.parse_args()
    pairs = [*made_pairs(), *(judged_pairs(options.data) if options.data else ())]
    pairs = [pair for pair in pairs if options.all or pair.held_out == options.held_out]
    groups = defaultdict(list)
    for pair in pairs:
        groups[pair.group].append(pair)
    print(json.dumps({name: measure(some) for name, some in groups.items()}, indent=1))
    for pair in pairs if options.wrong else ():
        if pair.verdict != "reworked" and pair.found != (pair.verdict == "copy"):
            print(pair.verdict, f"{pair.similarity:.3f}", pair.candidate, pair.group, pair.kind, pair.name)


if __name__ == "__main__":
    main()
