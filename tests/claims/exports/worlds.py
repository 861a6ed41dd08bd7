"""A small world for exports: each hard thing once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from articles.models import Article
from claims.exports.taking import About
from claims.linking.types import LinkKind
from claims.models import (
    Claim,
    Doubt,
    Identity,
    Judgement,
    Statement,
    StatementLink,
    Story,
)
from tests.builders import RELEASE, a_claim, a_speaker, a_statement, a_story, an_article

SITE = "https://news.example.org"
ABOUT = About(
    title="Statements found by “harbour”",
    query="harbour",
    site=SITE,
    page=f"{SITE}/search/?q=harbour",
    address=f"{SITE}/search.csv?q=harbour",
    made_at=datetime(2025, 7, 1, 8, 30, tzinfo=UTC),
    release=RELEASE,
)
FIRST = (
    "🌊 “We will open the harbour,” the minister, Ana Ruiz, told TASS, “but only, she said, "
    "in May”.\n"
    "=SUM(A1) is what the 🏗 board allegedly wrote, if paid.\n"
    'Residents “fear\tthe tide”\x0b, and one added: -5 "degrees"\n'
)
SECOND = "The harbour will open soon, Ruiz said. It was denied that the tide was feared."


@dataclass(frozen=True)
class World:
    story: Story
    first: Article
    second: Article
    split: Statement
    formula: Statement
    crowd: Statement
    again: Statement
    denial: Statement
    claim: Claim

    @property
    def statements(self):
        return Statement.objects.in_story(self.story)


def a_world() -> World:
    """A story of two articles, of which one has neither outlet nor date."""
    first = an_article(
        FIRST, title='Harbour, "opened"', url="https://ledger.example.org/1?a=1,2", language="en"
    )
    second = an_article(SECOND, outlet=None, published_at=None, title="")
    split = a_statement(
        first,
        ["We will open the harbour", "but only", "in May"],
        chain=[("TASS", "organisation", "venue"), ("Ana Ruiz", "person")],
        cue=["told", "said"],
        source="the minister, Ana Ruiz,",
        quotations=["We will open the harbour", "but only", "in May"],
        type="direct",
    )
    formula = a_statement(
        first,
        "=SUM(A1)",
        chain=[("the board", "organisation")],
        cue="wrote",
        source="the 🏗 board",
        hedges="allegedly",
        conditions="if paid",
        certainty="conditional",
        confidence=0.75,
    )
    crowd = a_statement(
        first,
        "fear\tthe tide",
        chain=[("Residents", "collective")],
        source="Residents",
        tier="soft",
        repeats=split,
    )
    minus = a_statement(first, '-5 "degrees"', chain=[], cue="added")
    again = a_statement(second, "The harbour will open soon", chain=[("Ana Ruiz", "person")])
    denial = a_statement(
        second, "the tide was feared", chain=[("", "unnamed")], polarity="denied", act="deny"
    )
    claim = a_claim(split, again)
    story = a_story(first, second, title="The harbour, opened")
    at = datetime(2025, 7, 1, tzinfo=UTC)
    Judgement.objects.create(
        article=first, statement=formula, sort="right", release=RELEASE, decided_at=at
    )
    Doubt.objects.create(
        key=f"statement:{minus.pk}",
        sort="statement",
        statement=minus,
        doubt=0.5,
        reach=2,
        rank=1.0,
    )
    StatementLink.objects.create(
        first=crowd, second=denial, kind=LinkKind.DENIAL, score=0.9, release=RELEASE
    )
    ruiz = a_speaker("Ana Ruiz")
    Identity.objects.create(
        key=ruiz.key, kind=ruiz.kind, name=ruiz.name, wikidata="Q42", decided_at=at
    )
    return World(story, first, second, split, formula, crowd, again, denial, claim)
