"""How far batches are: items by stage, articles a minute, and the time that is left."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Now

from articles.models import Batch, Fetch, Item
from claims.models import Analysis
from claims.nlp.release import RELEASE
from claims.progress.stages import OF_FETCHES, OF_ITEMS, PROBLEMS, Stage, lie, staged

WINDOW = timedelta(minutes=3)  # of the rate: long enough for slow texts, short enough for a stop
FEWEST = 5  # articles from which a rate says something
COUNTED = 50_000  # items whose articles are held in one go: a few MB of the database's memory

State = Batch.State
BEGINNING = frozenset({State.FETCHING, State.RECEIVED, State.LOADING})
ENDED = frozenset({State.LOADED, State.FAILED, State.CANCELLED, State.ROLLED_BACK})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one batch is; each item counts once, at the stage where it is."""

    batch: Batch
    counts: Mapping[Stage, int] = field(default_factory=dict)
    refused: int = 0  # of the failed ones, those that did not become an article
    remarked: int = 0
    called_off: int = 0  # of the cancelled ones, those that nobody left out on purpose
    fetches: int = 0
    fetched: int = 0
    unfetched: int = 0
    rate: float | None = None  # articles analysed a minute, where that can be said

    @property
    def received(self) -> int:
        """Return how many items came, or of a batch that is being read, how many so far."""
        return max(self.batch.item_count or 0, sum(self.counts.values()))

    @property
    def queued(self) -> int:
        """Return how many items wait to be fetched or read in."""
        unseen = self.received - sum(self.counts.values())
        return self.at(Stage.QUEUED) + (unseen if self.batch.state in BEGINNING else 0)

    @property
    def articles(self) -> int:
        """Return how many items are articles now."""
        return sum(self.at(stage) for stage in _READ_IN) + self.unread

    @property
    def analysed(self) -> int:
        """Return how many articles are analysed, linked or not."""
        return sum(self.at(stage) for stage in (Stage.ANALYSED, Stage.LINKED, Stage.OLDER))

    @property
    def linked(self) -> int:
        """Return how many articles are through; an older version is that without a story."""
        return self.at(Stage.LINKED) + self.at(Stage.OLDER)

    @property
    def unread(self) -> int:
        """Return how many articles could not be analysed."""
        return self.at(Stage.FAILED) - self.refused

    @property
    def skipped(self) -> int:
        """Return how many items were there already."""
        return self.at(Stage.SKIPPED)

    @property
    def problems(self) -> int:
        """Return how many items have something amiss, or a remark, the delivery itself included."""
        return self.remarked + bool(self.batch.remarks)

    @property
    def figures(self) -> list[tuple[Stage, str, int]]:
        """Return the stages that are worth a figure, in words, and how many items are there."""
        counts = {**self.counts, Stage.QUEUED: self.queued}
        return [
            (stage, stage.words, counts.get(stage, 0))
            for stage in Stage
            if counts.get(stage) or (stage in _ALWAYS and self.batch.state in _GOING)
        ]

    @property
    def is_read_in(self) -> bool:
        """Say whether nothing is left to be read in."""
        return self.batch.state in ENDED

    @property
    def is_finished(self) -> bool:
        """Say whether nothing is left to be done at all."""
        return self.is_read_in and not (self.at(Stage.PARSED) + self.at(Stage.ANALYSED))

    @property
    def is_moving(self) -> bool:
        """Say whether something goes on without a person's doing."""
        return not self.is_finished and self.batch.state != State.CHECKED

    @property
    def done(self) -> int:
        """Return the steps done: an article is analysed, then linked; one set aside is both."""
        aside = self.articles - self.analysed - self.at(Stage.PARSED)
        return self.analysed + self.linked + 2 * aside

    @property
    def to_do(self) -> int:
        """Return the steps that there are."""
        return 2 * self.articles

    @property
    def can_be_tried_again(self) -> bool:
        """Say whether anything failed or was cancelled that could be tried once more."""
        if self.batch.state in _UNDONE or self.batch.state == State.CHECKED:
            return False
        has_stopped = self.batch.state in {State.FAILED, State.CANCELLED}
        return has_stopped or bool(self.unread or self.called_off or self.unfetched)

    @property
    def can_be_cancelled(self) -> bool:
        """Say whether anything waits that could be called off."""
        if self.batch.state in _UNDONE:
            return False
        return self.batch.state not in ENDED or bool(self.at(Stage.PARSED))

    @property
    def can_be_rolled_back(self) -> bool:
        """Say whether it left articles behind that could be taken out again."""
        return bool(self.articles) and self.batch.state in ENDED - {State.ROLLED_BACK}

    @property
    def can_be_read_again(self) -> bool:
        """Say whether it holds articles that could be analysed once more."""
        return bool(self.analysed + self.unread) and self.is_read_in

    @property
    def left(self) -> str:
        """Return in words how much time is left; nothing while that cannot be said."""
        waiting = self.at(Stage.PARSED) + self.queued
        if not (self.rate and waiting and self.is_moving):
            return ""
        minutes = waiting / self.rate
        if minutes < 0.75:
            return "less than a minute left"
        if minutes < 90:
            return f"about {counted(max(1, round(minutes)), 'minute')} left"
        return f"about {counted(round(minutes / 60), 'hour')} left"

    @property
    def words(self) -> str:
        """Return in words what is being done now."""
        batch = self.batch
        if batch.state == State.FETCHING:
            return (
                f"being fetched: {self.fetched:,} of {counted(self.fetches, 'address,addresses')}"
            )
        if batch.state in BEGINNING and batch.stops_to_check:
            what = "being checked" if batch.state == State.LOADING else "waiting to be checked"
            return f"{what}: {counted(sum(self.counts.values()), 'item')} so far"
        if batch.state in BEGINNING:
            return f"{batch.get_state_display()}: {counted(self.articles, 'article')} so far"
        if batch.state == State.CHECKED:
            ready = self.at(Stage.QUEUED)
            return f"checked: {ready:,} of {counted(self.received, 'item')} can be taken in"
        if batch.state == State.FAILED:
            return "could not be read"
        if batch.state in _UNDONE:
            return batch.get_state_display()
        return self._words_of_what_is_read_in

    @property
    def _words_of_what_is_read_in(self) -> str:
        begins = "cancelled; what was read in is " if self.batch.state == State.CANCELLED else ""
        if not self.articles:
            is_off = begins or self.called_off
            return "cancelled" if is_off else "read in: no article is new"
        if waiting := self.at(Stage.PARSED):
            done = self.articles - waiting
            return f"{begins}being analysed: {done:,} of {counted(self.articles, 'article')}"
        if not self.is_finished:
            whole = counted(self.articles, "article")
            return (
                f"{begins}being linked: {self.linked:,} of {whole}"
                if begins
                else (f"claims are being linked: {self.linked:,} of {whole}")
            )
        parts = [f"{counted(self.analysed, 'article')} analysed and linked"]
        parts += [f"{self.unread:,} could not be analysed"] if self.unread else []
        parts += [f"{left:,} not analysed"] if (left := self.at(Stage.LEFT)) else []
        parts += [f"{off:,} cancelled"] if (off := self.at(Stage.CANCELLED)) else []
        return f"{'cancelled' if begins else 'done'}: {', '.join(parts)}"

    def at(self, stage: Stage) -> int:
        """Return how many items known by name are at a stage."""
        return self.counts.get(stage, 0)


