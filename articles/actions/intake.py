"""Deeds of intake: receive a delivery, and read it in."""

import hashlib
import logging
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from django.contrib.auth.models import User
from django.core.files import File
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from articles import batches, locks
from articles.batches import ArticleDraft, Complaint, Item, Unreadable
from articles.models import Article, Batch, Outlet, Rejection
from articles.text import fingerprint

logger = logging.getLogger(__name__)

# Few enough that a kill loses no more than a second of work, many enough that the database is
# asked rarely; and not so many long texts at once that they fill the memory.
CHUNK_ITEMS = 200
CHUNK_CHARACTERS = 4_000_000

Place = tuple[int | None, str]  # outlet and fingerprint: what makes a text the same article


def receive(
    *,
    name: str,
    files: Sequence[tuple[str, IO[bytes]]] = (),
    path: Path | None = None,
    outlet: str = "",
    by: User | None = None,
) -> Batch:
    """Keep a delivery as one stored ZIP and return its batch, which waits to be read in.

    It comes as open files with their names, or as the path of a file or a folder. `outlet` is for
    the articles that name none. Raise `Unreadable` when the path cannot be read.
    """
    with tempfile.TemporaryFile() as packed:
        if path is None:
            _pack(files, packed)
        elif path.is_dir():
            batches.pack_folder(path, packed)
        else:
            try:
                with path.open("rb") as file:
                    _pack([(path.name, file)], packed)
            except OSError as error:
                raise Unreadable(f"{path} cannot be opened: {error.strerror}") from None
        if outlet := " ".join(outlet.split()):
            batches.label(packed, outlet=outlet)
        packed.seek(0)
        sha256 = hashlib.file_digest(packed, "sha256").hexdigest()
        packed.seek(0)
        return Batch.objects.create(
            name=name[:255],
            upload=File(packed, name=f"{sha256[:16]}.zip"),
            sha256=sha256,
            created_by=by,
        )


def _pack(files: Sequence[tuple[str, IO[bytes]]], target: IO[bytes]) -> None:
    """Keep a ZIP that comes alone as it is; pack everything else."""
    if len(files) == 1 and files[0][0].casefold().endswith(".zip"):
        shutil.copyfileobj(files[0][1], target)
    else:
        batches.pack_files(files, target)


def load(*, batch: Batch) -> bool:
    """Read a batch in; return False when another process is at it.

    Stopped half-way and done again, it neither loses nor doubles anything: the same item has the
    same place, and what is there already is left as it is.
    """
    with locks.attempt(locks.Room.LOADING, batch.pk) as is_mine:
        if not is_mine:
            return False
        batch.refresh_from_db()
        if batch.state in {Batch.State.LOADED, Batch.State.FAILED}:
            return True
        _mark(batch, Batch.State.LOADING)
        try:
            batch.item_count = _read_in(batch)
        except (OperationalError, InterfaceError):
            raise  # the database went away: no fault of the batch
        except Unreadable as error:
            _mark(batch, Batch.State.FAILED, error=f"{batch.name} {error}")
        except FileNotFoundError:
            _mark(batch, Batch.State.FAILED, error=f"{batch.name}: its stored file is gone")
        except Exception as error:
            logger.exception("batch %s could not be read in", batch.pk)
            words = f"{batch.name}: the program failed over it ({type(error).__name__}: {error})"
            _mark(batch, Batch.State.FAILED, error=words)
        else:
            _mark(batch, Batch.State.LOADED, error="", loaded_at=timezone.now())
        return True


def _mark(batch: Batch, state: Batch.State, **fields: object) -> None:
    batch.state = state
    for name, value in fields.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", "error", "item_count", "loaded_at"])


def _read_in(batch: Batch) -> int:
    """Put a batch's items on rows; return how many items it holds."""
    last = 0
    # The clock of the delivery, not of a second attempt: a repeat must give the same items.
    now = timezone.localtime(batch.created_at)
    with batch.upload.open("rb") as file:
        for chunk in _chunks(batches.read(file, now=now)):
            _store(batch, chunk)
            last = max(last, *(item.position for item in chunk))
    return last


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    characters = 0
    for item in items:
        chunk.append(item)
        characters += len(item.text) if isinstance(item, ArticleDraft) else 0
        if len(chunk) == CHUNK_ITEMS or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _store(batch: Batch, items: Sequence[Item]) -> None:
    drafts = [item for item in items if isinstance(item, ArticleDraft)]
    complaints = [item for item in items if isinstance(item, Complaint)]
    outlets = _outlets(draft.details.outlet for draft in drafts)
    articles = [_article(batch, draft, outlets) for draft in drafts]
    with transaction.atomic():
        # Ordered, so that two batches with the same texts wait for each other but never in a ring.
        Article.objects.bulk_create(sorted(articles, key=_order), ignore_conflicts=True)
        kept = {
            (article.outlet_id, article.fingerprint): article
            for article in Article.objects.filter(fingerprint__in=[a.fingerprint for a in articles])
            .select_related("batch")
            .defer("text")
        }
        rejections = [_rejection(batch, complaint) for complaint in complaints]
        for draft, article in zip(drafts, articles, strict=True):
            there = kept[article.outlet_id, article.fingerprint]
            if (there.batch_id, there.position) == (batch.pk, draft.position):
                rejections += [_rejection(batch, remark) for remark in draft.remarks]
            else:
                rejections.append(_skipped(article, there))
        Rejection.objects.bulk_create(rejections, ignore_conflicts=True)


def _outlets(names: Iterable[str]) -> dict[str, Outlet]:
    """Return the outlets by their keys, made where they are new; no case tells two apart."""
    by_key: dict[str, str] = {}
    for name in filter(None, names):
        by_key.setdefault(name.casefold(), name)
    Outlet.objects.bulk_create(
        [Outlet(name=by_key[key], key=key) for key in sorted(by_key)], ignore_conflicts=True
    )
    return {outlet.key: outlet for outlet in Outlet.objects.filter(key__in=by_key)}


def _article(batch: Batch, draft: ArticleDraft, outlets: dict[str, Outlet]) -> Article:
    details = draft.details
    return Article(
        outlet=outlets[details.outlet.casefold()] if details.outlet else None,
        batch=batch,
        position=draft.position,
        origin=draft.origin,
        external_id=details.external_id,
        url=details.url,
        title=details.title,
        byline=details.byline,
        published_at=details.published_at,
        published_precision=details.published_precision,
        encoding=draft.encoding,
        sha256=draft.sha256,
        text=draft.text,
        fingerprint=fingerprint(draft.text),
    )


def _order(article: Article) -> tuple[int, str, int]:
    return article.outlet_id or 0, article.fingerprint, article.position


def _rejection(batch: Batch, complaint: Complaint) -> Rejection:
    return Rejection(
        batch=batch,
        position=complaint.position,
        kind=complaint.kind,
        origin=complaint.origin,
        line=complaint.line,
        field=complaint.field,
        reason=complaint.reason,
    )


def _skipped(article: Article, there: Article) -> Rejection:
    same = "the same bytes as" if article.sha256 == there.sha256 else "the same text as"
    where = "this batch" if there.batch_id == article.batch_id else f"batch “{there.batch}”"
    return Rejection(
        batch=article.batch,
        position=article.position,
        kind=Rejection.Kind.SKIPPED,
        origin=article.origin,
        reason=f"{same} {there.origin} of {where}",
        duplicate_of=there,
    )
