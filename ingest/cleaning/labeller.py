"""The labeller: how likely each line of a dump is a part of the article's body.

Theory: whether a line belongs to the body shows from itself and from some fifteen lines around it. A
small convolutional network reads the features of all lines (``features.py``) with four residual layers
of growing reach, adds a summary of the whole file, and gives each line one of four roles: body, or
before, between or after it. It knows no word of any language. Trained by ``bench/train_labeller.py``.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from ingest.cleaning.features import Matrix, matrix
from ingest.cleaning.rules import Verdict
from ingest.model import Line

WEIGHTS = Path(__file__).parent / "labeller.npz"
#: Reach of the layers: taps of each, and the lines between two taps.
TAPS, DILATIONS = 5, (1, 2, 4, 8)
#: Lines that are looked at together; longer files are read in overlapping windows, so that memory and
#: time grow with their length only.
WINDOW, OVERLAP = 2000, 200


@cache
def _weights() -> Mapping[str, Matrix]:
    with np.load(WEIGHTS) as stored:
        weights = {name: stored[name].astype(np.float32) for name in stored.files}
    for name, kernel in weights.items():
        if name.startswith("convs") and kernel.ndim == 3:
            # Taps side by side, so that a layer is one product of matrices.
            weights[name] = np.ascontiguousarray(kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0]))
    return weights


def body_probability(lines: Sequence[Line], verdicts: Sequence[Verdict | None]) -> Matrix:
    """For each line the probability, 0 to 1, that it belongs to the body; shape (lines,).

    >>> body_probability([], []).shape
    (0,)
    """
    if not lines:
        return np.zeros(0, dtype=np.float32)
    values = matrix(lines, verdicts)
    if len(values) <= WINDOW:
        return _forward(values)
    out = np.zeros(len(values), dtype=np.float32)
    for start in range(0, len(values), WINDOW - 2 * OVERLAP):
        piece = _forward(values[start : start + WINDOW])
        skip = OVERLAP if start else 0
        out[start + skip : start + len(piece)] = piece[skip:]
    return out


def _forward(values: Matrix) -> Matrix:
    """The network on one window of lines."""
    weights = _weights()
    first = _relu(values @ weights["inp.weight"].T + weights["inp.bias"])
    hidden = first
    for layer, dilation in enumerate(DILATIONS):
        hidden = hidden + _relu(_convolve(hidden, weights, layer, dilation))
    summary = np.concatenate([hidden.mean(axis=0), hidden.max(axis=0)])
    context = weights["ctx.weight"] @ summary + weights["ctx.bias"]
    last = np.hstack([_relu(hidden + context), first])
    scores = last @ weights["out.weight"].T + weights["out.bias"]
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores[:, 0] / scores.sum(axis=1), dtype=np.float32)


def _convolve(hidden: Matrix, weights: Mapping[str, Matrix], layer: int, dilation: int) -> Matrix:
    kernel = weights[f"convs.{layer}.weight"]
    reach = dilation * (TAPS // 2)
    n, columns = hidden.shape
    padded = np.zeros((n + 2 * reach, columns), dtype=np.float32)
    padded[reach : reach + n] = hidden
    seen = np.hstack([padded[tap * dilation : tap * dilation + n] for tap in range(TAPS)])
    return seen @ kernel + weights[f"convs.{layer}.bias"]


def _relu(values: Matrix) -> Matrix:
    return np.maximum(values, 0)
