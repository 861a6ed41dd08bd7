"""`manage.py export`: take away what a search finds, or a story, by standard output."""

import os
import sys
from argparse import ArgumentParser
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from claims import search
from claims.exports import as_csv
from claims.exports import rows as exported
from claims.exports.formats import FORMATS
from claims.exports.taking import About, Statements, taken
from claims.models import Story
from claims.nlp.release import RELEASE
from claims.querying.types import NotUnderstood


class Command(BaseCommand):
    """Write statements to standard output, in one of the formats of the site."""

    help = "Take away what a search finds, or a story: manage.py export QUERY > statements.csv"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what to take, and how."""
        parser.add_argument("query", nargs="?", default="", help="as on the search page; none: all")
        parser.add_argument("--story", type=int, help="the number of a story, in place of a query")
        parser.add_argument("--format", choices=list(FORMATS), default="csv")
        parser.add_argument("--bom", action="store_true", help="CSV for Excel: say it is UTF-8")
        parser.add_argument("--plain", action="store_true", help="CSV without its first six lines")
        parser.add_argument("--site", default=settings.SITE_URL, help="how addresses begin")

    def handle(self, **options: Any) -> None:
        """Write it piece by piece; a reader that has enough may go."""
        form = FORMATS[options["format"]]
        if options["story"] and options["query"]:
            raise CommandError("Give a query or --story, not both.")
        found, title, page = self._found(options, form.newest)
        site = options["site"].rstrip("/")
        about = About(
            title=title,
            query=options["query"],
            site=site,
            page=f"{site}{page}",
            address=f"{site}{_with_ending(page, form.ending)}",
            made_at=timezone.now(),
            release=RELEASE,
        )
        write = form.write
        if form.ending == "csv":
            write = partial(as_csv.write, bom=options["bom"], plain=options["plain"])
        pieces = taken(found, about=about, write=write)
        try:
            for piece in pieces:
                self.stdout.write(piece, ending="")
            self.stdout.flush()
        except BrokenPipeError:
            # as `| head` does; Python would try to write what is left and complain
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        finally:
            pieces.close()

    def _found(self, options: dict[str, Any], newest: int | None) -> tuple[Statements, str, str]:
        """Return statements, what they are in words, and the address of the page of them."""
        if options["story"]:
            story = Story.objects.light().filter(pk=options["story"]).first()
            if story is None:
                raise CommandError(f"There is no story {options['story']}.")
            title = f"Statements of the story “{story.title}”"
            return exported.of_story(story, newest=newest), title, story.get_absolute_url()
        query = options["query"]
        try:
            asked = search.asked(query)
        except NotUnderstood as error:
            pointer = f"{' ' * error.start}{'^' * max(1, error.end - error.start)}"
            raise CommandError(
                f"The query is not understood: {error}\n{query}\n{pointer}"
            ) from None
        found = exported.newest_first(search.entries(asked))[:newest]
        title = f"Statements found by “{query}”" if query else "All statements"
        return found, title, f"{reverse('search')}?{urlencode({'q': query})}"


def _with_ending(page: str, ending: str) -> str:
    """Return where the site gives the same: the page's address with an ending."""
    path, mark, query = page.partition("?")
    return f"{path.rstrip('/')}.{ending}{mark}{query}"
