"""Says in plain words what was found around an article's own text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from articles.text import paragraphs
from articles.zoning import boilerplate
from articles.zoning.finding import headline, kind_at, zones
from articles.zoning.types import Zone, ZoneKind


@dataclass(frozen=True, slots=True)
class Summary:
    """How many lines of each kind a text has, and what an admin should know at a glance."""

    lines: Mapping[ZoneKind, int]
    notes: tuple[str, ...]


def summary(text: str, held: Sequence[Zone] | None = None) -> Summary:
    """Return what the zones of a text are, found where they are not given."""
    held = zones(text) if held is None else held
    lines = [(line.of(text), kind_at(line.start, held)) for line in paragraphs(text)]
    counts = Counter(kind for _, kind in lines)
    around = [line for line, kind in lines if kind is ZoneKind.BOILERPLATE]
    titles = Counter(line.of(text) for line in headline(text, held))
    notes = [
        _times(max(titles.values(), default=0)),
        _counted(_teasers(around), "teaser of another article", "teasers of other articles"),
        *(note for says, note in _FORMS if any(map(says, around))),
        "" if counts[ZoneKind.BODY] else "no body: nothing but headlines and lines of the site",
    ]
    return Summary(
        lines=MappingProxyType({kind: counts[kind] for kind in ZoneKind if counts[kind]}),
        notes=tuple(note for note in notes if note),
    )


_FORMS = (
    (boilerplate.is_comment_form, "a comment form"),
    (boilerplate.is_call, "a call to subscribe or follow"),
    (boilerplate.is_copyright, "a copyright line"),
    (boilerplate.is_markup, "leftovers of the page's markup"),
)


def _times(count: int) -> str:
    return "" if count < 2 else f"headline repeated {count} times"


def _teasers(around: Sequence[str]) -> int:
    """Return how many lines are titles of other articles: what follows "Next Article"."""
    count, is_teaser = 0, False
    for line in around:
        if boilerplate.is_teaser_mark(line):
            is_teaser = True
            count += boilerplate.has_title(line)
        elif boilerplate.is_boilerplate(line):
            is_teaser = False
        else:
            count += is_teaser
    return count


def _counted(count: int, one: str, many: str) -> str:
    return "" if not count else f"1 {one}" if count == 1 else f"{count} {many}"
