"""Django's registration of the wiring, which holds the `up` command."""

from django.apps import AppConfig


class NewsclaimsConfig(AppConfig):
    """Commands and templates that know both apps."""

    name = "newsclaims"
