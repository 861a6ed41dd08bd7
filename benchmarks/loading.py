"""Puts an invented world into rows, by COPY; `benchmarks.generate` is its command."""

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations, count, islice
from random import Random
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Field, JSONField, Max, Model
from django.utils import timezone
from pgvector import HalfVector
from pgvector.django import HalfVectorField
from pgvector.psycopg import register_vector
from psycopg.types.json import Jsonb

from articles.models import Article, Batch, Outlet
from articles.text import fingerprint
from benchmarks.invented import Invented, Line, Name, Plan, World
from claims.actions import quoted_again
from claims.actions.grouping import evidence_rows
from claims.fields import SpansField
from claims.linking import names, quotations, stories, storylines
from claims.linking.types import ArticleCard, LinkKind, Score
from claims.models import (
    Analysis,
    Claim,
    ClaimLink,
    SourceLink,
    Speaker,
    Statement,
    StatementLink,
    Story,
    StoryEdge,
    StoryMembership,
)
from claims.nlp.release import RELEASE

TOGETHER = 500  # articles that are written at once
MAINTENANCE = "2GB"  # the graph of a million vectors fits, so that it is built in minutes
NEIGHBOURS = 30  # articles of a story that an article is compared with on either side
RELATED = 0.3  # of a story's statements are linked to one that is only related
BECAUSE = "it was invented so, 70% alike in meaning"
WHY = [{"feature": "meaning", "value": 0.7, "because": BECAUSE}]


def fill(world: World, plans: Sequence[Plan], *, is_linked: bool) -> None:
    """Write whole stories into the database, the indexes of vectors and runs afterwards."""
    with indexed_afterwards():
        loader = Loader(is_linked=is_linked)
        loader.load(world, plans)
    if is_linked:
        with connection.cursor() as cursor:
            cursor.execute(_COMMON_RUNS, [quoted_again.MANY])


_COMMON_RUNS = """
INSERT INTO claims_commonrun
SELECT run FROM claims_statement, unnest(runs) AS run GROUP BY run HAVING count(*) > %s
ON CONFLICT DO NOTHING
"""


