"""Keep a history: every decision of a person is written here, and can be undone from here.

A deed puts or drops rows of decisions. Each such row is kept as it was and as it became, so that
undoing needs to know nothing of the deed: it puts back what was there before.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from articles import locks
from claims.actions.waking import KEPT
from claims.models import Edit

By = User | None
Deed = Edit.Deed

NOBODY = "nobody signed in"
TITLE = 500


class Shown(NamedTuple):
    """One thing that an edit changed, in words of the page."""

    label: str
    before: str
    after: str


class Overtaken(Exception):
    """Somebody else decided meanwhile; the message says who, when and what."""

    def __init__(self, message: str, edit: Edit | None = None) -> None:
        super().__init__(message)
        self.edit = edit


class Gone(Exception):
    """What a decision was about is not there any more; the message says so."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person had before the eyes: a subject, and its newest edit then (0: none)."""

    subject: str
    edit: int


def subject(row: models.Model) -> str:
    """Return the name under which what was done to a row is found: “article:12”."""
    return f"{row._meta.model_name}:{row.pk}"


def newest(of: str) -> int:
    """Return the newest edit that touched a subject; 0 if none did."""
    found = Edit.objects.filter(subjects__contains=[of]).values_list("pk", flat=True)
    return found.first() or 0


def decide(
    *,
    deed: Deed,
    by: By,
    why: str = "",
    title: str,
    about: Iterable[models.Model | str],
    put: Sequence[models.Model] = (),
    drop: Sequence[models.Model] = (),
    shown: Iterable[Shown] = (),
    seen: Seen | None = None,
) -> Edit | None:
    """Write decisions, all or none, with their edit; return it, or None when nothing changed.

    `put` are rows of `KEPT` models, new or with the primary key of the one they replace; who
    decided and when is filled in here. Raise `Overtaken` when somebody touched what the person
    had `seen`, and `Gone` when a row points to what is not there any more.
    """
    with transaction.atomic():
        locks.alone(locks.Room.DECIDING)
        if seen and (later := newest(seen.subject)) > seen.edit:
            raise _overtaken(Edit.objects.get(pk=later))
        edit = _edit(deed, by, why, title, about)
        edit.shown = [item._asdict() for item in shown]
        pairs: list[Pair] = []
        for row in put:
            _sign(row, edit)
            before = _stored(row)
            if before is None or _values(before, _SIGNED) != _values(row, _SIGNED):
                pairs.append((before, row))
        pairs += [(before, None) for row in drop if (before := _stored(row))]
        return _keep(pairs, edit) if pairs else None


def note(
    *, deed: Deed, by: By, why: str = "", title: str, about: Iterable[models.Model | str]
) -> Edit:
    """Note what a person did that is no decision and cannot be undone."""
    edit = _edit(deed, by, why, title, about)
    edit.save()
    return edit


def undo(*, edit: Edit, by: By, why: str = "") -> Edit:
    """Put back what was there before an edit; return the edit that this is.

    To undo that one is to do the first again. Raise `Overtaken` when what it wrote was changed
    since or it was undone already, and `Gone` when what it was about is not there any more.
    """
    with transaction.atomic():
        locks.alone(locks.Room.DECIDING)
        if again := Edit.objects.filter(undoes=edit).first():
            raise Overtaken(f"{again.by_name} has undone this already.", again)
        if not edit.changes:
            raise Gone("This cannot be undone.")
        pairs = [_back(change, edit) for change in reversed(edit.changes)]
        opposite = _edit(Deed.UNDONE, by, why, edit.title, edit.subjects)
        opposite.undoes = edit
        opposite.shown = [
            Shown(item["label"], item["after"], item["before"])._asdict() for item in edit.shown
        ]
        return _keep(pairs, opposite)


Pair = tuple[models.Model | None, models.Model | None]  # a row as it was, and as it becomes


def _back(change: Mapping[str, Any], edit: Edit) -> Pair:
    """Return the row that an edit wrote, and the one that was there before."""
    kept = KEPT[change["of"]]
    row = kept.model._default_manager.filter(pk=change["pk"]).first()
    left_out = kept.moving | _UNSIGNED
    if (_values(row, left_out) if row else None) != _without(change["after"], left_out):
        raise _changed_since(edit)
    return row, _row(kept.model, change["pk"], change["before"])


