"""Read model of a story's independence: which outlets are one voice, and by what one can tell."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from claims.comparison import Column, Comparison
from claims.linking.voice_weights import BAR
from claims.models import Story, VoiceTie

FEATURES = {
    "credit": "Credit",
    "origin": "Common origin",
    "runs": "Copied text",
    "order": "Same order",
    "wording": "Rare wording",
    "spelling": "Rare spelling",
}
SHOWN = 3  # ties of one voice, before the rest is folded
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign that two outlets are not independent."""

    label: str
    because: str


@dataclass(frozen=True, slots=True)
class Tie:
    """Two outlets that are not independent, with the signs of it, the strongest first."""

    outlets: tuple[str, str]
    score: float
    signs: tuple[Sign, ...]


@dataclass(eq=False)
class Voice:
    """Outlets that count as one."""

    mark: str  # a letter; "" for an outlet on its own
    columns: list[Column]
    ties: list[Tie] = field(default_factory=list)

    @property
    def shown(self) -> list[Tie]:
        """The strongest ties."""
        return self.ties[:SHOWN]

    @property
    def folded(self) -> list[Tie]:
        """Those that open on demand."""
        return self.ties[SHOWN:]


@dataclass(eq=False)
class Independence:
    """The voices of a story, those of several outlets first."""

    voices: list[Voice]
    apart: list[Tie]  # outlets that are tied and yet not one voice

    @property
    def count(self) -> int:
        """How many voices there are."""
        return len(self.voices)

    @cached_property
    def joint(self) -> list[Voice]:
        """The voices of several outlets."""
        return [voice for voice in self.voices if len(voice.columns) > 1]

    @cached_property
    def single(self) -> list[Column]:
        """The outlets that stand alone."""
        return [voice.columns[0] for voice in self.voices if len(voice.columns) == 1]


def of_comparison(compared: Comparison) -> Independence | None:
    """Return the voices of a compared story, in one query; None as long as they are not known.

    Each column of a joint voice gets its mark.
    """
    by_number: dict[int, list[Column]] = defaultdict(list)
    for column in compared.columns:
        by_number[column.voice].append(column)
    if 0 in by_number or len(compared.columns) < 2:
        return None
    voices = []
    ordered = sorted(by_number, key=lambda number: (-len(by_number[number]), number))
    for place, number in enumerate(ordered):
        mark = _mark(place) if len(by_number[number]) > 1 else ""
        for column in by_number[number]:
            column.mark = mark
        voices.append(Voice(mark, by_number[number]))
    apart = _ties(compared.story, compared.columns, voices)
    return Independence(voices, apart)


def _mark(place: int) -> str:
    turn, letter = divmod(place, len(LETTERS))
    return LETTERS[letter] + (str(turn + 1) if turn else "")


def _ties(story: Story, columns: Sequence[Column], voices: Sequence[Voice]) -> list[Tie]:
    """Give each voice the best tie of any two of its outlets; return those between voices."""
    column_of = {article.pk: column for column in columns for article in column.articles}
    voice_of = {column: voice for voice in voices for column in voice.columns}
    seen: set[frozenset[Column]] = set()
    between = []
    for row in VoiceTie.objects.filter(story=story, score__gte=BAR).order_by("-score", "pk"):
        first, second = column_of.get(row.first_id), column_of.get(row.second_id)
        if not first or not second or first is second or {first, second} in seen:
            continue
        seen.add(frozenset({first, second}))
        signs = tuple(
            Sign(FEATURES.get(one["feature"], one["feature"]), one["because"])
            for one in row.evidence
        )
        made = Tie((first.short, second.short), row.score, signs)
        if voice_of[first] is voice_of[second]:
            voice_of[first].ties.append(made)
        else:
            between.append(made)
    return between
