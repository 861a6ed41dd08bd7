"""What staff see of the rows of intake: everything, and no way to change it."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from articles.models import Fetch, Subscription, SubscriptionEntry, Zoning
from tests.builders import a_batch, an_article

pytestmark = pytest.mark.django_db


def test_rows_of_intake_can_be_looked_at_and_not_changed(admin_client):
    subscription = Subscription.objects.create(name="feed", address="https://a.example/feed")
    rows = [
        Fetch.objects.create(batch=a_batch(), position=1, url="https://a.example/1", content=b"x"),
        subscription,
        SubscriptionEntry.objects.create(
            subscription=subscription, key="k", seen_at=timezone.now()
        ),
        Zoning.objects.create(
            article=an_article(), zones=[[0, 4, "body"]], decided_at=timezone.now()
        ),
    ]
    for row in rows:
        name = f"admin:articles_{row._meta.model_name}"
        assert admin_client.get(reverse(f"{name}_changelist")).status_code == 200
        one = reverse(f"{name}_change", args=[row.pk])
        assert admin_client.get(one).status_code == 200
        assert admin_client.post(one, {}).status_code == 403
        assert admin_client.get(reverse(f"{name}_add")).status_code == 403
        assert not admin.site._registry[type(row)].get_actions(admin_client.get(one).wsgi_request)
