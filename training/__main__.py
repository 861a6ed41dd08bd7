"""Trains the tagger: `python -m training OUT --base MODEL.safetensors --corpus FOLDER ...`.

See training/README.md for what it needs, how long it takes and what comes out.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from benchmarks.corpora import annotations
from training import own
from training.examples import Example, example
from training.fit import Plan, fitted
from training.network import Tagger, pretrained

OWN = Path(__file__).parent / "own"
OWN_TIMES = 3  # in an epoch: they are few


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; return 0, or 2 when something needed is missing."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder for checkpoints and weights")
    parser.add_argument("--base", type=Path, required=True, help="weights of MiniLM-L6")
    parser.add_argument("--corpus", type=Path, action="append", required=True, help="brat layout")
    parser.add_argument("--own", type=Path, default=OWN, help="marked articles of our own")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, help="0: as many as torch takes")
    given = parser.parse_args(arguments)
    if given.threads:
        torch.set_num_threads(given.threads)
    given.out.mkdir(parents=True, exist_ok=True)
    versions = [one for folder in given.corpus for one in examples(folder)]
    ours = [[example(text, text.gold)] for text in own.articles(given.own)]
    versions += ours * OWN_TIMES
    print(f"{len(versions)} texts an epoch, {len(ours)} of them ours", file=sys.stderr)

    def drawn(chance: random.Random) -> list[Example]:
        return [chance.choice(one) for one in versions]

    def after(epoch: int, mean: Tagger) -> None:
        torch.save(mean.state_dict(), given.out / f"mean-{epoch}.pt")

    torch.manual_seed(given.seed)
    network = pretrained(given.base)
    plan = Plan(epochs=given.epochs, seed=given.seed)
    fitted(network, drawn, plan, given.out / "state.pt", after)
    return 0


def examples(folder: Path) -> list[list[Example]]:
    """Return the texts of a corpus in brat layout, each by every one of its annotators."""
    return [[example(text, text.gold) for text in versions] for versions in annotations(folder)]


if __name__ == "__main__":
    raise SystemExit(main())
