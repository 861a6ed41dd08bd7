"""Load: read a batch in, item by item; or check it first; or let it be."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from articles import batches, locks, zoning
from articles.actions import fetching, likeness, versions
from articles.actions.likeness import Like, Likeness, Seen, Text
from articles.batches import ArticleDraft, Complaint, Unreadable
from articles.models import Article, Batch, Fetch, Item, Outlet
from articles.text import fingerprint

logger = logging.getLogger(__name__)

# Few enough that a kill loses no more than a second of work, many enough that the database is
# asked rarely; and not so many long texts at once that they fill the memory.
CHUNK_ITEMS = 200
CHUNK_CHARACTERS = 4_000_000

State = Batch.State
OPEN = (State.RECEIVED, State.LOADING)


class NotNow(ValueError):
    """Something that cannot be done with a batch as it stands; the message is for people."""


def load(*, batch: Batch) -> bool:
    """Read a batch in, or check it where it stops to be checked.

    Return False when another process is at it. Stopped half-way and done again, it neither loses
    nor doubles anything: the same item has the same place, and what is there is left as it is.
    """
    with locks.attempt(locks.Room.LOADING, batch.pk) as is_mine:
        if not is_mine:
            return False
        if not _mark(batch, State.LOADING, of=OPEN):
            return True
        try:
            count = _read_in(batch)
        except (OperationalError, InterfaceError):
            raise  # the database went away: no fault of the batch
        except Unreadable as error:
            _fail(batch, f"{batch.name} {error}")
        except FileNotFoundError:
            _fail(batch, f"{batch.name}: its stored file is gone")
        except Exception as error:
            logger.exception("batch %s could not be read in", batch.pk)
            _fail(
                batch, f"{batch.name}: the program failed over it ({type(error).__name__}: {error})"
            )
        else:
            end = State.CHECKED if batch.stops_to_check else State.LOADED
            at = None if batch.stops_to_check else timezone.now()
            _mark(batch, end, of=[State.LOADING], error="", item_count=count, loaded_at=at)
        batch.refresh_from_db()
        return True


def go_on(*, batch: Batch) -> None:
    """Let a batch that was checked be read in, as it was put right; raise `NotNow` for others."""
    with transaction.atomic():
        if not _mark(batch, State.RECEIVED, of=[State.CHECKED], stops_to_check=False):
            raise NotNow("Only a batch that was checked, and is not read in yet, can go on.")
        _judge_anew(batch)


def _judge_anew(batch: Batch) -> None:
    """Let items be looked at again whose very text another one had that is not read in now."""
    gone = batch.items.exclude(state=Item.State.READY).values("position")
    again = list(batch.items.filter(state=Item.State.SKIPPED, like_position__in=gone))
    for item in again:
        item.state, item.likeness, item.share = Item.State.READY, "", None
        item.like, item.like_position = None, None
        item.remarks = item.remarks[:-1]  # why it was skipped was said last
    Item.objects.bulk_update(again, CHANGED, batch_size=500)


@transaction.atomic
def cancel(*, batch: Batch) -> None:
    """Let be what is not read in or fetched yet; what is read in stays. Raise `NotNow` if undone.

    Of two that come at once, cancelling waits for the items that are being read in.
    """
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state in {State.ROLLING_BACK, State.ROLLED_BACK}:
        raise NotNow("A batch that is rolled back cannot be cancelled.")
    held.items.filter(state=Item.State.READY).update(state=Item.State.CANCELLED)
    held.fetches.filter(state=Fetch.State.QUEUED).update(state=Fetch.State.CANCELLED)
    _mark(batch, State.CANCELLED, of=[*OPEN, State.FETCHING, State.CHECKED])


@transaction.atomic
def retry(*, batch: Batch) -> None:
    """Try again what failed or was cancelled; raise `NotNow` for what is rolled back."""
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state in {State.ROLLING_BACK, State.ROLLED_BACK}:
        raise NotNow("A batch that is rolled back cannot be tried again; send it once more.")
    held.items.filter(state=Item.State.CANCELLED).update(state=Item.State.READY)
    _mark(batch, State.RECEIVED, of=[State.FAILED, State.CANCELLED], error="")
    fetching.retry(batch=batch)


def _mark(batch: Batch, state: Batch.State, *, of: Iterable[Batch.State], **fields: Any) -> bool:
    """Change a batch's state from one of some others; tell whether it was in one of these."""
    changed = Batch.objects.filter(pk=batch.pk, state__in=of).update(state=state, **fields)
    batch.refresh_from_db()
    return bool(changed)