@contextmanager
def indexed_afterwards() -> Iterator[None]:
    """Do without the indexes that are slow to grow, and build them at the end of the block."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes "
            "WHERE schemaname = 'public' AND indexdef ~ ' USING (hnsw|gin) ' ORDER BY 1"
        )
        found = cursor.fetchall()
        for name, _ in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, false)", [MAINTENANCE])
        for name, definition in found:
            clock = time.perf_counter()
            cursor.execute(definition)
            _tell(f"index {name} built in {time.perf_counter() - clock:.0f} s")
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("ANALYZE")


Values = dict[str, Any]  # of a row: its columns, as Django's rows name them
Rows = defaultdict[type[Model], list[Values]]


@dataclass(slots=True)
class _Begun:
    """A story of which not all articles are written yet."""

    pk: int
    articles: list[tuple[int, Invented]] = field(default_factory=list)
    cards: list[ArticleCard] = field(default_factory=list)
    told: list[tuple[int, Line]] = field(default_factory=list)


class Loader:
    """Makes rows of invented articles; their numbers go on from those that are there."""

    def __init__(self, *, is_linked: bool) -> None:
        self._is_linked = is_linked
        self._numbers: dict[type[Model], Iterator[int]] = {}
        self._outlets = {row.name: row.pk for row in Outlet.objects.all()}
        self._keys = {(row.key, row.kind): row.pk for row in Speaker.objects.all()}
        self._speakers: dict[Name, int] = {}
        self._batch = Batch.objects.create(name="invented", state=Batch.State.LOADED).pk
        self._positions = count(1)
        self._left: Counter[str] = Counter()
        self._begun: dict[str, _Begun] = {}

    def load(self, world: World, plans: Sequence[Plan]) -> None:
        """Write the articles of stories, and each story when its last article is there."""
        self._left.update({plan.key: len(plan.slots) for plan in plans})
        articles, clock, done, statements = world.written(plans), time.perf_counter(), 0, 0
        while some := list(islice(articles, TOGETHER)):
            self.write(some)
            done, statements = done + len(some), statements + sum(len(one.lines) for one in some)
            seconds = time.perf_counter() - clock
            _tell(f"{done:,} articles, {statements:,} statements in {seconds:.0f} s")

    @transaction.atomic
    def write(self, some: Sequence[Invented]) -> list[int]:
        """Write articles with their analyses and statements; return the analyses' numbers."""
        self._meet({one.outlet for one in some if one.outlet})
        rows: Rows = defaultdict(list)
        self._know({name for one in some for line in one.lines for name in line.chain}, rows)
        finished = []
        for one in some:
            statements = self._article(one, rows)
            if self._is_linked and (story := self._told(one, statements, rows)):
                finished.append(story)
        for story in finished:
            self._story(story, rows)
        for model, found in rows.items():  # in the order in which they were first needed
            copy(model, found)
        with connection.cursor() as cursor:  # so that others can go on
            for query in connection.ops.sequence_reset_sql(no_style(), list(self._numbers)):
                cursor.execute(query)
        return [row["id"] for row in rows[Analysis]]

    def _next(self, model: type[Model]) -> int:
        if model not in self._numbers:
            last = model._default_manager.aggregate(last=Max("pk"))["last"]
            self._numbers[model] = count((last or 0) + 1)
        return next(self._numbers[model])

    def _meet(self, outlets: set[str]) -> None:
        for name in sorted(outlets - self._outlets.keys()):
            self._outlets[name] = Outlet.objects.create(name=name, key=name.casefold()).pk

    def _know(self, some: set[Name], rows: Rows) -> None:
        for one in sorted(some - self._speakers.keys()):
            place = key, kind = names.key(one.name, one.kind), one.kind
            if place not in self._keys:
                self._keys[place] = self._next(Speaker)
                surname = names.surname(one.name, one.kind)
                rows[Speaker].append(
                    {
                        "id": self._keys[place],
                        "name": one.name,
                        "key": key,
                        "kind": kind,
                        "surname": surname,
                    }
                )
            self._speakers[one] = self._keys[place]

    def _article(self, one: Invented, rows: Rows) -> list[int]:
        """Make an article, its analysis and statements; return the statements' numbers."""
        position, now = next(self._positions), timezone.now()
        article, analysis = self._next(Article), self._next(Analysis)
        rows[Article].append(
            {
                "id": article,
                "outlet_id": self._outlets.get(one.outlet),
                "batch_id": self._batch,
                "position": position,
                "origin": f"{position:07}.txt",
                "title": one.title,
                "published_at": one.at if one.is_dated else None,
                "published_precision": Article.Precision.MINUTE,
                "sha256": sha256(one.text.encode()).hexdigest(),
                "text": one.text,
                "fingerprint": fingerprint(one.text),
                "created_at": now,
            }
        )
        rows[Analysis].append(
            {
                "id": analysis,
                "article_id": article,
                "release": RELEASE,
                "state": Analysis.State.DONE,
                "is_current": True,
                "attempts": 1,
                "started_at": now,
                "finished_at": now,
                "seconds": {"read": 0.0, "encode": 0.0},
                "terms": stories.profile(one.title, one.text)[0],
                "vector": one.vector,
                "grouped_at": now if self._is_linked else None,
            }
        )
        return [
            self._statement(article, analysis, ordinal, line, one.text, rows)
            for ordinal, line in enumerate(one.lines, 1)
        ]

    def _statement(
        self, article: int, analysis: int, ordinal: int, line: Line, text: str, rows: Rows
    ) -> int:
        statement = self._next(Statement)
        rows[Statement].append(
            {
                "id": statement,
                "analysis_id": analysis,
                "article_id": article,
                "ordinal": ordinal,
                "content": (line.content,),
                "cue": (line.cue,),
                "source": (line.source,),
                "quotations": line.quotations,
                "type": line.type,
                "polarity": line.polarity,
                "certainty": "certain",
                "stance": "neutral",
                "confidence": 0.9,
                "found_by": "invented",
                "why": "It was invented.",
                "speaker_id": self._speakers[line.chain[-1]],
                "vector": line.vector,
                "runs": quotations.runs(tuple(span.of(text) for span in line.quotations)),
            }
        )
        for order, one in enumerate(line.chain, 1):
            is_last = order == len(line.chain)
            rows[SourceLink].append(
                {
                    "id": self._next(SourceLink),
                    "statement_id": statement,
                    "order": order,
                    "span": (line.source,) if is_last else (),
                    "speaker_id": self._speakers[one],
                    "name": one.name,
                    "kind": one.kind,
                    "role": "speaker" if is_last else "relay",
                }
            )
        return statement

    def _told(self, one: Invented, statements: Sequence[int], rows: Rows) -> _Begun | None:
        """Remember an article with its story; return the story when this was the last."""
        if one.story not in self._begun:
            self._begun[one.story] = _Begun(self._next(Story))
        story, article = self._begun[one.story], rows[Article][-1]
        story.articles.append((article["id"], one))
        story.cards.append(
            ArticleCard(
                key=f"{article['fingerprint']}:{one.outlet.casefold()}:",
                day=one.at.date() if one.is_dated else None,
                outlet=one.outlet,
                terms=rows[Analysis][-1]["terms"],
                vector=one.vector,
            )
        )
        story.told += zip(statements, one.lines, strict=True)
        self._left[one.story] -= 1
        return None if self._left[one.story] else self._begun.pop(one.story)

    def _story(self, story: _Begun, rows: Rows) -> None:
        """Make the rows of a story, its edges and its claims."""
        card = storylines.card(story.cards)
        days = sorted(one.at for _, one in story.articles if one.is_dated)
        now = timezone.now()
        rows[Story].append(
            {
                "id": story.pk,
                "title": story.articles[0][1].title,
                "why_title": "title of its first article",
                "first_at": days[0] if days else None,
                "last_at": days[-1] if days else None,
                "created_at": now,
                "changed_at": now,
                "linked_at": now,
                "chained_at": now,
                "settled_at": now,
                "terms": card.terms,
                "vector": card.vector,
                "voices": len(story.articles),
            }
        )
        met: defaultdict[int, list[Score]] = defaultdict(list)
        for i, (first, _) in enumerate(story.articles):
            for j, (second, _) in islice(enumerate(story.articles), i + 1, i + 1 + NEIGHBOURS):
                score = stories.compare(story.cards[i], story.cards[j])
                met[i].append(score)
                met[j].append(score)
                if score.value >= stories.THRESHOLD:
                    rows[StoryEdge].append(
                        {
                            "id": self._next(StoryEdge),
                            "first_id": first,  # upwards: they stand as they came
                            "second_id": second,
                            "score": round(score.value, 6),
                        }
                    )
        for place, (article, _) in enumerate(story.articles):
            scores = met[place]
            nearest = max(scores, key=lambda score: score.value, default=Score(0.0))
            mean = sum(score.value for score in scores) / max(1, len(scores))
            rows[StoryMembership].append(
                {
                    "id": self._next(StoryMembership),
                    "story_id": story.pk,
                    "article_id": article,
                    "score": round(mean, 4) if scores else None,
                    "evidence": evidence_rows(nearest.evidence),
                    "voice": place + 1,
                    "compared_at": now,
                    "release": RELEASE,
                }
            )
        self._claims(story, rows)

    def _claims(self, story: _Begun, rows: Rows) -> None:
        """Make claims, and the links between statements of which they are made."""
        together: defaultdict[object, list[tuple[int, Line]]] = defaultdict(list)
        for pk, line in story.told:
            together[pk if line.claim is None else ("shared", line.claim)].append((pk, line))
        claims = list(together.values())
        random = Random(story.pk)  # noqa: S311 - no secret
        for place, found in enumerate(claims):
            (wording, first), *_ = found
            claim, now = self._next(Claim), timezone.now()
            rows[Claim].append(
                {"id": claim, "wording_id": wording, "why_wording": BECAUSE, "created_at": now}
            )
            kind = LinkKind.SAME_QUOTE if first.type == "direct" else LinkKind.SAME_STATEMENT
            for pk, _ in found:
                rows[ClaimLink].append(
                    {
                        "id": self._next(ClaimLink),
                        "claim_id": claim,
                        "statement_id": pk,
                        "kind": ClaimLink.WORDING if pk == wording else kind,
                        "score": 1.0 if pk == wording else 0.8,
                        "evidence": WHY,
                        "release": RELEASE,
                    }
                )
            for (one, _), (other, _) in combinations(found, 2):
                self._link(one, other, kind, rows)
            if place and random.random() < RELATED:
                other, _ = claims[random.randrange(place)][0]
                self._link(other, wording, LinkKind.RELATED, rows)

    def _link(self, one: int, other: int, kind: LinkKind, rows: Rows) -> None:
        rows[StatementLink].append(
            {
                "id": self._next(StatementLink),
                "first_id": one,
                "second_id": other,
                "kind": kind,
                "score": 0.8,
                "evidence": WHY,
                "release": RELEASE,
            }
        )


