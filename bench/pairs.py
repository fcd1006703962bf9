"""Precision and recall over pairs of names: ``python -m bench.pairs [--held-out] [--all] [--wrong]``.

The pairs stand in tests/cases/pairs.toml. Those whose hash falls into a third are held back: rules are set
on the others, and the held-out third is looked at when they are set. What a pair's table says of its
company takes the place of the archive.
"""

import argparse
import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.matching import Pair, one
from ingest.entities.gazetteer import gazetteer
from ingest.entities.likeness import is_common, relation
from ingest.entities.names import key
from ingest.entities.persons import people
from ingest.entities.resolve import KINDS, things

PAIRS = Path(__file__).parent.parent / "tests" / "cases" / "pairs.toml"
#: One pair in so many is held back.
HELD_OUT = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled pair of names, and what stands around them."""

    group: str
    kind: str
    same: bool
    a: str
    b: str
    around: dict[str, Any]

    @property
    def held_out(self) -> bool:
        """Whether the pair belongs to the third that nothing is tuned on."""
        said = json.dumps([self.kind, self.a, self.b, self.around.get("near_a"), self.around.get("near_b")])
        return hashlib.sha256(said.encode()).digest()[0] % HELD_OUT == 0


def cases() -> Iterator[Case]:
    """All labelled pairs."""
    for group, kinds in tomllib.loads(PAIRS.read_text("utf-8")).items():
        for kind, answers in kinds.items():
            for answer, pairs in answers.items():
                for pair in pairs:
                    a, b = pair if isinstance(pair, list) else (pair["a"], pair["b"])
                    yield Case(group, kind, answer == "same", a, b, pair if isinstance(pair, dict) else {})


def full(name: str, kind: str) -> str:
    """A name as an article would have it that holds no other."""
    if kind == "person":
        return people(Counter([name]))[name]
    return things(Counter([name]), kind, {})[name]


def merged(case: Case) -> bool:
    """Whether an archive takes the pair for one."""
    short, long = (key(full(name, case.kind), case.kind) for name in (case.a, case.b))
    if short == long:
        return True
    for few, many in ((short, long), (long, short)):
        rule = relation(case.kind, few, many)
        if rule:
            return one(weighed(case, rule))
    return False


def weighed(case: Case, rule: str) -> Pair:
    """What the case tells of its pair."""
    around = case.around
    shared = set(around.get("near_a", ())) & set(around.get("near_b", ()))
    common = sum(any(is_common(kind, key(name, kind)) for kind in KINDS) for name in shared)
    articles, bearer = around.get("n", (2, 6))
    return Pair(
        rule,
        articles,
        bearer,
        telling=len(shared) - common,
        common=common,
        strangers=around.get("split_a", 0),
        rivals=around.get("rivals", 0),
        explained=around.get("explained", False),
    )


def measure(chosen: list[Case]) -> dict[str, float]:
    """Precision and recall over some pairs; both are 1 where nothing could be wrong."""
    found = [(case.same, merged(case)) for case in chosen]
    right = sum(same and said for same, said in found)
    claimed, wanted = sum(said for _, said in found), sum(same for same, _ in found)
    return {
        "precision": round(right / claimed if claimed else 1.0, 4),
        "recall": round(right / wanted if wanted else 1.0, 4),
    }


def floors() -> dict[str, Any]:
    """What is compared with the floors: all pairs, with the hash of their file."""
    gold = hashlib.sha256(PAIRS.read_bytes()).hexdigest()[:16]
    return {"gold": gold, **measure(list(cases()))}


def main() -> None:
    """Print precision and recall by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the third that nothing is tuned on")
    parser.add_argument("--all", action="store_true", help="every pair")
    parser.add_argument("--wrong", action="store_true", help="list the pairs that are decided wrongly")
    options = parser.parse_args()
    gazetteer()
    chosen = [case for case in cases() if options.all or case.held_out == options.held_out]
    for kind in (*KINDS, None):
        some = [case for case in chosen if kind in (None, case.kind)]
        print(
            f"{kind or 'all':14} {len(some):4} pairs, {sum(case.same for case in some):3} one", measure(some)
        )
    if options.wrong:
        for case in chosen:
            if merged(case) != case.same:
                print("missed" if case.same else "MERGED", case.group, case.kind, case.a, "|", case.b)


if __name__ == "__main__":
    main()