def _changed_since(edit: Edit) -> Exception:
    """Return in words why an edit cannot be undone."""
    later = Edit.objects.filter(pk__gt=edit.pk, subjects__overlap=edit.subjects).order_by("pk")
    touched = {(change["of"], change["pk"]) for change in edit.changes}
    for one in later:
        if touched & {(change["of"], change["pk"]) for change in one.changes}:
            return _overtaken(one)
    return Gone("What this was about is not there any more.")


def _overtaken(later: Edit) -> Overtaken:
    at = timezone.localtime(later.at)
    return Overtaken(
        f"{later.by_name} {later.get_deed_display()} here since, on {at:%-d %B at %H:%M}.", later
    )


def _edit(deed: Deed, by: By, why: str, title: str, about: Iterable[models.Model | str]) -> Edit:
    return Edit(
        deed=deed,
        by=by,
        by_name=by.get_username() if by else NOBODY,
        at=timezone.now(),
        why=why,
        title=title[:TITLE],
        subjects=sorted({one if isinstance(one, str) else subject(one) for one in about}),
    )


def _sign(row: models.Model, edit: Edit) -> None:
    signed: dict[str, object] = {
        "why": edit.why,
        "decided_by": edit.by,
        "decided_at": edit.at,
    }
    for name, value in signed.items():
        setattr(row, name, value)


def _stored(row: models.Model) -> models.Model | None:
    return type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None


def _keep(pairs: Iterable[Pair], edit: Edit) -> Edit:
    """Write rows as they become, and the edit that tells of it; then wake what follows."""
    changes, done = [], []
    for before, after in pairs:
        row = after or before
        if row is None:  # put and taken away again: there is nothing to do
            continue
        was = _values(before) if before else None
        if after is None:
            type(row)._default_manager.filter(pk=row.pk).delete()
        else:
            _see_that_all_is_there(after)
            _save(after)
        now = _values(after) if after else None
        changes.append({"of": row._meta.label, "pk": row.pk, "before": was, "after": now})
        done.append((before, after, KEPT[row._meta.label].wake))
    edit.changes = changes
    edit.save()
    for before, after, wake in done:
        wake(before, after)
    return edit


def _save(row: models.Model) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Overtaken("Somebody decided on the same just now; look again.") from error


def _see_that_all_is_there(row: models.Model) -> None:
    """Raise `Gone` if a row points to what is not there: the database only looks at the end."""
    for field in row._meta.concrete_fields:
        pk = getattr(row, field.attname)
        if not field.is_relation or pk is None:
            continue
        assert isinstance(field.related_model, type)
        if not field.related_model._default_manager.filter(pk=pk).exists():
            name = field.related_model._meta.verbose_name
            raise Gone(f"The {name} that this was about is not there any more.")


# Rows as values -----------------------------------------------------------------------------------

_UNSIGNED = frozenset({"decided_by_id"})  # an account may go; that changes no decision
_SIGNED = frozenset({"decided_by_id", "decided_at"})


def _values(row: models.Model, leave_out: Iterable[str] = ()) -> dict[str, Any]:
    """Return a row's columns but for its key, as they are kept with an edit."""
    left_out = set(leave_out)
    held = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.attname not in left_out
    }
    return dict(json.loads(json.dumps(held, cls=DjangoJSONEncoder)))


def _without(values: Mapping[str, Any] | None, names: Iterable[str]) -> dict[str, Any] | None:
    left_out = set(names)
    if values is None:
        return None
    return {name: value for name, value in values.items() if name not in left_out}


def _row(model: type[models.Model], pk: int, values: Mapping[str, Any] | None) -> Any:
    """Return a row with kept columns; None for none."""
    if values is None:
        return None
    row = model(pk=pk)
    for field in model._meta.concrete_fields:
        if field.attname in values:
            setattr(row, field.attname, field.to_python(values[field.attname]))
    return row
