"""Django's registration of `claims`."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """What is read into it."""

    name = "claims"