def _fail(batch: Batch, error: str) -> None:
    _mark(batch, State.FAILED, of=[State.LOADING], error=error)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read at one position: a draft unless it was refused, and all that is amiss."""

    position: int
    draft: ArticleDraft | None
    complaints: Sequence[Complaint]


def _read_in(batch: Batch) -> int:
    """Put a batch's items on rows, until it is cancelled; return how many items it holds."""
    last = 0
    seen = Seen()
    # The clock of the delivery, not of a second attempt: a repeat must give the same items.
    now = timezone.localtime(batch.created_at)
    with batch.upload.open("rb") as file:
        for chunk in _chunks(_by_position(batches.read(file, now=now))):
            if not _take(batch, chunk, seen):
                break
            last = max(last, *(one.position for one in chunk))
    return last


def _by_position(items: Iterable[ArticleDraft | Complaint]) -> Iterator[_Read]:
    for position, group in groupby(items, key=attrgetter("position")):
        draft = None
        complaints: list[Complaint] = []
        for item in group:
            if isinstance(item, ArticleDraft):
                draft = item
                complaints += item.remarks
            else:
                complaints.append(item)
        yield _Read(position, draft, complaints)


def _chunks(items: Iterable[_Read]) -> Iterator[list[_Read]]:
    chunk: list[_Read] = []
    characters = 0
    for item in items:
        chunk.append(item)
        characters += len(item.draft.text) if item.draft else 0
        if len(chunk) == CHUNK_ITEMS or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _take(batch: Batch, chunk: Sequence[_Read], seen: Seen) -> bool:
    """Put some items on rows, all or none; return False when the batch was cancelled."""
    with transaction.atomic():
        # Shared by all who load: rolling back, which takes outlets and articles away, waits.
        locks.share(locks.Room.LOADING)
        # Held, so that who cancels waits for these, and these see it when he was first.
        held = Batch.objects.select_for_update().only("state").get(pk=batch.pk)
        if held.state != State.LOADING:
            return False
        if chunk[0].position == 0:
            remarks = [_remark(one) for one in chunk[0].complaints]
            Batch.objects.filter(pk=batch.pk).update(remarks=remarks)
        drafts = {one.position: one.draft for one in chunk if one.draft}
        items = _items(batch, [one for one in chunk if one.position])
        ready = {
            position: item
            for position, item in items.items()
            if item.state == Item.State.READY and position in drafts
        }
        texts = {position: _text(item, drafts[position]) for position, item in ready.items()}
        likes = _likes(texts, seen) if batch.stops_to_check else _make(batch, ready, drafts, texts)
        _note(batch, ready, likes)
        Item.objects.bulk_update([ready[position] for position in likes], CHANGED)
    return True


CHANGED = ["state", "article", "like", "like_position", "likeness", "share", "remarks"]


def _items(batch: Batch, chunk: Sequence[_Read]) -> dict[int, Item]:
    """Return the rows of some items by position, made where missing.

    What is there stays, with what a person put right in it; but for what was refused, which may
    be read by now.
    """
    found = batch.items.filter(position__in=[one.position for one in chunk])
    held = {item.position: item for item in found}
    new, better = [], []
    for one in chunk:
        there = held.get(one.position)
        if there and (there.state != Item.State.REFUSED or not one.draft):
            continue
        item = _item(batch, one)
        held[one.position] = item
        if there:
            item.pk = there.pk
            better.append(item)
        else:
            new.append(item)
    Item.objects.bulk_create(new)
    Item.objects.bulk_update(better, DESCRIBED)
    return held


DESCRIBED = [
    *("name", "line", "state", "size", "sha256", "encoding"),
    *("details", "origins", "zones", "remarks"),
]


def _item(batch: Batch, one: _Read) -> Item:
    if one.draft is None:
        # why it is no article comes first
        complaints = sorted(one.complaints, key=lambda complaint: complaint.kind == "warning")
        is_skipped = complaints[0].kind == "skipped"
        return Item(
            batch=batch,
            position=one.position,
            name=complaints[0].origin,
            line=complaints[0].line,
            state=Item.State.SKIPPED if is_skipped else Item.State.REFUSED,
            remarks=[_remark(complaint) for complaint in complaints],
        )
    draft = one.draft
    return Item(
        batch=batch,
        position=one.position,
        name=draft.name,
        line=draft.line,
        size=draft.size,
        sha256=draft.sha256,
        encoding=draft.encoding,
        details=draft.details.values(),
        origins=dict(draft.origins),
        zones=_zones(draft.text) if batch.stops_to_check else {},
        remarks=[_remark(complaint) for complaint in one.complaints],
    )


def _zones(text: str) -> dict[str, Any]:
    found = zoning.summary(text)
    lines = {kind.value: count for kind, count in found.lines.items()}
    return {"lines": lines, "notes": list(found.notes)}


def _remark(complaint: Complaint) -> dict[str, object]:
    return {
        "reason": complaint.reason,
        "name": complaint.origin,
        "line": complaint.line,
        "field": complaint.field,
    }


def _text(item: Item, draft: ArticleDraft) -> Text:
    details = item.details
    return likeness.text_of(
        draft.text,
        fingerprint(draft.text),
        draft.sha256,
        details.get("outlet", ""),
        details.get("url", ""),
    )


