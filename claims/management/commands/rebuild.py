"""`manage.py rebuild`: make stories, claims and storylines anew, as people decided."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.actions.rebuilding import rebuild


class Command(BaseCommand):
    """Throw away what was made of readings together; the workers make it again."""

    help = (
        "Throw away stories, claims, links and storylines, which the workers then make again. "
        "Articles, readings and people's decisions stay. Addresses of stories and claims change."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Throw away, and say how much there is to do."""
        self.stdout.write(f"{rebuild()} articles wait to be put into stories again")
