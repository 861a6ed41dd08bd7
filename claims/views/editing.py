"""Pages on which editors put a statement right, add one that was missed, or say that it is none."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from articles.models import Article
from articles.roles import for_editors, user_of
from claims import annotation, editing
from claims.actions import history, judgements, judging
from claims.actions.judging import LABELS
from claims.editing import EMPTY_LINK, PARTS, Draft, Place
from claims.forms import StatementForm, read_draft
from claims.forms.statements import KINDS, ROLE_CHOICES, pairs_of
from claims.models import Edit, Statement
from claims.views import deeds
from claims.views.articles import layers_of
from claims.views.choices import without_soft

STEPS = {
    "start earlier": ("start", -1),
    "start later": ("start", 1),
    "end earlier": ("end", -1),
    "end later": ("end", 1),
}
NO_PIECE = "Choose which words these are, or choose the words first."
NO_WORDS = "Mark some words of the text first."


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def edit(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """Show every field of a statement, and let the statement be what an editor makes of them."""
    row = _statement(pk, statement)
    seen = history.newest(history.subject(row))  # before the values, so that none is newer
    there = judgements.values_of(row)
    if request.method != "POST":
        return _page(request, Draft(row.article, there, there, seen), row)
    draft = read_draft(request.POST, row.article, there)
    if changed := _redrawn(request, draft, row):
        return changed
    deed = request.POST.get("do", "")
    if deed in _SORTS:
        return _sorted(request, row, deed, draft.seen)
    if problems := _problems(request.POST, draft):
        return _page(request, draft, row, problems=problems)
    return _saved(request, draft, row)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an editor add a statement that was missed."""
    article = get_object_or_404(Article.objects.select_related("outlet"), pk=pk)
    if request.method != "POST":
        chosen = pairs_of(request.GET.get("content", ""))[:1]
        span = editing.trimmed(article.text, *chosen[0]) if chosen else None
        return _page(request, editing.blank(article, span))
    draft = read_draft(request.POST, article, None)
    if changed := _redrawn(request, draft):
        return changed
    if problems := _problems(request.POST, draft):
        return _page(request, draft, problems=problems)
    return _saved(request, draft)


@require_POST
@for_editors
def judge(request: HttpRequest, pk: int, statement: int) -> HttpResponse:
    """Say that a statement is right as it stands, or that it is none."""
    row = _statement(pk, statement)
    raw = request.POST.get("seen", "")
    seen = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else None
    return _sorted(request, row, request.POST.get("do", ""), seen)


_SORTS = {
    "right": (judging.confirm, "Statement {} is right."),
    "drop": (judging.drop, "Statement {} is none, you said."),
}


def _sorted(request: HttpRequest, row: Statement, deed: str, seen: int | None) -> HttpResponse:
    """Say of a whole statement what it is, and lead to the one that follows in the text."""
    if deed not in _SORTS:
        raise Http404
    judge, words = _SORTS[deed]
    subject = history.subject(row)
    goes_on = annotation.neighbour(row)
    try:
        done = judge(
            statement=row,
            by=user_of(request),
            why=request.POST.get("why", "").strip(),
            seen=None if seen is None else history.Seen(subject, seen),
        )
    except (history.Overtaken, history.Gone) as refusal:
        messages.error(request, f"{refusal} Nothing was changed; look again.")
        return HttpResponseRedirect(_back(request, row, row.ordinal))
    deeds.told(request, done, words.format(row.ordinal))
    return deeds.back(request, _back(request, row, goes_on))


def _saved(request: HttpRequest, draft: Draft, row: Statement | None = None) -> HttpResponse:
    """Keep a draft, or show the form again with the reason why it cannot be kept."""
    by, why = user_of(request), draft.why.strip()
    try:
        if row:
            seen = history.Seen(history.subject(row), draft.seen)
            done = judging.change(statement=row, given=draft.given, by=by, why=why, seen=seen)
        else:
            done = judging.add(article=draft.article, given=draft.given, by=by, why=why)
    except judging.WrongValue as refusal:
        return _page(request, draft, row, problems={refusal.field: str(refusal)})
    except history.Overtaken as refusal:
        return _overtaken(request, draft, row, refusal)
    except history.Gone as refusal:
        messages.error(request, str(refusal))
        return redirect(draft.article)
    return _led_on(request, draft, done, row)


def _led_on(
    request: HttpRequest, draft: Draft, done: Edit | None, row: Statement | None
) -> HttpResponse:
    now = (editing.statement_of(done) if done else None) or row
    if now is None:
        messages.success(request, "Kept. It is shown as soon as the article has been read.")
        return redirect(draft.article)
    fields = ", ".join(LABELS[name].lower() for name in draft.given)
    words = f"Statement {now.ordinal} put right: {fields}." if row else f"Added as {now.ordinal}."
    deeds.told(request, done, words)
    return deeds.back(request, f"{draft.article.get_absolute_url()}#n{now.ordinal}")


def _overtaken(
    request: HttpRequest, draft: Draft, row: Statement | None, refusal: history.Overtaken
) -> HttpResponse:
    """Show the form once more over what somebody else made of the statement meanwhile."""
    if row is None:
        return _page(request, draft, problems={"content": str(refusal)})
    seen = history.newest(history.subject(row))
    fresh = _statement(row.article_id, row.pk)
    merged = draft.over(judgements.values_of(fresh), seen)
    return _page(request, merged, fresh, overtaken=refusal, status=409)


