"""Notice: say of statements that came lately what is new about them for an alert.

Only words that the program has had since the alert was saved are news. What an article said
before, it does not say anew because another release reads it or because its page has another
version; nor does a statement that gets another row for such a reason.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import Article
from articles.text import TextSpan
from claims import sayings, wording
from claims.actions.cards import SAME_WORDS
from claims.actions.judgements import ADDED_BY
from claims.linking import coverage
from claims.linking.coverage import News, Said
from claims.linking.types import LinkKind
from claims.models import (
    Alert,
    ClaimLink,
    Entry,
    Judgement,
    Notice,
    Statement,
    StatementLink,
    StoryMembership,
)
from claims.nlp.types import Polarity
from claims.querysets import StatementQuerySet
from claims.sayings import Page, Saying

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Sort = Notice.Sort
Pair = tuple[int, int]  # two ids


def notices(alert: Alert, hits: QuerySet[Entry], window: Collection[int]) -> list[Notice]:
    """Return what is new about statements of a window; what was told before is left out.

    `hits` is what the alert's query finds.
    """
    rows = list(_light(Statement.objects.current().filter(pk__in=window)))
    origins = _origins(rows)
    fresh = [row for row in rows if origins[row.pk].known > alert.since]
    if not fresh:
        return []
    world = _World(hits, fresh)
    found: dict[tuple[str, str], tuple[Said, News]] = {}
    for sort, one, news in world.news():
        found.setdefault((sort, news.key), (one, news))
    told = _told(alert, found, world.origins)
    now = timezone.now()
    return [
        Notice(
            alert=alert,
            sort=sort,
            key=key,
            statement_id=one.pk,
            words=one.words,
            because=news.because,
            address=world.sayings[one.pk].statement.get_absolute_url(),
            at=now,
        )
        for (sort, key), (one, news) in found.items()
        if (sort, key) not in told
        and not any((sort, pk) in told for pk in (one.pk, *world.origins[one.pk].elders))
    ]


def _told(
    alert: Alert, found: Collection[tuple[str, str]], origins: "dict[int, Origin]"
) -> set[tuple[str, str | int]]:
    """Return what was told of these keys, and of these statements under whatever key."""
    rows = set(origins) | {pk for origin in origins.values() for pk in origin.elders}
    there = alert.notices.filter(
        Q(key__in={key for _, key in found}) | Q(statement__in=rows)
    ).values_list("sort", "key", "statement")
    told: set[tuple[str, str | int]] = set()
    for sort, key, statement in there:
        told.add((sort, key))
        if statement is not None:
            told.add((sort, statement))
    return told


class _World:
    """All that has to be known around fresh statements, in a fixed number of queries."""

    def __init__(self, hits: QuerySet[Entry], fresh: Sequence[Statement]) -> None:
        self.fresh = [row.pk for row in fresh]
        once = [row.pk for row in fresh if row.repeats_id is None]
        repeated = {row.repeats_id for row in fresh if row.repeats_id}
        self._repeats = {row.pk: row.repeats_id for row in fresh}
        self.found = _statements(hits.filter(statement__in={*self.fresh, *repeated}))

        own = dict(ClaimLink.objects.filter(statement__in=once).values_list("statement", "claim"))
        denying = _denying(second__in=once)
        claims = {*own.values(), *(claim for _, claim in denying)}
        links = ClaimLink.objects.filter(claim__in=claims, statement__repeats=None)
        members = dict(links.values_list("statement", "claim"))
        matched = _statements(hits.filter(statement__in=members))
        followed = {members[pk] for pk in matched}
        self.claim_of = {pk: claim for pk, claim in members.items() if claim in followed}
        self.matched = matched
        denied = _denying(first__links__claim__in=followed)

        speakers = {row.speaker_id for row in fresh} - {None}
        stories = StoryMembership.objects.filter(article__in={row.article_id for row in fresh})
        silent = hits.filter(
            statement__polarity=Polarity.NO_COMMENT,
            statement__speaker__in=speakers,
            article__membership__story__in=stories.values("story"),
        )
        self.silent = _statements(silent)
        kept = Statement.objects.filter(pk__in=self.silent)
        spoken = Statement.objects.current().filter(
            speaker__in=kept.values("speaker"),
            article__membership__story__in=kept.values("article__membership__story"),
        )
        self.spoken = set(spoken.values_list("pk", flat=True)) if self.silent else set()

        wanted = {*self.fresh, *self.claim_of, *(pk for pk, _ in denied), *self.silent}
        self._load(Statement.objects.current().filter(pk__in=wanted | self.spoken))
        self.denying: defaultdict[int, set[int]] = defaultdict(set)
        for pk, claim in denied:
            self.denying[claim].add(pk)

    def _load(self, statements: StatementQuerySet) -> None:
        rows = list(_light(statements))
        self.origins = _origins(rows)
        articles = Article.objects.select_related("outlet").in_bulk({r.article_id for r in rows})
        pages = {pk: Page(article) for pk, article in articles.items()}
        self.sayings = {s.statement.pk: s for s in sayings.of(statements, pages)}
        self._story_of = dict(
            StoryMembership.objects.filter(article__in=articles).values_list("article", "story")
        )

    @cached_property
    def said(self) -> dict[int, Said]:
        """The statements as the rules of coverage look at them."""
        denies: defaultdict[int, set[int]] = defaultdict(set)
        for claim, pks in self.denying.items():
            for pk in pks:
                denies[pk].add(claim)
        return {
            pk: _said(
                saying,
                known=self.origins[pk].known,
                claim=self.claim_of.get(pk),
                story=self._story_of.get(saying.statement.article_id),
                denies=frozenset(denies[pk]),
            )
            for pk, saying in self.sayings.items()
        }

    def news(self) -> Iterator[tuple[Sort, Said, News]]:
        """Yield what is new, in the order in which statements became known."""
        fresh = [self.said[pk] for pk in self.fresh if pk in self.said]
        for one in sorted(fresh, key=lambda one: one.order):
            if one.pk in self.found and self._repeats[one.pk] not in self.found:
                yield Sort.STATEMENT, one, coverage.statement(one)
            if self._repeats[one.pk] is None:
                yield from self._news_of_claims(one)
                if news := coverage.silence(one, self._all(self.silent), self._all(self.spoken)):
                    yield Sort.SILENCE_ENDED, one, news

    def _news_of_claims(self, one: Said) -> Iterator[tuple[Sort, Said, News]]:
        if one.claim is not None and (earlier := self._followed_before(one, one.claim)):
            if news := coverage.wording(one, earlier):
                yield Sort.WORDING, one, news
            if news := coverage.source(one, earlier):
                yield Sort.SOURCE, one, news
        for claim in sorted(one.denies | ({one.claim} if one.claim is not None else set())):
            if earlier := self._followed_before(one, claim):
                is_known = bool(coverage.before(one, self._all(self.denying[claim])))
                if news := coverage.denial(one, claim, earlier, is_known=is_known):
                    yield Sort.DENIAL, one, news

    def _followed_before(self, one: Said, claim: int) -> list[Said]:
        """Return what was known of a claim before a statement; nothing if none of it was found."""
        earlier = coverage.before(one, self._members[claim])
        return earlier if any(other.pk in self.matched for other in earlier) else []

    @cached_property
    def _members(self) -> defaultdict[int, list[Said]]:
        found: defaultdict[int, list[Said]] = defaultdict(list)
        for one in self.said.values():
            if one.claim is not None:
                found[one.claim].append(one)
        return found

    def _all(self, pks: Iterable[int]) -> list[Said]:
        return [self.said[pk] for pk in pks if pk in self.said]


def _statements(entries: QuerySet[Entry]) -> set[int]:
    return set(entries.order_by().values_list("statement", flat=True))


def _denying(**where: object) -> set[Pair]:
    """Return which statements are linked as denying one of which claim."""
    links = StatementLink.objects.filter(kind=LinkKind.DENIAL, **where)
    pairs = links.exclude(first__links=None).values_list("second", "first__links__claim")
    return set(pairs)


def _said(
    saying: Saying, *, known: datetime, claim: int | None, story: int | None, denies: frozenset[int]
) -> Said:
    row, outlet = saying.statement, saying.page.article.outlet
    stand = f"{saying.stand_in_words.capitalize()}: " if saying.stand else ""
    quoted = wording.around(row.quotations, row.insertions)
    return Said(
        pk=row.pk,
        article=row.article_id,
        places=tuple(row.content),
        known=known,
        outlet=outlet.name if outlet else "",
        day=saying.page.day,
        published=saying.published,
        speaker=row.speaker_id,
        name=row.speaker.name if row.speaker else "",
        polarity=row.polarity,
        words=f"{stand}{sayings.quoted(saying.line)}",
        quoted=sayings.stretches(saying.text, quoted),
        claim=claim,
        story=story,
        denies=denies,
    )


# Since when words are known -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Since when the program has a statement's words, and the rows that held them before."""

    known: datetime
    elders: frozenset[int] = frozenset()


