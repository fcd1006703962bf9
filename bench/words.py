"""What made-up articles are written with: sentences of openly licensed texts, and words of no language."""

import json
import os
import re
from pathlib import Path

import numpy as np

ONSETS = "b br c ch d dr f fl g gr h j k kl l m n p pr qu r s sh st t tr v w z".split()  # noqa: SIM905
NUCLEI = "a e i o u ai ea io ou".split()  # noqa: SIM905
CODAS = ["", "", "l", "m", "n", "nd", "r", "rn", "s", "sk", "t", "x"]
_END = re.compile(r"(?<=[.!?])[\"”]?\s+")
#: Shorter ones are headings, longer ones lists.
SENTENCE_WORDS = range(5, 46)


def texts_folder() -> Path:
    """Where the openly licensed texts are."""
    return Path(os.environ.get("MORGUE_TRAIN", Path(__file__).parent.parent.parent / "shared" / "train"))


def made_up(count: int, seed: int) -> list[str]:
    """Different words that no language has, capitalised.

    >>> made_up(3, 1) == made_up(3, 1), len(set(made_up(1000, 1)))
    (True, 1000)
    """
    dice = np.random.default_rng([seed, 1])
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = 2 + dice.integers(0, 2, count)
        parts = dice.random((count, 9))
        for number, row in zip(syllables.tolist(), parts.tolist(), strict=True):
            word = "".join(
                pool[int(row[3 * i + j] * len(pool))]
                for i in range(number)
                for j, pool in enumerate((ONSETS, NUCLEI, CODAS))
            )
            found[word.capitalize()] = None
            if len(found) == count:
                break
    return list(found)


def sentences(folder: Path, name: str, language: str = "en") -> list[str]:
    """The sentences of a file of texts, in order."""
    found = []
    for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["lang"] == language:
            for paragraph in record["text"].split("\n"):
                found += [one for one in _END.split(paragraph) if len(one.split()) in SENTENCE_WORDS]
    return found


def law(count: int, exponent: float, shift: float = 0.0) -> "np.ndarray":
    """Cumulated probabilities of ranks."""
    weights = (np.arange(1, count + 1) + shift) ** -exponent
    cumulated: np.ndarray = np.cumsum(weights / weights.sum())
    return cumulated
