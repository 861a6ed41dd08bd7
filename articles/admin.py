"""What staff see of the rows of `articles`; texts can be looked at, never changed."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet, URLField
from django.http import HttpRequest

from articles.models import (
    Article,
    Batch,
    Fetch,
    Item,
    Outlet,
    Subscription,
    SubscriptionEntry,
    Zoning,
)


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that come from intake alone."""

    formfield_overrides: ClassVar = {URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse it."""
        return False


@admin.register(Outlet)
class OutletAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Outlets; their names may be put right."""

    list_display = ["name", "key"]
    search_fields = ["name", "key"]
    readonly_fields = ["key"]


@admin.register(Batch)
class BatchAdmin(ReadOnly):
    """Batches, and the way to read one in again after its cause of failure is gone."""

    list_display = ["name", "state", "item_count", "created_by", "created_at"]
    list_filter = ["state"]
    search_fields = ["name"]
    actions = ["read_in_again"]

    @admin.action(description="Read in again what could not be read", permissions=["view"])
    def read_in_again(self, request: HttpRequest, queryset: QuerySet[Batch]) -> None:
        """Let the workers try failed batches once more."""
        count = queryset.filter(state=Batch.State.FAILED).update(
            state=Batch.State.RECEIVED, error=""
        )
        self.message_user(request, f"{count} waiting to be read in again.")


@admin.register(Article)
class ArticleAdmin(ReadOnly):
    """Articles."""

    list_display = ["__str__", "outlet", "published_at", "batch", "origin"]
    list_select_related = ["outlet", "batch"]
    list_filter = ["outlet"]
    search_fields = ["title", "url", "external_id", "origin"]


@admin.register(Item)
class ItemAdmin(ReadOnly):
    """What became of each item."""

    list_display = ["batch", "position", "name", "line", "state", "likeness"]
    list_select_related = ["batch"]
    list_filter = ["state"]
    search_fields = ["name"]


@admin.register(Fetch)
class FetchAdmin(ReadOnly):
    """Addresses of batches, and what came of fetching them."""

    list_display = ["url", "batch", "position", "state", "attempts", "error"]
    list_select_related = ["batch"]
    list_filter = ["state"]
    search_fields = ["url", "host"]
    exclude = ["content"]


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly):
    """What is looked at again and again; the site's own pages change it."""

    list_display = ["name", "kind", "outlet", "is_paused", "polled_at", "failures", "last_error"]
    list_filter = ["kind", "is_paused"]
    search_fields = ["name", "address", "urls"]


@admin.register(SubscriptionEntry)
class SubscriptionEntryAdmin(ReadOnly):
    """What a subscription has seen already."""

    list_display = ["url", "subscription", "seen_at"]
    list_select_related = ["subscription"]
    search_fields = ["url", "key"]


@admin.register(Zoning)
class ZoningAdmin(ReadOnly):
    """People's words on which lines of an article are what."""

    list_display = ["article", "why", "decided_by", "decided_at"]
    list_select_related = ["article", "decided_by"]
    search_fields = ["article__title", "why"]
