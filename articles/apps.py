"""Django's registration of `articles`."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as all_apps
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    """What was published."""

    name = "articles"

    def ready(self) -> None:
        """Have the group of editors made whenever the database has been brought up to date."""
        post_migrate.connect(
            _make_groups,
            sender=all_apps.get_app_config("auth"),
            dispatch_uid="articles.make_groups",
        )


def _make_groups(*, using: str, apps: Any = all_apps, **_: Any) -> None:
    """Make the group that a role stands on; `apps` is the state that was migrated to."""
    from articles.roles import EDITORS  # names a model, and there are none yet when apps are loaded

    try:
        groups = apps.get_model("auth", "Group")
    except LookupError:
        return  # migrated back to before there were groups
    groups.objects.using(using).get_or_create(name=EDITORS)