_READ_IN = (Stage.PARSED, Stage.ANALYSED, Stage.LINKED, Stage.OLDER, Stage.LEFT)
_ALWAYS = frozenset({Stage.QUEUED, Stage.PARSED, Stage.ANALYSED, Stage.LINKED})
_GOING = frozenset({*BEGINNING, State.LOADED})
_UNDONE = frozenset({State.ROLLING_BACK, State.ROLLED_BACK})


def counted(number: int, noun: str) -> str:
    """Return "1 item", "2,000 items"; "address,addresses" names an irregular plural."""
    one, _, many = noun.partition(",")
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def of(batch: Batch) -> Progress:
    """Return how far one batch is."""
    (progress,) = of_all([batch])
    return progress


def of_all(batches: Iterable[Batch]) -> list[Progress]:
    """Return how far batches are, in a fixed number of queries for every COUNTED items."""
    batches = list(batches)
    counts = _counts(batches)
    fetches = _fetches(batches)
    rates = _rates(batches)
    return [_progress(batch, counts, fetches, rates) for batch in batches]


def _progress(
    batch: Batch,
    counts: Mapping[int, "_Counts"],
    fetches: Mapping[int, Mapping[str, int]],
    rates: Mapping[int, float],
) -> Progress:
    found, fetching = counts[batch.pk], fetches[batch.pk]
    by_stage = found.by_stage
    if not by_stage:  # nothing is packed yet: the addresses are all that is known
        for state, number in fetching.items():
            by_stage[OF_FETCHES[Fetch.State(state)]] += number
        found.refused = by_stage.get(Stage.FAILED, 0)
    total = sum(fetching.values())
    return Progress(
        batch,
        counts=dict(by_stage),
        refused=found.refused,
        remarked=found.remarked,
        called_off=found.called_off,
        fetches=total,
        fetched=total - fetching.get(Fetch.State.QUEUED, 0),
        unfetched=fetching.get(Fetch.State.FAILED, 0),
        rate=rates.get(batch.pk),
    )


