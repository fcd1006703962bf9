"""The fast tagger's network in PyTorch, over all words of some texts; see ``ingest.entities.network``."""

from functools import cache
from zlib import crc32

import numpy as np
import torch
from torch import nn

from bench.tagger_data import TAGS, Doc
from ingest.entities.features import BUCKETS, Vectors, flags, hashes, is_cased
from ingest.entities.network import REACH
from ingest.entities.recogniser import model

TABLE, VECTOR, WIDTH, DROPOUT = 64, 64, 128, 0.3
#: So often a word's table row, its vector and its flags are left out, so that the rest learns to do.
WORD_LOST, VECTOR_LOST, FLAGS_LOST = 0.2, 0.1, 0.1
#: So often a word is left out but for its shape, so that the words around it must tell what it is.
ALL_LOST = 0.08
#: Flags that letters give, not lexicons, are never left out.
OF_LETTERS = 6
#: Longer words among the vectors are web addresses and the like.
LONGEST_WORD = 30
#: The vectors' values are small.
SCALE = 8.0


@cache
def vectors() -> tuple[Vectors, np.ndarray]:
    """The model's word vectors: where to find a word's, and the rows, of length one, the last one empty."""
    vocabulary = model().vocab
    rows: dict[int, int] = {}
    for key, row in vocabulary.vectors.key2row.items():
        word = vocabulary.strings[key]
        if len(word) <= LONGEST_WORD and any(map(str.isalpha, word)):
            rows.setdefault(crc32(word.encode()), row)
    keys = np.array(sorted(rows), dtype=np.uint32)
    found = Vectors(keys, np.array([rows[int(key)] for key in keys], dtype=np.uint16))
    values = vocabulary.vectors.data
    values = values / (np.linalg.norm(values, axis=1, keepdims=True) + 1e-6)
    return found, np.vstack([values, np.zeros((1, values.shape[1]))]).astype(np.float32)


class Lexicon:
    """Every word of the training text with its features; word 0 is the pad."""

    def __init__(self) -> None:
        self.ids = {"": 0}

    def number(self, doc: Doc) -> np.ndarray:
        return np.array([self.ids.setdefault(word, len(self.ids)) for word in doc.words])

    def freeze(self) -> None:
        every = list(self.ids)
        found, values = vectors()
        rows = np.array([found.row(word) for word in every])
        self.rows = torch.from_numpy(np.where(rows < 0, len(values) - 1, rows))
        self.hashes = torch.from_numpy(np.array([hashes(word) for word in every]))
        self.flags = torch.from_numpy(np.array([flags(word) for word in every], dtype=np.float32))
        self.values = torch.from_numpy(values) * SCALE
        self.cased = np.array([is_cased(word) for word in every])
        self.breaks = np.array([not word or word[0] == "\n" for word in every])


class Net(nn.Module):
    """The network of ``ingest.entities.network``, over all words of a text."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self.lexicon = lexicon
        self.tables = nn.ModuleList(nn.Embedding(size, TABLE) for size in BUCKETS)
        for table in self.tables:
            nn.init.normal_(table.weight, 0, 0.1)
        self.project = nn.Linear(lexicon.values.shape[1], VECTOR)
        self.mix = nn.Linear(TABLE * len(BUCKETS) + VECTOR + lexicon.flags.shape[1], WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.first = nn.Linear(REACH * WIDTH, WIDTH)
        self.second, self.third = nn.Linear(3 * WIDTH, WIDTH), nn.Linear(6 * WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, len(TAGS))
        self.drop = nn.Dropout(DROPOUT)

    def own(self, words: torch.Tensor) -> torch.Tensor:
        """The words' own vectors."""
        found, rows, known = self.lexicon.hashes[words], self.lexicon.rows[words], self.lexicon.flags[words]
        if self.training:
            lost = torch.rand(len(words), 3) < torch.tensor([WORD_LOST, VECTOR_LOST, FLAGS_LOST])
            unknown = torch.rand(len(words), 1) < ALL_LOST
            lost |= unknown
            found = torch.cat([torch.where(unknown, 0, found[:, :-1]), found[:, -1:]], 1)
            found = torch.cat([torch.where(lost[:, :1], 0, found[:, :1]), found[:, 1:]], 1)
            rows = torch.where(lost[:, 1], len(self.lexicon.values) - 1, rows)
            kept = (~lost[:, 2:]).float()
            known = torch.cat([known[:, :-OF_LETTERS] * kept, known[:, -OF_LETTERS:]], 1)
        parts = [table(found[:, place]) for place, table in enumerate(self.tables)]
        projected = torch.relu(self.project(self.lexicon.values[rows]))
        return self.norm(torch.relu(self.mix(self.drop(torch.cat([*parts, projected, known], 1)))))

    def forward(self, ids: torch.Tensor, groups: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
        """The tags' scores at the wanted places; ``groups`` is -1 where a word keeps its own values."""
        unique, inverse = torch.unique(ids, return_inverse=True)
        near, wide = spread(wanted), spread(spread(wanted))
        at_wide, at_near = order(wide), order(near)
        own = self.drop(self.own(unique))[inverse]
        wide, near, wanted = (marks.nonzero()[:, 0] for marks in (wide, near, wanted))
        reach = REACH // 2
        first = torch.relu(self.first(torch.cat([own[wide + step] for step in range(-reach, reach + 1)], 1)))
        dropped = self.drop(first)
        seen = torch.cat([dropped[at_wide[near + step]] for step in (-1, 0, 1)], 1)
        second = first[at_wide[near]] + torch.relu(self.second(seen))
        both = self.drop(torch.cat([second, self.mean(second, groups[near])], 1))
        seen = torch.cat([both[at_near[wanted + step]] for step in (-1, 0, 1)], 1)
        return self.out(self.drop(second[at_near[wanted]] + torch.relu(self.third(seen))))

    def mean(self, values: torch.Tensor, groups: torch.Tensor) -> torch.Tensor:
        """For words with a capital the mean over the text."""
        size = int(groups.max()) + 2
        place = torch.where(groups < 0, size - 1, groups)
        total = torch.zeros(size, values.shape[1]).index_add_(0, place, values)
        count = torch.zeros(size, 1).index_add_(0, place, torch.ones(len(place), 1)).clamp(min=1)
        return torch.where(groups[:, None] < 0, values, (total / count)[place])


def order(marks: torch.Tensor) -> torch.Tensor:
    return torch.cumsum(marks, 0) - 1


def spread(marks: torch.Tensor) -> torch.Tensor:
    out = marks.clone()
    out[1:] |= marks[:-1]
    out[:-1] |= marks[1:]
    return out
