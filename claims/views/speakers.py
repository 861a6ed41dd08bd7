"""The page of one speaker, and what editors do there with names."""

from collections.abc import Callable

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from articles.models import Article
from articles.roles import for_editors, role_of, user_of
from claims import profile
from claims.actions import history, identifying, naming, renaming
from claims.models import Edit, Speaker
from claims.views import choices, deeds
from claims.views.desk import chosen, overtaken, seen_in, why_in

Deed = Callable[[HttpRequest, Speaker], Edit | None]


@require_safe
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a speaker is reported to have said, outlet by outlet; a description has no page.

    One that people said is another leads on to that one.
    """
    found = get_object_or_404(Speaker, pk=pk)
    meant = naming.now(found)
    if meant != found:
        answer = HttpResponsePermanentRedirect(meant.get_absolute_url())
        answer["Cache-Control"] = "no-cache"  # it is for good only until it is undone
        return answer
    if not found.has_page and not role_of(request.user).may_edit:
        raise Http404
    shown = profile.of_speaker(
        found,
        tab=request.GET.get("tab", ""),
        after=request.GET.get("after", ""),
        without_soft=choices.without_soft(request),
    )
    context: dict[str, object] = {
        "profile": shown,
        "soft": choices.soft(request, shown.soft),
        **_paths(request.GET, shown),
    }
    if role_of(request.user).may_edit:
        context |= {
            "seen": history.newest(history.subject(found)),
            "kinds": renaming.KINDS,
            "desk": profile.desk(
                found,
                subjects=[
                    history.subject(found),
                    renaming.subject_of((found.key, found.kind)),
                ],
                wanted=request.GET.get("find", "").strip()[:200],
            ),
        }
    return render(request, "claims/speaker.html", context)


def _paths(query: QueryDict, shown: profile.Profile) -> dict[str, object]:
    """Return where the tabs, the newest and the older statements are."""
    first = query.copy()
    first.pop("after", None)
    return {
        "tabs": [
            (tab, choices.changed(first, "tab", [tab.name] if tab != shown.tabs[0] else []))
            for tab in shown.tabs
        ],
        "is_first": "after" not in query,
        "newest": choices.changed(query, "after", []),
        "older": choices.changed(query, "after", [shown.page.older]) if shown.page.older else "",
    }


@require_POST
@for_editors
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a speaker be one with another."""

    def deed(request: HttpRequest, found: Speaker) -> Edit | None:
        into = Speaker.objects.filter(pk__in=chosen(request, "into")[:1]).first()
        if into is None:
            raise renaming.WrongName("Choose with whom to merge.")
        return renaming.merge(
            speaker=found,
            into=into,
            by=user_of(request),
            why=why_in(request),
            seen=seen_in(request, found),
        )

    return _done(request, pk, deed, "Merge the speakers", "Merged.")


@require_POST
@for_editors
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a speaker be called otherwise."""

    def deed(request: HttpRequest, found: Speaker) -> Edit | None:
        return renaming.rename(
            speaker=found,
            name=request.POST.get("name", ""),
            by=user_of(request),
            why=why_in(request),
            seen=seen_in(request, found),
        )

    return _done(request, pk, deed, "Rename the speaker", "Renamed.")


@require_POST
@for_editors
def kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a speaker be of another kind."""

    def deed(request: HttpRequest, found: Speaker) -> Edit | None:
        return renaming.set_kind(
            speaker=found,
            kind=request.POST.get("kind", ""),
            by=user_of(request),
            why=why_in(request),
            seen=seen_in(request, found),
        )

    return _done(request, pk, deed, "Change the kind", "The kind is changed.")


@require_POST
@for_editors
def identify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who in the world a speaker is; an empty field says that it is not known."""

    def deed(request: HttpRequest, found: Speaker) -> Edit | None:
        return identifying.identify(
            speaker=found,
            wikidata=request.POST.get("wikidata", ""),
            by=user_of(request),
            why=why_in(request),
            seen=seen_in(request, found),
        )

    return _done(request, pk, deed, "Say who it is", "It is noted.")


@require_POST
@for_editors
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Let what some articles or some names mean be somebody else."""

    def deed(request: HttpRequest, found: Speaker) -> Edit | None:
        return renaming.split(
            speaker=found,
            to_name=request.POST.get("name", ""),
            articles=list(Article.objects.in_bulk(chosen(request, "article")).values()),
            names=request.POST.getlist("given"),
            by=user_of(request),
            why=why_in(request),
            seen=seen_in(request, found),
        )

    return _done(request, pk, deed, "Split the speaker", "Split off.")


def _done(request: HttpRequest, pk: int, deed: Deed, name: str, words: str) -> HttpResponse:
    """Do a deed on a speaker, say so, and lead to whom it is called by then."""
    found = get_object_or_404(Speaker, pk=pk)
    try:
        edit = deed(request, found)
    except (renaming.WrongName, identifying.WrongId) as refusal:
        messages.error(request, str(refusal))
        return deeds.back(request, found.get_absolute_url())
    except (history.Overtaken, history.Gone) as refusal:
        return overtaken(request, refusal, name, found)
    shown = "; ".join(f"{one['before']} → {one['after']}" for one in edit.shown) if edit else ""
    deeds.told(request, edit, f"{words} {shown}".strip())
    there = Speaker.objects.filter(pk=pk).first()
    return deeds.back(request, (naming.now(there) if there else found).get_absolute_url())