@dataclass(slots=True)
class _Counts:
    by_stage: defaultdict[Stage, int] = field(default_factory=lambda: defaultdict(int))
    refused: int = 0
    remarked: int = 0
    called_off: int = 0


def _counts(batches: Iterable[Batch]) -> Mapping[int, _Counts]:
    found: defaultdict[int, _Counts] = defaultdict(_Counts)
    for some in _runs(batches):
        _count(some, found)
    return found


def _runs(batches: Iterable[Batch]) -> Iterator[list[Batch]]:
    """Yield batches, so many together as the database counts in its memory."""
    run: list[Batch] = []
    items = 0
    for batch in batches:
        size = batch.item_count or 0
        if run and items + size > COUNTED:
            yield run
            run, items = [], 0
        run.append(batch)
        items += size
    if run:
        yield run


def _count(batches: Iterable[Batch], found: defaultdict[int, _Counts]) -> None:
    items = Item.objects.filter(batch__in=batches).order_by()
    numbers = {"number": Count("pk"), "remarked": Count("pk", filter=~Q(remarks=[]))}
    by_state: Iterable[Mapping[str, Any]] = items.values("batch", "state").annotate(
        **numbers, first=Min("article"), last=Max("article")
    )
    read_in = []
    for row in by_state:
        if row["state"] == Item.State.LOADED:
            read_in.append(row)
            continue
        counts, stage = found[row["batch"]], OF_ITEMS[Item.State(row["state"])]
        counts.by_stage[stage] += row["number"]
        counts.remarked += row["number"] if stage in PROBLEMS else row["remarked"]
        counts.refused += row["number"] if row["state"] == Item.State.REFUSED else 0
        counts.called_off += row["number"] if row["state"] == Item.State.CANCELLED else 0
    if not read_in:
        return
    articles = lie(
        min((row["first"] for row in read_in if row["first"]), default=None),
        max((row["last"] for row in read_in if row["last"]), default=None),
        sum(row["number"] for row in read_in),
    )
    loaded = staged(items.filter(state=Item.State.LOADED), articles=articles)
    by_stage: Iterable[Mapping[str, Any]] = loaded.values("batch", "stage").annotate(**numbers)
    for row in by_stage:
        counts, stage = found[row["batch"]], Stage(row["stage"])
        counts.by_stage[stage] += row["number"]
        counts.remarked += row["number"] if stage in PROBLEMS else row["remarked"]
        counts.called_off += row["number"] if stage == Stage.CANCELLED else 0


def _fetches(batches: Iterable[Batch]) -> Mapping[int, Mapping[str, int]]:
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    grouped = Fetch.objects.filter(batch__in=batches).order_by().values_list("batch", "state")
    for pk, state, number in grouped.annotate(number=Count("pk")):
        found[pk][state] = number
    return found


def _rates(batches: Iterable[Batch]) -> dict[int, float]:
    """Return how many articles of batches were analysed a minute, over the last minutes."""
    recent = Analysis.objects.filter(
        article__batch__in=batches, release=RELEASE, finished_at__gt=Now() - WINDOW
    )
    grouped = recent.order_by().values_list("article__batch")
    return {
        pk: number / _minutes(first, now)
        for pk, number, first, now in grouped.annotate(
            number=Count("pk"), first=Min("finished_at"), now=Max(Now())
        )
        if number >= FEWEST
    }


def _minutes(first: datetime, now: datetime) -> float:
    return max((now - first).total_seconds(), 1.0) / 60


def recent(*, before: int | None = None, size: int = 30) -> tuple[list[Progress], int | None]:
    """Return the newest batches older than one, and where the next page begins."""
    found = Batch.objects.order_by("-pk").select_related("created_by")
    batches = list((found.filter(pk__lt=before) if before else found)[: size + 1])
    following = batches[size - 1].pk if len(batches) > size else None
    return of_all(batches[:size]), following
