"""How long the compare page takes on the server: `python -m benchmarks.compare_page`.

A story of 30 claims that 8 outlets report, asked for through all of Django, without a network.
"""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from benchmarks import site
from benchmarks.arguments import asked

if TYPE_CHECKING:
    from claims.models import Story

CLAIMS, OUTLETS, REQUESTS = 30, 8, 50


def main() -> None:
    """Make the story, ask for its page, and print how long that took."""
    with site.throwaway():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext, override_settings

        story = _full_story()
        client = Client()
        plain = {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        }
        with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=plain):
            with CaptureQueriesContext(connection) as captured:
                page = client.get(story.get_absolute_url())
            queries = len(captured)
            walls, cpus = [], []
            for _ in range(REQUESTS):
                wall, cpu = time.perf_counter(), time.process_time()
                page = client.get(story.get_absolute_url())
                walls.append(time.perf_counter() - wall)
                cpus.append(time.process_time() - cpu)
        assert page.status_code == 200, page.status_code
        print(f"{CLAIMS} claims × {OUTLETS} outlets: {len(page.content) / 1024:,.0f} kB of HTML")
        for name, seconds in (("wall clock", walls), ("CPU of the web process", cpus)):
            late = statistics.quantiles(seconds, n=20)[-1]
            print(
                f"{name}: {1000 * min(seconds):.0f} ms at best, "
                f"{1000 * statistics.median(seconds):.0f} ms in the middle, "
                f"{1000 * late:.0f} ms for the slowest of 20"
            )
        print(f"{queries} queries")


def _full_story() -> Story:
    """Return a story in which each outlet reports each claim, the speakers taking turns."""
    from tests.builders import a_claim, a_statement, a_story, an_article

    said = [
        f"Person {number % 9} of the ministry said that section {number} of the harbour line would "
        f"reopen by the end of the month if the inspectors agreed, and “not one day later”."
        for number in range(CLAIMS)
    ]
    articles = [
        an_article(f"Report by outlet {number}.\n" + "\n".join(said), outlet=f"Outlet {number}")
        for number in range(OUTLETS)
    ]
    for number, sentence in enumerate(said):
        content = sentence.partition(" said ")[2].rstrip(".")
        a_claim(
            *(
                a_statement(
                    article,
                    content,
                    chain=[
                        ("Caldria Wire", "organisation", "relay"),
                        (f"Person {number % 9}", "person"),
                    ],
                    quotations="not one day later",
                    conditions="if the inspectors agreed",
                )
                for article in articles
            )
        )
    return a_story(*articles)


if __name__ == "__main__":
    asked(__doc__)
    main()
