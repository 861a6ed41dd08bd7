"""How much of one text stands in another, and where copies of a text may be found.

Near copies are found by MinHash (Broder 1997): of all runs of WORDS words, the smallest hash by
each of several permutations; equal BANDS of them make two texts worth comparing (locality
sensitive hashing). What is then said of the two is counted, not estimated.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from zlib import crc32

import numpy as np

WORDS = 5  # of a run; shorter ones are shared by chance
BANDS, ROWS = 20, 3  # half of the texts with a likeness of .37 meet, nearly all of those with .6
_PRIME = np.uint64(4_294_967_311)  # the first above 2^32
_RANDOM = np.random.default_rng(20251122)
_FACTORS, _SHIFTS = _RANDOM.integers(1, 1 << 31, size=(2, BANDS * ROWS), dtype=np.uint64)
_WORD = re.compile(r"\w+")


def bands(text: str) -> list[int]:
    """Return signed 64-bit hashes of which two texts share one if they are likely near copies."""
    runs = np.fromiter({crc32(run.encode()) for run in _runs(text)}, dtype=np.uint64)
    if not runs.size:
        return []
    smallest = np.full(BANDS * ROWS, _PRIME, dtype=np.uint64)
    for start in range(0, runs.size, 4096):
        piece = runs[start : start + 4096, None]
        hashes = (piece * _FACTORS + _SHIFTS) % _PRIME  # 32 bits times 31: no overflow
        smallest = np.minimum(smallest, hashes.min(axis=0))
    return [
        int.from_bytes(
            blake2b(bytes([band]) + rows.tobytes(), digest_size=8).digest(), "big", signed=True
        )
        for band, rows in enumerate(smallest.reshape(BANDS, ROWS))
    ]


def common(text: str, other: str) -> float:
    """Return which share of a text's runs of words stands in another, 0 to 1."""
    own = set(_runs(text))
    return len(own.intersection(_runs(other))) / len(own) if own else 0.0


def _runs(text: str) -> Iterator[str]:
    words = _WORD.findall(text.casefold())
    for start in range(max(1, len(words) - WORDS + 1) if words else 0):
        yield " ".join(words[start : start + WORDS])
