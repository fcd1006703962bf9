"""Train the labeller of text dumps: ``python -m bench.train_labeller [--folds 5]``.

Needs PyTorch (not a dependency of the project) and the raw-text pages with gold below ``MORGUE_EVAL``.
Lines are aligned with the gold body by runs of four words; the clean bodies alone are a further style,
so that clean text is left alone. With ``--folds`` nothing is written: outlets are left out in turn, and
their predictions are scored.
"""

import argparse
import hashlib
import json
import math
import os
import random
import re
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ingest.cleaning import apparatus
from ingest.cleaning.features import Matrix, matrix
from ingest.cleaning.labeller import DILATIONS, TAPS, WEIGHTS
from ingest.cleaning.rules import judge_all
from ingest.decode import decode
from ingest.formats import text as text_format
from ingest.model import Line
from ingest.outlets import profiles

DATA = (
    Path(os.environ.get("MORGUE_EVAL", Path(__file__).parent.parent.parent / "shared" / "eval"))
    / "rawtext/dev"
)
TOKEN = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
)
HIDDEN, DROPOUT, EPOCHS, RATE, BATCH = 48, 0.15, 12, 3e-3, 12
BODY, BEFORE, BETWEEN, AFTER = range(4)


@dataclass(frozen=True)
class Page:
    """A file's features, the role of each line, the lines' weights, and what is needed to score it."""

    name: str
    outlet: str
    features: Matrix
    roles: np.ndarray
    words: np.ndarray
    text: tuple[str, ...]


def page(row: dict[str, Any]) -> list[Page]:
    """The page of a manifest's row, and its gold body as a page of its own."""
    draft = text_format.read(decode((DATA / row["text_path"]).read_bytes()).text)
    pages = [_page(row["id"], row, list(draft.lines))]
    if row["style"] == "container":
        clean = [Line(" ".join(text.split()), gap=True) for text in row["gold_paragraphs"]]
        pages.append(_page(row["id"] + ".clean", row, clean))
    return [one for one in pages if len(one.roles)]


def _page(name: str, row: dict[str, Any], lines: list[Line]) -> Page:
    who = profiles.identify([line.text for line in lines], [])
    verdicts = judge_all(lines, None)
    apparatus.outlet_names(lines, verdicts, who[0] if who else None)
    apparatus.stamps_and_bylines(lines, verdicts)
    apparatus.captions_and_credits(lines, verdicts)
    words = [TOKEN.findall(line.text.casefold()) for line in lines]
    body = in_gold(words, TOKEN.findall(row["gold_text"].casefold()))
    features = matrix(lines, verdicts) if lines else np.zeros((0, 1), dtype=np.float32)
    counts = np.array([len(word) for word in words])
    return Page(name, row["outlet"], features, _roles(body), counts, tuple(line.text for line in lines))


def in_gold(lines: list[list[str]], gold: list[str]) -> list[bool]:
    """Whether each line is in the gold: half of its runs of four words are, or, if shorter, all of it."""
    runs = {tuple(gold[i : i + 4]) for i in range(len(gold) - 3)}
    flat = f" {' '.join(gold)} "
    found = []
    for words in lines:
        own = [tuple(words[i : i + 4]) for i in range(len(words) - 3)]
        inside = sum(run in runs for run in own) >= 0.5 * len(own) if own else f" {' '.join(words)} " in flat
        found.append(bool(words) and inside)
    # Short lines that merely occur somewhere in the gold, far from the body, are menu items.
    long = [body and len(words) >= 6 for body, words in zip(found, lines, strict=True)]
    return [body and (len(lines[i]) >= 4 or any(long[max(0, i - 2) : i + 3])) for i, body in enumerate(found)]


def _roles(body: list[bool]) -> np.ndarray:
    places = np.flatnonzero(body)
    n = np.arange(len(body))
    if not len(places):
        return np.full(len(body), BEFORE)
    roles = np.where(n < places[0], BEFORE, np.where(n > places[-1], AFTER, BETWEEN))
    return np.where(body, BODY, roles)


