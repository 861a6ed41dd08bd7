"""Every example that the help page gives, asked for in a small world: it finds what it should."""

import time
from datetime import UTC, datetime

import pytest

from claims import search
from claims.actions import judging
from claims.actions.indexing import index_waiting
from claims.querying.fields import FIELDS
from claims.views.search import EXAMPLES
from tests.builders import a_batch, a_claim, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

BRIDGE = "Warning of floods"
PRAVDA = """“We won’t sign,” Putin.
The Kremlin acknowledged on March 4 that the 30-day ceasefire may hold if sanctions end, TASS said.
The roads are “mined”. Officials familiar with the talks would not say when."""
UNKNOWN = f"{BRIDGE}. Analysts warned of a flood. According to a report, dikes will break."
PUTIN, KREMLIN = ("Vladimir Putin", "person"), ("Kremlin", "organisation")
TASS = ("TASS", "organisation", "relay")

# What each finds, one letter for each statement; all others find nothing else.
FOUND = {
    "speaker:putin": "a",
    'speaker:"Vladimir Putin"': "a",
    "speaker:none": "c",
    "source:tass": "b",
    "source:kremlin": "b",
    "relay:tass": "b",
    'outlet:"Pravda.ru"': "abcd",
    "outlet:none": "efg",
    "kind:anonymous": "d",
    "kind:collective,unnamed": "ef",
    "type:direct": "ac",
    "act:promise": "a",
    "act:warn,accuse": "ef",
    "polarity:denied": "g",
    "polarity:no-comment": "d",
    "certainty:conditional": "b",
    "stance:factive": "b",
    "tier:core": "abcdef",
    "chain:relay": "b",
    "chain:none": "c",
    "depth:2": "b",
    "depth:>1": "b",
    "depth:1..3": "abdefg",
    "cue:acknowledged": "b",
    'cue:"according to"': "g",
    "about:sanctions": "b",
    'about:"30-day ceasefire"': "b",
    'label:"familiar with"': "d",
    "label:analysts": "ef",
    "story:12": "abcdefg",
    "claim:9": "be",
    "article:5": "abcd",
    "batch:3": "efg",
    "published:2025-03": "abcd",
    "published:>2025-01-01": "abcd",
    "published:2025-01..2025-03-07": "abcd",
    "said:2025-03": "b",
    "said:none": "acdefg",
    "review:unreviewed": "abcdef",
    "review:changed": "g",
    "in:headline": "e",
    "repeat:no": "abcdeg",
    "similar:40": "bcdef",  # the meaning of what was put right is found again by linking
    "kind:anonymous polarity:asserted": "",
    '"ceasefire" -sanctions': "",
    "stance:factive type:indirect": "b",
    "chain:relay depth:>1": "b",
}


@pytest.fixture
def world(django_user_model):
    """Two articles of one story, one of them of nobody knows where, and seven statements."""
    first = an_article(
        PRAVDA, pk=5, outlet="Pravda.ru", published_at=datetime(2025, 3, 5, 12, tzinfo=UTC)
    )
    second = an_article(UNKNOWN, outlet=None, published_at=None, batch=a_batch(pk=3))
    analysts = ("analysts", "collective")
    rows = {
        "a": a_statement(
            first,
            "We won’t sign",
            pk=40,
            chain=[PUTIN],
            source="Putin",
            type="direct",
            act="promise",
        ),
        "b": a_statement(
            first,
            "the 30-day ceasefire may hold if sanctions end",
            chain=[TASS, KREMLIN],
            source="The Kremlin",
            cue="acknowledged",
            conditions="if sanctions end",
            certainty="conditional",
            stance="factive",
        ),
        "c": a_statement(first, "mined", chain=[], type="direct"),
        "d": a_statement(
            first,
            "when",
            chain=[("", "anonymous")],
            source="Officials familiar with the talks",
            polarity="no-comment",
        ),
        "e": a_statement(
            second, "floods", chain=[analysts], cue="Warning", act="warn", is_headline=True
        ),
        "g": a_statement(
            second,
            "dikes will break",
            chain=[("report", "document")],
            cue="According to",
            polarity="denied",
            tier="soft",
        ),
    }
    rows["f"] = a_statement(
        second, "a flood", chain=[analysts], cue="warned", act="warn", repeats=rows["e"]
    )
    a_story(first, second, pk=12)
    a_claim(rows["b"], rows["e"], pk=9)
    judging.change(
        statement=rows["g"],
        given={"stance": "doubting"},
        by=django_user_model.objects.create_user("ada"),
    )
    index_waiting(until=time.monotonic() + 60)
    return {row.pk: letter for letter, row in rows.items()}


def test_each_finds_what_it_says(world):
    examples = {one for field in FIELDS.values() for one in field.examples}
    examples |= {query for query, _ in EXAMPLES}
    assert examples <= FOUND.keys()
    found = {}
    for text in FOUND:
        asked = search.asked(text)
        hits = search.page(asked).hits
        found[text] = "".join(sorted(world[hit.saying.statement.pk] for hit in hits))
        ids = search.entries(asked).values_list("pk", flat=True)
        assert sorted(world[pk] for pk in ids) == list(found[text])
    assert found == FOUND
