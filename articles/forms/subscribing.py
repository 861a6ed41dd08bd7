"""The form by which a subscription is made or changed."""

from typing import Any

from django import forms
from django.conf import settings

from articles.fetching import Unfetchable, target
from articles.models import Subscription

MOST_ADDRESSES = 100  # a longer list would not be looked through before its next turn comes
LONGEST_MINUTES = 30 * 24 * 60


class SubscriptionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is looked at, how often, and whose articles these are."""

    every_minutes = forms.IntegerField(
        label="Minutes between two looks",
        min_value=5,
        max_value=LONGEST_MINUTES,
        initial=60,
        help_text="At least 5. What fails is left alone for longer each time, up to a day.",
    )
    address = forms.CharField(
        label="Address of the feed",
        max_length=2_000,
        required=False,
        help_text="Of an RSS or Atom feed; begins with https:// or http://.",
    )

    class Meta:
        model = Subscription
        fields = ("name", "kind", "address", "urls", "outlet", "every_minutes")
        labels = {
            "name": "Name",
            "kind": "What it is",
            "urls": "Addresses of the list",
            "outlet": "Outlet",
        }
        help_texts = {
            "name": "The batches that it brings are called by it.",
            "urls": f"One a line, at most {MOST_ADDRESSES}. Each page that changed is read again.",
            "outlet": "For the articles that name none themselves. Empty: what the feed is called.",
        }
        widgets = {"urls": forms.Textarea(attrs={"rows": 6})}

    def clean_address(self) -> str:
        """Refuse what is no address of the open web."""
        return _checked(self.cleaned_data["address"])

    def clean_urls(self) -> str:
        """Refuse a line that is no address of the open web; the same one twice counts once."""
        lines = (line.strip() for line in self.cleaned_data["urls"].splitlines())
        urls = list(dict.fromkeys(filter(None, lines)))
        if len(urls) > MOST_ADDRESSES:
            raise forms.ValidationError(
                f"These are {len(urls)} addresses, and a list may have {MOST_ADDRESSES}; "
                "make two of it."
            )
        return "\n".join(map(_checked, urls))

    def clean(self) -> dict[str, Any]:
        """Ask for the address of a feed, or for those of a list."""
        values = super().clean() or {}
        is_feed = values.get("kind") == Subscription.Kind.FEED
        needed = "address" if is_feed else "urls"
        if not values.get(needed) and needed not in self.errors:
            self.add_error(
                needed, "Write the feed’s address." if is_feed else "Write at least one address."
            )
        return values


def _checked(url: str) -> str:
    try:
        if url:
            target(url, allow_loopback=settings.FETCH_LOOPBACK)
    except Unfetchable as error:
        raise forms.ValidationError(f"“{url}” {error.words}.") from None
    return url
