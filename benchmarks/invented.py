"""An invented world of news that follows from a seed: stories, articles, statements, vectors.

Texts are words of the program's table, so that they read like nothing, but what linking and
searching look at is as in real news: bursts of stories of Zipf's sizes, a cast of Zipf's speakers,
claims retold in other words, quotations quoted again months later, boilerplate, slogans,
look-alikes every month, articles without a date, and vectors as near each other as the encoder's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from importlib import resources
from itertools import accumulate, islice
from random import Random
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from articles.text import TextSpan
from claims.nlp.types import DIMENSIONS

END = datetime(2025, 12, 1, tzinfo=UTC)  # the moment that a collection reaches up to
ARTICLES_A_DAY = 140
LARGEST_STORY = 300  # articles
TAIL = 2.2  # of the sizes of stories: two in three are one article alone, one in seventy has 20
LONGEST = timedelta(days=9)  # from a story's first article to its last
UNDATED = 0.03
UNKNOWN_OUTLET = 0.01
SERIES = 40  # matters that come back
OUTLETS, TOPICS, CAST, FAMOUS_LINES = 150, 60, 20_000, 400
BOILERPLATE = (
    "this story is developing and will be updated as more information becomes available",
    "sign up for our newsletter to get the best of our reporting every morning",
    "our thoughts and prayers are with the families of the victims at this time",
)
SLOGANS = ("Bread and Bridges", "Forward Together Now", "Keep the Rivers Clean", "Harbours First")

# How much of a vector it shares with what: as squares, so that two that share these have their sum
# as cosine. As the encoder has it on PolNeAR: articles on one subject .3, of one story .6 to .8;
# statements unrelated .1, in one article .2 and up to .7, of one claim .5 to .8.
ARTICLE_SHARES = {"all": 0.07, "topic": 0.24, "story": 0.37}
STATEMENT_SHARES = {"all": 0.05, "topic": 0.07, "story": 0.07, "aspect": 0.22, "claim": 0.27}
ASPECTS = 6  # of a story; statements on one aspect are near each other without saying the same

Vectors = npt.NDArray[np.float32]


class Name(NamedTuple):
    """Who may speak, and as what."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A statement of an invented article."""

    claim: int | None  # of the story; None: only this article tells it
    content: TextSpan
    cue: TextSpan
    source: TextSpan
    quotations: tuple[TextSpan, ...]
    type: str
    polarity: str
    chain: tuple[Name, ...]  # the outermost first
    vector: npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented article."""

    story: str
    at: datetime  # when it came, also where no date is told
    is_dated: bool
    outlet: str  # "": unknown
    title: str
    text: str
    vector: npt.NDArray[np.float16]
    lines: tuple[Line, ...]


class Slot(NamedTuple):
    """When an article comes, which one of its story it is, and how many statements it has."""

    at: datetime
    place: int
    statements: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A story before it is written, or the part of it that a collection holds."""

    key: str
    topic: int
    series: int | None  # the matter that comes back every month
    size: int  # articles of the whole story
    slots: tuple[Slot, ...]  # those to write

    def within(self, since: datetime, until: datetime) -> Plan | None:
        """Return the story with only the articles that come in time, None without any."""
        kept = tuple(slot for slot in self.slots if since <= slot.at < until)
        return replace(self, slots=kept) if kept else None


def planned(key: str, *, size: int, start: datetime, length: timedelta, seed: int) -> Plan:
    """Return a story of so many articles, most of them near its start."""
    random = Random(f"{seed} plan {key}")
    times = sorted(start + length * random.random() ** 3 for _ in range(size))
    counts = [min(60, int(random.gammavariate(2.5, 8.0))) for _ in times]
    series = random.randrange(SERIES) if random.random() < 0.05 else None
    topic = series if series is not None else int(TOPICS * random.random() ** 2)
    slots = tuple(
        Slot(at, place, count) for place, (at, count) in enumerate(zip(times, counts, strict=True))
    )
    return Plan(key, topic, series, size, slots)


