"""Judge: what a person says of one statement; every later reading obeys it."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any

from articles.models import Article
from articles.text import TextSpan
from claims.actions import history, judgements
from claims.actions.decisions import TITLE, words_of
from claims.actions.history import By, Deed, Seen, Shown
from claims.actions.judgements import FIELDS, SPANS, Sort
from claims.actions.speakers import MAX_NAME
from claims.models import Edit, Judgement, Statement
from claims.nlp.types import Act, Certainty, Polarity, Role, SpeakerKind, Stance, Type
from claims.wording import shortened

CHOICES: dict[str, type[StrEnum]] = {
    "type": Type,
    "act": Act,
    "polarity": Polarity,
    "certainty": Certainty,
    "stance": Stance,
}
LABELS = {
    "content": "Content",
    "source": "Source",
    "cue": "Cue",
    "quotations": "Words in quotation marks",
    "hedges": "Hedge",
    "conditions": "Condition",
    "type": "Type",
    "act": "Act",
    "polarity": "Polarity",
    "certainty": "Certainty",
    "stance": "Stance",
    "chain": "Source chain",
}
MAX_LINKS = 8  # of a source chain
NOTHING = "none"


class WrongValue(ValueError):
    """A field that cannot be so; the message says why, for people."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def confirm(
    *, statement: Statement, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Say that a statement is right as it stands; what a person set there before stays set."""
    judgement = _judgement(statement)
    if judgement.sort == Sort.WRONG:
        judgement.sort = Sort.CHANGED if judgement.given else Sort.RIGHT
    return _judge(Deed.CONFIRMED, statement, judgement, by, why, seen)


def change(
    *,
    statement: Statement,
    given: Mapping[str, Any],
    by: By,
    why: str = "",
    seen: Seen | None = None,
) -> Edit | None:
    """Let fields of a statement be what a person says; return None when they are so already.

    `given` holds only the fields that the person set. Raise `WrongValue` for one that cannot be,
    `Overtaken` when somebody else edited the statement since it was `seen`.
    """
    article = statement.article
    wanted = _checked(given, article)
    there = judgements.values_of(statement)
    fresh = {name: value for name, value in wanted.items() if there[name] != value}
    if not fresh:
        return None
    _refuse_twins({**there, **fresh}, article, statement)
    judgement = _judgement(statement)
    held = {**judgement.given, **fresh}
    if judgement.sort != Sort.MISSED:
        # What is as it was read needs no word of a person.
        held = {name: value for name, value in held.items() if judgement.read.get(name) != value}
        judgement.sort = Sort.CHANGED if held else Sort.RIGHT
    judgement.given = held
    shown = [
        Shown(
            LABELS[name],
            in_words(name, there[name], article.text),
            in_words(name, value, article.text),
        )
        for name, value in fresh.items()
    ]
    return _judge(Deed.CHANGED, statement, judgement, by, why, seen, shown)


def drop(*, statement: Statement, by: By, why: str = "", seen: Seen | None = None) -> Edit | None:
    """Say that it is not a statement: it is shown and counted no more."""
    judgement = _judgement(statement)
    judgement.sort = Sort.WRONG
    shown = [Shown("Statement", "shown", "not a statement")]
    return _judge(Deed.DROPPED, statement, judgement, by, why, seen, shown)


def add(*, article: Article, given: Mapping[str, Any], by: By, why: str = "") -> Edit:
    """Add a statement that was missed. Raise `WrongValue` for a field that cannot be."""
    if not given.get("content"):
        raise WrongValue("content", "Choose the words that are said to have been said.")
    held = {"polarity": "asserted", "certainty": "certain", "act": "say", "stance": "neutral"}
    held |= _checked(given, article)
    _refuse_twins(held, article, None)
    words = in_words("content", held["content"], article.text)
    edit = history.decide(
        deed=Deed.ADDED,
        by=by,
        why=why,
        title=shortened(words, TITLE),
        about=[article],
        put=[Judgement(article=article, sort=Sort.MISSED, given=held)],
        shown=[
            Shown(LABELS[name], "", in_words(name, held[name], article.text))
            for name in FIELDS
            if held.get(name)
        ],
    )
    assert edit is not None  # a new row is always a change
    return edit


def carry(*, judgement: Judgement, statement: Statement, by: By, why: str = "") -> Edit | None:
    """Let a judgement about an older version of a page hold for a statement of another version.

    Fields that are characters stay behind, since they are those of the older text. Raise
    `WrongValue` when nothing of it can go over.
    """
    given = {name: value for name, value in judgement.given.items() if name not in SPANS}
    if "chain" in given:
        given["chain"] = [{**link, "span": [], "cue": []} for link in given["chain"]]
    fresh = _judgement(statement)
    if judgement.sort == Sort.CHANGED and not given:
        raise WrongValue("content", "Only its place in the older text was put right; edit it here.")
    is_right = judgement.sort in {Sort.RIGHT, Sort.MISSED}
    fresh.sort = Sort.RIGHT if is_right else judgement.sort
    fresh.given = {} if is_right else given
    settled = Judgement.objects.get(pk=judgement.pk)
    settled.is_settled = True
    return history.decide(
        deed=Deed.CARRIED,
        by=by,
        why=why or judgement.why,
        title=words_of(statement),
        about=[statement, statement.article, judgement.article],
        put=[fresh, settled],
    )


def leave(*, judgement: Judgement, by: By, why: str = "") -> Edit | None:
    """Let a judgement stay with the older version of a page."""
    settled = Judgement.objects.get(pk=judgement.pk)
    settled.is_settled = True
    words = in_words("content", {**settled.read, **settled.given}["content"], settled.article.text)
    return history.decide(
        deed=Deed.LEFT,
        by=by,
        why=why or judgement.why,
        title=shortened(words, TITLE),
        about=[settled.article],
        put=[settled],
    )


def _judge(
    deed: Deed,
    statement: Statement,
    judgement: Judgement,
    by: By,
    why: str,
    seen: Seen | None,
    shown: Iterable[Shown] = (),
) -> Edit | None:
    return history.decide(
        deed=deed,
        by=by,
        why=why,
        title=words_of(statement),
        about=[statement, statement.article],
        put=[judgement],
        shown=shown,
        seen=seen,
    )


def _judgement(statement: Statement) -> Judgement:
    """Return the judgement about a statement, or a new one of it as right."""
    found = Judgement.objects.filter(statement=statement).first()
    if found:
        return found
    return Judgement(
        article=statement.article,
        statement=statement,
        sort=Sort.RIGHT,
        read={
            **judgements.values_of(statement),
            "found_by": statement.found_by,
            "confidence": statement.confidence,
            "tier": statement.tier,
        },
        release=statement.analysis.release,
    )


def in_words(field: str, value: Any, text: str) -> str:
    """Return the value of a field as people read it."""
    if field == "chain":
        return " › ".join(link["name"] or link["kind"] for link in value) or NOTHING
    if field in SPANS:
        return " … ".join(text[start:end] for start, end in value) or NOTHING
    return str(value)


# What can be -------------------------------------------------------------------------------------


def _checked(given: Mapping[str, Any], article: Article) -> dict[str, Any]:
    checks: dict[str, Callable[[str, Any, Article], Any]] = {
        **dict.fromkeys(SPANS, _spans),
        **dict.fromkeys(CHOICES, _choice),
        "chain": _chain,
    }
    for name in given:
        if name not in checks:
            raise WrongValue(name, f"A statement has no “{name}”.")
    checked = {name: checks[name](name, value, article) for name, value in given.items()}
    if "content" in checked and not checked["content"]:
        raise WrongValue("content", "A statement needs words that were said.")
    return checked


def _choice(field: str, value: Any, article: Article) -> str:
    known = {member.value for member in CHOICES[field]}
    if value not in known:
        raise WrongValue(
            field, f"“{value}” is no {field}; choose one of {', '.join(sorted(known))}."
        )
    return str(value)


def _spans(field: str, value: Any, article: Article) -> list[list[int]]:
    """Return spans in text order; those that touch are one."""
    label = LABELS[field]
    found: list[list[int]] = []
    for start, end in sorted(value):
        if not 0 <= start < end <= article.length:
            raise WrongValue(
                field, f"{label}: characters {start} to {end} do not stand in the text."
            )
        if found and start < found[-1][1]:
            raise WrongValue(field, f"{label}: two pieces lie over each other.")
        if found and start == found[-1][1]:
            found[-1][1] = end
        else:
            found.append([start, end])
    return found


def _chain(field: str, value: Any, article: Article) -> list[dict[str, Any]]:
    found = []
    for number, link in enumerate(value, 1):
        kind, role = link.get("kind", SpeakerKind.UNNAMED), link.get("role", Role.SPEAKER)
        if kind not in set(SpeakerKind):
            raise WrongValue(field, f"Source {number}: “{kind}” is no kind of source.")
        if role not in set(Role):
            raise WrongValue(field, f"Source {number}: “{role}” is no role.")
        name = " ".join(str(link.get("name", "")).split())
        if not name and kind != SpeakerKind.UNNAMED:
            raise WrongValue(field, f"Source {number} has no name; if it has none, say “unnamed”.")
        if len(name) > MAX_NAME:
            raise WrongValue(field, f"Source {number}: a name has {MAX_NAME} characters at most.")
        spans = {part: _spans("source", link.get(part, ()), article) for part in ("span", "cue")}
        found.append({"name": name, "kind": str(kind), "role": str(role), **spans})
    if len(found) > MAX_LINKS:
        raise WrongValue(field, f"A source chain has {MAX_LINKS} links at most.")
    return found


def _refuse_twins(values: Mapping[str, Any], article: Article, own: Statement | None) -> None:
    """Raise `WrongValue` when another statement of the article says the very same."""
    content = [TextSpan(*pair) for pair in values["content"]]
    source = [TextSpan(*pair) for pair in values.get("source", ())]
    others = Statement.objects.current().filter(article=article)
    for other in others.only("ordinal", "content", "source"):
        is_same = list(other.content) == content and list(other.source) == source
        if is_same and (own is None or other.pk != own.pk):
            raise WrongValue("content", f"Statement {other.ordinal} has these very words already.")
