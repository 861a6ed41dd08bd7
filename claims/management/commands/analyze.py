"""`manage.py analyze`: read, group and link what waits, in this process, without the queue."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.actions import analysis, grouping, linking, storylines
from claims.models import Analysis

FOREVER = float("inf")


class Command(BaseCommand):
    """Do by hand what the workers do by themselves."""

    help = "Read, group and link all articles that wait, in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to try failed readings again."""
        parser.add_argument(
            "--retry-failed", action="store_true", help="first give failed readings another try"
        )

    def handle(self, *args: Any, retry_failed: bool, **options: Any) -> None:
        """Work until nothing waits, and say what was done."""
        reader = analysis.current_reader()
        if retry_failed:
            again = analysis.retry_failed(Analysis.objects.filter(release=reader.release))
            self.stdout.write(f"{again} failed readings will be tried again")
        clock = time.monotonic()
        read = analysis.analyze_waiting(reader=reader, until=FOREVER)
        self.stdout.write(f"{read} articles read in {time.monotonic() - clock:.1f} s")
        grouped = grouping.group_waiting()
        self.stdout.write(f"{grouped} articles put into stories")
        chained = storylines.chain_waiting(until=FOREVER)
        self.stdout.write(f"{chained} stories put into storylines")
        linked = linking.link_waiting(until=FOREVER)
        self.stdout.write(f"claims of {linked} stories linked")
        failed = Analysis.objects.filter(release=reader.release, state="failed")
        for row in failed.select_related("article"):
            self.stderr.write(f"{row.article.origin}: could not be read: {row.error}")
