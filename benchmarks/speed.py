"""How fast reading is, beside plain spaCy in the same run: `python -m benchmarks.speed [FOLDER]`.

One thread, in seconds of processor time. The texts of FOLDER (the sample, without it) go in turn
through `claims.nlp.read` and through the bare pipeline of spaCy, so that both meet the same
machine. Then: where the time goes, the peak memory of a process that only reads, and how time
grows with length on text that is made to be hard. `--write` puts it into `benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks import metrics
from benchmarks.corpora import raw_text
from benchmarks.pages import put
from benchmarks.results import ROOT

if TYPE_CHECKING:
    from spacy.language import Language

SAMPLE = ROOT / "fixtures" / "sample" / "invented"
# Read by the libraries of linear algebra when they load.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
TOGETHER = 4  # texts before the turn changes
LARGEST = 100_000  # characters of the longest hard text
STEPS = (1, 2, 4)  # how the hard texts grow

# The steps of the walk in `claims.nlp.pipeline`, in words; what is not listed is "the rest".
WALK = {
    "parsed": "parse (spaCy)",
    "tagged": "tagger",
    "passage": "finders and rules in a paragraph",
    "carried": "rules across paragraphs",
    "named": "speakers",
}

# Text that is made to be hard, about as long as asked for.
HARD: dict[str, Callable[[int], str]] = {
    "no full stop": lambda size: "the minister said it was so and " * (size // 32),
    "one word": lambda size: "a" * size,
    "quotation marks only": lambda size: '" “ ' * (size // 4),
    "a quotation opened in each paragraph": (
        lambda size: '“He said it was "so, the minister added.\n' * (size // 42)
    ),
    "a pronoun in each sentence": lambda size: "Ann Lee left. She said he knew it. " * (size // 35),
    "short lines": lambda size: "yes\n" * (size // 4),
    "all capitals": lambda size: "HE SAID THE PLAN WAS A GAMBLE. " * (size // 31),
    "other scripts": lambda size: "Он сказал, что да. 他说是。 قال نعم. " * (size // 34),
    "emoji and zero width": lambda size: "He said\u200b 👍🏽 it\u200d was so. " * (size // 26),
}


def main() -> None:
    """Measure and print; with `--write`, put it into the page, too."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE, help="of .txt files")
    parser.add_argument("--rounds", type=int, default=2, help="how often all texts are read")
    parser.add_argument(
        "--largest", type=int, default=LARGEST, help="characters of the longest hard text"
    )
    parser.add_argument(
        "--hard", action="append", choices=HARD, help="only this hard text; may be repeated"
    )
    parser.add_argument("--write", action="store_true", help="put it into the README")
    parser.add_argument("--memory", action="store_true", help="only read, and print peak memory")
    options = parser.parse_args()
    if not ONE_THREAD.items() <= os.environ.items():
        again = [sys.executable, "-m", "benchmarks.speed", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, **ONE_THREAD})  # noqa: S606 - itself

    texts = [raw_text(path) for path in sorted(options.folder.glob("*.txt"))]
    if options.memory:
        _read_all(texts)
        print(_peak_memory())
        return
    parts = []
    for part in (
        partial(compared, texts, options.rounds),
        partial(_memory, options.folder),
        partial(growth, options.largest, options.hard or list(HARD)),
    ):
        parts.append(part())
        print(f"{parts[-1]}\n", flush=True)
    if options.write:
        today = datetime.now(UTC).date()
        put("benchmarks/README.md", "speed", "\n\n".join([f"Measured on {today}.", *parts]))


