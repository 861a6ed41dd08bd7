"""Small invented worlds whose texts a few lines read: for what is made of many articles.

A text is a matter told in a sentence, and quotations on lines of their own: “words” said Name.
"""

import re
import time
from dataclasses import dataclass
from datetime import timedelta
from zlib import crc32

import numpy as np
from django.db import connection

from articles.actions import versions
from articles.models import Article, Batch, Item, Outlet
from articles.text import TextSpan
from claims.actions.analysis import Reader, analyze_waiting
from claims.actions.cards import key_of
from claims.actions.grouping import article_key, group_waiting
from claims.actions.linking import link_waiting
from claims.actions.storylines import chain_waiting
from claims.actions.withdrawing import settle_versions
from claims.models import (
    Analysis,
    ArticleDecision,
    Claim,
    CommonRun,
    SourceLink,
    Speaker,
    Statement,
    StatementLink,
    Story,
    StoryEdge,
    Storyline,
    StorylineEdge,
    StoryMembership,
    VoiceTie,
)
from claims.nlp.release import RELEASE
from claims.nlp.types import DIMENSIONS, Attribution, ChainLink, Reading, SpeakerKind, Type
from tests.builders import NOON, an_article

MATTERS = (
    "Ferry crews at Gannet voted to strike over pay, and the harbour of Hallowmere prepared for a "
    "closure of the terminal.",
    "The inquiry into the Tarrow bridge collapse heard that inspections of the girders had been "
    "skipped for years by the council.",
    "Premier Marsh spoke by telephone about the seized trawler, its crew and the fishing licences "
    "in the strait near Norvia.",
)
QUOTES = (
    "I could put my whole hand through the rotten steel of the hangers",
    "nobody at Gannet will sail a ferry again before the wages are paid",
    "the trawler carried thirty tonnes of herring and not one licence",
    "we shall reopen the harbour once the inspectors have left Hallowmere",
)
NAMES = (
    *(("Ferro", "person"), ("Ada Ferro", "person"), ("A. Ferro", "person"), ("Bo Ferro", "person")),
    *(("Mr Ferro", "person"), ("Trump", "person"), ("Eric Trump", "person")),
    *(("D. Trump", "person"), ("Zoë Ferro", "person"), ("Zoe Ferro", "person")),
    *(("Tarrow Council", "organisation"), ("the Tarrow Council", "organisation")),
    ("Reuters", "organisation"),
)
OUTLETS = ("The Harbor Ledger", "Eastland Post", "Norvia Times", None)
_SAID = re.compile(r"“([^”]+)” said ([^,\n]+?)(?:, (relayed by) ([^,\n]+?))?\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Told:
    """An article to be: numbers of its matter, outlet, day, and of quotations with their names."""

    matter: int
    outlet: int
    day: int
    said: tuple[tuple[int, int], ...]
    url: int = 0  # articles of one number are versions of one page

    @property
    def text(self) -> str:
        """Return its text; two that are told alike but for the day have the same."""
        quoted = [f"“{QUOTES[quote]}” said {NAMES[name][0]}." for quote, name in self.said]
        return "\n".join([MATTERS[self.matter], *quoted])


def read(text, _zones=None):
    """Read what is quoted, and nothing else."""
    kinds = dict(NAMES)
    found = []
    for match in _SAID.finditer(text):
        name = ChainLink(
            span=TextSpan(*match.span(2)), name=match[2], kind=SpeakerKind(kinds[match[2]])
        )
        content = TextSpan(*match.span(1))
        found.append(
            Attribution(
                content=(content,),
                source=(TextSpan(*match.span(2)),),
                quotations=(content,),
                chain=(name,),
                type=Type.DIRECT,
            )
        )
    return Reading(RELEASE, tuple(found))


def encode(text):
    """Return the direction of a text's words, each by its hash."""
    vector = np.zeros(DIMENSIONS)
    for word in re.findall(r"\w+", text.casefold()):
        vector[crc32(word.encode()) % DIMENSIONS] += 1
    vector[0] += 0.01
    return (vector / np.linalg.norm(vector)).tolist()


READER = Reader(RELEASE, read, encode)


def arrive(batch, told):
    """Let an article come in with a batch, unless the very article is there; return it or None."""
    position = batch.items.count() + 1
    outlet = OUTLETS[told.outlet]
    url = f"https://example.org/{told.url}" if told.url else ""
    there = Article.objects.filter(
        text=told.text, outlet__name=outlet, url__in=[url, ""] if url else [url]
    ).first()
    if there:
        Item.objects.create(
            batch=batch,
            position=position,
            name=f"{position}.txt",
            state=Item.State.SKIPPED,
            like=there,
            likeness="text",
            remarks=[{"reason": "the same text"}],
        )
        return None
    article = an_article(
        told.text,
        outlet=outlet,
        batch=batch,
        position=position,
        origin=f"{position}.txt",
        title=MATTERS[told.matter][:30] + f" {told.outlet}",
        url=url,
        published_at=NOON + timedelta(days=told.day) if told.day >= 0 else None,
    )
    versions.arrange([url])
    return article


def a_delivery(name, articles):
    """Return a batch that brought some articles."""
    batch = Batch.objects.create(name=name, state=Batch.State.LOADED)
    for told in articles:
        arrive(batch, told)
    return batch


SWEEPS = {
    "read": lambda: analyze_waiting(reader=READER, until=time.monotonic() + 60),
    "versions": settle_versions,
    "group": group_waiting,
    "link": lambda: link_waiting(until=time.monotonic() + 60),
    "chain": lambda: chain_waiting(until=time.monotonic() + 60),
}


def sweep():
    """Run the sweeps until nothing waits."""
    for _ in range(2):
        for run in SWEEPS.values():
            run()
    assert not Analysis.objects.ungrouped().exists()
    assert not Story.objects.stale().exists()
    assert not Story.objects.unchained().exists()


def whole():
    """Return all that the database holds, by keys instead of ids, without times."""
    articles = {
        row.pk: f"{article_key(row)}:{row.url}" for row in Article.objects.select_related("outlet")
    }
    said = {
        row.pk: (f"{key_of(row)}:{row.article.url}", row.analysis.release)
        for row in Statement.objects.select_related("article__outlet", "analysis")
    }
    stories = {row.pk: frozenset(_members(row, articles)) for row in Story.objects.all()}
    lines = {
        row.pk: frozenset(stories[story.pk] for story in row.stories.all())
        for row in Storyline.objects.all()
    }
    return {
        "articles": {
            (articles[row.pk], row.title, row.published_at, articles.get(row.newest_id or 0))
            for row in Article.objects.all()
        },
        "outlets": set(Outlet.objects.values_list("name", "key")),
        "readings": {
            (articles[row.article_id], row.release, row.state, row.is_current, row.crowding)
            for row in Analysis.objects.all()
        },
        "statements": {
            (said[row.pk], row.ordinal, str(row.speaker), row.type)
            for row in Statement.objects.select_related("speaker")
        },
        "chains": {
            (said[row.statement_id], row.order, row.name, row.kind, str(row.speaker))
            for row in SourceLink.objects.select_related("speaker")
        },
        "speakers": set(Speaker.objects.values_list("name", "key", "kind", "surname")),
        "edges": _pairs(StoryEdge, articles, "score"),
        "stories": {
            (
                *(stories[row.pk], row.title, row.why_title, row.first_at, row.last_at),
                *(
                    row.crowding,
                    row.voices,
                    lines.get(row.storyline_id or 0),
                    str(row.why_storyline),
                ),
                *(str(sorted(row.terms.items())), str(row.vector)),
            )
            for row in Story.objects.all()
        },
        "memberships": {
            (stories[row.story_id], articles[row.article_id], row.score, str(row.evidence))
            for row in StoryMembership.objects.all()
        },
        "voices": {
            (stories[row.story_id], articles[row.article_id], row.voice)
            for row in StoryMembership.objects.all()
        },
        "ties": {
            (stories[row.story_id], frozenset((articles[row.first_id], articles[row.second_id])))
            for row in VoiceTie.objects.all()
        },
        "lines": {(lines[row.pk], row.title) for row in Storyline.objects.all()},
        "line edges": _pairs(StorylineEdge, stories, "score"),
        "links": {
            (said[row.first_id], said[row.second_id], row.kind, row.score, str(row.evidence))
            for row in StatementLink.objects.all()
        },
        "claims": {
            (
                *(said[row.wording_id], row.why_wording),
                frozenset(
                    (said[link.statement_id], link.kind, link.score, str(link.evidence))
                    for link in row.links.all()
                ),
            )
            for row in Claim.objects.prefetch_related("links")
        },
        "runs": set(CommonRun.objects.values_list("run", flat=True)),
        "decisions": _pairs(ArticleDecision, articles, "verdict"),
        "items": {
            (row.batch.name, row.position, row.state, articles.get(row.like_id or 0), row.likeness)
            for row in Item.objects.select_related("batch")
            if row.batch.state != Batch.State.ROLLED_BACK
        },
    }


def _members(story, articles):
    return [articles[pk] for pk in story.memberships.values_list("article", flat=True)]


def _pairs(model, keys, field):
    return {
        (frozenset((keys[first], keys[second])), value)
        for first, second, value in model.objects.values_list("first", "second", field)
    }


def differences(one, other):
    """Return what two worlds do not share, table by table."""
    return {
        name: {"only one": one[name] - other[name], "only other": other[name] - one[name]}
        for name in one
        if one[name] != other[name]
    }


def forget():
    """Empty the tables; and see on the way that all rows point to rows that are there."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE articles_batch, articles_outlet, claims_speaker CASCADE")
        cursor.execute("TRUNCATE claims_claim, claims_story, claims_storyline CASCADE")
        cursor.execute("TRUNCATE claims_commonrun, claims_succession, claims_enlistment")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
