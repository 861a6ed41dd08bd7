"""Pages of intake, and the forms on them taken in."""

from articles.views.subscriptions import (
    new_subscription,
    steer_subscription,
    subscription,
    subscriptions,
)
from articles.views.uploading import upload

__all__ = [
    "new_subscription",
    "steer_subscription",
    "subscription",
    "subscriptions",
    "upload",
]
