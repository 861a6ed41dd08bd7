"""Analyze: put a reading of an article on rows, once for each release."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.conf.locale import LANG_INFO
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from articles import locks
from articles.actions.zoning import given_zones
from articles.models import Article, Batch
from articles.text import TextSpan
from articles.zoning import Zone
from claims import nlp
from claims.actions import judgements, withdrawing
from claims.actions.speakers import Known, clean, speaker_rows
from claims.linking import quotations, stories
from claims.models import (
    Analysis,
    Enlistment,
    SourceLink,
    Speaker,
    Statement,
    Story,
    StoryMembership,
)
from claims.nlp.types import Attribution, ChainLink, Reading, SpeakerKind

MAX_ATTEMPTS = 3


class Reader(NamedTuple):
    """What analyzing needs to know of language: a reader of texts and an encoder of meaning.

    The zones with a text are those that a person gave it; None where nobody did.
    """

    release: str
    read: Callable[[str, tuple[Zone, ...] | None], Reading]
    encode: Callable[[str], object]


def analyze_waiting(*, reader: Reader, until: float) -> int:
    """Analyze articles that this release has not read, until none is left or the clock says stop.

    `until` is a value of `time.monotonic`. Return how many were done. Any number of processes may
    do this at once; each article is taken by one of them, and a killed one leaves it to the next.
    """
    done = 0
    while time.monotonic() < until:
        enlist(release=reader.release)
        waiting = list(Analysis.objects.waiting(reader.release).values_list("pk", flat=True)[:50])
        if not waiting:
            break
        taken = 0
        for pk in waiting:
            if time.monotonic() >= until:
                break
            taken += analyze_one(analysis_id=pk, reader=reader)
        done += taken
        if not taken:  # all that waits is in other hands
            break
    return done


def enlist(*, release: str, limit: int = 1000) -> None:
    """Open an analysis for articles that have none by this release; twice is the same as once.

    What was found to be complete up to an article is not looked at again, so that this costs as
    little for many articles as for few.
    """
    mark = Enlistment.objects.filter(release=release).first() or Enlistment(release=release, upto=0)
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if newest <= mark.upto:
        return
    # Rows may become visible in another order than that of their ids, but only while their batch
    # is being read in. So what is asked for must be known before it is asked whether one is.
    is_quiet = not Batch.objects.unfinished().exists()
    unread = Article.objects.filter(
        ~Exists(Analysis.objects.filter(article=OuterRef("pk"), release=release)),
        pk__gt=mark.upto,
    ).order_by("pk")
    ids = list(unread.values_list("pk", flat=True)[:limit])
    Analysis.objects.bulk_create(
        (Analysis(article_id=pk, release=release) for pk in ids), ignore_conflicts=True
    )
    if is_quiet:
        complete = newest if len(ids) < limit else min(newest, ids[-1])
        Enlistment.objects.update_or_create(release=release, defaults={"upto": complete})


def analyze_one(*, analysis_id: int, reader: Reader) -> bool:
    """Do one analysis unless somebody else is at it; return whether it was tried here.

    An attempt is counted before it begins, so that a text which kills its reader is set aside
    after three, and cannot stop the rest.
    """
    with locks.attempt(locks.Room.ANALYSIS, analysis_id) as held:
        if not held:
            return False
        analysis = Analysis.objects.select_related("article").get(pk=analysis_id)
        if analysis.state != Analysis.State.WAITING:
            return False
        if analysis.attempts >= MAX_ATTEMPTS:
            _give_up(analysis, analysis.error or "its reader was stopped three times in the middle")
            return True
        analysis.attempts += 1
        analysis.started_at = timezone.now()
        analysis.save(update_fields=["attempts", "started_at"])
        try:
            analyze(analysis=analysis, reader=reader)
        except (OperationalError, InterfaceError):
            raise  # the database went away: no fault of the text
        except Exception as error:
            _note_failure(analysis, f"{type(error).__name__}: {error}")
        return True


def _note_failure(analysis: Analysis, error: str) -> None:
    if not Analysis.objects.filter(pk=analysis.pk).update(error=error):
        return  # deleted meanwhile, with its article
    if analysis.attempts >= MAX_ATTEMPTS:
        _give_up(analysis, error)


def _give_up(analysis: Analysis, error: str) -> None:
    analysis.state = Analysis.State.FAILED
    analysis.error = error
    analysis.finished_at = timezone.now()
    analysis.save(update_fields=["state", "error", "finished_at"])


def analyze(*, analysis: Analysis, reader: Reader) -> None:
    """Read the article and store what was found, all or nothing; pages then show this analysis.

    The reading of an older version is stored, but does not count. A text in another language is
    left, and so is one that was deleted meanwhile.
    """
    article = analysis.article
    if not is_read(article.language):
        _leave(analysis)
        return
    seconds = {}
    clock = time.perf_counter()
    reading = reader.read(article.text, given_zones(article))
    seconds["read"] = round(time.perf_counter() - clock, 3)

    clock = time.perf_counter()
    terms, lede = stories.profile(article.title, article.text)
    vector = reader.encode(lede)
    vectors = [reader.encode(_content(found, article.text)) for found in reading.attributions]
    seconds["encode"] = round(time.perf_counter() - clock, 3)

    with transaction.atomic():
        held = _held(article)
        if held is None:
            return
        speakers = speaker_rows(
            (link for found in reading.attributions for link in found.chain if link.name),
            article.published_at.date() if article.published_at else None,
            article,
        )
        statements = Statement.objects.bulk_create(
            _statement(analysis, ordinal, found, vectors[ordinal - 1], speakers)
            for ordinal, found in enumerate(reading.attributions, start=1)
        )
        repeating = _repeating(statements, reading)
        Statement.objects.bulk_update(repeating, ["repeats"])
        SourceLink.objects.bulk_create(
            _source_link(statement, order, link, speakers)
            for statement, found in zip(statements, reading.attributions, strict=True)
            for order, link in enumerate(found.chain, start=1)
        )
        judgements.follow(article, analysis)
        is_current = withdrawing.counts(held)
        if is_current:
            Analysis.objects.filter(article=article, is_current=True).update(is_current=False)
        analysis.state = Analysis.State.DONE
        analysis.is_current = is_current
        analysis.error = ""
        analysis.seconds = seconds
        analysis.terms = terms
        analysis.vector = vector
        analysis.finished_at = timezone.now()
        analysis.save()
        if not is_current:
            return
        # The story's row first: whoever links it holds that, and waits for its memberships.
        Story.objects.filter(memberships__article=article).update(linked_at=None)
        StoryMembership.objects.filter(article=article).update(compared_at=None)


def is_read(language: str) -> bool:
    """Say whether texts of a language are read: English ones, and those of which none is known."""
    return language in {"", "en"}


def _leave(analysis: Analysis) -> None:
    """Say why a text is not read; of what was read in it before, nothing counts any longer."""
    language = analysis.article.language
    known = LANG_INFO.get(language, {}).get("name", f"a language with the code “{language}”")
    analysis.state = Analysis.State.LEFT
    analysis.error = f"is written in {known}; only English is analysed"
    analysis.finished_at = timezone.now()
    withdrawing.withdraw([analysis.article_id])
    analysis.save(update_fields=["state", "error", "finished_at"])


def _held(article: Article) -> Article | None:
    """Return what decides whether a reading counts, locked until the transaction ends.

    None when the article was deleted.
    """
    rows = Article.objects.select_related("batch").only("newest", "batch__state")
    return rows.select_for_update(of=["self"], no_key=True).filter(pk=article.pk).first()


def _repeating(statements: Sequence[Statement], reading: Reading) -> list[Statement]:
    """Return the statements that repeat another, each tied to it; both have their rows by now."""
    found = []
    for statement, attribution in zip(statements, reading.attributions, strict=True):
        if attribution.repeats is not None:
            statement.repeats = statements[attribution.repeats]
            found.append(statement)
    return found


def _content(found: Attribution, text: str) -> str:
    return " ".join(span.of(text) for span in found.content)


def _statement(
    analysis: Analysis,
    ordinal: int,
    found: Attribution,
    vector: object,
    speakers: dict[tuple[str, str], Known],
) -> Statement:
    innermost = found.chain[-1] if found.chain else None
    return Statement(
        analysis=analysis,
        article=analysis.article,
        ordinal=ordinal,
        content=found.content,
        cue=found.cue,
        source=found.source,
        quotations=found.quotations,
        hedges=found.hedges,
        conditions=found.conditions,
        negations=found.negations,
        asides=found.asides,
        insertions=found.insertions,
        type=found.type,
        act=found.act,
        polarity=found.polarity,
        certainty=found.certainty,
        stance=found.stance,
        tier=found.tier,
        confidence=found.confidence,
        is_headline=found.is_headline,
        found_by=found.found_by,
        why=found.why,
        speaker=_speaker(innermost, speakers),
        vector=vector,
        runs=quotations.runs(tuple(span.of(analysis.article.text) for span in found.quotations)),
    )


def _source_link(
    statement: Statement, order: int, link: ChainLink, speakers: dict[tuple[str, str], Known]
) -> SourceLink:
    known = _known(link, speakers)
    return SourceLink(
        statement=statement,
        order=order,
        span=_optional(link.span),
        cue=_optional(link.cue),
        speaker=known.speaker if known else None,
        # as the row beside it would be named, were there no other article
        name=clean(known.name if known else link.name),
        kind=known.kind if known else link.kind,
        decided=known.decided if known else None,
        role=link.role,
        why=" ".join(filter(None, (link.why, known.why if known else ""))),
    )


def _optional(span: TextSpan | None) -> Sequence[TextSpan]:
    return () if span is None else (span,)


def _speaker(link: ChainLink | None, speakers: dict[tuple[str, str], Known]) -> Speaker | None:
    known = _known(link, speakers)
    return known.speaker if known else None


def _known(link: ChainLink | None, speakers: dict[tuple[str, str], Known]) -> Known | None:
    if link is None or not link.name or link.kind == SpeakerKind.UNNAMED:
        return None
    return speakers[link.name, link.kind]


def current_reader() -> Reader:
    """Return the reader of this release; its models load when the first text is read."""
    from claims.nlp import encoder  # onnxruntime: a third of a second that pages need not wait

    return Reader(nlp.RELEASE, nlp.read, encoder.encode)


def retry_failed(analyses: QuerySet[Analysis]) -> int:
    """Let those of the analyses that were given up be tried again; return how many."""
    return analyses.filter(state=Analysis.State.FAILED).update(
        state=Analysis.State.WAITING, attempts=0, error="", finished_at=None
    )
