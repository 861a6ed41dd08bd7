"""Subscribe: look at feeds and lists of addresses again and again; what is new becomes a batch."""

import io
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from articles import batches, locks
from articles.actions.fetching import PAUSE_SECONDS, alone_with, as_fields, get, listed, queue
from articles.fetching import Fetched, Unfetchable, host_of
from articles.models import Batch, Fetch, Subscription, SubscriptionEntry

logger = logging.getLogger(__name__)

DAY_MINUTES = 24 * 60
JITTER_SHARE = 0.1  # of the time between two polls, so that not all of them come at once

State = Fetch.State


class _Occupied(Exception):
    """Somebody else fetches from that host; another sweep will find it free."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A page that is new or changed; one of a list comes with its content, as fields of a fetch."""

    url: str
    known: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Look:
    """What one look at a subscription found, and what is to be remembered of it."""

    found: list[_Found] = field(default_factory=list)
    entries: list[SubscriptionEntry] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)  # of the subscription
    errors: list[str] = field(default_factory=list)
    is_done: bool = True


def poll_due(*, until: float) -> None:
    """Look at every subscription whose time has come, as far as there is time.

    One process does it, so that slow sites hold up no other work. The batch, and that its pages
    are known, are written together: whoever is killed before leaves the same to be found again.
    """
    with locks.attempt(locks.Room.POLLING) as is_mine:
        due = Subscription.objects.filter(_due()).order_by("next_at", "pk") if is_mine else ()
        for subscription in due:
            if time.monotonic() >= until:
                return
            _poll(subscription, until)


def poll_now(*, subscription: Subscription) -> None:
    """Let the next sweep look at a subscription."""
    _change(subscription, next_at=None)


def pause(*, subscription: Subscription) -> None:
    """Let nobody look at a subscription until it is resumed."""
    _change(subscription, is_paused=True)


def resume(*, subscription: Subscription) -> None:
    """Let a subscription be looked at again, and by the next sweep."""
    _change(subscription, is_paused=False, next_at=None, failures=0)


@transaction.atomic
def change(*, subscription: Subscription) -> None:
    """Keep a subscription as a person changed it, and let the next sweep look at it.

    A look that goes on meanwhile loses nothing of it, nor does it of that look.
    """
    before = Subscription.objects.select_for_update().get(pk=subscription.pk)
    words = ("name", "kind", "address", "urls", "outlet", "every_minutes")
    fields: dict[str, Any] = {name: getattr(subscription, name) for name in words}
    if any(fields[name] != getattr(before, name) for name in words if name not in {"name"}):
        fields |= {"next_at": None, "failures": 0, "last_error": ""}
    if fields["address"] != before.address:
        fields |= {"etag": "", "last_modified": ""}
    _change(subscription, **fields)


def delete(*, subscription: Subscription) -> None:
    """Forget a subscription; the batches that it brought stay."""
    subscription.delete()


def _change(subscription: Subscription, **fields: Any) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(**fields)
    subscription.refresh_from_db()


def _due() -> Q:
    return Q(is_paused=False) & (Q(next_at=None) | Q(next_at__lte=timezone.now()))


def _poll(subscription: Subscription, until: float) -> None:
    begun = subscription.next_at or timezone.now()
    is_feed = subscription.kind == Subscription.Kind.FEED
    try:
        look = _feed(subscription) if is_feed else _list(subscription, begun, until)
    except _Occupied:
        return
    except Unfetchable as error:
        look = _Look(errors=[error.words])
        _remember(subscription, look, has_failed=True, begun=begun, wait=error.retry_after or 0)
    except Exception as error:
        logger.exception("subscription %s could not be looked at", subscription.pk)
        words = f"made the program fail ({type(error).__name__}: {error})"
        _remember(subscription, _Look(errors=[words]), has_failed=True, begun=begun)
    else:
        _remember(subscription, look, has_failed=False, begun=begun)


def _feed(subscription: Subscription) -> _Look:
    """Ask for a feed if it has changed, and find what is new in it or dated anew."""
    address = subscription.address
    page = _alone(
        address,
        lambda: get(address, etag=subscription.etag, last_modified=subscription.last_modified),
    )
    if page.is_unchanged:
        return _Look()
    listing = listed(page.content)
    if listing is None:
        raise Unfetchable("is no feed (RSS or Atom)")
    look = _Look(changes={"etag": page.etag[:500], "last_modified": page.last_modified[:100]})
    marks = dict(subscription.entries.values_list("key", "mark"))
    for entry in listing:
        key, mark = _digest(entry.key), entry.mark[:200]
        if marks.get(key) == mark:
            continue
        known = {"url": entry.url, **entry.known}
        if subscription.outlet:
            known.pop("outlet", None)  # people name it better than “Ledger » World: latest news”
        look.found.append(_Found(entry.url, known))
        look.entries.append(_entry(subscription, key, entry.url, mark))
    return look


