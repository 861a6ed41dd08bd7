"""How statements obey what people said of them: applied at once, and again after each reading.

A row holds what counts, and in `as_read` what the program had read in its place. A statement that
is none, or no more, stays as a row that is dropped, so that addresses and claims do not break.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from articles.models import Article
from articles.text import TextSpan
from claims.actions.cards import heirs, key_of
from claims.actions.speakers import clean, speaker_rows
from claims.linking import quotations
from claims.models import (
    Analysis,
    Doubt,
    Judgement,
    SourceLink,
    Statement,
    StoryMembership,
)
from claims.nlp import quotation_marks
from claims.nlp.types import ChainLink, Role, SpeakerKind, Tier, Type

Sort = Judgement.Sort
Values = Mapping[str, Any]

SPANS = ("content", "source", "cue", "quotations", "hedges", "conditions")
CHOICES = ("type", "act", "polarity", "certainty", "stance")
FIELDS = (*SPANS, *CHOICES, "chain")
ADDED_BY = "person"  # in place of a finder's name
_INSIDE = ("asides", "insertions", "negations")  # spans that only stand inside the content
_FOLLOWING = ("quotations", "type", *_INSIDE)  # from a change of the content


def values_of(statement: Statement) -> dict[str, Any]:
    """Return all fields of a statement that a person can set, as they stand."""
    return {
        **{name: _pairs(getattr(statement, name)) for name in SPANS},
        **{name: str(getattr(statement, name)) for name in CHOICES},
        "chain": [
            {
                "name": link.name,
                "kind": str(link.kind),
                "role": str(link.role),
                "span": _pairs(link.span),
                "cue": _pairs(link.cue),
            }
            for link in statement.chain.order_by("order")
        ],
    }


def hold(before: Judgement | None, after: Judgement | None) -> bool:
    """Let the statement of an article's current reading be what a judgement now says of it.

    Return whether claims can change by it. Must run in a transaction.
    """
    judgement = after or before
    assert judgement is not None
    article = Article.objects.select_for_update(no_key=True).get(pk=judgement.article_id)
    # The membership before statements, as whoever links takes them.
    list(StoryMembership.objects.select_for_update(no_key=True).filter(article=article))
    analysis = Analysis.objects.filter(article=article, is_current=True).first()
    row = _row_of(judgement, article, analysis)
    touched = False
    if before is not None and row is not None:
        touched |= _let_go(row, before)
    if after is not None:
        Doubt.objects.filter(statement=row, sort=Doubt.Sort.STATEMENT).delete()
        touched |= _obey(after, row, article, analysis)
    if touched:
        StoryMembership.objects.filter(article=article).update(compared_at=None)
    return touched


def follow(article: Article, analysis: Analysis) -> None:
    """Let the statements of a new reading obey what people said of the article's statements.

    A judgement goes over to the statement that has most of its words. Where there is none, what a
    person found right or put there stands all the same. Must run in the transaction of the reading.
    """
    judgements = list(Judgement.objects.filter(article=article).order_by("decided_at", "pk"))
    if not judgements:
        return
    rows = _found(judgements, article, analysis)
    for judgement in judgements:
        _obey(judgement, rows.get(judgement.pk), article, analysis)


def _row_of(judgement: Judgement, article: Article, analysis: Analysis | None) -> Statement | None:
    row = judgement.statement
    if row is None or analysis is None or row.analysis_id == analysis.pk:
        return row
    return _found([judgement], article, analysis).get(judgement.pk)


def _found(
    judgements: Sequence[Judgement], article: Article, analysis: Analysis
) -> dict[int, Statement]:
    """Return which statement of a reading has the words of each judgement."""
    rows = Statement.objects.filter(analysis=analysis).defer("vector").order_by("pk")
    now: dict[str, Statement] = {}
    for row in rows:
        row.article = article
        now.setdefault(key_of(row), row)
    found: dict[int, Statement] = {}
    for part in ("read", "given"):  # by what was read first: the program reads the like again
        missing = [one for one in judgements if one.pk not in found]
        free = {key: row for key, row in now.items() if row not in found.values()}
        for pk, key in heirs(list(_shadows(missing, article, part)), free).items():
            if key in free:
                found[pk] = free[key]
    return found


def _shadows(judgements: Iterable[Judgement], article: Article, part: str) -> Iterable[Statement]:
    """Yield for each judgement a row that only says where its words stand."""
    for one in judgements:
        values = one.read if part == "read" else {**one.read, **one.given}
        if values.get("content"):
            yield Statement(
                pk=one.pk,
                article=article,
                content=_spans(values["content"]),
                source=_spans(values.get("source", ())),
            )


def _obey(
    judgement: Judgement, row: Statement | None, article: Article, analysis: Analysis | None
) -> bool:
    """Let a row say what the judgement says, making it where there is none; return if it changed.

    A row is made for what a person put there, or found right, and a reading does not have.
    """
    touched = False
    if row is None and judgement.sort != Sort.WRONG and analysis is not None:
        row = _made(judgement, article, analysis)
        touched = True
    if row is not None:
        is_dropped = judgement.sort == Sort.WRONG
        touched |= row.is_dropped != is_dropped
        row.is_dropped = is_dropped
        touched |= _set(row, judgement.given, article)
        row.save()
    if judgement.statement_id != (row.pk if row else None):
        Judgement.objects.filter(statement=row).exclude(pk=judgement.pk).update(statement=None)
        judgement.statement = row
        judgement.save(update_fields=["statement"])
    return touched


def _let_go(row: Statement, judgement: Judgement) -> bool:
    """Let a row say what was read, as if nobody had judged it; return whether it changed."""
    touched = row.is_dropped
    row.is_dropped = judgement.sort == Sort.MISSED or row.found_by == ADDED_BY
    touched |= row.is_dropped
    if row.as_read:
        values, row.as_read = row.as_read, None
        _write(row, values, row.article)
        touched = True
    row.save()
    return touched


def _made(judgement: Judgement, article: Article, analysis: Analysis) -> Statement:
    """Return a new row of a reading for what a person said stands there."""
    last = Statement.objects.filter(analysis=analysis).order_by("-ordinal").first()
    row = Statement(
        analysis=analysis,
        article=article,
        ordinal=last.ordinal + 1 if last else 1,
        content=_spans({**judgement.read, **judgement.given}["content"]),
        type=Type.INDIRECT,
        polarity="asserted",
        certainty="certain",
        stance="neutral",
        tier=Tier.CORE,
        confidence=1.0,
        found_by=ADDED_BY,
        why=f"{judgement.get_sort_display()} by a person",
    )
    row.save()
    _write(row, {**judgement.read, **judgement.given}, article)
    return row


def _set(row: Statement, given: Values, article: Article) -> bool:
    """Let a row have the fields that a person set, and keep what had been read there."""
    there = _all(row)
    if row.found_by == ADDED_BY:
        fresh = {name: value for name, value in given.items() if there[name] != value}
        _write(row, fresh, article)
        return bool(fresh)
    read = row.as_read or {}
    follows = set(_FOLLOWING) - given.keys() if "content" in given else set()
    # What was set before and is not any more goes back to what was read.
    wanted = {**{name: read[name] for name in read.keys() - follows}, **given}
    fresh = {name: value for name, value in wanted.items() if there[name] != value}
    row.as_read = {name: read.get(name, there[name]) for name in given.keys() | follows} or None
    _write(row, fresh, article)
    return bool(fresh)


def _all(row: Statement) -> dict[str, Any]:
    return {**values_of(row), **{name: _pairs(getattr(row, name)) for name in _INSIDE}}


def _write(row: Statement, values: Values, article: Article) -> None:
    """Write fields into a row, and what follows from them; the caller saves the row."""
    for name in (*SPANS, *_INSIDE):
        if name in values:
            setattr(row, name, _spans(values[name]))
    for name in CHOICES:
        if name in values:
            setattr(row, name, values[name])
    if "content" in values:
        for name in _INSIDE:
            inside = tuple(s for s in getattr(row, name) if _lies_in(s, row.content))
            setattr(row, name, inside)
        if "quotations" not in values:
            row.quotations = quoted_in(row.content, article.text)
        if "type" not in values:
            row.type = type_of(row.content, row.quotations, article.text)
    if "content" in values or "quotations" in values:
        row.runs = quotations.runs(tuple(span.of(article.text) for span in row.quotations))
        row.vector = None  # linking finds its meaning, and compares it anew
    if "chain" in values:
        _chain(row, values["chain"], article)
    elif values:
        row.vector = None


def _chain(row: Statement, chain: Sequence[Values], article: Article) -> None:
    links = [
        ChainLink(
            span=None,
            name=clean(item["name"]),
            kind=SpeakerKind(item["kind"]),
            role=Role(item["role"]),
        )
        for item in chain
    ]
    day = article.published_at.date() if article.published_at else None
    known = speaker_rows(links, day, article)
    row.chain.all().delete()
    made = []
    for order, (item, link) in enumerate(zip(chain, links, strict=True), 1):
        one = known.get((link.name, link.kind))
        made.append(
            SourceLink(
                statement=row,
                order=order,
                span=_spans(item.get("span", ())),
                cue=_spans(item.get("cue", ())),
                speaker=one.speaker if one else None,
                name=clean(one.name) if one else link.name,
                kind=one.kind if one else link.kind,
                role=link.role,
                why=one.why if one else "",
                decided=one.decided if one else None,
            )
        )
    SourceLink.objects.bulk_create(made)
    row.speaker = made[-1].speaker if made else None
    row.vector = None


def quoted_in(content: Sequence[TextSpan], text: str) -> tuple[TextSpan, ...]:
    """Return what of a content stands in quotation marks, the marks left out."""
    found = []
    for span in content:
        for quotation in quotation_marks.quotations(text):
            start = max(span.start, quotation.inner.start)
            end = min(span.end, quotation.inner.end)
            if start < end:
                found.append(TextSpan(start, end))
    return tuple(found)


def type_of(content: Sequence[TextSpan], quoted: Sequence[TextSpan], text: str) -> str:
    """Return whether all of a content stands in quotation marks, a part, or nothing."""
    if not quoted:
        return Type.INDIRECT.value
    inside = {place for span in quoted for place in range(span.start, span.end)}
    outside = any(
        text[place].isalnum()
        for span in content
        for place in range(span.start, span.end)
        if place not in inside
    )
    return Type.MIXED.value if outside else Type.DIRECT.value


def _lies_in(span: TextSpan, content: Iterable[TextSpan]) -> bool:
    return any(part.start <= span.start and span.end <= part.end for part in content)


def _pairs(spans: Iterable[TextSpan]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _spans(pairs: Iterable[Sequence[int]]) -> tuple[TextSpan, ...]:
    return tuple(TextSpan(start, end) for start, end in pairs)
