"""A batch as one object of JSON: what `manage.py ingest --format json` and the API answer."""

from collections.abc import Iterable
from typing import Any

from articles.models import Batch
from claims.progress.counting import Progress
from claims.progress.lines import Line
from claims.progress.stages import Stage

# What is told of an item is one of seven words; what has no word of its own is told in its remarks.
_TOLD = {
    Stage.OLDER: Stage.ANALYSED,
    Stage.LEFT: Stage.PARSED,
    Stage.UNDONE: Stage.CANCELLED,
}
TOLD = (
    Stage.QUEUED,
    Stage.PARSED,
    Stage.ANALYSED,
    Stage.LINKED,
    Stage.FAILED,
    Stage.SKIPPED,
    Stage.CANCELLED,
)


def told(progress: Progress, lines: Iterable[Line]) -> dict[str, Any]:
    """Return a batch and some of its lines as plain data; see docs/intake.md."""
    batch = progress.batch
    counts = dict.fromkeys((stage.value for stage in TOLD), 0)
    for stage, number in {**progress.counts, Stage.QUEUED: progress.queued}.items():
        counts[_TOLD.get(stage, stage).value] += number
    return {
        "batch": batch.pk,
        "name": batch.name,
        "state": Batch.State(batch.state).value,
        "words": progress.words,
        "problem": batch.error or None,
        "counts": counts,
        "items": [told_item(line) for line in lines if line.position],
        "remarks": [reason for line in lines if not line.position for reason in line.reasons],
    }


def told_item(line: Line) -> dict[str, Any]:
    """Return what became of one item as plain data."""
    stage = line.stage or Stage.QUEUED
    item = line.item
    problem = None
    if stage == Stage.FAILED:
        problem = line.reasons[0] if line.reasons else line.words
    elif stage == Stage.SKIPPED:
        problem = line.like.words if line.like else line.words
    return {
        "name": line.name,
        "line": line.line,
        "state": _TOLD.get(stage, stage).value,
        "problem": problem,
        "remarks": [reason for reason in line.reasons if reason != problem]
        + ([line.words] if stage in _TOLD else []),
        **{
            field: line.details[field].value if field in line.details else None
            for field in ("outlet", "title", "byline", "published", "language", "url")
        },
        "origins": {field: detail.origin or "manifest" for field, detail in line.details.items()},
        "bytes": item.size if item else None,
        "encoding": (item.encoding or None) if item else None,
        "zones": (item.zones or None) if item else None,
        "like": line.like.words if line.like else None,
        "article": line.article,
    }


def nothing(name: str, problem: str) -> dict[str, Any]:
    """Return the same for a delivery that could not be received at all."""
    return {
        "batch": None,
        "name": name,
        "state": Batch.State.FAILED.value,
        "words": "could not be read",
        "problem": problem,
        "counts": dict.fromkeys((stage.value for stage in TOLD), 0),
        "items": [],
        "remarks": [],
    }
