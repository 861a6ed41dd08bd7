"""Forms of intake: what a person fills in, checked."""

from articles.forms.subscribing import SubscriptionForm
from articles.forms.uploading import UploadForm

__all__ = ["SubscriptionForm", "UploadForm"]
