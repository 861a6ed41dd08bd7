"""How long the desk's pages take on the server: `python -m benchmarks.desk`.

An invented site: a story of 60 claims that 12 outlets tell, one of 2 outlets, and 10,000 small
ones. Each page is asked for through all of Django, without a network, as a browser asks: told are
the time of answering, the processor time of the web process, the queries, and what goes over the
wire. `--write` puts it into the README.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks import site
from benchmarks.pages import put
from newsclaims import gunicorn

if TYPE_CHECKING:
    from django.test import Client

    from claims.models import Statement, Story

CLAIMS, OUTLETS = 60, 12
STORIES, ARTICLES, STATEMENTS = 10_000, 3, 6  # small ones: articles each, statements each of these
TOWNS = ("Stenholt", "Marwick", "Caldria", "Ostrava", "Linfen", "Tarnow", "Skerry", "Halden")
CONDITION = "if inspectors agreed"
FIRST = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Measured:
    """One page as it was answered, the first time and then again and again."""

    name: str
    queries: int
    first: float  # seconds
    seconds: list[float]
    cpu: list[float]  # of the web process; the database's is not in it
    html: int  # bytes
    sent: int  # bytes, as a browser gets them

    @property
    def row(self) -> str:
        """The same as one row of the table."""
        middle = statistics.median(self.seconds)
        late = statistics.quantiles(self.seconds, n=20)[-1]
        own = statistics.median(self.cpu)
        times = " | ".join(f"{1000 * one:.0f} ms" for one in (self.first, middle, late, own))
        return (
            f"| {self.name} | {times} | {self.queries} "
            f"| {self.html / 1024:,.0f} kB | {self.sent / 1024:,.0f} kB |"
        )


def main() -> None:
    """Make the site, ask for its pages, and print how long that took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=50, help="of each page")
    parser.add_argument("--stories", type=int, default=STORIES, help="small ones")
    parser.add_argument("--write", action="store_true", help="put it into the README")
    options = parser.parse_args()
    with site.throwaway():
        table = measured(options.requests, options.stories)
    print(table)
    if options.write:
        today = datetime.now(UTC).date()
        put("benchmarks/README.md", "desk", f"Measured on {today}.\n\n{table}")


def measured(requests: int, stories: int) -> str:
    """Return in Markdown what each page cost."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.test.utils import override_settings

    wide, narrow = _stories(stories)
    gunicorn.when_ready(None)  # garbage is looked for as in the web process
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    editor = Client()
    editor.force_login(User.objects.create_superuser("editor"))
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=plain):
        rows = [
            _asked(client, f"{name}{who}", address, requests)
            for name, address in _pages(wide, narrow)
            for who, client in (("", Client()), (", signed in", editor))
            if client is not editor or name.startswith("compare")
        ]
        rows.append(_corrected(editor, wide, requests))
    head = "| page | first | median | 95% | processor | queries | HTML | sent |"
    return "\n".join([head, "| --- |" + " ---: |" * 7, *rows])


def _pages(wide: Story, narrow: Story) -> Iterator[tuple[str, str]]:
    """Yield each page's name and address; one that the site does not have is left out."""
    from django.urls import NoReverseMatch, reverse

    from claims.models import Claim, Statement

    statement = Statement.objects.filter(article__membership__story=wide).earliest("pk")
    claim = Claim.objects.filter(wording=statement).get()
    yield f"compare, {OUTLETS} outlets × {CLAIMS} claims", wide.get_absolute_url()
    yield "the same, only differences", wide.get_absolute_url() + "?only=differences"
    yield f"compare, 2 outlets × {CLAIMS} claims", narrow.get_absolute_url()
    stories = reverse("stories")
    for name, query in (
        ("stories", ""),
        ("stories of several outlets", "?outlets=several"),
        ("stories that differ", "?has=differences"),
        ("stories to review", "?has=doubts"),
        ("stories of one outlet", f"?outlet={statement.article.outlet_id}"),
        ("stories since a day", f"?since={FIRST.date() + timedelta(days=200)}"),
    ):
        yield name, stories + query
    yield "article", reverse("article", args=[statement.article_id])
    yield "claim", claim.get_absolute_url()
    yield "speaker", reverse("speaker", args=[statement.speaker_id])
    for name, of in (("story_timeline", wide.pk), ("claim_timeline", claim.pk)):
        try:
            yield name.replace("_", "’s "), reverse(name, args=[of])
        except NoReverseMatch:
            continue


def _asked(client: Client, name: str, address: str, requests: int) -> str:
    """Ask for one page; the row that says how it went."""
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cache.clear()
    seconds, cpu = [], []
    for _ in range(requests + 1):
        start, own = time.perf_counter(), time.process_time()
        page = client.get(address, headers={"accept-encoding": "gzip"})
        seconds.append(time.perf_counter() - start)
        cpu.append(time.process_time() - own)
        if page.status_code != 200:
            raise RuntimeError(f"{address} answers {page.status_code}")
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    is_packed = page.headers.get("Content-Encoding") == "gzip"
    html = gzip.decompress(page.content) if is_packed else page.content
    sizes = len(html), len(page.content)
    return Measured(name, len(captured), seconds[0], seconds[1:], cpu[1:], *sizes).row


