"""What the compare page adds to the table: the worked example, citations, silences, deeds."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache

from claims import comparison
from claims.models import StatementLink
from tests.builders import NOON, a_claim, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

SEEDS = Path(__file__).parents[2] / "fixtures" / "sample" / "seeds"
KREMLIN = [("Russian government", "organisation")]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def seed(number, **fields):
    (path,) = SEEDS.glob(f"{number}*.txt")
    return an_article(path.read_text("utf-8"), published_at=None, **fields)


@pytest.fixture
def seeds():
    unknown, pravda = seed("000", outlet=None), seed("001", outlet="Pravda.Ru")
    security = [
        a_statement(
            unknown,
            "a so-called “new security architecture” with the U.S",
            source="Moscow",
            cue="has expressed interest in",
            chain=KREMLIN,
        ),
        a_statement(
            pravda,
            'their readiness to pursue a "new security architecture” with the United States, '
            "provided Washington is willing to show flexibility on sanctions and NATO expansion",
            source="Russian officials",
            cue="have long indicated",
            conditions="provided Washington is willing to show flexibility on sanctions and "
            "NATO expansion",
            chain=[("Russian officials", "collective")],
        ),
    ]
    exploring = [
        a_statement(
            unknown,
            "Trump has been actively exploring ways to open dialogue",
            chain=[("insiders", "anonymous")],
        ),
        a_statement(
            pravda,
            "the president has been exploring the possibility of re-opening diplomatic channels",
            chain=[("sources familiar with the administration's thinking", "anonymous")],
        ),
    ]
    quiet = [
        a_statement(
            unknown,
            "Trump’s statements",
            source="The Russian government",
            chain=KREMLIN,
            polarity="no-comment",
        ),
        a_statement(
            pravda,
            "Trump's statement",
            source="the Kremlin",
            chain=KREMLIN,
            polarity="no-comment",
        ),
    ]
    for said in (security, exploring, quiet):
        a_claim(*said)
    return a_story(unknown, pravda)


def test_the_worked_example_of_the_seeds_comes_out(seeds):
    rows = sorted(comparison.of_story(seeds).shared, key=lambda row: row.sayings[0].statement.pk)
    security, exploring, quiet = (
        {difference.label: difference.text for difference in row.differences} for row in rows
    )

    assert security == {
        "Condition in one": "Pravda.Ru adds “provided Washington is willing to show flexibility on "
        "sanctions and NATO expansion”. Outlet unknown gives much of it in its own voice: “That "
        "usually means: fewer sanctions, less NATO expansion, and a bigger seat at the global …” "
        "(¶ 9 of 22).",
        "Holder differs": "Russian government, as “Moscow” (outlet unknown) / Russian officials "
        "(Pravda.Ru).",
        "Strength differs": "stronger in Pravda.Ru (“readiness to pursue”); weaker in outlet "
        "unknown (“interest in”).",
    }
    assert exploring == {
        "Holder differs": "insiders (outlet unknown) / sources familiar with the administration's "
        "thinking (Pravda.Ru); anonymous in both.",
        "Strength differs": "stronger in outlet unknown (“actively exploring”); weaker in "
        "Pravda.Ru (“possibility of”).",
    }
    assert quiet == {
        "Named differently": "“The Russian government” (outlet unknown) / “the Kremlin” "
        "(Pravda.Ru)."
    }


def test_words_told_by_one_voice_alone_are_single_source_however_many_outlets(seeds):
    seeds.memberships.update(voice=1)

    found = comparison.of_story(seeds)

    assert [row.voices for row in found.shared] == [1, 1, 1]
    assert len(found.chosen(["single", "shared"], "coverage").rows) == 3


def quiet_in(outlet, at):
    article = an_article("The board did not comment.", outlet=outlet, published_at=at)
    return a_statement(
        article, "The board did not comment", chain=[("the board", "organisation")]
    ), article


def silence_of(statement, *articles):
    statement.polarity = "no-comment"
    statement.save()
    a_claim(statement)
    (row,) = [row for row in comparison.of_story(a_story(*articles)).rows if row.is_silence]
    return row.silence


@pytest.mark.parametrize(
    ("days", "speaker", "words"),
    [
        (1, "the board", "Ended"),
        (-1, "the board", "No later words on it in the texts we hold."),
        (1, "the mayor", "No later words on it in the texts we hold."),
    ],
)
def test_a_silence_ends_with_later_words_of_the_same_speaker_that_are_linked_to_it(
    days, speaker, words
):
    statement, article = quiet_in("Ledger", NOON)
    later = an_article(
        "The board said yes.", outlet="Post", published_at=NOON + timedelta(days=days)
    )
    answer = a_statement(later, "yes", chain=[(speaker, "organisation")])
    StatementLink.objects.create(
        first=statement, second=answer, kind="follow-up", score=0.8, release="test"
    )

    silence = silence_of(statement, article, later)

    assert silence.words == words
    assert (silence.url == answer.get_absolute_url()) == (words == "Ended")
    assert silence.outlet == ("Post" if words == "Ended" else "")


def test_nothing_is_guessed_of_a_silence_without_a_date():
    statement, article = quiet_in("Ledger", None)

    assert silence_of(statement, article).words.startswith("Undated")


def test_each_statement_can_be_cited_with_its_chain_date_and_full_address(client, seeds):
    page = client.get(seeds.get_absolute_url()).content.decode()

    statement = seeds.memberships.get(article__outlet=None).article.statements.get(ordinal=2)
    address = f"http://testserver{statement.get_absolute_url()}"
    words = "“Trump has been actively exploring ways to open dialogue”"
    citation = f"{words} – outlet unknown › insiders, undated. {address}"
    assert f'data-key="c" data-copy="{citation}"' in page
    assert f"<p>{citation}</p>" in page


def test_what_a_text_says_is_escaped_everywhere(client):
    article = an_article('<b>"It" & rains</b>', outlet="<i>Post</i>")
    story = a_story(article, an_article("Other.", outlet="Ledger"))
    a_statement(article, '<b>"It" & rains</b>', chain=[("<u>Ada</u>", "person")])

    page = client.get(story.get_absolute_url()).content.decode()

    assert not [tag for tag in ('<b>"It', "<u>Ada", "<i>Post") if tag in page]


@pytest.mark.parametrize(("group", "there"), [(None, False), ("editors", True)])
def test_only_editors_see_what_can_be_done_with_a_statement(
    client, seeds, django_user_model, group, there
):
    user = django_user_model.objects.create_user("ada")
    if group:
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    client.force_login(user)
    rows = comparison.of_story(seeds).rows
    every = sum(len(row.sayings) for row in rows)
    shared = sum(len(row.sayings) for row in rows if row.claim and len(row.sayings) > 1)

    page = client.get(seeds.get_absolute_url()).content.decode()

    assert page.count('data-key="e"') == (every if there else 0)
    assert page.count('data-key="x"') == (shared if there else 0)
