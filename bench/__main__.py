"""``python -m bench``: measure, compare with the floors, exit 1 if one is missed.

``--update`` raises the floors to what was measured; it never lowers one.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from bench import copies, ner, pairs, quality, quotes, relevance, scoreboard, speed

FLOORS = Path(__file__).parent / "floors.json"
#: Articles with their names, below the data's folder.
NAMES = Path("ner/worldwide_dev.jsonl")
#: What can be measured alone.
PARTS = {"copies", "pairs", "quotes", "speed", "quality"}
#: Of these less is better.
CEILINGS = ("junk_tok", "wrong", "made_up", "database_over_text", "milliseconds", "seconds")


def main(arguments: list[str]) -> int:
    """Run the measurements named, or all. Gives the exit code."""
    floors: dict[str, Any] = json.loads(FLOORS.read_text("utf-8"))
    measured: dict[str, Any] = {}
    data = Path(os.environ.get("MORGUE_EVAL", Path(__file__).parent.parent.parent / "shared" / "eval"))
    wanted = set(arguments) & PARTS or PARTS
    if "pairs" in wanted:
        measured["pairs"] = pairs.floors()
    if "quotes" in wanted:
        measured["quotes"] = quotes.measure()
    if "copies" in wanted:
        measured["copies"] = copies.measure(copies.made_pairs())
    if "speed" in wanted:
        measured["speed"] = speed.measure()
    if "quality" in wanted:
        if not data.exists():
            print(f"quality: no data at {data}; set MORGUE_EVAL", file=sys.stderr)
        measured |= quality.measure(data) if data.exists() else {}
        if (data / "ir").exists():
            measured["relevance"] = relevance.floors(data)
        if (names := data / NAMES).exists():
            measured |= ner.comparable(ner.measure(names), names)
    print(json.dumps(measured, indent=1))
    if "gold" in str(measured):
        print("\nThose pages are the ones that the weights were trained on; these are not:")
        scoreboard.show()
    missed = [
        line for name, numbers in measured.items() for line in compare(name, numbers, floors.get(name, {}))
    ]
    print("\n".join(missed) or "all floors hold", file=sys.stderr)
    if "--update" in arguments and not missed:
        FLOORS.write_text(json.dumps(raised(floors, measured), indent=1) + "\n", "utf-8")
    return 1 if missed else 0


def compare(name: str, numbers: dict[str, Any], floors: dict[str, Any]) -> list[str]:
    """One line for each floor that is missed, or for data that is not the floors' own."""
    if floors.get("gold") and floors["gold"] != numbers.get("gold"):
        return [f"{name}: other data than that of the floors"]
    out = []
    for key, floor in floors.items():
        value = numbers.get(key)
        if isinstance(floor, float) and isinstance(value, float | int):
            missed = value > floor if is_ceiling(key) else value < floor
            out += [f"{name}.{key}: {value:.4g}, floor {floor:.4g}"] if missed else []
    return out


def is_ceiling(key: str) -> bool:
    """Whether less is better."""
    return any(part in key for part in CEILINGS)


def raised(floors: dict[str, Any], measured: dict[str, Any]) -> dict[str, Any]:
    """The floors, each at the better of itself and what was measured. Speed stays: machines differ."""
    out = dict(floors)
    for name, numbers in measured.items():
        if name == "speed":
            continue
        old = floors.get(name, {})
        better = {
            k: (min if is_ceiling(k) else max)(v, old.get(k, v))
            for k, v in numbers.items()
            if isinstance(v, float)
        }
        out[name] = {"gold": numbers.get("gold"), **better}
    return out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