class Net(nn.Module):
    """The same network as ``ingest.cleaning.labeller``, with dropout."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self.inp = nn.Linear(columns, HIDDEN)
        self.convs = nn.ModuleList(
            nn.Conv1d(HIDDEN, HIDDEN, TAPS, padding=d * (TAPS // 2), dilation=d) for d in DILATIONS
        )
        self.ctx = nn.Linear(2 * HIDDEN, HIDDEN)
        self.out = nn.Linear(2 * HIDDEN, 4)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, values: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        if self.training:
            values = values * (torch.rand(values.shape[0], 1, values.shape[2]) > 0.08)
        first = functional.relu(self.inp(values)) * mask
        hidden = first
        for conv in self.convs:
            hidden = (
                hidden + self.drop(functional.relu(conv(hidden.transpose(1, 2)).transpose(1, 2)))
            ) * mask
        mean = hidden.sum(1) / mask.sum(1)
        top = (hidden - 1e4 * (1 - mask)).max(1).values
        context = self.ctx(torch.cat([mean, top], 1))[:, None, :]
        scores: torch.Tensor = self.out(torch.cat([functional.relu(hidden + context), first], 2))
        return scores


def batches(
    pages: list[Page], size: int, *, shuffle: bool
) -> Iterator[tuple[list[Page], list[torch.Tensor]]]:
    """Pages of like length together, padded: features, mask, roles, weights."""
    ordered = sorted(pages, key=lambda one: len(one.roles) + (random.random() * 20 if shuffle else 0))
    groups = [ordered[i : i + size] for i in range(0, len(ordered), size)]
    if shuffle:
        random.shuffle(groups)
    for group in groups:
        length = max(len(one.roles) for one in group)
        values = torch.zeros(len(group), length, group[0].features.shape[1])
        mask, roles = torch.zeros(len(group), length, 1), torch.zeros(len(group), length, dtype=torch.long)
        weights = torch.zeros(len(group), length)
        for i, one in enumerate(group):
            n = len(one.roles)
            values[i, :n], mask[i, :n] = torch.tensor(one.features), 1.0
            roles[i, :n] = torch.tensor(one.roles)
            # A long paragraph weighs more than a menu item, a long page more than a short one, both damped.
            weight = np.sqrt(np.minimum(one.words, 100) + 0.5) * (one.words > 0)
            weights[i, :n] = torch.tensor(weight / max(1.0, weight.sum()) * math.sqrt(n), dtype=torch.float32)
        yield group, [values, mask, roles, weights]


def train(pages: list[Page], seed: int = 0) -> Net:
    """One network on these pages."""
    torch.manual_seed(seed)
    random.seed(seed)
    net = Net(pages[0].features.shape[1])
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-2)
    steps = EPOCHS * math.ceil(len(pages) / BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps + 1)
    for _ in range(EPOCHS):
        net.train()
        for _, (values, mask, roles, weights) in batches(pages, BATCH, shuffle=True):
            optimizer.zero_grad()
            scores = net(values, mask)
            loss = functional.cross_entropy(scores.flatten(0, 1), roles.flatten(), reduction="none")
            ((loss * weights.flatten()).sum() / weights.sum()).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return net.eval()


@torch.no_grad()
def likelihoods(net: Net, pages: list[Page]) -> dict[str, np.ndarray]:
    """The body's probability of each line, by page."""
    out = {}
    for group, (values, mask, _, _) in batches(pages, 24, shuffle=False):
        scores = torch.softmax(net(values, mask), -1)[..., BODY]
        out |= {one.name: scores[i, : len(one.roles)].numpy() for i, one in enumerate(group)}
    return out


def load() -> list[Page]:
    """All pages whose gold is not suspect."""
    rows = [json.loads(line) for line in (DATA / "manifest.jsonl").read_text("utf-8").splitlines()]
    with ProcessPoolExecutor() as pool:
        found = pool.map(page, [row for row in rows if not row.get("gold_suspect")], chunksize=20)
        return [one for pages in found for one in pages if len(one.roles) < 3000]


def left_out(pages: list[Page], folds: int) -> dict[str, np.ndarray]:
    """Likelihoods of each page from a network that saw no page of its outlet."""
    out: dict[str, np.ndarray] = {}
    for fold in range(folds):
        inside = [one for one in pages if _fold(one.outlet, folds) == fold]
        outside = [one for one in pages if _fold(one.outlet, folds) != fold]
        out |= likelihoods(train(outside), inside)
        print(f"fold {fold + 1} of {folds}: {len(inside)} pages left out", flush=True)
    return out


def _fold(outlet: str, folds: int) -> int:
    return int(hashlib.sha256(outlet.encode()).hexdigest(), 16) % folds


def main() -> None:
    """Train on all and write the weights, or score left-out outlets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--predictions", type=Path, default=Path("bench/out/labeller.jsonl"))
    options = parser.parse_args()
    pages = load()
    print(f"{len(pages)} pages, {sum(len(one.roles) for one in pages)} lines")
    if not options.folds:
        weights = {
            name: value.numpy().astype(np.float16) for name, value in train(pages).state_dict().items()
        }
        np.savez_compressed(WEIGHTS, **weights)
        return
    found = left_out(pages, options.folds)
    options.predictions.parent.mkdir(parents=True, exist_ok=True)
    with options.predictions.open("w", encoding="utf-8") as file:
        for one in pages:
            body = [text for text, p in zip(one.text, found[one.name], strict=True) if p >= 0.45]
            if not one.name.endswith(".clean"):
                file.write(json.dumps({"id": one.name, "body": "\n\n".join(body)}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
