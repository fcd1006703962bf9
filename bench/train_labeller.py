"""Train the labeller of text dumps: ``python -m bench.train_labeller [--fold K]``.

Needs PyTorch (not a dependency of the project) and the raw-text pages with gold below ``MORGUE_EVAL``
(``bench/labeller_pages.py``). With ``--fold`` the outlets of that part are left out, and the weights go
to ``bench/out``, from where ``python -m bench.left_out_text`` takes them; else all are used and shipped.
"""

import argparse
import math
import random
from collections.abc import Iterator

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from bench.labeller_pages import FOLDS, OUT, Page, composed, fold, load
from ingest.cleaning.labeller import DILATIONS, TAPS, WEIGHTS

HIDDEN, DROPOUT, EPOCHS, RATE, BATCH = 48, 0.15, 12, 3e-3, 12


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


def batches(pages: list[Page], size: int) -> Iterator[list[torch.Tensor]]:
    """Pages of like length together, padded, in random order: features, mask, roles, weights."""
    ordered = sorted(pages, key=lambda one: len(one.roles) + random.random() * 20)
    groups = [ordered[i : i + size] for i in range(0, len(ordered), size)]
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
        yield [values, mask, roles, weights]


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
        for values, mask, roles, weights in batches(composed(pages), BATCH):
            optimizer.zero_grad()
            scores = net(values, mask)
            loss = functional.cross_entropy(scores.flatten(0, 1), roles.flatten(), reduction="none")
            ((loss * weights.flatten()).sum() / weights.sum()).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return net.eval()


def main() -> None:
    """Train on all outlets, or on those of all parts but one, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fold", type=int, choices=range(FOLDS))
    options = parser.parse_args()
    torch.set_num_threads(1)
    pages = [page for page in load() if fold(page.outlet) != options.fold]
    print(f"{len(pages)} pages, {sum(len(one.roles) for one in pages)} lines")
    weights = {name: value.numpy().astype(np.float16) for name, value in train(pages).state_dict().items()}
    OUT.mkdir(parents=True, exist_ok=True)
    path = WEIGHTS if options.fold is None else OUT / f"labeller{options.fold}.npz"
    np.savez_compressed(path, **weights)


if __name__ == "__main__":
    main()
