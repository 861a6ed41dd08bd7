"""Rows: what was published, how it came in, where more is looked for, and by what scripts come."""

from articles.models.intake import Batch, Fetch, Item
from articles.models.published import Article, Outlet, Zoning
from articles.models.subscriptions import Subscription, SubscriptionEntry
from articles.models.tokens import Token

__all__ = [
    "Article",
    "Batch",
    "Fetch",
    "Item",
    "Outlet",
    "Subscription",
    "SubscriptionEntry",
    "Token",
    "Zoning",
]
