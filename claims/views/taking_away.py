"""Addresses at which a search or a story is taken away, each format by its ending."""

from collections.abc import Generator, Iterator
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from claims import search
from claims.exports import as_annotations, as_csv, vocabulary
from claims.exports import rows as exported
from claims.exports.as_jsonl import dumped
from claims.exports.formats import FORMATS, Format
from claims.exports.taking import About, Statements, Write, taken
from claims.models import Story
from claims.nlp.release import RELEASE
from claims.querying.types import NotUnderstood
from claims.views import choices
from claims.views.moved import moved

# Exports that one web process writes at once. Each takes a thread for as long as its reader takes
# to read; of the four that there are (newsclaims/gunicorn.py), pages shall have some left.
AT_ONCE = 2
PATIENCE = 5.0  # seconds that an export waits for its turn
LATER = 60  # seconds after which to try again

_turns = BoundedSemaphore(AT_ONCE)


@require_safe
def search_as(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Give what a search finds, newest first."""
    form = _format(ending)
    query = request.GET.get("q", "")
    try:
        asked = search.asked(query)
    except NotUnderstood as error:
        return _not_understood(request, query, error)
    found = exported.newest_first(search.entries(asked))[: form.newest]
    about = _about(
        request,
        title=f"Statements found by “{query}”" if query else "All statements",
        query=query,
        page=f"{reverse('search')}?{urlencode({'q': query})}",
    )
    return _answer(request, form, found, about, name="search")


@require_safe
def story_as(request: HttpRequest, pk: int, ending: str) -> HttpResponseBase:
    """Give the statements of a story; of one that is gone, lead to where it went."""
    form = _format(ending)
    story = Story.objects.light().filter(pk=pk).first()
    if story is None:
        return moved(Story, pk, "story_as", ending)
    without_soft = choices.without_soft(request)
    found = exported.of_story(story, without_soft=without_soft, newest=form.newest)
    about = _about(
        request,
        title=f"Statements of the story “{story.title}”",
        query="",
        page=story.get_absolute_url(),
    )
    return _answer(request, form, found, about, name=f"story-{pk}")


@require_safe
def annotation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the Web Annotation of one statement."""
    row = exported.of_statement(pk)
    if row is None:
        raise Http404
    document = as_annotations.document(row, _site(request))
    return _whole(request, dumped(document), FORMATS["annotations.jsonld"].media_type)


@require_safe
def words(request: HttpRequest) -> HttpResponseBase:
    """Give the vocabulary of exports with the meanings of its words."""
    return _whole(request, dumped(vocabulary.document()), "application/ld+json")


class _Taking:
    """Pieces of an export as bytes, which keep one of the turns until they are closed."""

    def __init__(self, pieces: Generator[str]) -> None:
        self._pieces = pieces
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces).encode()
        except BaseException:  # also when it is over
            self.close()
            raise

    def close(self) -> None:
        """Give back the turn and the connection; the server calls it when the reader is gone."""
        if self._is_open:
            self._is_open = False
            try:
                self._pieces.close()
            finally:
                _turns.release()


def _answer(
    request: HttpRequest, form: Format, found: Statements, about: About, *, name: str
) -> HttpResponseBase:
    pieces = taken(found, about=about, write=_write(form, request))
    if form.newest:
        return _whole(request, "".join(pieces), form.media_type)
    if request.method == "HEAD":
        answer = StreamingHttpResponse((), content_type=form.media_type)
    elif _turns.acquire(timeout=PATIENCE):
        answer = StreamingHttpResponse(_Taking(pieces), content_type=form.media_type)
    else:
        return _busy()
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{name}-{day}.{form.ending}"'
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _whole(request: HttpRequest, content: str, media_type: str) -> HttpResponseBase:
    """Answer with what is small, and not at all where the reader has it already."""
    answer = HttpResponse(content, content_type=media_type)
    answer["ETag"] = f'"{sha256(answer.content).hexdigest()[:32]}"'
    patch_cache_control(answer, private=True, no_cache=True)
    return cast(
        HttpResponseBase, get_conditional_response(request, etag=answer["ETag"], response=answer)
    )


def _write(form: Format, request: HttpRequest) -> Write:
    """Return how to write it, with what the address asks for beside."""
    if form.ending != "csv":
        return form.write
    bom, plain = (request.GET.get(name) == "1" for name in ("bom", "plain"))
    return partial(as_csv.write, bom=bom, plain=plain)


def _format(ending: str) -> Format:
    if ending not in FORMATS:
        raise Http404
    return FORMATS[ending]


def _about(request: HttpRequest, *, title: str, query: str, page: str) -> About:
    site = _site(request)
    asked = f"?{request.GET.urlencode()}" if request.GET else ""
    return About(
        title=title,
        query=query,
        site=site,
        page=f"{site}{page}",
        address=f"{site}{request.path}{asked}",
        made_at=timezone.now(),
        release=RELEASE,
    )


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _not_understood(request: HttpRequest, query: str, error: NotUnderstood) -> HttpResponse:
    """Say what is wrong with a query, and point at the place."""
    shown = "".join(" " if one.isspace() else one for one in query)
    pointer = " " * error.start + "^" * max(1, error.end - error.start)
    said = (
        f"The query is not understood: {error}\n\n    {shown}\n    {pointer}\n\n"
        f"How to write one: {_site(request)}{reverse('search_help')}\n"
    )
    kind = "text/plain; charset=utf-8"
    return HttpResponse(said, content_type=kind, status=HTTPStatus.BAD_REQUEST)


def _busy() -> HttpResponse:
    said = "Others are taking things away just now. Try again in a minute.\n"
    answer = HttpResponse(said, content_type="text/plain; charset=utf-8")
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    answer["Retry-After"] = str(LATER)
    return answer
