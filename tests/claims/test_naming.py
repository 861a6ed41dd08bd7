"""What people say of names is obeyed by whatever is read, before or after, and can be undone."""

import time
from datetime import UTC, datetime
from random import Random

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.text import TextSpan
from claims.actions import history, naming, renaming, rolling_back
from claims.actions.analysis import Reader, analyze_waiting
from claims.actions.speakers import node_of
from claims.models import Analysis, Enlistment, SourceLink, Speaker, SpeakerDecision, Statement
from claims.nlp.types import Attribution, ChainLink, Reading, SpeakerKind
from tests.builders import VECTOR, an_article

pytestmark = pytest.mark.django_db

DAY = datetime(2025, 3, 18, tzinfo=UTC)
readers = {}  # by the title of the article that they read


def read(number, *named):
    """Read an article in which speakers are named so: (name, kind), one statement each."""
    text = f"Article {number}. " + " ".join(f"{name} said so." for name, _ in named)
    article = an_article(text, outlet=None, title=f"{number}", published_at=DAY)
    found = []
    for name, kind in named:
        start = article.text.index(name)
        link = ChainLink(span=TextSpan(start, start + len(name)), name=name, kind=SpeakerKind(kind))
        end = start + len(name) + 6
        found.append(Attribution(content=(TextSpan(end, end + 2),), chain=(link,)))
    reader = Reader("test-1", lambda *_: Reading("test-1", tuple(found)), lambda *_: VECTOR)
    readers[article.title] = reader
    assert analyze_waiting(reader=reader, until=time.monotonic() + 30) == 1
    return article


def say(name, kind, to_name, to_kind, article=None):
    """Decide whom a name means, as deeds do."""
    key, kind = node_of(name, kind)
    before = SpeakerDecision.objects.filter(article=article, key=key, kind=kind).first()
    row = SpeakerDecision.objects.update_or_create(
        article=article,
        key=key,
        kind=kind,
        defaults={
            "name": name,
            "to_name": to_name,
            "to_kind": to_kind,
            "decided_at": timezone.now(),
        },
    )[0]
    naming.renew(before, row)
    return row


def unsay(*rows):
    """Take decisions back at once, as undoing an edit does: all go before rows are renewed."""
    gone = list(SpeakerDecision.objects.filter(pk__in=[row.pk for row in rows]))
    SpeakerDecision.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for row in gone:
        naming.renew(row, None)


def meant():
    """Whom each name of each article means, and all rows of speakers."""
    links = SourceLink.objects.select_related("speaker", "statement__article", "statement__speaker")
    found = {
        (link.statement.article.title, link.name, link.kind): (
            link.speaker.name,
            link.speaker.kind,
            link.statement.speaker.name,
        )
        for link in links
    }
    return found, set(Speaker.objects.values_list("name", "key", "kind", "surname"))


def who(article, name):
    return SourceLink.objects.get(statement__article=article, name=name).speaker.name


PEOPLE = ("Ferro", "Ada Ferro", "A. Ferro", "Bo Ferro", "Trump", "Zed Quist")
NAMED = [*((name, "person") for name in PEOPLE), ("Harbor Board", "organisation")]
WORDS = st.tuples(
    st.sampled_from(NAMED),
    st.sampled_from([*NAMED, ("Harbour Authority", "organisation"), ("FERRO", "person")]),
    st.sampled_from([None, 0, 1]),
)


def world(deeds, *, undone=0):
    """Do deeds in their order in an empty database; then take some decisions back."""
    for model in (SourceLink, Statement, Analysis, SpeakerDecision, Speaker):
        model.objects.all().delete()
    Article.objects.all().delete()
    articles, said = {}, []
    for sort, deed in deeds:
        if sort == "read":
            number, named = deed
            articles[number] = read(number, *named)
        else:
            (name, kind), (to_name, to_kind), where = deed
            if where is None or where in articles:
                article = articles.get(where)
                said.append(say(name, kind, to_name, to_kind, article))
    unsay(*said[len(said) - undone :])
    return meant()


