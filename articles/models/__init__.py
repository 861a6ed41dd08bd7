"""Rows: what was published, how it came in, and where more is looked for."""

from articles.models.intake import Batch, Fetch, Item
from articles.models.published import Article, Outlet, Zoning
from articles.models.subscriptions import Subscription, SubscriptionEntry

__all__ = [
    "Article",
    "Batch",
    "Fetch",
    "Item",
    "Outlet",
    "Subscription",
    "SubscriptionEntry",
    "Zoning",
]
