"""Fits the network to annotated texts, with progress, a seed and checkpoints to go on from."""

import copy
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.examples import IGNORED, Batch, Example, batches, steps
from training.network import POINTER, Tagger

RATE = 3e-4
HEAD_RATE = 4 * RATE
WARM = 0.05  # share of the steps in which the rate rises
DECAY = 0.01
POINTERS = 0.3  # weight of the pointers' losses beside the labels'
LONGEST_STEP = 1.0  # of the gradient
REMEMBERED = 0.999  # of the mean of the weights over steps (Polyak & Juditsky 1992)
REPORT_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long to fit, and from which seed."""

    epochs: int
    batch: int = 8
    seed: int = 1


def fitted(
    network: Tagger,
    drawn: Callable[[random.Random], Sequence[Example]],
    plan: Plan,
    state: Path,
    after: Callable[[int, Tagger], None],
) -> Tagger:
    """Return the mean of the network's weights over its steps, fitted to examples.

    `drawn` gives the examples of an epoch, `after` is told of each epoch that is done. What is
    done is kept in `state` after each epoch; a run that finds it goes on from there.
    """
    mean = copy.deepcopy(network).requires_grad_(False)
    optimizer = torch.optim.AdamW(_groups(network), weight_decay=DECAY, fused=True)
    each = steps(drawn(random.Random(plan.seed)), plan.batch)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, _slope(each * plan.epochs))
    done = 0
    if state.exists():
        held = torch.load(state, weights_only=False)
        network.load_state_dict(held["network"])
        mean.load_state_dict(held["mean"])
        optimizer.load_state_dict(held["optimizer"])
        rate.load_state_dict(held["rate"])
        done = held["done"]
    for epoch in range(done, plan.epochs):
        chance = random.Random(f"{plan.seed} {epoch}")
        torch.manual_seed(chance.getrandbits(32))
        network.train()
        told, begun, recent = time.monotonic(), time.monotonic(), 0.0
        examples = drawn(chance)
        for number, batch in enumerate(batches(examples, plan.batch, chance), 1):
            loss = _loss(network, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), LONGEST_STEP)
            optimizer.step()
            rate.step()
            optimizer.zero_grad(set_to_none=True)
            _remember(mean, network, rate.last_epoch)
            value = float(loss.detach())
            recent = 0.98 * recent + 0.02 * value if recent else value
            if time.monotonic() - told > REPORT_SECONDS:
                told = time.monotonic()
                print(
                    f"epoch {epoch + 1}/{plan.epochs} step {number}/{each} loss {recent:.4f} "
                    f"{told - begun:.0f} s",
                    file=sys.stderr,
                    flush=True,
                )
        torch.save(
            {
                "network": network.state_dict(),
                "mean": mean.state_dict(),
                "optimizer": optimizer.state_dict(),
                "rate": rate.state_dict(),
                "done": epoch + 1,
            },
            state.with_suffix(".part"),
        )
        state.with_suffix(".part").replace(state)
        after(epoch + 1, mean.eval())
    return mean.eval()


def _groups(network: Tagger) -> list[dict[str, object]]:
    heads = [*network.labels.parameters(), *network.pointers.parameters()]
    added = [
        *network.shapes.parameters(),
        *network.breaks.parameters(),
        *network.states.parameters(),
    ]
    known = {id(one) for one in (*heads, *added)}
    body = [one for one in network.parameters() if one.requires_grad and id(one) not in known]
    return [{"params": body, "lr": RATE}, {"params": [*heads, *added], "lr": HEAD_RATE}]


def _slope(total: int) -> Callable[[int], float]:
    warm = max(1, int(WARM * total))

    def share(step: int) -> float:
        return min((step + 1) / warm, max(0.0, (total - step) / (total - warm)))

    return share


def _remember(mean: Tagger, network: Tagger, step: int) -> None:
    """Move the mean towards the network; at first quickly, since it began untrained."""
    weight = 1 - min(REMEMBERED, (1 + step) / (10 + step))
    theirs = [one.detach() for one in network.parameters() if one.requires_grad]
    ours = [
        mine
        for mine, one in zip(mean.parameters(), network.parameters(), strict=True)
        if one.requires_grad
    ]
    torch._foreach_lerp_(ours, theirs, weight)


def _loss(network: Tagger, batch: Batch) -> Tensor:
    full = None if batch.mask.all() else torch.from_numpy(batch.mask)
    scores, pointers = network(
        *(
            torch.from_numpy(one)
            for one in (batch.pieces, batch.shapes, batch.breaks, batch.states)
        ),
        full,
    )
    labels = torch.from_numpy(batch.labels)
    loss = functional.cross_entropy(scores.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
    targets = batch.first.copy()
    targets[:, 0] = True  # [CLS], for none
    hidden = torch.from_numpy(~targets)[:, None, :]
    content, cue_key, cue, source_key = pointers.split(POINTER, dim=-1)
    for query, key, wanted in ((content, cue_key, batch.cues), (cue, source_key, batch.sources)):
        if not (wanted != IGNORED).any():
            continue
        ways = (query @ key.transpose(1, 2)) / POINTER**0.5
        ways = ways.masked_fill(hidden, torch.finfo(ways.dtype).min)
        aims = torch.from_numpy(wanted)
        loss = loss + POINTERS * functional.cross_entropy(
            ways.flatten(0, 1), aims.flatten(), ignore_index=IGNORED
        )
    return loss