def about(word):
    """What a decision is about: there is one for each."""
    name, _, where = word
    return node_of(*name), where


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.lists(st.sampled_from(NAMED), min_size=1, max_size=3, unique=True), max_size=2),
    st.lists(WORDS, min_size=1, max_size=3, unique_by=about),
    st.randoms(use_true_random=False),
)
@example(  # a row that people's word led to once went on under the name that was read
    named=[[("Ada Ferro", "person")]],
    words=[
        (("Ferro", "person"), ("Ferro", "person"), None),
        (("Ada Ferro", "person"), ("Harbour Authority", "organisation"), None),
    ],
    random=Random(1),
)
def test_the_order_of_reading_and_deciding_does_not_matter_nor_what_was_undone(
    named, words, random
):
    reads = [("read", one) for one in enumerate(named)]
    says = [("say", one) for one in words if one[2] is None or one[2] < len(named)]
    first = world([*reads, *says])
    # What is said of an article comes after the article.
    mixed = [*reads, *says]
    random.shuffle(mixed)
    after = [one for one in mixed if one[0] == "say" and one[1][2] is not None]
    mixed = [one for one in mixed if one not in after] + after

    assert world(mixed) == first
    assert world([*mixed, *says[:1]], undone=len(says) + 1 if says else 0) == world(reads)


def test_a_name_means_whom_a_person_said_also_when_read_later():
    say("Ada Ferro", "person", "Ada Quist", "person")

    one, two = read(1, ("Ada Ferro", "person")), read(2, ("Ferro", "person"))

    assert who(one, "Ada Ferro") == who(two, "Ferro") == "Ada Quist"
    assert Statement.objects.filter(speaker__name="Ada Quist").count() == 2


def test_an_article_can_have_its_own_word():
    one, two = read(1, ("Ferro", "person")), read(2, ("Ferro", "person"))
    read(3, ("Ada Ferro", "person"))

    say("Ferro", "person", "Bo Ferro", "person", article=two)

    assert (who(one, "Ferro"), who(two, "Ferro")) == ("Ada Ferro", "Bo Ferro")


def test_a_name_that_people_gave_parts_nobody_until_an_article_gives_it():
    one, two = read(1, ("Ferro", "person")), read(2, ("Ferro", "person"))
    read(3, ("Ada Ferro", "person"))
    say("Ferro", "person", "Bo Ferro", "person", article=two)

    read(4, ("Bo Ferro", "person"))

    assert (who(one, "Ferro"), who(two, "Ferro")) == ("Ferro", "Bo Ferro")


def test_whom_a_name_means_can_be_a_short_name_of_somebody():
    one = read(1, ("the envoy", "person"))
    say("the envoy", "person", "Ferro", "person")

    read(2, ("Ada Ferro", "person"))

    assert who(one, "the envoy") == "Ada Ferro"


def test_a_circle_lets_all_be_who_they_were():
    one = read(1, ("Ada Ferro", "person"), ("Bo Quist", "person"))

    say("Ada Ferro", "person", "Bo Quist", "person")
    say("Bo Quist", "person", "Ada Ferro", "person")

    assert (who(one, "Ada Ferro"), who(one, "Bo Quist")) == ("Ada Ferro", "Bo Quist")


def test_what_was_said_stands_when_an_article_is_read_again():
    one = read(1, ("Ada Ferro", "person"), ("Bo Quist", "person"))
    ferro = Speaker.objects.get(name="Ada Ferro")
    renaming.merge(speaker=ferro, into=Speaker.objects.get(name="Bo Quist"), by=None)
    before = meant()

    Analysis.objects.update(release="test-0")
    Enlistment.objects.all().delete()
    assert analyze_waiting(reader=readers["1"], until=time.monotonic() + 30) == 1

    again = Statement.objects.current().filter(article=one)
    assert {row.speaker.name for row in again} == {"Bo Quist"}
    assert meant() == before  # the older reading's links mean the same


def test_a_batch_that_is_rolled_back_leaves_only_what_people_said():
    read(1, ("Ferro", "person"))
    say("Ada Ferro", "person", "Ada Quist", "person")
    without = meant()
    two = read(2, ("Ada Ferro", "person"), ("Ferro", "person"))
    say("Ferro", "person", "Cy Lund", "person", article=two)

    rolling_back.roll_back(batch=two.batch)
    assert rolling_back.roll_back_waiting(until=time.monotonic() + 60) == 1

    assert meant() == without
    assert SpeakerDecision.objects.get().to_name == "Ada Quist"


def test_a_spelling_that_a_person_gave_stays():
    read(1, ("Harbor board", "organisation"))
    say("Harbor board", "organisation", "HARBOR BOARD", "organisation")

    read(2, ("Harbor Board", "organisation"))

    assert Speaker.objects.get().name == "HARBOR BOARD"
    assert history.newest("speaker:1") == 0
