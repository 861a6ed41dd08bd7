"""Read model of the page of an article's zones: its lines, what each is, and by whose word."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles import zoning
from articles.text import TextSpan, paragraphs
from articles.zoning import Zone, ZoneKind

MOST = 900  # lines on a page; a form may have a thousand fields

WORDS = {
    ZoneKind.HEADLINE: "headline",
    ZoneKind.BYLINE: "byline",
    ZoneKind.BODY: "body",
    ZoneKind.BOILERPLATE: "site around it",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text that is not blank; `found` is what the program takes it for."""

    number: int
    text: str
    span: TextSpan
    kind: ZoneKind
    found: ZoneKind

    @property
    def name(self) -> str:
        """The name of the line's field."""
        return f"line-{self.number}"

    @property
    def is_put_right(self) -> bool:
        """Whether a person takes the line for something else than the program does."""
        return self.kind is not self.found

    @property
    def found_in_words(self) -> str:
        """What the program takes the line for."""
        return WORDS[self.found]

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """What the line can be: value, words, and whether it is this."""
        return [(kind.value, words, kind is self.kind) for kind, words in WORDS.items()]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text, of which a page shows the first `MOST`."""

    lines: tuple[Line, ...]

    @property
    def shown(self) -> tuple[Line, ...]:
        """The lines that the page asks about."""
        return self.lines[:MOST]

    @property
    def left_out(self) -> int:
        """How many lines stay as they are."""
        return len(self.lines) - len(self.shown)

    def differs(self, wanted: Sequence[str]) -> bool:
        """Say whether any line is wanted to be something else than it is."""
        return any(line.kind != kind for line, kind in zip(self.lines, wanted, strict=True))

    def joined(self, wanted: Sequence[str]) -> list[tuple[int, int, str]]:
        """Return neighbouring lines of one wanted kind as one zone: start, end, kind."""
        held: list[tuple[int, int, str]] = []
        for line, kind in zip(self.lines, wanted, strict=True):
            if held and held[-1][2] == kind:
                held[-1] = (held[-1][0], line.span.end, kind)
            else:
                held.append((line.span.start, line.span.end, kind))
        return held


def of_text(text: str, given: Sequence[Zone] | None) -> Lines:
    """Return the lines of a text by the zones that a person gave it, or else by the program's."""
    found = zoning.zones(text)
    held = found if given is None else given
    return Lines(
        tuple(
            Line(
                number=number,
                text=span.of(text),
                span=span,
                kind=zoning.kind_at(span.start, held),
                found=zoning.kind_at(span.start, found),
            )
            for number, span in enumerate(paragraphs(text), 1)
        )
    )