def _redrawn(
    request: HttpRequest, draft: Draft, row: Statement | None = None
) -> HttpResponse | None:
    """Show the form again after a deed that changes the form alone; None if it was another."""
    sent = request.POST
    deed, _, about = sent.get("do", "").partition(":")
    if deed in STEPS:
        edge, step = STEPS[deed]
        if draft.span is None:
            return _page(request, draft, row, problems={draft.part[0]: NO_PIECE})
        after = draft.moved(edge, step)
        return _page(request, after, row, said=_said(after, draft))
    if deed == "look":
        return _page(request, draft, row)
    if deed == "piece" and about in PARTS:
        after = _chosen(draft, f"{about}-{editing.NEW}")
        return _page(request, after, row, said=f"{after.chosen_label}: choose its words.")
    if deed == "remove":
        after = draft.removed()
        return _page(request, after, row, said=f"{draft.chosen_label} taken out.")
    if deed in {"use", "take"}:
        return _placed(request, draft, row, sent.get("selection" if deed == "use" else "at", ""))
    if deed == "back":
        return _page(request, draft.put_back(about), row)
    if deed in {"link", "unlink", "up"}:
        return _page(request, _with_rows(draft, deed, about), row)
    # Typed and not sent by its own button, as Enter does: still meant.
    if deed == "find" or sent.get("words", "").strip():
        return _found(request, draft, row, sent.get("words", ""))
    return None


def _placed(request: HttpRequest, draft: Draft, row: Statement | None, raw: str) -> HttpResponse:
    chosen = pairs_of(raw)[:1]
    span = editing.trimmed(draft.text, *chosen[0]) if chosen else None
    if span is None:
        return _page(request, draft, row, said=NO_WORDS)
    after = draft.placed(span)
    return _page(request, after, row, said=_said(after))


def _found(request: HttpRequest, draft: Draft, row: Statement | None, words: str) -> HttpResponse:
    """Choose typed words where they stand in the text, or ask which of several places is meant."""
    found = editing.places(draft.text, words)
    if len(found) == 1:
        after = draft.placed(found[0].span)
        return _page(request, after, row, said=_said(after))
    problem = "Type or paste words of the text."
    if words.strip():
        problem = "These words do not stand in the text; copy them as they are there."
    if found:
        count = len(found)
        problem = f"These words stand there {count} times. Which do you mean?"
        if count > editing.MOST_PLACES:
            problem = f"These words stand there {count} times; add some of those around them."
            found = []
    return _page(request, draft, row, problems={"words": problem}, places=found, words=words)


def _with_rows(draft: Draft, deed: str, about: str) -> Draft:
    rows = list(draft.values["chain"])
    at = int(about) if about.isascii() and about.isdigit() and len(about) < 4 else -1
    if deed == "link":
        return draft.with_links([*rows, EMPTY_LINK])
    if deed == "unlink" and 0 <= at < len(rows):
        del rows[at]
    if deed == "up" and 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    return draft.with_links(rows)


def _problems(sent: QueryDict, draft: Draft) -> dict[str, str]:
    """Return by field what cannot be kept as it was sent; what needs the rows, deeds see to."""
    form = StatementForm({**sent.dict(), **_plain(draft)}, is_new=not draft.drawn)
    problems = {name: str(found[0]) for name, found in form.errors.items()}
    for at, row in enumerate(draft.values["chain"], 1):
        if row["name"] and not row["kind"]:
            problems["chain"] = f"Source {at}: say what it is."
    return problems


def _page(
    request: HttpRequest,
    draft: Draft,
    row: Statement | None = None,
    *,
    problems: Mapping[str, str] | None = None,
    places: list[Place] | None = None,
    words: str = "",
    said: str = "",
    overtaken: history.Overtaken | None = None,
    status: int = 200,
) -> HttpResponse:
    form = StatementForm(initial={**_plain(draft), "why": draft.why}, is_new=row is None)
    context: dict[str, Any] = {
        "article": draft.article,
        "statement": row,
        "draft": draft,
        "form": form,
        "radios": [form[name] for name in ("polarity", "type", "stance")],
        "selects": [form[name] for name in ("certainty", "act")],
        "drawn": json.dumps(draft.drawn, separators=(",", ":")),
        "spans": {
            field: " ".join(f"{start}-{end}" for start, end in draft.values[field])
            for field in PARTS
        },
        "kinds": KINDS,
        "roles": ROLE_CHOICES,
        "problems": dict(problems or {}),
        "problem_labels": {
            name: LABELS.get(name, "Words" if name == "words" else name) for name in problems or ()
        },
        "places": places or [],
        "words": words,
        "said": said,
        "overtaken": overtaken,
    }
    return render(request, "editing/edit.html", context, status=422 if problems else status)


def _plain(draft: Draft) -> dict[str, Any]:
    return {name: draft.values[name] for name in ("type", "act", "polarity", "certainty", "stance")}


def _chosen(draft: Draft, name: str) -> Draft:
    return Draft(draft.article, draft.values, draft.drawn, draft.seen, name, draft.why)


def _said(draft: Draft, before: Draft | None = None) -> str:
    """Return in words what is chosen now, for the live region."""
    if before is not None and before.span == draft.span:
        return "There is no word left to go to."
    return f"{draft.chosen_label}: “{draft.span.of(draft.text)}”" if draft.span else ""


def _statement(article: int, pk: int) -> Statement:
    found = editing.of_article(pk, article)
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest, row: Statement, number: int | None) -> str:
    """Return the article's address at a statement, with the choices that the page was seen with."""
    choices = ["hide=soft"] if without_soft(request) else []
    if layer := layers_of(request):
        choices.append(f"layer={layer}")
    query = f"?{'&'.join(choices)}" if choices else ""
    place = f"#n{number}" if number else ""
    return f"{row.article.get_absolute_url()}{query}{place}"