def _corrected(editor: Client, story: Story, requests: int) -> str:
    """Put one statement after another right, by its form; the row that says how that went."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from lxml import html

    from claims.models import Statement

    statements = Statement.objects.in_story(story).order_by("pk")[: requests + 2]
    seconds, cpu, queries = [], [], 0
    for row in statements:
        address = reverse("edit_statement", args=[row.article_id, row.pk])
        page = html.fromstring(editor.get(address).content)
        (form,) = (one for one in page.forms if "polarity" in one.fields)
        sent = {name: value or "" for name, value in form.form_values()}
        sent |= {"polarity": "denied", "do": "save"}
        with CaptureQueriesContext(connection) as captured:
            start, own = time.perf_counter(), time.process_time()
            answer = editor.post(address, sent)
            seconds.append(time.perf_counter() - start)
            cpu.append(time.process_time() - own)
        if answer.status_code != 302:
            raise RuntimeError(f"{address} answers {answer.status_code}")
        queries = len(captured)
    return Measured("a correction", queries, seconds[0], seconds[1:], cpu[1:], 0, 0).row


def _stories(small: int) -> tuple[Story, Story]:
    """Return the wide story and the narrow one; the small ones are there as well."""
    from tests.worlds import a_wide_story

    _small_stories(small)
    wide = a_wide_story(claims=CLAIMS, outlets=OUTLETS)
    return wide, a_wide_story(claims=CLAIMS, outlets=2, seed=4)


def _small_stories(count: int) -> None:
    """Store stories of a few outlets each, in which half of all statements are shared claims."""
    from articles.models import Article
    from articles.text import TextSpan, fingerprint
    from claims.models import (
        Analysis,
        SourceLink,
        Statement,
        Story,
        StoryMembership,
    )
    from tests.builders import RELEASE, VECTOR, a_batch, a_speaker, an_outlet

    batch = a_batch(name="many.zip")
    outlets = [an_outlet(f"The {town} Gazette") for town in TOWNS]
    speakers = [a_speaker(f"Minister {town}") for town in TOWNS]
    for begin in range(0, count, 500):
        numbers = range(begin, min(begin + 500, count))
        stories = Story.objects.bulk_create(
            Story(
                title=f"Ferry line {number} of {TOWNS[number % 8]} to be reopened",
                first_at=FIRST + timedelta(hours=number),
                last_at=FIRST + timedelta(hours=number + 5),
                changed_at=FIRST + timedelta(hours=number + 6),
                linked_at=FIRST + timedelta(hours=number + 6),
                chained_at=FIRST,
                settled_at=FIRST + timedelta(hours=number + 6),
                voices=ARTICLES,
            )
            for number in numbers
        )
        said = {
            story: [
                f"Section {part} of line {number} would reopen in {10 + part} days {CONDITION}"
                for part in range(STATEMENTS)
            ]
            for number, story in zip(numbers, stories, strict=True)
        }
        texts = {
            (story, turn): "\n".join(
                f"The minister said {line}{' at last' * (turn and not part % 3)}."
                for part, line in enumerate(said[story])
            )
            for story in stories
            for turn in range(ARTICLES)
        }
        articles = Article.objects.bulk_create(
            Article(
                text=text,
                outlet=outlets[(number + turn) % 8],
                published_at=FIRST + timedelta(hours=begin + number),
                batch=batch,
                position=begin * ARTICLES + number,
                origin=f"{begin}-{number}.txt",
                title=story.title,
                sha256=fingerprint(f"{begin} {number}"),
                fingerprint=fingerprint(f"{begin} {number}"),
            )
            for number, ((story, turn), text) in enumerate(texts.items())
        )
        analyses = Analysis.objects.bulk_create(
            Analysis(
                article=article,
                release=RELEASE,
                state=Analysis.State.DONE,
                is_current=True,
                vector=VECTOR,
            )
            for article in articles
        )
        StoryMembership.objects.bulk_create(
            StoryMembership(
                story=story,
                article=article,
                release=RELEASE,
                voice=turn + 1,
                compared_at=story.settled_at,
            )
            for (story, turn), article in zip(texts, articles, strict=True)
        )
        statements = []
        for ((_, turn), text), article, analysis in zip(
            texts.items(), articles, analyses, strict=True
        ):
            for part, line in enumerate(text.split("\n")):
                start = text.index(line) + len("The minister said ")
                end = text.index(line) + len(line) - 1
                hole = text.index(CONDITION, start)
                statements.append(
                    Statement(
                        analysis=analysis,
                        article=article,
                        ordinal=part + 1,
                        content=(TextSpan(start, end),),
                        conditions=(TextSpan(hole, hole + len(CONDITION)),) if turn else (),
                        type="indirect",
                        polarity="asserted",
                        certainty="certain",
                        stance="neutral",
                        tier="core",
                        speaker=speakers[part % 8],
                        vector=VECTOR,
                    )
                )
        statements = Statement.objects.bulk_create(statements)
        SourceLink.objects.bulk_create(
            SourceLink(statement=one, order=1, speaker=one.speaker, kind="person", role="speaker")
            for one in statements
        )
        _claims(statements)


def _claims(statements: list[Statement]) -> None:
    """Let every second statement of a story's articles be one claim, and the others stand alone."""
    from claims.models import Claim, ClaimLink
    from tests.builders import RELEASE

    each = ARTICLES * STATEMENTS
    groups = [
        statements[begin + part : begin + each : STATEMENTS]
        if part % 2
        else statements[begin + part : begin + part + 1]
        for begin in range(0, len(statements), each)
        for part in range(STATEMENTS)
    ]
    claims = Claim.objects.bulk_create(Claim(wording=group[0]) for group in groups)
    ClaimLink.objects.bulk_create(
        ClaimLink(claim=claim, statement=one, kind="same-statement", score=0.9, release=RELEASE)
        for claim, group in zip(claims, groups, strict=True)
        for one in group
    )


if __name__ == "__main__":
    main()
