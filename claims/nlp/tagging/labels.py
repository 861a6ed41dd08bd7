"""Labels of words, and the best sequence of them (Viterbi) under the rule that I follows B or I."""

import numpy as np
import numpy.typing as npt

SOURCE, CUE, CONTENT = range(3)
ROLES = 3
OUTSIDE = 0
LABELS = 1 + 2 * ROLES

Floats = npt.NDArray[np.float32]

Stretch = tuple[int, int]  # first word, and the one after the last


def begins(role: int) -> int:
    """Return the label of a role's first word."""
    return 1 + 2 * role


def continues(role: int) -> int:
    """Return the label of a role's later words."""
    return 2 + 2 * role


def decoded(scores: Floats) -> npt.NDArray[np.int64]:
    """Return the labels of the best sequence that the rule allows; `scores` is words x labels."""
    labels: npt.NDArray[np.int64] = scores.argmax(axis=1)
    if len(labels) == 0 or _is_allowed(labels):
        return labels
    came = np.empty(scores.shape, dtype=np.int8)
    row = np.where(_FIRST, scores[0], -np.inf)
    for at in range(1, len(scores)):
        ways = row[:, None] + _STEPS
        came[at] = ways.argmax(axis=0)
        row = ways.max(axis=0) + scores[at]
    last = int(row.argmax())
    for at in range(len(scores) - 1, -1, -1):
        labels[at] = last
        last = int(came[at, last]) if at else last
    return labels


def stretches(labels: npt.NDArray[np.int64], role: int) -> list[Stretch]:
    """Return the stretches of words that have a role, in order."""
    held: list[Stretch] = []
    for at in np.flatnonzero((labels == begins(role)) | (labels == continues(role))).tolist():
        if labels[at] == continues(role) and held and held[-1][1] == at:
            held[-1] = (held[-1][0], at + 1)
        else:
            held.append((at, at + 1))
    return held


def _allowed() -> npt.NDArray[np.float32]:
    steps = np.zeros((LABELS, LABELS), dtype=np.float32)
    for role in range(ROLES):
        steps[:, continues(role)] = -np.inf
        steps[begins(role), continues(role)] = steps[continues(role), continues(role)] = 0
    return steps


_STEPS = _allowed()
_FIRST = _STEPS[OUTSIDE] == 0


def _is_allowed(labels: npt.NDArray[np.int64]) -> bool:
    before = np.concatenate([[OUTSIDE], labels[:-1]])
    return bool((_STEPS[before, labels] == 0).all())
