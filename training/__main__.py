"""Trains the tagger: `python -m training OUT --base MODEL.safetensors --corpus FOLDER ...`.

See training/README.md for what it needs, how long it takes and what comes out.
"""

import argparse
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from benchmarks.corpora import annotated_texts, annotations
from benchmarks.metrics import total
from benchmarks.spans import Attributed, compare
from claims.nlp.tagging.finding import tagged
from claims.nlp.tagging.tagger import SETTING
from training import own
from training.examples import Example, example
from training.export import export
from training.fit import Plan, fitted
from training.network import Tagger, pretrained

OWN = Path(__file__).parent / "own"
OWN_TIMES = 3  # in an epoch: they are few


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; return 0, or 2 with a message when a file or folder is missing."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder for checkpoints and weights")
    parser.add_argument("--base", type=Path, required=True, help="weights of MiniLM-L6")
    parser.add_argument("--corpus", type=Path, action="append", required=True, help="brat layout")
    parser.add_argument("--own", type=Path, default=OWN, help="marked articles of our own")
    parser.add_argument("--dev", type=Path, help="a corpus to measure the weights on at the end")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0, help="0: as many as torch takes")
    given = parser.parse_args(arguments)
    missing = [path for path in (given.base, given.own, *given.corpus) if not path.exists()]
    if missing:
        print(f"training: there is no {missing[0]}", file=sys.stderr)
        return 2
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
    weights = given.out / "tagger.onnx"
    export(fitted(network, drawn, plan, given.out / "state.pt", after), weights)
    print(f"weights: {weights}", file=sys.stderr)
    if given.dev:
        os.environ[SETTING] = str(weights)
        print(f"joint F1 on {given.dev}: {100 * joint(given.dev):.1f}", file=sys.stderr)
    return 0


def joint(folder: Path) -> float:
    """Return the joint F1 of the tagger alone, without the rules, on a corpus."""
    outcomes = []
    for text in annotated_texts(folder):
        found = [
            Attributed(*(tuple((s.start, s.end) for s in spans) for spans in roles))
            for one in tagged(text.text)
            for roles in [(one.source, one.cue, one.content)]
        ]
        outcomes.append(compare(text, found))
    return total(outcome.counts["joint all"] for outcome in outcomes).f1


def examples(folder: Path) -> list[list[Example]]:
    """Return the texts of a corpus in brat layout, each by every one of its annotators."""
    return [[example(text, text.gold) for text in versions] for versions in annotations(folder)]


if __name__ == "__main__":
    raise SystemExit(main())