def _list(subscription: Subscription, begun: datetime, until: float) -> _Look:
    """Ask for each page of a list if it has changed; where time runs out, go on the next time."""
    known = {entry.key: entry for entry in subscription.entries.all()}
    look = _Look()
    addresses = dict.fromkeys(filter(None, map(str.strip, subscription.urls.splitlines())))
    for url in addresses:
        key = _digest(url)
        old = known.get(key) or _entry(subscription, key, url, "", seen_at=None)
        if old.seen_at and old.seen_at >= begun:
            continue  # looked at before time ran out
        if time.monotonic() >= until:
            look.is_done = False
            break
        try:
            page = _alone(url, lambda: get(url, etag=old.etag, last_modified=old.last_modified))  # noqa: B023 - called at once
        except _Occupied:
            look.is_done = False
            continue
        except Unfetchable as error:
            look.errors.append(f"{url} {error.words}")
            look.entries.append(
                _entry(
                    subscription,
                    key,
                    url,
                    old.mark,
                    etag=old.etag,
                    last_modified=old.last_modified,
                )
            )
            continue
        mark = old.mark if page.is_unchanged else _digest(page.content)
        new = _entry(subscription, key, url, mark)
        new.etag = (page.etag or old.etag)[:500]
        new.last_modified = (page.last_modified or old.last_modified)[:100]
        look.entries.append(new)
        if mark != old.mark:
            look.found.append(_Found(url, {}, as_fields(page)))
    if look.is_done and look.errors and len(look.errors) == len(addresses):
        raise Unfetchable(_told(look.errors))
    return look


def _alone(url: str, fetch: Callable[[], Fetched]) -> Fetched:
    """Fetch while nobody else fetches from that host, and leave it its pause afterwards."""
    with alone_with(host_of(url)) as is_mine:
        if not is_mine:
            raise _Occupied
        try:
            return fetch()
        finally:
            time.sleep(PAUSE_SECONDS)


def _entry(
    subscription: Subscription, key: str, url: str, mark: str, **fields: Any
) -> SubscriptionEntry:
    values = {"seen_at": timezone.now()} | fields
    return SubscriptionEntry(
        subscription=subscription, key=key, url=url[:2_000], mark=mark, **values
    )


def _digest(value: str | bytes) -> str:
    return sha256(value if isinstance(value, bytes) else value.encode()).hexdigest()


def _remember(
    subscription: Subscription, look: _Look, *, has_failed: bool, begun: datetime, wait: int = 0
) -> None:
    """Write what a look found and when the next one is due, all or nothing."""
    with transaction.atomic():
        rows = Subscription.objects.select_for_update().filter(pk=subscription.pk)
        if not (held := rows.first()):
            return  # deleted meanwhile
        if look.found:
            _batch(held, look.found)
        SubscriptionEntry.objects.bulk_create(
            look.entries,
            update_conflicts=True,
            unique_fields=["subscription", "key"],
            update_fields=["url", "mark", "etag", "last_modified", "seen_at"],
        )
        failures = held.failures + 1 if has_failed else 0
        now = timezone.now()
        next_at = now + max(timedelta(seconds=wait), _pause(held, failures))
        is_asked_again = subscription.next_at is not None and held.next_at is None
        rows.update(
            failures=failures,
            polled_at=now,
            last_error=_told(look.errors),
            next_at=(None if is_asked_again else next_at) if look.is_done else begun,
            **look.changes,
        )


def _batch(subscription: Subscription, found: Sequence[_Found]) -> None:
    """Make the batch of what was found; it waits for its pages, or to be packed with them."""
    moment = timezone.localtime()
    packed = io.BytesIO()
    batches.pack_files([], packed)
    if subscription.outlet:
        batches.label(packed, outlet=" ".join(subscription.outlet.split()))
    batch = Batch.objects.create(
        name=f"{subscription.name} {moment:%Y-%m-%d %H:%M}"[:255],
        state=Batch.State.FETCHING,
        subscription=subscription,
        created_by=subscription.created_by,
        upload=ContentFile(packed.getvalue(), name=f"{_digest(packed.getvalue())[:16]}.zip"),
    )
    by_url = {one.url: one for one in found}
    queue(batch=batch, addresses=by_url, known={one.url: one.known for one in found})
    for one in found:
        if one.fields:
            batch.fetches.filter(url=one.url[:2_000]).update(
                state=State.FETCHED, fetched_at=timezone.now(), **one.fields
            )


def _pause(subscription: Subscription, failures: int) -> timedelta:
    """Return how long a subscription is left alone: twice as long after each failure, to a day."""
    every = max(subscription.every_minutes, 1)
    minutes = min(every * 2 ** min(failures, 20), max(every, DAY_MINUTES))
    jitter = (subscription.pk * 7_919 % 1_000) / 1_000 * JITTER_SHARE
    return timedelta(minutes=minutes * (1 + jitter))


def _told(errors: Sequence[str]) -> str:
    more = f" (and {len(errors) - 1} more could not be had)" if len(errors) > 1 else ""
    return f"{errors[0]}{more}" if errors else ""
