"""What is new in the coverage of a claim: a wording, a denial, a source, words after a silence.

Each rule looks at one statement and at those that were known before it, and says in words what is
new about it and why, or nothing. `key` names the thing that is new, so that it is told once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from articles.text import TextSpan
from claims.linking.quotations import Tokens, sentences_of
from claims.nlp.types import Polarity
from claims.wording import shortened

SHOWN = 120  # characters of other statements that a reason quotes
LONGEST = 40  # characters of places that a key shows


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """A statement as far as telling what is new about it needs it."""

    pk: int
    article: int
    places: tuple[TextSpan, ...]  # of its content
    known: datetime  # since when the program has had these words
    outlet: str  # "": unknown
    day: str  # when it was published, in words
    published: datetime | None
    speaker: int | None
    name: str  # of the speaker; "" when none is named
    polarity: str
    words: str  # the content, in quotation marks
    quoted: tuple[str, ...] = ()  # the stretches inside quotation marks
    claim: int | None = None
    story: int | None = None
    denies: frozenset[int] = frozenset()  # claims that hold a statement which this one denies

    @property
    def order(self) -> tuple[datetime, int, tuple[TextSpan, ...]]:
        """The order in which statements became known; it outlives a new reading."""
        return self.known, self.article, self.places

    @property
    def place(self) -> str:
        """Its article and where its content stands there, as a key of at most 60 characters."""
        spans = ",".join(f"{span.start}-{span.end}" for span in self.places)
        return _key(self.article, spans if len(spans) <= LONGEST else _digest(spans))

    @property
    def teller(self) -> str:
        """The outlet, as a sentence calls it."""
        return self.outlet or "an unknown outlet"


@dataclass(frozen=True, slots=True)
class News:
    """Something new: its key, and why it is new, in words."""

    key: str
    because: str


def before(one: Said, others: Iterable[Said]) -> list[Said]:
    """Return those that were known before a statement, the first to be known first."""
    return sorted((other for other in others if other.order < one.order), key=lambda o: o.order)


def statement(one: Said) -> News:
    """Say that a statement is there."""
    return News(one.place, f"New here: {one.teller}, {one.day}, {_from(one)}.")


def wording(one: Said, earlier: Sequence[Said]) -> News | None:
    """Say that a quotation of a claim has words that none had before; `earlier` are of its claim.

    A quotation that was cut, or that goes on for longer, has the same words.
    """
    mine = sentences_of(one.quoted)
    others = [other for other in earlier if other.quoted]
    if not mine or not others:
        return None
    own = tuple(sentence.words for sentence in mine)
    told: defaultdict[tuple[Tokens, ...], list[Said]] = defaultdict(list)
    for other in others:
        told[tuple(sentence.words for sentence in sentences_of(other.quoted))].append(other)
    if any(_holds(own, known) or _holds(known, own) for known in told):
        return None
    most = max(told.values(), key=lambda group: (_outlets(group), -others.index(group[0])))
    return News(
        _key(one.claim, _digest(" | ".join(map(" ".join, own)))),
        f"{_capital(one.teller)} words it {_quote(one.quoted)}; so far "
        f"{_counted(_outlets(most), 'outlet')} had {_quote(most[0].quoted)}{_besides(len(told))}.",
    )


def denial(one: Said, claim: int, earlier: Sequence[Said], *, is_known: bool) -> News | None:
    """Say that a statement is the first to deny a claim; `earlier` are of that claim.

    It is of the claim and denies, or denies one of the claim's statements from another claim;
    `is_known` says whether an earlier one did that.
    """
    denies = claim in one.denies or (claim == one.claim and one.polarity == Polarity.DENIED)
    if not denies or not earlier or is_known:
        return None
    if any(other.polarity == Polarity.DENIED for other in earlier):
        return None
    return News(
        _key(claim),
        f"First denial, in {one.teller}, {_from(one)}; so far "
        f"{_counted(_outlets(earlier), 'outlet')} had it undenied: "
        f"{shortened(earlier[0].words, SHOWN)}.",
    )


def source(one: Said, earlier: Sequence[Said]) -> News | None:
    """Say that a claim has a speaker that it had not; `earlier` are of the claim."""
    if one.speaker is None or not earlier:
        return None
    if any(other.speaker == one.speaker for other in earlier):
        return None
    names = list(dict.fromkeys(other.name or "nobody by name" for other in earlier))
    so_far = names[0] if len(names) == 1 else f"{names[0]} and {_counted(len(names) - 1, 'other')}"
    return News(
        _key(one.claim, one.speaker),
        f"{_capital(one.teller)} has it from {one.name}; so far it came from {so_far}.",
    )


def silence(one: Said, silences: Iterable[Said], others: Iterable[Said]) -> News | None:
    """Say that somebody speaks who had not commented on the same story.

    `silences` are those that are followed, `others` what the same speakers are known to have
    said: the first words after a silence end it, by the days of publication.
    """
    if one.polarity == Polarity.NO_COMMENT or one.speaker is None or one.published is None:
        return None
    since = min(
        (
            (other.published, other.order, other)
            for other in silences
            if _is_matter(one, other) and other.published and other.published < one.published
        ),
        default=None,
        key=lambda found: found[:2],
    )
    if since is None:
        return None
    began, _, silent = since
    for other in others:
        is_between = other.published and began < other.published
        if (
            is_between
            and _is_matter(one, other)
            and other.order < one.order
            and other.polarity != Polarity.NO_COMMENT
        ):
            return None
    return News(
        _key(one.story, one.speaker),
        f"{_capital(one.name)} had not commented ({silent.teller}, {silent.day}); these are the "
        "first later words in the same story.",
    )


def _is_matter(one: Said, other: Said) -> bool:
    return other.speaker == one.speaker and other.story is not None and other.story == one.story


def _holds(whole: tuple[Tokens, ...], part: tuple[Tokens, ...]) -> bool:
    """Tell whether each sentence of a part stands, word after word, in a sentence of the whole."""
    spaced = [f" {' '.join(sentence)} " for sentence in whole]
    return all(any(f" {' '.join(piece)} " in one for one in spaced) for piece in part)


def _outlets(told: Iterable[Said]) -> int:
    """Return how many outlets told something; each article of an unknown one counts as one."""
    return len({one.outlet or one.article for one in told})


def _quote(quoted: tuple[str, ...]) -> str:
    return f"“{shortened(' … '.join(' '.join(piece.split()) for piece in quoted), SHOWN)}”"


def _besides(wordings: int) -> str:
    return f", and there {_are(wordings - 1, 'other wording')}" if wordings > 1 else ""


def _are(number: int, noun: str) -> str:
    return f"{'is' if number == 1 else 'are'} {_counted(number, noun)}"


def _from(one: Said) -> str:
    return f"from {one.name}" if one.name else "from nobody by name"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _key(*parts: object) -> str:
    return ":".join(str(part) for part in parts)
