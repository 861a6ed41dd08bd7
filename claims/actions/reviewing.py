"""Review: take a person's answer to a doubt; what was decided meanwhile is said, never repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import locks
from claims.actions import decisions, doubts, history, judgements, judging
from claims.actions.history import By, Deed, Seen, Shown
from claims.models import (
    Doubt,
    Edit,
    Judgement,
    Speaker,
    SpeakerDecision,
    Statement,
    Story,
    StoryMembership,
    Verdict,
)

MEANWHILE = "This is not open any more: it was decided, or the article was read anew."


class Meanwhile(Exception):
    """What was asked about is decided or gone; the message says what became of it."""


class NoAnswer(ValueError):
    """An answer that this question does not have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person said: a word that the doubt's sort knows, why, and what it names."""

    word: str
    by: By
    why: str = ""
    to: int = 0  # the speaker, where the answer names one
    seen: int = 0  # the newest edit that the person could know of


def answer(*, pk: int, key: str, given: Answer) -> tuple[Edit | None, str]:
    """Do what a person said about a doubt, which is then gone; return the edit, and it in words.

    Raise `Meanwhile` when it is open no more, `NoAnswer` for a word that it does not know, and
    what judging raises.
    """
    with transaction.atomic():
        # First, as whoever decides elsewhere does; the doubt cannot be answered twice after that.
        locks.alone(locks.Room.DECIDING)
        doubt = Doubt.objects.filter(pk=pk).first()
        if doubt is None:
            raise Meanwhile(_became(key, given.seen))
        deed = _DEEDS.get((doubt.sort, given.word))
        if deed is None:
            raise NoAnswer(f"“{given.word}” is no answer to this.")
        try:
            done = deed(doubt, given)
        except history.Overtaken as overtaken:
            raise Meanwhile(str(overtaken)) from overtaken
        except history.Gone as gone:
            raise Meanwhile(str(gone)) from gone
        Doubt.objects.filter(pk=pk).delete()
        return done


def _became(key: str, seen: int) -> str:
    """Say who decided what was asked about, as far as the history tells."""
    about = doubts.subjects_of(key)
    later = Edit.objects.filter(subjects__contains=about, pk__gt=seen).first() if key else None
    if later is None:
        return MEANWHILE
    at = timezone.localtime(later.at)
    return f"{later.by_name} {later.get_deed_display()} here meanwhile, at {at:%H:%M}."


# One deed for each answer ------------------------------------------------------------------------

Done = tuple[Edit | None, str]


def _right(doubt: Doubt, given: Answer) -> Done:
    return judging.confirm(**_judging(doubt, given)), "Right as it was read."


def _wrong(doubt: Doubt, given: Answer) -> Done:
    return judging.drop(**_judging(doubt, given)), "Not a statement."


def _other_speaker(doubt: Doubt, given: Answer) -> Done:
    """Let another speaker have said it; those through whom the words came stay."""
    named = _judging(doubt, given)
    speaker = Speaker.objects.filter(pk=given.to).first()
    if speaker is None:
        raise NoAnswer("That speaker is not there any more.")
    chain = judgements.values_of(named["statement"])["chain"]
    last = {"name": speaker.name, "kind": speaker.kind, "role": "speaker", "span": [], "cue": []}
    edit = judging.change(given={"chain": [*chain[:-1], last]}, **named)
    return edit, f"Said by {speaker.name}."


def _same(doubt: Doubt, given: Answer) -> Done:
    return _pair(doubt, given, Verdict.TOGETHER), "They say the same."


def _not_same(doubt: Doubt, given: Answer) -> Done:
    return _pair(doubt, given, Verdict.APART), "They do not say the same."


def _pair(doubt: Doubt, given: Answer, verdict: Verdict) -> Edit | None:
    return decisions.decide_statements(
        first=_statement(doubt.statement_id),
        second=_statement(doubt.other_id),
        verdict=verdict,
        by=given.by,
        why=given.why,
    )


def _two(doubt: Doubt, given: Answer) -> Done:
    """Let two names mean two: the one that stands alone, or is rarer, means itself."""
    one, other = _speakers(doubt)
    name = min((one, other), key=lambda row: (len(row.key.split()), row.pk))
    return _means(name, name, given), f"{one.name} and {other.name} are two."