def plans(*, first_day: int, last_day: int, seed: int) -> Iterator[Plan]:
    """Yield the stories that begin on the days counted from END, the earliest first."""
    sizes = np.arange(1, LARGEST_STORY + 1) ** -TAIL
    bounds = np.cumsum(sizes / sizes.sum()).tolist()
    mean = float((sizes * np.arange(1, LARGEST_STORY + 1)).sum() / sizes.sum())
    for day in range(first_day, last_day):
        random = Random(f"{seed} day {day}")
        starts = sorted(random.random() for _ in range(round(ARTICLES_A_DAY / mean)))
        for number, start in enumerate(starts):
            size = 1 + bisect_left(bounds, random.random())
            length = min(LONGEST, timedelta(days=random.expovariate(1 / (0.7 + size / 40))))
            at = END + timedelta(days=day + start)
            yield planned(f"{day}/{number}", size=size, start=at, length=length, seed=seed)


class World:
    """Everything invented follows from the seed; what is asked first decides nothing."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def collection(self, statements: int) -> list[Plan]:
        """Return stories, cut to what came before END, with about so many statements."""
        days = round(statements / ARTICLES_A_DAY / 18) + 1
        found = list(plans(first_day=-days - LONGEST.days, last_day=0, seed=self.seed))
        total, since = 0, END
        for slot in sorted((slot for plan in found for slot in plan.slots), reverse=True):
            if slot.at < END:
                since, total = slot.at, total + slot.statements
                if total >= statements:
                    break
        return _cut(found, since, END)

    def later(self, articles: int) -> list[Plan]:
        """Return stories, old and new ones, cut to the first so many articles after END."""
        days = articles // ARTICLES_A_DAY + 2
        found = list(plans(first_day=-LONGEST.days, last_day=days, seed=self.seed))
        times = sorted(slot.at for plan in found for slot in plan.slots if slot.at >= END)
        return _cut(found, END, times[articles])

    def one_day(self, statements: int) -> list[Plan]:
        """Return stories that all come on the day before END, with about so many statements."""
        day, found, total = END - timedelta(days=1), [], 0
        for plan in plans(first_day=-100_000, last_day=0, seed=self.seed):
            moments = Random(f"{self.seed} in a day {plan.key}")
            slots = [s._replace(at=day + timedelta(days=moments.random())) for s in plan.slots]
            found.append(replace(plan, slots=tuple(slots)))
            total += sum(slot.statements for slot in slots)
            if total >= statements:
                break
        return found

    def written(self, some: Iterable[Plan]) -> Iterator[Invented]:
        """Yield the articles of stories in the order of their coming, few in memory at once."""
        order = sorted(
            ((slot, plan) for plan in some for slot in plan.slots),
            key=lambda pair: (pair[0].at, pair[1].key, pair[0].place),
        )
        left = Counter(plan.key for _, plan in order)
        begun: dict[str, StoryWriter] = {}
        for slot, plan in order:
            if plan.key not in begun:
                begun[plan.key] = StoryWriter(self, plan)
            yield begun[plan.key].article(slot)
            left[plan.key] -= 1
            if not left[plan.key]:
                del begun[plan.key]

    @cached_property
    def cast(self) -> list[Name]:
        """All who may speak, the most heard first."""
        random = Random(f"{self.seed} cast")
        first = [_syllables(random, 2) for _ in range(300)]
        last = [_syllables(random, 3) for _ in range(CAST // 3)]
        kinds: list[Callable[[], Name]] = [
            lambda: Name(f"{random.choice(first)} {random.choice(last)}", "person"),
            lambda: Name(f"the {_syllables(random, 2)} {random.choice(_BODIES)}", "organisation"),
            lambda: Name(f"{_syllables(random, 2)} residents", "collective"),
            lambda: Name(f"a {_syllables(random, 2)} official", "anonymous"),
        ]
        made = (random.choices(kinds, (70, 15, 8, 7))[0]() for _ in range(2 * CAST))
        return list(islice(dict.fromkeys(made), CAST))

    @cached_property
    def outlets(self) -> list[str]:
        """All outlets, the busiest first."""
        random = Random(f"{self.seed} outlets")
        made = (f"{_syllables(random, 2)} {random.choice(_PAPERS)}" for _ in range(3 * OUTLETS))
        return list(islice(dict.fromkeys(made), OUTLETS))

    @cached_property
    def famous(self) -> list[tuple[str, Name]]:
        """Lines that are quoted again and again, in stories of every kind, and who said them."""
        random = Random(f"{self.seed} famous")
        return [
            (" ".join(random.choices(_general().words, cum_weights=_general().weights, k=11)), who)
            for who in random.choices(self.cast[:300], k=FAMOUS_LINES)
        ]

    @cached_property
    def topics(self) -> list[tuple[list[str], Vectors]]:
        """The words of each topic, and where its vectors lie."""
        table = [word for word, count in _table() if 20 < count < 800 and len(word) > 3]
        return [
            (Random(f"{self.seed} topic {n}").sample(table, 120), _center(self.seed, 1, n))
            for n in range(TOPICS)
        ]

    @cached_property
    def everywhere(self) -> Vectors:
        """What all vectors share."""
        return _center(self.seed, 0, 0)


class StoryWriter:
    """Writes the articles of one story; the same whichever of them are asked for."""

    def __init__(self, world: World, plan: Plan) -> None:
        self.world, self.plan = world, plan
        random = Random(f"{world.seed} story {plan.key}")
        subject = f"series {plan.series}" if plan.series is not None else f"story {plan.key}"
        own = Random(f"{world.seed} {subject}")
        self.names = [_syllables(own, 2) for _ in range(4)]
        self.words = own.sample(_rare(), 26) + random.sample(_rare(), 18)
        self.topic_words, self.topic = world.topics[plan.topic]
        self.cast = random.choices(world.cast, cum_weights=_zipf(CAST), k=5)
        center = _center(world.seed, 2, int.from_bytes(subject.encode(), "big"))
        self.center = _unit(center + 0.5 * self._normals(1, "center")[0])
        shared = round(6 * plan.size**0.5) if plan.size > 1 else 0
        self.shared = [self._claim(random) for _ in range(shared)]
        self.claims = self._normals(shared, "claims")
        self.aspects = self._normals(ASPECTS, "aspects")

    def article(self, slot: Slot) -> Invented:
        """Return one of its articles."""
        world, plan, count = self.world, self.plan, slot.statements
        random = Random(f"{world.seed} article {plan.key} {slot.place}")
        # An outlet has a text of its own, so that no two articles are one by chance.
        title = " ".join(
            [
                random.choice(self.names),
                *random.sample(self.words, 4),
                random.choice(self.topic_words),
            ]
        ).capitalize()
        page = Page(f"{title}\n\n{self.prose(random, 30)}\n\n")
        drawn = self._normals(1 + 2 * count, f"article {slot.place}")
        noise, own = drawn[1 : 1 + count], drawn[1 + count :]
        lines = []
        for number, claim in enumerate(self._told(random, count)):
            if claim is None:
                said, center, aspect = self._claim(random), own[number], random.randrange(ASPECTS)
            else:
                said = self.shared[claim].retold(random, self)
                center, aspect = self.claims[claim], claim % ASPECTS
            vector = self._vector(center, aspect, noise[number] * random.uniform(0.7, 1.3))
            lines.append(self._line(page, random, claim, said, vector))
            if random.random() < 0.4:
                page.add(f"{self.prose(random, 22)}\n\n")
        shared = {"all": world.everywhere, "topic": self.topic, "story": self.center}
        vector = _mixed(ARTICLE_SHARES, shared, drawn[0] * random.uniform(0.7, 1.6))
        outlet = random.choices(world.outlets, cum_weights=_zipf(OUTLETS))[0]
        return Invented(
            story=plan.key,
            at=slot.at,
            is_dated=random.random() >= UNDATED,
            outlet="" if random.random() < UNKNOWN_OUTLET else outlet,
            title=title,
            text=page.text.rstrip(),
            vector=vector,
            lines=tuple(lines),
        )

    def _told(self, random: Random, count: int) -> list[int | None]:
        """Return which claims an article tells: some that others tell, too, and its own."""
        shared = len(self.shared)
        some = min(round(0.35 * count), shared)
        chosen = random.choices(range(shared), cum_weights=_zipf(shared), k=some) if some else []
        told = [*dict.fromkeys(chosen)]
        found = [*told, *[None] * (count - len(told))]
        random.shuffle(found)
        return found

    def _vector(self, claim: Vectors, aspect: int, noise: Vectors) -> npt.NDArray[np.float16]:
        parts = {
            "all": self.world.everywhere,
            "topic": self.topic,
            "story": self.center,
            "aspect": _unit(self.aspects[aspect]),
            "claim": _unit(claim),
        }
        return _mixed(STATEMENT_SHARES, parts, noise)

    def _line(
        self,
        page: Page,
        random: Random,
        claim: int | None,
        told: _Said,
        vector: npt.NDArray[np.float16],
    ) -> Line:
        """Write one statement on the page."""
        cue = "denied" if told.polarity == "denied" else random.choice(_CUES)
        speaker = told.speaker.name
        quotations: tuple[TextSpan, ...] = ()
        if told.type == "direct":
            page.add("“")
            content = page.add(told.words)
            quotations = (content,)
            page.add(",” ")
            source = page.add(speaker[0].upper() + speaker[1:])
            page.add(" ")
            cue_span = page.add(cue)
            page.add(".\n\n")
        else:
            source = page.add(speaker[0].upper() + speaker[1:])
            page.add(" ")
            cue_span = page.add(cue)
            page.add(" that ")
            start = len(page.text)
            if told.type == "mixed":
                before, quoted, after = told.parts
                page.add(f"{before} “")
                quotations = (page.add(quoted),)
                page.add(f"” {after}")
            else:
                page.add(told.words)
            content = TextSpan(start, len(page.text))
            page.add(".\n\n")
        chain: tuple[Name, ...] = (told.speaker,)
        if random.random() < 0.15:
            chain = (Name(f"{self.names[0]} Wire", "organisation"), *chain)
        return Line(
            claim=claim,
            content=content,
            cue=cue_span,
            source=source,
            quotations=quotations,
            type=told.type,
            polarity=told.polarity,
            chain=chain,
            vector=vector,
        )

    def _claim(self, random: Random) -> _Said:
        speaker, kind = random.choice(self.cast), random.choices(_TYPES, (20, 16, 64))[0]
        chance = random.random()
        if chance < 0.01:
            line, who = random.choices(self.world.famous, cum_weights=_zipf(FAMOUS_LINES))[0]
            return _Said(line.split(), who, "direct", "asserted")
        if chance < 0.02:
            return _Said(random.choice(BOILERPLATE).split(), speaker, "direct", "asserted")
        found = self.prose(random, max(3, min(45, int(random.lognormvariate(2.6, 0.55))))).split()
        if chance < 0.03:
            found[1:1] = random.choice(SLOGANS).split()
        if chance > 0.85:
            number = random.choice((random.randrange(2, 100), 1000 * random.randrange(1, 90)))
            unit = random.choice(("percent", "days", "people", "million dollars"))
            found[2:2] = [f"{number:,}", unit]
        polarity = random.choices(("asserted", "denied"), (97, 3))[0]
        return _Said(found, speaker, kind, polarity)

    def prose(self, random: Random, length: int) -> str:
        """Return so many words: of the language, of the topic, of the story, and its names."""
        general = _general()
        found = random.choices(general.words, cum_weights=general.weights, k=length)
        for place in range(length):
            chance = random.random()
            if chance < 0.055:
                found[place] = random.choice(self.words)
            elif chance < 0.07:
                found[place] = random.choice(self.names)
            elif chance < 0.17:
                found[place] = random.choice(self.topic_words)
        return " ".join(found)

    def _normals(self, count: int, what: str) -> Vectors:
        name = f"{self.world.seed} {self.plan.key} {what}"
        random = np.random.default_rng(int.from_bytes(name.encode(), "big"))
        return random.standard_normal((count, DIMENSIONS), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said, before an article tells it in words of its own."""

    tokens: list[str]
    speaker: Name
    type: str
    polarity: str

    @property
    def words(self) -> str:
        return " ".join(self.tokens)

    @property
    def parts(self) -> tuple[str, str, str]:
        """The words before, in and after the quotation of a mixed statement."""
        third = max(1, len(self.tokens) // 3)
        before, quoted = self.tokens[:third], self.tokens[third : max(third + 1, 2 * third + 1)]
        after = self.tokens[len(before) + len(quoted) :]
        return " ".join(before), " ".join(quoted), " ".join(after) or "again"

    def retold(self, random: Random, writer: StoryWriter) -> _Said:
        """Return the same in another outlet's words; what is quoted is only cut."""
        tokens = list(self.tokens)
        third = max(1, len(tokens) // 3)
        if self.type == "direct":
            is_cut = len(tokens) > 9 and random.random() < 0.3
            return replace(self, tokens=tokens[: 2 * third] if is_cut else tokens)
        quoted = range(third, 2 * third + 1) if self.type == "mixed" else range(0)
        for place in range(len(tokens)):
            if place not in quoted and random.random() < 0.15:
                tokens[place] = writer.prose(random, 1)
        return replace(self, tokens=tokens)


class Page:
    """A text that grows, and tells where what is added stands."""

    def __init__(self, text: str) -> None:
        self.text = text

    def add(self, piece: str) -> TextSpan:
        """Add a piece at the end."""
        start = len(self.text)
        self.text += piece
        return TextSpan(start, len(self.text))


class _Vocabulary(NamedTuple):
    words: list[str]
    weights: list[float]


_CUES = ("said", "said", "said", "told reporters", "announced", "insisted", "warned", "added")
_TYPES = ("direct", "mixed", "indirect")
_BODIES = ("Ministry", "Council", "Union", "Institute", "Court", "Bank", "Police")
_PAPERS = ("Post", "Herald", "Star", "Times", "Ledger", "Gazette", "Courier", "Tribune")
_PARTS = (
    *("ba", "be", "da", "do", "el", "fa", "ga", "hal", "ka", "ko", "la", "len", "lo", "ma"),
    *("mi", "nor", "ora", "pe", "ra", "ri", "sa", "sol", "ta", "tor", "va", "vel"),
)


def _cut(some: Iterable[Plan], since: datetime, until: datetime) -> list[Plan]:
    return [part for plan in some if (part := plan.within(since, until))]


def _syllables(random: Random, count: int) -> str:
    return "".join(random.choices(_PARTS, k=count + random.randrange(2))).capitalize()


@cache
def _table() -> tuple[tuple[str, int], ...]:
    """Return the words of the program's table with the number of texts that each stands in."""
    raw = (resources.files("claims.linking") / "word_counts.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in raw.splitlines() if not line.startswith("#"))
    return tuple((word, int(count)) for word, count in rows if word.isalpha())


@cache
def _general() -> _Vocabulary:
    """Return all words with weights that make the common ones as common as in running text."""
    table = _table()
    return _Vocabulary(
        [word for word, _ in table], list(accumulate(count**1.35 for _, count in table))
    )


@cache
def _rare() -> list[str]:
    return [word for word, count in _table() if count <= 60 and len(word) > 3]


@cache
def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (place + 3) for place in range(count)))


def _center(*seed: int) -> Vectors:
    random = np.random.default_rng(seed)
    return _unit(random.standard_normal(DIMENSIONS, dtype=np.float32))


def _unit(vector: Vectors) -> Vectors:
    return vector / np.float32(np.linalg.norm(vector))


def _mixed(
    shares: dict[str, float], parts: dict[str, Vectors], noise: Vectors
) -> npt.NDArray[np.float16]:
    """Return a unit vector of parts by their shares, the rest of it noise."""
    rest = (1 - sum(shares.values())) / DIMENSIONS
    found = noise * np.float32(rest**0.5)
    for name, part in parts.items():
        found = found + part * np.float32(shares[name] ** 0.5)
    return _unit(found).astype(np.float16)