def copy(model: type[Model], rows: Sequence[Values]) -> None:
    """Write rows of a model by COPY; what they do not name is as the model has it by itself."""
    fields = [one for one in model._meta.concrete_fields if not one.generated]
    usual = {one.attname: one.get_default() for one in fields}
    plain = connection.connection  # psycopg's own, below Django's
    register_vector(plain)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = %s::regclass",
            [model._meta.db_table],
        )
        types = dict(cursor.fetchall())
    columns = ", ".join(f'"{one.column}"' for one in fields)
    query = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN (FORMAT BINARY)'
    ways = [(one.attname, _way(one)) for one in fields]
    with plain.cursor() as cursor, cursor.copy(query) as sink:
        sink.set_types([types[one.column] for one in fields])
        for row in rows:
            whole = usual | row
            sink.write_row([way(whole[name]) if way else whole[name] for name, way in ways])


def _way(one: "Field[Any, Any]") -> Callable[[Any], object] | None:
    """Return how a column's value becomes one that psycopg can write, None where it is one."""
    if isinstance(one, HalfVectorField):
        return lambda value: None if value is None else HalfVector(value)
    if isinstance(one, JSONField):
        return Jsonb
    if isinstance(one, SpansField):
        return lambda spans: [[span.start, span.end] for span in spans]
    return None


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