def _likes(texts: Mapping[int, Text], seen: Seen) -> dict[int, Like]:
    """Return what the texts have in common with articles and with earlier items of the batch."""
    likes = likeness.alike(texts) | likeness.there(texts)
    for position, text in texts.items():
        known, inside = likes.get(position), seen.like(text)
        if inside and (known is None or (inside.is_there and not known.is_there)):
            likes[position] = inside
        seen.add(position, text)
    return likes


def _make(
    batch: Batch,
    items: Mapping[int, Item],
    drafts: Mapping[int, ArticleDraft],
    texts: Mapping[int, Text],
) -> dict[int, Like]:
    """Make articles of the items whose article is not there yet; return what they are like."""
    likes = _twins(texts) | likeness.there(texts)
    outlets = _outlets(item.details.get("outlet", "") for item in items.values())
    made = [
        _article(batch, item, drafts[position], texts[position], outlets)
        for position, item in items.items()
        if position not in likes
    ]
    # Ordered, so that two batches with the same texts wait for each other but never in a ring.
    Article.objects.bulk_create(sorted(made, key=_order), ignore_conflicts=True)
    rows = {
        article.position: article
        for article in batch.articles.filter(position__in=items).only("position", "url")
    }
    own = Article.objects.filter(batch=OuterRef("batch"), position=OuterRef("position"))
    # One statement for all, which bulk_update would build value by value.
    batch.items.filter(position__in=rows).update(
        state=Item.State.LOADED, article=Subquery(own.values("pk"))
    )
    for position, article in rows.items():
        items[position].state = Item.State.LOADED
        items[position].article = article
    lost = {at: texts[at] for at in items.keys() - rows.keys() - likes.keys()}
    likes |= likeness.there(lost)  # another batch was quicker
    fresh = {position: texts[position] for position in rows}
    likes |= likeness.alike(fresh, {position: article.pk for position, article in rows.items()})
    versions.arrange([article.url for article in rows.values()])
    for position, like in likes.items():
        if like.position in rows:
            likes[position] = Like(like.likeness, like.share, article=rows[like.position].pk)
    return likes


def _twins(texts: Mapping[int, Text]) -> dict[int, Like]:
    """Return those of some texts whose very article an earlier one of them is."""
    seen = Seen()
    found = {}
    for position, text in texts.items():
        like = seen.same(text)
        if like:
            found[position] = like
        else:
            seen.add(position, text)
    return found


def _outlets(names: Iterable[str]) -> dict[str, Outlet]:
    """Return the outlets by their keys, made where they are new; no case tells two apart."""
    by_key: dict[str, str] = {}
    for name in filter(None, names):
        by_key.setdefault(name.casefold(), name)
    Outlet.objects.bulk_create(
        [Outlet(name=by_key[key], key=key) for key in sorted(by_key)], ignore_conflicts=True
    )
    return {outlet.key: outlet for outlet in Outlet.objects.filter(key__in=by_key)}


def _article(
    batch: Batch, item: Item, draft: ArticleDraft, text: Text, outlets: Mapping[str, Outlet]
) -> Article:
    details, _ = batches.checked(item.details, now=timezone.localtime(batch.created_at))
    return Article(
        outlet=outlets[text.outlet] if text.outlet else None,
        batch=batch,
        position=item.position,
        origin=draft.origin,
        external_id=details.external_id,
        url=details.url,
        title=details.title,
        byline=details.byline,
        published_at=details.published_at,
        published_precision=details.published_precision,
        language=details.language,
        origins=item.origins,
        encoding=draft.encoding,
        sha256=draft.sha256,
        text=draft.text,
        fingerprint=text.fingerprint,
        bands=list(text.bands),
    )


def _order(article: Article) -> tuple[int, str, str, int]:
    return article.outlet_id or 0, article.fingerprint, article.url, article.position


def _note(batch: Batch, items: Mapping[int, Item], likes: Mapping[int, Like]) -> None:
    """Write into items what they are like; one whose very article is there is skipped."""
    held = Article.objects.select_related("batch").defer("text", "bands")
    articles = held.in_bulk([like.article for like in likes.values() if like.article])
    for position, like in likes.items():
        item = items[position]
        item.like_id, item.like_position = like.article, like.position
        item.likeness, item.share = like.likeness, round(like.share, 4)
        if like.is_there and item.state == Item.State.READY:
            item.state = Item.State.SKIPPED
            reason = _reason(batch, item, articles.get(like.article or 0))
            item.remarks = [*item.remarks, _said(item, reason)]


def _said(item: Item, reason: str) -> dict[str, object]:
    return {"reason": reason, "name": item.name, "line": item.line, "field": ""}


def _reason(batch: Batch, item: Item, there: Article | None) -> str:
    same = f"{Likeness(item.likeness).label} as"
    if there is None:
        return f"{same} item {item.like_position} of this batch"
    where = "this batch" if there.batch_id == batch.pk else f"batch “{there.batch}”"
    return f"{same} {there.origin} of {where}"
