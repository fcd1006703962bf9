"""Quotes of the labelled cases: how many are found, and how many have the right speaker.

``python -m bench.quotes [held|tuned|all] [-v]`` prints the numbers; with -v what went wrong.
"""

import hashlib
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ingest.entities import resolve
from ingest.model import Mention
from ingest.quotes import find

CASES = Path(__file__).parent.parent / "tests" / "cases" / "quotes.toml"


def mentions(case: dict[str, Any]) -> list[Mention]:
    """The names of a case wherever its text prints them, in full or by the last word alone."""
    text = case["text"]
    spans: dict[int, Mention] = {}
    for kind, names in (("person", case.get("people", [])), ("organisation", case.get("organisations", []))):
        for name in names:
            for form in dict.fromkeys([name, *(name.split()[-1:] if kind == "person" else [])]):
                at = text.find(form)
                while at >= 0:
                    if not any(m.start <= at < m.end for m in spans.values()):
                        spans[at] = Mention(at, at + len(form), kind, form)
                    at = text.find(form, at + 1)
    return resolve(text, [spans[at] for at in sorted(spans)])


def found(case: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The quotes of a case: text, speaker (or empty) and kind."""
    quotes = find(case["text"], mentions(case), case.get("language", "en"))
    return [(case["text"][q.start : q.end], q.speaker or "", q.kind) for q in quotes]


def counts(cases: Iterable[dict[str, Any]], *, verbose: bool = False) -> Counter[str]:
    """Quotes labelled, found, with the right speaker, with a wrong one, without one, and made up."""
    count = Counter[str]()
    for case in cases:
        left = found(case)
        for begin, speaker, *kind in case["quotes"]:
            count["labelled"] += 1
            count["given"] += bool(speaker)
            wanted = kind[0] if kind else "direct"
            match = next((one for one in left if one[0].startswith(begin) and one[2] == wanted), None)
            outcome = "missed"
            if match:
                left.remove(match)
                count["found"] += 1
                outcome = "right" if match[1] == speaker else "wrong" if match[1] else "null"
                count["right_given"] += outcome == "right" and bool(speaker)
            count[outcome] += 1
            if verbose and outcome != "right":
                print(f"{outcome}: {case['label']}: {begin!r} of {speaker!r}: {match}")
        count["made_up"] += len(left)
        if verbose and left:
            print(f"made up: {case['label']}: {left}")
    return count


def measure(part: str = "all", *, verbose: bool = False) -> dict[str, Any]:
    """Shares of the labelled quotes, with the hash of the cases."""
    content = CASES.read_bytes()
    cases = tomllib.loads(content.decode())["case"]
    wanted = [case for case in cases if part == "all" or (part == "held") == case.get("held", False)]
    count = counts(wanted, verbose=verbose)
    return {
        "gold": hashlib.sha256(content).hexdigest()[:16],
        "quotes_found": round(count["found"] / count["labelled"], 4),
        "speakers_right": round(count["right_given"] / count["given"], 4),
        "speakers_wrong": round(count["wrong"] / count["labelled"], 4),
        "made_up": round(count["made_up"] / count["labelled"], 4),
        "counts": dict(count),
    }


if __name__ == "__main__":
    names = [name for name in sys.argv[1:] if name != "-v"]
    print(json.dumps(measure(*names, verbose="-v" in sys.argv), indent=1))
