"""Fixtures of intake: a media folder of the test's own, and deliveries."""

import io

import pytest

from articles.actions import receiving


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def receive():
    """Receive files given by name and content."""

    def receive(files, **options):
        opened = [(name, io.BytesIO(data)) for name, data in files.items()]
        return receiving.receive(**{"name": "delivery", "files": opened} | options)

    return receive