def _origins(rows: Sequence[Statement]) -> dict[int, Origin]:
    """Return where statements come from: other readings of the text, other versions of its page."""
    articles = {row.article_id for row in rows}
    older = Article.objects.filter(newest__in=articles).values_list("pk", "newest")
    versions = {pk: newest for pk, newest in older if newest is not None}
    elders: defaultdict[int, list[Statement]] = defaultdict(list)
    there = Statement.objects.filter(article__in=articles | versions.keys())
    for row in _light(there.filter(analysis__is_current=False)):
        elders[versions.get(row.article_id, row.article_id)].append(row)
    several = Article.objects.filter(pk__in={*versions, *versions.values()})
    texts = dict(several.values_list("pk", "text")) if versions else {}
    added = dict(
        Judgement.objects.filter(statement__found_by=ADDED_BY, article__in=articles).values_list(
            "statement", "decided_at"
        )
    )
    found = {}
    for row in rows:
        same = [other for other in elders[row.article_id] if _is_same(row, other, texts)]
        known = [other.analysis.finished_at or LONG_AGO for other in same]
        own = added.get(row.pk) or row.analysis.finished_at or LONG_AGO
        found[row.pk] = Origin(min([own, *known]), frozenset(other.pk for other in same))
    return found


def _light(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    return statements.select_related("analysis").only(
        "article", "content", "speaker", "repeats", "analysis__finished_at"
    )


def _is_same(row: Statement, elder: Statement, texts: dict[int, str]) -> bool:
    """Tell whether an older row holds a statement's words: most of its places, or the same words
    in another version.
    """
    if elder.article_id != row.article_id:
        return _forms(row, texts) == _forms(elder, texts)
    mine, its = _places(row.content), _places(elder.content)
    return len(mine & its) >= SAME_WORDS * len(mine | its)


def _forms(row: Statement, texts: dict[int, str]) -> tuple[str, ...]:
    return wording.forms(texts[row.article_id], row.content)


def _places(spans: Iterable[TextSpan]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}
