"""Train the fast tagger: ``python -m bench.train_tagger label|train DATA SILVER``.

Needs PyTorch (not a dependency of the project), spaCy's model (``morgue[accurate]``) and a folder of
openly licensed text (see ``tagger_data.py``). ``label`` writes the accurate tagger's names of the text to
SILVER; ``train`` learns from these and from those set by hand, and writes ``ingest/entities/tagger.npz``.
"""

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from bench.tagger_data import GOLD, SILVER, Doc, digest, documents, label, recased, renamed
from bench.tagger_net import Lexicon, Net, vectors
from ingest.entities.network import PADS, WEIGHTS, candidates

EPOCHS, RATE, WORDS_A_STEP = 7, 3e-3, 4_000
#: The weights kept are a running mean over the last some hundred steps.
DECAY = 0.997
#: Copies of each document with other names, and how often a document is taken as it is. Without them F1
#: on world news was .783 instead of .800, and for people .830 instead of .867.
VARIANTS, UNCHANGED = 2, 0.5

Numbered = tuple[np.ndarray, np.ndarray, float]


def batch(docs: Sequence[Numbered], lexicon: Lexicon) -> tuple[torch.Tensor, ...]:
    """Documents in one row with pads between: words, groups, wanted places, tags and weights there."""
    ids, groups, wanted, tags, weights, count = [], [], [], [], [], 0
    pad = np.zeros(PADS, dtype=np.int64)
    for words, own, weight in docs:
        row = np.concatenate([pad, words, pad])
        cased = lexicon.cased[row]
        _, inverse = np.unique(row, return_inverse=True)
        groups.append(np.where(cased, inverse + count, -1))
        count += int(inverse.max()) + 1
        ids.append(row)
        places = candidates(cased, lexicon.breaks[row])
        wanted.append(places)
        tags.append(np.concatenate([pad, own, pad])[places])
        weights.append(np.full(int(places.sum()), weight))
    joined = [np.concatenate(one) for one in (ids, groups, wanted, tags, weights)]
    return tuple(torch.from_numpy(one) for one in joined)


def batches(docs: list[list[Numbered]], rng: random.Random) -> list[list[Numbered]]:
    """One epoch: of each document either itself or one of its variants, in any order."""
    chosen = [variants[0] if rng.random() < UNCHANGED else rng.choice(variants) for variants in docs]
    rng.shuffle(chosen)
    out: list[list[Numbered]] = [[]]
    size = 0
    for one in chosen:
        if size > WORDS_A_STEP:
            out.append([])
            size = 0
        out[-1].append(one)
        size += len(one[0])
    return out


def train(docs: list[Doc], epochs: int) -> Net:
    """Learn; the same documents give the same network on the same machine."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    rng = random.Random(1)
    lexicon = Lexicon()
    numbered = []
    for one in docs:
        variants = [one, *(renamed(one, rng) for _ in range(VARIANTS)), recased(renamed(one, rng), rng)]
        numbered.append([(lexicon.number(doc), np.array(doc.tags), doc.weight) for doc in variants])
    lexicon.freeze()
    net = Net(lexicon)
    plan = [batches(numbered, rng) for _ in range(epochs)]
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-4)
    steps = sum(map(len, plan)) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
    mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(DECAY))
    for epoch, parts in enumerate(plan):
        net.train()
        losses, begun = [], time.process_time()
        for part in parts:
            ids, groups, wanted, tags, weights = batch(part, lexicon)
            if not len(tags):
                continue
            each = functional.cross_entropy(
                net(ids, groups, wanted), tags, reduction="none", label_smoothing=0.03
            )
            loss = (each * weights).sum() / weights.sum()
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            mean.update_parameters(net)
            losses.append(loss.item())
        print(f"epoch {epoch}: loss {np.mean(losses):.4f}, {time.process_time() - begun:.0f} s", flush=True)
    return cast("Net", mean.module.eval())


@torch.no_grad()
def save(net: Net, path: Path, made_from: str) -> None:
    """Write the weights as the tagger reads them, in half precision."""
    found, _ = vectors()
    stored = {f"table{place}": table.weight for place, table in enumerate(net.tables)}
    stored["vectors"] = torch.relu(net.project(net.lexicon.values))
    for name in ("mix", "first", "second", "third", "out"):
        layer = getattr(net, name)
        stored |= {name: layer.weight.T, f"{name}_bias": layer.bias}
    stored |= {"norm": net.norm.weight, "norm_bias": net.norm.bias}
    half = {name: values.contiguous().numpy().astype(np.float16) for name, values in stored.items()}
    np.savez_compressed(path, keys=found.keys, rows=found.rows, made_from=np.array(made_from), **half)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("step", choices=("label", "train"))
    parser.add_argument("data", type=Path)
    parser.add_argument("silver", type=Path)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    if options.step == "label":
        label(options.data, options.silver)
        return
    files = [options.data / f"{name}.jsonl" for name in (*GOLD, *SILVER)]
    net = train(documents(options.data, options.silver), options.epochs)
    save(net, options.out, digest(files))


if __name__ == "__main__":
    main()