def compared(texts: Sequence[str], rounds: int) -> str:
    """Return in Markdown how fast reading is and plain spaCy is, and where the time goes."""
    from claims.nlp import read
    from claims.nlp.language import MODEL

    plain = importlib.import_module(MODEL).load()  # as spaCy has it, with a vocabulary of its own
    read(texts[0])  # loads what reading needs
    list(plain.pipe(texts[:1]))
    seconds: dict[str, list[float]] = defaultdict(list)
    with _timed_walk() as steps:
        for turn in range(rounds):
            for start in range(0, len(texts), TOGETHER):
                held = texts[start : start + TOGETHER]
                both: list[tuple[str, Callable[[Sequence[str]], None]]] = [
                    ("spaCy", partial(_pipe_all, plain)),
                    ("read", _read_all),
                ]
                for name, deed in both if (start // TOGETHER + turn) % 2 else reversed(both):
                    seconds[name].append(_spent(partial(deed, held)))
    words = sum(len(text.split()) for text in texts) * rounds
    pairs = list(zip(seconds["spaCy"], seconds["read"], strict=True))
    low, high = _interval(pairs, rounds)
    whole = sum(seconds["read"])
    steps["the rest"] = whole - sum(steps.values())
    lines = [
        "| | words per second of processor time |",
        "| --- | ---: |",
        f"| `read`, all of it | {words / whole:,.0f} |",
        f"| plain spaCy | {words / sum(seconds['spaCy']):,.0f} |",
        f"| **ratio** | **{_ratio(pairs):.2f}** ({low:.2f} – {high:.2f}) |",
        "",
        f"{len(texts)} texts, {words // rounds:,} words, {rounds} rounds, one thread.",
        "",
        "| step of `read` | share of its time |",
        "| --- | ---: |",
        *(f"| {name} | {100 * spent / whole:.0f}% |" for name, spent in steps.items()),
    ]
    return "\n".join(lines)


def growth(largest: int, chosen: Sequence[str]) -> str:
    """Return in Markdown how the time to read grows with the length of text that is hard."""
    from claims.nlp import read

    sizes = [largest * step // STEPS[-1] for step in STEPS]
    lines = [
        "| text | characters | seconds | grows with length to the power of |",
        "| --- | ---: | ---: | ---: |",
    ]
    for name in chosen:
        print(f"reading: {name}", file=sys.stderr)
        texts = [HARD[name](size) for size in sizes]
        spent = [_spent(partial(read, text)) for text in texts]
        lengths = " · ".join(f"{len(text):,}" for text in texts)
        took = " · ".join(f"{seconds:.1f}" for seconds in spent)
        power = exponent(list(map(len, texts)), spent)
        lines.append(f"| {name} | {lengths} | {took} | {power:.2f} |")
    return "\n".join(lines)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the power of the size with which time grows: 1 is linear, 2 is quadratic."""
    right = [math.log(size) for size in sizes]
    up = [math.log(max(spent, 1e-6)) for spent in seconds]
    mean_right, mean_up = sum(right) / len(right), sum(up) / len(up)
    slope = sum((x - mean_right) * (y - mean_up) for x, y in zip(right, up, strict=True))
    return slope / sum((x - mean_right) ** 2 for x in right)


@contextmanager
def _timed_walk() -> Iterator[dict[str, float]]:
    """Time the steps of the walk until the end of the block."""
    from claims.nlp import pipeline

    steps: dict[str, float] = {}
    with ExitStack() as stack:
        for name, words in WALK.items():
            if step := getattr(pipeline, name, None):
                steps[words] = 0.0
                stack.enter_context(patch.object(pipeline, name, _timed(step, words, steps)))
        yield steps


def _timed(step: Callable[..., Any], words: str, steps: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: object) -> Any:
        start = time.process_time()
        result = step(*arguments)
        steps[words] += time.process_time() - start
        return _timed_items(result, words, steps) if isinstance(result, Iterator) else result

    return timed


def _timed_items(items: Iterator[Any], words: str, steps: dict[str, float]) -> Iterator[Any]:
    while True:
        start = time.process_time()
        item = next(items, steps)  # any value that is no item
        steps[words] += time.process_time() - start
        if item is steps:
            return
        yield item


def _interval(pairs: Sequence[tuple[float, float]], rounds: int) -> tuple[float, float]:
    """Return the interval of the ratio, the rounds of the same texts resampled together."""
    turn = len(pairs) // rounds
    units = [pairs[place::turn] for place in range(turn)]
    return metrics.interval(units, lambda some: _ratio([pair for unit in some for pair in unit]))


def _ratio(pairs: Sequence[tuple[float, float]]) -> float:
    return sum(plain for plain, _ in pairs) / sum(ours for _, ours in pairs)


def _spent(deed: Callable[[], object]) -> float:
    start = time.process_time()
    deed()
    return time.process_time() - start


def _pipe_all(plain: Language, texts: Sequence[str]) -> None:
    for _ in plain.pipe(texts):
        pass


def _read_all(texts: Sequence[str]) -> None:
    from claims.nlp import read

    for text in texts:
        read(text)


def _peak_memory() -> int:
    """Return the most memory that this process had, in megabytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 2**20


def _memory(folder: Path) -> str:
    command = [sys.executable, "-m", "benchmarks.speed", str(folder.resolve()), "--memory"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    megabytes = int(done.stdout.split()[-1])
    return f"Peak memory of a process that only reads them: {megabytes:,} MB."


if __name__ == "__main__":
    main()