def _first(doubt: Doubt, given: Answer) -> Done:
    one, other = _speakers(doubt)
    return _means(other, one, given), f"“{other.name}” is {one.name}."


def _second(doubt: Doubt, given: Answer) -> Done:
    one, other = _speakers(doubt)
    return _means(one, other, given), f"“{one.name}” is {other.name}."


def _means(name: Speaker, to: Speaker, given: Answer) -> Edit | None:
    """Let a name mean somebody in every article."""
    there = SpeakerDecision.objects.filter(article=None, key=name.key, kind=name.kind).first()
    row = SpeakerDecision(
        pk=there.pk if there else None,
        key=name.key,
        kind=name.kind,
        name=name.name,
        to_name=to.name,
        to_kind=to.kind,
    )
    return history.decide(
        deed=Deed.NAMED,
        by=given.by,
        why=given.why,
        title=name.name,
        about={name, to},
        put=[row],
        shown=[Shown(f"“{name.name}”", name.name, to.name)] if name != to else [],
    )


def _stays(doubt: Doubt, given: Answer) -> Done:
    story = _story(doubt)
    nearest = (
        StoryMembership.objects.filter(story=story)
        .exclude(article=doubt.article_id)
        .select_related("article")
        .order_by("-score", "pk")
        .first()
    )
    if nearest is None or doubt.article is None:
        raise Meanwhile(MEANWHILE)
    edit = decisions.decide_articles(
        first=doubt.article,
        second=nearest.article,
        verdict=Verdict.TOGETHER,
        by=given.by,
        why=given.why,
    )
    return edit, f"“{doubt.article}” belongs to “{story}”."


def _leaves(doubt: Doubt, given: Answer) -> Done:
    if doubt.article is None:
        raise Meanwhile(MEANWHILE)
    edit = decisions.move_article(article=doubt.article, to=None, by=given.by, why=given.why)
    return edit, f"“{doubt.article}” is taken out of “{_story(doubt)}”."


def _carry(doubt: Doubt, given: Answer) -> Done:
    statement = _statement(given.to)
    edit = judging.carry(
        judgement=_judgement(doubt), statement=statement, by=given.by, why=given.why
    )
    return edit, "Carried over to the newer version."


def _leave(doubt: Doubt, given: Answer) -> Done:
    edit = judging.leave(judgement=_judgement(doubt), by=given.by, why=given.why)
    return edit, "Left with the older version."


_DEEDS: dict[tuple[str, str], Callable[[Doubt, Answer], Done]] = {
    (Doubt.Sort.STATEMENT, "right"): _right,
    (Doubt.Sort.STATEMENT, "wrong"): _wrong,
    (Doubt.Sort.STATEMENT, "speaker"): _other_speaker,
    (Doubt.Sort.LINK, "right"): _same,
    (Doubt.Sort.LINK, "wrong"): _not_same,
    (Doubt.Sort.SPEAKER, "right"): _two,
    (Doubt.Sort.SPEAKER, "first"): _first,
    (Doubt.Sort.SPEAKER, "second"): _second,
    (Doubt.Sort.STORY, "right"): _stays,
    (Doubt.Sort.STORY, "wrong"): _leaves,
    (Doubt.Sort.ORPHAN, "carry"): _carry,
    (Doubt.Sort.ORPHAN, "leave"): _leave,
}


def _judging(doubt: Doubt, given: Answer) -> dict[str, Any]:
    statement = _statement(doubt.statement_id)
    seen = Seen(history.subject(statement), given.seen)
    return {"statement": statement, "by": given.by, "why": given.why, "seen": seen}


def _statement(pk: int | None) -> Statement:
    found = (
        Statement.objects.current().select_related("article", "analysis").filter(pk=pk or 0).first()
    )
    if found is None:
        raise Meanwhile(MEANWHILE)
    return found


def _speakers(doubt: Doubt) -> tuple[Speaker, Speaker]:
    one = _statement(doubt.statement_id).speaker
    other = _statement(doubt.other_id).speaker
    if one is None or other is None or one == other:
        raise Meanwhile(MEANWHILE)
    return one, other


def _story(doubt: Doubt) -> Story:
    if doubt.story is None:
        raise Meanwhile(MEANWHILE)
    return doubt.story


def _judgement(doubt: Doubt) -> Judgement:
    if doubt.judgement is None:
        raise Meanwhile(MEANWHILE)
    return doubt.judgement
