"""Django's registration of `articles`."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    """What was published."""

    name = "articles"
